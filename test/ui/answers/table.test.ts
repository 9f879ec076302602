import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import type { Column } from '../../../src/ui/answers/answer.ts';
import { plainRows, tableText, terminalTable } from '../../../src/ui/answers/table.ts';
import { fittingWidths } from '../../../src/ui/answers/terminal-table.ts';
import { plainScreen, type Screen, styleOf } from '../../../src/ui/terminal/screen.ts';
import { fitted, widthOf } from '../../../src/ui/terminal/width.ts';
import { frozen } from '../terminal/fake-io.ts';

interface Row {
  readonly id: number;
  readonly name: string | null;
}

const columns: readonly Column<Row>[] = [
  { key: 'id', header: 'ID', value: (row) => row.id, align: 'right' },
  { key: 'name', header: 'NAME', value: (row) => row.name, shrinks: true },
  {
    key: 'state',
    header: 'STATE',
    value: () => 'ok',
    text: (_row, { style }) => style.green('ok'),
  },
];

function terminal(width: number, more: Partial<Screen> = {}): Screen {
  return { ...plainScreen(frozen), isTerminal: true, unicode: true, columns: width, ...more };
}

describe('a table on a terminal', () => {
  it('is aligned, without borders and without blanks at the ends of lines', async () => {
    const rows = [
      { id: 1, name: 'short' },
      { id: 1200, name: 'a longer name' },
    ];
    expect(await terminalTable(rows, columns, terminal(80))).toBe(
      [
        '   ID  NAME           STATE',
        '    1  short          ok',
        ' 1200  a longer name  ok',
        '',
      ].join('\n'),
    );
  });

  it('aligns CJK text and emoji by the columns they take', async () => {
    const rows = [
      { id: 1, name: '漢字テスト' },
      { id: 2, name: 'deploy 🚀 done' },
      { id: 3, name: 'cafe\u0301' },
    ];
    const text = await terminalTable(rows, columns, terminal(80));
    const lines = text.trimEnd().split('\n');
    expect(lines.map((line) => stringWidth(line.slice(0, line.search(/ok$|STATE$/))))).toEqual([
      21, 21, 21, 21,
    ]);
  });

  it('cuts the column that shrinks, between characters and with an ellipsis', async () => {
    const rows = [{ id: 1, name: '漢字漢字漢字漢字漢字漢字' }];
    expect(await terminalTable(rows, columns, terminal(30))).toBe(
      [' ID  NAME                STATE', '  1  漢字漢字漢字漢字…   ok', ''].join('\n'),
    );
    expect(await terminalTable(rows, columns, terminal(30, { unicode: false }))).toBe(
      [' ID  NAME                STATE', '  1  漢字漢字漢字漢...   ok', ''].join('\n'),
    );
  });

  it('has a dim header and keeps the colours of its cells in their cells', async () => {
    const text = await terminalTable(
      [{ id: 1, name: 'x' }],
      columns,
      terminal(80, { style: await styleOf(1) }),
    );
    expect(text).toBe(
      ' \u001b[2mID\u001b[22m  \u001b[2mNAME\u001b[22m  \u001b[2mSTATE\u001b[22m\n  1  x     \u001b[32mok\u001b[39m\n',
    );
  });

  it('shows control sequences of servers neither as they are nor on more lines', async () => {
    const text = await terminalTable(
      [{ id: 1, name: 'a\u001b[2J\nb\u0007\tc' }],
      columns,
      terminal(80),
    );
    expect(text.split('\n')[1]).toBe('  1  a b^G c  ok');
  });

  it('says - where there is nothing, and nothing at all without rows', async () => {
    expect(await terminalTable([{ id: 1, name: null }], columns, terminal(80))).toContain(
      '  1  -     ok\n',
    );
    expect(await terminalTable([], columns, terminal(80))).toBe('');
  });

  it('stays one table over hundreds of rows', async () => {
    const rows = Array.from({ length: 450 }, (_, id) => ({ id, name: 'n'.repeat(id % 30) }));
    const lines = (await terminalTable(rows, columns, terminal(80))).trimEnd().split('\n');
    expect(lines).toHaveLength(451);
    expect(lines.filter((line) => line.includes('NAME'))).toHaveLength(1);
    expect(new Set(lines.slice(1).map((line) => line.indexOf('ok')))).toEqual(new Set([37]));
  });

  it('is never wider than the terminal as long as there is room for its columns', async () => {
    const name = fc.string({ unit: 'grapheme', maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(name, { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 20, max: 120 }),
        async (names, width) => {
          const rows = names.map((one, id) => ({ id, name: one }));
          const text = await terminalTable(rows, columns, terminal(width));
          for (const line of text.split('\n')) expect(stringWidth(line)).toBeLessThanOrEqual(width);
        },
      ),
      { examples: [[['𖿠𖿠𖿠𖿠', ''], 20]] },
    );
  });
});

describe('rows in a pipe', () => {
  it('are fields between tabs, without header, symbols or colour', async () => {
    const rows = [
      { id: 1, name: 'a\tb\nc' },
      { id: 2, name: '' },
    ];
    expect(plainRows(rows, columns)).toBe('1\ta b c\tok\n2\t-\tok\n');
    expect(await tableText(rows, columns, plainScreen(frozen))).toBe(plainRows(rows, columns));
  });

  it('have as many fields as columns, none of them empty', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        const lines = plainRows([{ id: 1, name }], columns).split('\n');
        expect(lines).toHaveLength(2);
        const fields = lines[0]?.split('\t') ?? [];
        expect(fields).toHaveLength(3);
        expect(fields).not.toContain('');
      }),
    );
  });
});

describe('the widths of columns', () => {
  const wish = (header: number, widest: number, shrinks = false) => ({ header, widest, shrinks });

  it.each([
    ['all fit', [wish(2, 4), wish(4, 30, true)], 40, [4, 30]],
    ['one gives way', [wish(2, 4), wish(4, 50, true)], 40, [4, 34]],
    ['two become equal', [wish(2, 40, true), wish(4, 30, true)], 42, [20, 20]],
    ['one that shrinks is left out', [wish(2, 4), wish(4, 30), wish(4, 50, true)], 40, [4, 30, 0]],
    [
      'from the right, until the others have room',
      [wish(2, 4), wish(4, 30, true), wish(8, 8), wish(4, 50, true), wish(4, 50, true)],
      40,
      [4, 24, 8, 0, 0],
    ],
    ['the first stays', [wish(4, 30, true), wish(4, 30)], 20, [4, 30]],
    [
      'one that stays is cut, and not left out',
      [wish(2, 4), { ...wish(7, 25, true), stays: true }, wish(4, 50, true), wish(7, 9)],
      30,
      [4, 13, 0, 9],
    ],
    [
      'what goes first is left out before one that shrinks is',
      [wish(2, 4), wish(4, 50, true), { ...wish(7, 14), goesFirst: true }, wish(7, 9)],
      30,
      [4, 13, 0, 9],
    ],
    [
      'an empty one is left out where another would be cut',
      [{ ...wish(2, 4), isEmpty: true }, { ...wish(6, 6), isEmpty: true }, wish(4, 20, true)],
      30,
      [4, 0, 20],
    ],
    [
      'an empty one is shown where all is whole',
      [wish(2, 4), { ...wish(6, 6), isEmpty: true }, wish(4, 20, true)],
      34,
      [4, 6, 20],
    ],
    ['what may not shrink never does', [wish(2, 4), wish(4, 9)], 3, [4, 9]],
  ])('%s', (_title, wishes, room, widths) => {
    expect(fittingWidths(wishes, room, { gap: 2, mayLeaveOut: true })).toEqual(widths);
  });

  it('are all shown where the user named them, down to their headers', () => {
    const wishes = [wish(2, 4), wish(4, 30, true), wish(6, 50, true)];
    expect(fittingWidths(wishes, 20, { gap: 2, mayLeaveOut: false })).toEqual([4, 6, 6]);
    expect(fittingWidths(wishes, 5, { gap: 2, mayLeaveOut: false })).toEqual([4, 4, 6]);
  });
});

describe('a text cut to a width', () => {
  it.each([
    ['abc', 3, 'abc'],
    ['abcd', 3, 'ab…'],
    ['漢字', 3, '漢…'],
    ['漢字', 2, '…'],
    ['👨‍👩‍👧 family', 4, '👨‍👩‍👧 …'],
    ['abcd', 0, ''],
    ['\u001b[31mabcd\u001b[39m', 3, '\u001b[31mab…\u001b[0m'],
  ])('%s to %i', (text, width, cut) => {
    expect(fitted(text, width, '…')).toBe(cut);
  });

  it('never takes more than that', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.nat({ max: 30 }), (text, width) => {
        expect(widthOf(fitted(text, width, '…'))).toBeLessThanOrEqual(width);
      }),
    );
  });
});
