import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { manPages } from '../../../src/build/man/man-pages.ts';
import { roffPage } from '../../../src/build/man/roff-page.ts';
import { roffLine, roffText } from '../../../src/build/man/roff-text.ts';
import { blocksOf } from '../../../src/build/man/topic-page.ts';
import { topics } from '../../../src/cli/topics.ts';
import { commandTree } from '../../../src/program/command-tree.ts';

const packageFile = fileURLToPath(new URL('../../../package.json', import.meta.url));

function page(markdown: string): string {
  const parts = {
    name: 'rexctl-x',
    section: 7,
    summary: 'an x',
    blocks: blocksOf(markdown),
  } as const;
  const edition = { version: '1.2.3', date: '2026-11-28' };
  return roffPage(parts, edition).replace(/^[\s\S]*\n\.SH NAME\n.*\n/, '');
}

describe('text of a man page', () => {
  it.each([
    ['text', '.profile', '\\&.profile'],
    ['text', "'quoted'", "\\&'quoted'"],
    ['text', 'a\\nb', 'a\\enb'],
    [
      'text',
      'see --host, -n and (-q), re-run web-01',
      'see \\-\\-host, \\-n and (\\-q), re-run web-01',
    ],
    ['text', 'a…', 'a\\[u2026]'],
    ['text', '15\u00a0s', '15\\ s'],
    ['text', '😀', '\\[u1F600]'],
    ['code', '.x', '\\fB.x\\fR'],
    ['code', "rexctl run -c 'a'", '\\fBrexctl run \\-c \\(aqa\\(aq\\fR'],
    ['code', '`^~"', '\\fB\\(ga\\(ha\\(ti\\(dq\\fR'],
    ['strong', 'x', '\\fBx\\fR'],
    ['emphasis', 'x', '\\fIx\\fR'],
  ] as const)('%s %j', (kind, text, roff) => {
    const harmless = kind === 'code' && text.startsWith('.') ? `\\&${roff}` : roff;
    expect(roffText([{ kind, text }])).toBe(harmless);
  });

  it('is harmless at the beginning of a line of a listing', () => {
    expect(roffLine('.TH x')).toBe('\\&.TH x');
    expect(roffLine("'so /etc/passwd")).toBe('\\(aqso /etc/passwd');
    expect(roffLine('a\\')).toBe('a\\e');
  });
});

describe('blocks of a man page', () => {
  it('are requests for each kind', () => {
    const markdown = [
      '# T',
      'Words.',
      'More [hosts](hosts.md).',
      '## A "b"',
      'Words.',
      '- one\n\n  more\n  - inner\n- two',
      '1. first',
      '### Sub',
      '```\n.x\n\ny\n```',
    ].join('\n\n');
    expect(page(markdown)).toBe(
      `.PP
Words.
.PP
More \\fBrexctl\\-hosts(7)\\fR.
.SH "A \\(dqB\\(dq"
Words.
.IP \\(bu 2
one
.RS 2
.PP
more
.IP \\(bu 2
inner
.RE
.IP \\(bu 2
two
.IP 1. 4
first
.SS "Sub"
.RS 4
.nf
\\&.x

y
.fi
.RE
`,
    );
  });

  it.each([
    [69, 4],
    [71, 2],
    [73, 0],
    [76, -3],
    [90, -3],
  ])('are listings that fit a screen of 80: %i columns', (width, indent) => {
    const line = 'x'.repeat(width);
    expect(page(`# T\n\n\`\`\`\n${line}\n\`\`\`\n`)).toBe(
      `.PP\n.RS ${indent}\n.nf\n${line}\n.fi\n.RE\n`,
    );
  });

  it('are tables with text blocks where a cell is too long for its line', () => {
    const wide = 'word '.repeat(20).trim();
    expect(page(`# T\n\n| a | b |\n|---|---|\n| \`-x\` | ${wide} |\n| .y | z |\n`)).toBe(
      `.PP
.TS
lw(2n) lw(66n).
\\fBA\\fR\t\\fBB\\fR
\\fB\\-x\\fR\tT{
${wide}
T}
\\&.y\tz
.TE
`,
    );
  });
});

describe('the manual', () => {
  let files: Awaited<ReturnType<typeof manPages>>;
  const pages = new Map(topics.map(({ name }) => [name, `# ${name}\n\nThe page.\n`]));
  const textOf = (path: string) => files.find((file) => file.path === path)?.text ?? '';

  beforeAll(async () => {
    files = await manPages({ version: '1.2.3', changelog: '## Unreleased\n', pages });
  });

  it('is what package.json has npm link into the folder of man pages', () => {
    const { man } = JSON.parse(readFileSync(packageFile, 'utf8'));
    expect([...man].sort()).toEqual(files.map(({ path }) => path).sort());
  });

  it('has the date of the newest release, and the same text each time', async () => {
    const changelog = '## Unreleased\n\n## 1.2.3 - 2026-12-01\n\n## 1.2.2 - 2026-11-30\n';
    const dated = await manPages({ version: '1.2.3', changelog, pages });
    expect(dated[0]?.text).toContain('.TH "REXCTL" "1" "2026-12-01" "rexctl 1.2.3"');
    expect(files[0]?.text).toContain('.TH "REXCTL" "1" "" "rexctl 1.2.3" "rexctl manual"');
    expect(await manPages({ version: '1.2.3', changelog, pages })).toEqual(dated);
  });

  it('explains every command and every option that the help shows', async () => {
    const root = await commandTree({ version: '' });
    for (const command of root.commands.filter((one) => one.name() !== '__complete')) {
      const text = textOf(`man/rexctl-${command.name()}.1`);
      for (const one of [command, ...command.commands])
        for (const { flags, hidden } of one.options)
          if (!hidden)
            expect(text, command.name()).toContain(
              `\n${roffText([{ kind: 'code', text: flags }])}\n`,
            );
      expect(textOf('man/rexctl.1')).toContain(`rexctl\\-${command.name()}(1)`);
    }
    for (const { name } of topics)
      expect(textOf('man/rexctl.1')).toContain(
        roffText([{ kind: 'code', text: `rexctl-${name}(7)` }]),
      );
  });

  it('is ASCII, and begins no line with a request that it did not mean', () => {
    const requests =
      /^(?:\.(?:TH|SH|SS|PP|PD|TP|IP|RS|RE|nf|fi|br|nh|ad|TS|TE)\b|\.if n \.pl 9999v$|'\\" t$)/;
    for (const { path, text } of files) {
      expect(text, path).toMatch(/^[\n\t -~]*$/);
      const lines = text.split('\n').filter((line) => /^[.']/.test(line));
      expect(
        lines.filter((line) => !requests.test(line)),
        path,
      ).toEqual([]);
    }
  });

  it('shows a command with its synopsis, arguments, options and examples', () => {
    const sections = [...textOf('man/rexctl-show.1').matchAll(/^\.SH "?(.+?)"?$/gm)];
    expect(sections.map(([, title]) => title)).toEqual([
      'NAME',
      'SYNOPSIS',
      'DESCRIPTION',
      'ARGUMENTS',
      'OPTIONS',
      'EXAMPLES',
      'SEE ALSO',
    ]);
    expect(textOf('man/rexctl-show.1')).toContain(
      '\\fBrexctl show\\fR [\\fIoptions\\fR] \\fIjob\\fR',
    );
  });
});
