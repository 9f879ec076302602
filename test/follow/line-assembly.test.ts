import { describe, expect, test } from 'vitest';
import { LineAssembly } from '../../src/follow/line-assembly.ts';

type Piece = readonly [stream: string, text: string];

function linesOf(pieces: readonly Piece[]): readonly Piece[] {
  const lines: Piece[] = [];
  const assembly = new LineAssembly(({ stream, text }) => lines.push([stream, text]));
  for (const [stream, text] of pieces) assembly.accept(stream, text, 1);
  assembly.flush();
  return lines;
}

describe('lines of one host', () => {
  test('pieces of what a script printed are put together, messages of the server are not', () => {
    expect(
      linesOf([
        ['stdout', 'half a '],
        ['debug', 'first'],
        ['debug', 'second\nand third'],
        ['debug', ''],
        ['stdout', 'line\n'],
        ['debug', 'last\n'],
      ]),
    ).toEqual([
      ['debug', 'first'],
      ['debug', 'second\n'],
      ['debug', 'and third'],
      ['stdout', 'half a line\n'],
      ['debug', 'last\n'],
    ]);
  });

  test('a line has the time of the piece that ended it, one without end that of its last piece', () => {
    const times: (readonly [string, number])[] = [];
    const assembly = new LineAssembly(({ text, timestamp, late }) => {
      expect(late).toBe(false);
      times.push([text, timestamp]);
    });
    assembly.accept('stdout', 'a', 1);
    assembly.accept('stdout', 'b\nc\nd', 2);
    assembly.accept('stdout', '', 3);
    assembly.accept('stdout', 'e', 4);
    assembly.accept('stdout', '', 5);
    expect(assembly.begun()).toEqual([{ stream: 'stdout', text: 'de', timestamp: 4 }]);
    assembly.flush();
    assembly.flush();
    expect(assembly.begun()).toEqual([]);
    expect(times).toEqual([
      ['ab\n', 2],
      ['c\n', 2],
      ['de', 4],
    ]);
  });

  test('lines that were begun elsewhere are ended here, and only those', () => {
    const lines: string[] = [];
    const assembly = new LineAssembly(({ text, late }) => lines.push(`${late}: ${text}`), true);
    assembly.accept('stdout', 'forgotten', 1);
    assembly.restore([{ stream: 'stderr', text: 'half ', timestamp: 1 }]);
    assembly.accept('stdout', 'own\n', 2);
    assembly.accept('stderr', 'line\n', 2);
    expect(lines).toEqual(['true: own\n', 'true: half line\n']);
  });

  test('however a text is cut, its lines are the same', () => {
    const text = 'one\r\n\ntwo\rstill two\nüöä🙂\nno end';
    const whole = linesOf([['stdout', text]]);
    expect(whole.map(([, line]) => line)).toEqual([
      'one\r\n',
      '\n',
      'two\rstill two\n',
      'üöä🙂\n',
      'no end',
    ]);
    for (let size = 1; size < text.length; size++) {
      const pieces = text.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? [];
      expect(linesOf(pieces.map((piece) => ['stdout', piece] as const))).toEqual(whole);
    }
  });
});
