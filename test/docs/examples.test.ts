import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { usageProblem } from '../program/help/printed-help.ts';
import { callsOf, codeBlocks, crontabCommands, inlineCommands } from './shell-commands.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const pages = [
  'README.md',
  ...(await readdir(`${root}docs`, { recursive: true }))
    .filter((name) => name.endsWith('.md'))
    .map((one) => `docs/${one}`),
];

async function examplesOf(page: string): Promise<readonly (readonly string[])[]> {
  const text = await readFile(`${root}${page}`, 'utf8');
  const scripts = [
    ...codeBlocks(text, ['sh']),
    ...codeBlocks(text, ['crontab']).map(crontabCommands),
  ];
  return scripts.flatMap((script) => callsOf('rexctl', script));
}

async function mentionsOf(page: string): Promise<readonly (readonly string[])[]> {
  const text = await readFile(`${root}${page}`, 'utf8');
  return inlineCommands('rexctl', text).flatMap((line) => callsOf('rexctl', line));
}

/** What may be left out at the end: in running text a command stands for its name, too. */
const ends = ['215', 'failed', 'bash'];

async function problemsOf(
  calls: readonly (readonly string[])[],
  mayEnd: readonly string[] = [],
): Promise<readonly string[]> {
  const found: string[] = [];
  for (const argv of calls) {
    const problem = await usageProblem(argv);
    const whole = await Promise.all(mayEnd.map((end) => usageProblem([...argv, end])));
    if (problem !== null && !whole.includes(null))
      found.push(`rexctl ${argv.join(' ')}: ${problem}`);
  }
  return found;
}

describe('the examples of the pages', () => {
  it.each(pages)('are command lines that the program takes: %s', async (page) => {
    expect(await problemsOf(await examplesOf(page))).toEqual([]);
    expect(await problemsOf(await mentionsOf(page), ends)).toEqual([]);
  });

  it('are found', async () => {
    expect((await examplesOf('docs/hosts.md')).length).toBeGreaterThan(5);
    expect((await examplesOf('docs/cron.md')).map(([name]) => name)).toContain('schedule');
    expect(await usageProblem(['list', '--no-such-option'])).toContain('no-such-option');
  });
});

describe('a script', () => {
  it.each([
    {
      script: 'rexctl list --search \'a = "b c"\'  # a comment',
      calls: [['list', '--search', 'a = "b c"']],
    },
    { script: 'rexctl run \\\n  -c uptime', calls: [['run', '-c', 'uptime']] },
    { script: 'id=$(rexctl run -d --json | jq .job.id)', calls: [['run', '-d', '--json']] },
    { script: 'rexctl list >> out.log 2> err.log', calls: [['list']] },
    {
      script: 'rexctl list && rexctl wait "$id"; echo rexctl',
      calls: [['list'], ['wait', '215']],
    },
    {
      script: 'echo a | TZ=UTC rexctl run -c - --host web[01-02]',
      calls: [['run', '-c', '-', '--host', 'web[01-02]']],
    },
    { script: "cat > f <<'END'\nrexctl no\nEND\nrexctl list", calls: [['list']] },
    { script: 'for id in 1 2; do rexctl show "$id"; done', calls: [['show', '215']] },
  ])('calls the program: $script', ({ script, calls }) => {
    expect(callsOf('rexctl', script)).toEqual(calls);
  });

  it('is in blocks of its language', () => {
    const page = 'text\n```sh\none\n```\n```json\ntwo\n```\n```sh\nthree\n```\n';
    expect(codeBlocks(page, ['sh'])).toEqual(['one\n', 'three\n']);
  });

  it('is a command in running text, unless a part of it is left out', () => {
    const page = 'Use `rexctl list\n--all` or `rexctl run …`.\n```\n`rexctl no`\n```\n';
    expect(inlineCommands('rexctl', page)).toEqual(['rexctl list --all']);
  });

  it('is what a crontab runs', () => {
    const crontab = 'MAILTO=a@b.c\n# note\n0 1 * * mon  rexctl list\n@daily rexctl log\n';
    expect(crontabCommands(crontab)).toBe('rexctl list\nrexctl log');
  });
});
