import { describe, expect, it } from 'vitest';
import { pageText } from '../../../src/ui/pages/page-text.ts';
import { readPage } from '../../../src/ui/pages/read-page.ts';
import { plainStyle, type Screen, styleOf } from '../../../src/ui/terminal/screen.ts';
import { widthOf } from '../../../src/ui/terminal/width.ts';

const screen: Screen = {
  style: plainStyle,
  isTerminal: true,
  unicode: true,
  columns: 50,
  now: 0,
};

const link = (name: string) =>
  ({ kind: 'code', text: name === 'hosts' ? 'rexctl help hosts' : '' }) as const;

function shown(markdown: string, on: Partial<Screen> = {}): string {
  return pageText(readPage(markdown, link), { ...screen, ...on });
}

const example = `# Host names

Which hosts a command is for, and how to *name* many of them at once.

## Names and sets

Name hosts with \`--host web[01-20].example.com\`, or see
[search](search.md) and **more**.

- \`.profile\` begins with a dot
- a second item that is longer than one line of this screen
  - an item of the item
- [x](hosts.md)

1. first
2. second

### Files

| option | meaning |
|---|---|
| \`--host NAME\`, \`-H\` | the hosts by name: \`web01\`, \`web[01-20]\`, or a file that holds names |
| \`--search 'a \\| b'\` | all hosts that match |

\`\`\`console
$ rexctl run -c 'echo \\n' --host web01,web02,web03,web04,web05

'quote
\`\`\`
`;

describe('a page on a terminal', () => {
  it('has lines of its width, tables in columns, and hanging indents', () => {
    expect(shown(example)).toBe(`Host names

Which hosts a command is for, and how to name many
of them at once.

Names and sets
  Name hosts with \`--host web[01-20].example.com\`,
  or see search and more.

  • \`.profile\` begins with a dot
  • a second item that is longer than one line of
    this screen
    • an item of the item
  • x (\`rexctl help hosts\`)

  1. first
  2. second

  Files
    OPTION            MEANING
    --host NAME, -H   the hosts by name: \`web01\`,
                      \`web[01-20]\`, or a file that
                      holds names
    --search 'a | b'  all hosts that match

      $ rexctl run -c 'echo \\n' --host web01,web02,web03,web04,web05

      'quote
`);
  });

  it('shows headings bold and code in color, on the same lines', async () => {
    const text = shown('# One\n\n## Two `x`\n\nType `a b`.\n', { style: await styleOf(1) });
    expect(text).toBe(
      [
        '\u001b[1mOne\u001b[22m',
        '',
        '\u001b[1mTwo \u001b[36mx\u001b[39m\u001b[22m',
        '  Type \u001b[36ma\u001b[39m \u001b[36mb\u001b[39m.',
        '',
      ].join('\n'),
    );
  });

  it('has lines of at most 100 columns on a wider one', () => {
    const lines = shown(`# T\n\n${'words '.repeat(100)}\n`, { columns: 300 }).split('\n');
    expect(Math.max(...lines.map(widthOf))).toBeGreaterThan(90);
    expect(Math.max(...lines.map(widthOf))).toBeLessThanOrEqual(100);
  });

  it('keeps a number and its unit on one line', () => {
    const lines = shown('# T\n\nup to 15 s, 5 % or 3 starts\n', { columns: 8 }).split('\n');
    expect(lines.slice(2)).toEqual(['up to', '15 s,', '5 % or 3', 'starts', '']);
  });

  it('counts wide characters as two columns', () => {
    const lines = shown('# T\n\n日本語 日本語 日本語 日本語\n', { columns: 14 }).split('\n');
    expect(lines.slice(2, 4)).toEqual(['日本語 日本語', '日本語 日本語']);
  });

  it('leaves a word whole that is wider than its column', () => {
    const text = shown('# T\n\n| a | b |\n|---|---|\n| `--a-very-long-option` | also long |\n', {
      columns: 20,
    });
    expect(text).toContain('--a-very-long-option  also\n                      long\n');
  });

  it('separates the rows of a table where several cells of one are wrapped', () => {
    const rows = '| one two three four | five six seven eight |\n| a | b |\n';
    expect(shown(`# T\n\n| x | y |\n|---|---|\n${rows}`, { columns: 24 })).toBe(
      `T

X            Y
one two      five six
three four   seven eight

a            b
`,
    );
  });

  it('shows bullets in ASCII where there is nothing else', () => {
    expect(shown('# T\n\n- one\n', { unicode: false })).toBe('T\n\n- one\n');
  });
});

describe('links', () => {
  it.each([
    ['[hosts](hosts.md)', '`rexctl help hosts` x'],
    ['[hosts](hosts.md#sets)', '`rexctl help hosts` x'],
    ['[`rexctl help hosts`](hosts.md)', '`rexctl help hosts` x'],
    ['[host sets](hosts.md)', 'host sets (`rexctl help hosts`) x'],
    ['[sets](#sets)', 'sets x'],
    ['[the code](architecture.md)', 'the code x'],
    ['[Foreman](https://theforeman.org)', 'Foreman (https://theforeman.org) x'],
    ['<https://theforeman.org>', 'https://theforeman.org x'],
  ])('%s', (markdown, text) => {
    expect(shown(`# T\n\n${markdown} x\n`)).toBe(`T\n\n${text}\n`);
  });
});

it('leaves out comments and images, and keeps what looks like a tag', () => {
  const markdown =
    '# T\n\n<!-- generated: x -->\n\nRun <job> ![picture](a.svg)\n\n---\n\n> quoted\n';
  expect(shown(markdown)).toBe('T\n\nRun <job>\n\nquoted\n');
});

it('reads a page without a title', () => {
  expect(readPage('text\n', link)).toEqual({
    title: '',
    blocks: [{ kind: 'paragraph', text: [{ kind: 'text', text: 'text' }] }],
  });
});
