import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openLiveBlock } from '../../../src/ui/follow/live-block.ts';
import { Terminal, type UnicodeVersion } from '../../world/terminal.ts';

const versions: readonly UnicodeVersion[] = ['6', '11', 'graphemes'];

const piece = fc.constantFrom(
  ...['👨‍👩‍👧‍👦', '👩🏽‍🚒', '🇩🇪', '🇫🇷🇩', '1️⃣', '#️⃣', '☺️', '☺', '👍🏽', '✅', '❤️‍🔥'],
  ...[
    '漢字',
    'カナ',
    '한국어',
    '\u1112\u1161\u11ab',
    'e\u0301',
    `a${'\u0300'.repeat(9)}`,
    'नमस्ते',
    'ก็',
  ],
  ...['web01', ' ', 'exit 3', '…', '│', '\u001b[31mred\u001b[0m', 'שלום', 'مرحبا', 'ﷺ'],
);
const line = fc.array(piece, { minLength: 1, maxLength: 120 }).map((pieces) => pieces.join(''));
const frame = fc.array(line, { minLength: 1, maxLength: 5 });
const columns = fc.integer({ min: 20, max: 200 });

/** The same rows, whatever the emulator makes of the characters in them. */
function rowsBetween(lines: readonly string[], first: string, last: string): number {
  return lines.indexOf(last) - lines.indexOf(first) - 1;
}

describe.each(versions)('on a terminal that measures as Unicode %s', (unicode) => {
  test('each line of the block has one row, and none is left when it goes', async () => {
    await fc.assert(
      fc.asyncProperty(
        columns,
        fc.array(frame, { minLength: 1, maxLength: 4 }),
        async (...args) => {
          const [width, frames] = args;
          const terminal = new Terminal({ columns: width, rows: 30, unicode });
          const block = openLiveBlock(terminal.io().err, '…');
          terminal.stdout.write('above\n');
          for (const lines of frames) {
            block.draw([...lines, 'last']);
            expect(rowsBetween(await terminal.lines(), 'above', 'last')).toBe(lines.length);
          }
          block.close();
          terminal.stdout.write('below\n');
          expect(await terminal.lines()).toEqual(['above', 'below']);
        },
      ),
      { numRuns: 30 },
    );
  });

  test('a window that is pulled takes nothing that was printed before', async () => {
    await fc.assert(
      fc.asyncProperty(columns, columns, frame, frame, async (before, after, first, second) => {
        const terminal = new Terminal({ columns: before, rows: 60, unicode });
        const block = openLiveBlock(terminal.io().err, '…');
        terminal.stdout.write('above\n');
        block.draw([...first, 'first']);
        await terminal.resize(after, 60);
        block.draw([...second, 'second']);
        const lines = await terminal.lines();
        expect(lines[0]).toBe('above');
        expect(lines.at(-1)).toBe('second');
        block.close();
        terminal.stdout.write('below\n');
        expect((await terminal.lines()).filter((text) => text === 'second')).toEqual([]);
        expect((await terminal.lines()).at(-1)).toBe('below');
      }),
      { numRuns: 30 },
    );
  });

  test('a window that is pulled leaves nothing of a block of letters', async () => {
    const terminal = new Terminal({ columns: 120, rows: 30, unicode });
    const block = openLiveBlock(terminal.io().err, '…');
    terminal.stdout.write('above\n');
    for (const width of [60, 200, 20, 31, 77, 40]) {
      block.draw(['漢字'.repeat(40), 'x'.repeat(300), '', 'last']);
      await terminal.resize(width, 30);
      block.draw(['漢字'.repeat(40), 'x'.repeat(300), '', 'last']);
      const lines = await terminal.lines();
      expect(rowsBetween(lines, 'above', 'last')).toBe(3);
    }
    block.close();
    terminal.stdout.write('below\n');
    expect(await terminal.lines()).toEqual(['above', 'below']);
  });
});
