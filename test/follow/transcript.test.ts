import { describe, expect, test } from 'vitest';
import { LineAssembly } from '../../src/follow/transcript.ts';
import type { OutputLine } from '../../src/jobs/output.ts';

type Piece = readonly [stream: string, text: string];

function piece(output_type: string, output: string, timestamp: number) {
  return { output_type, output, timestamp };
}

function linesOf(pieces: readonly Piece[]): readonly Piece[] {
  const lines: OutputLine[] = [];
  const assembly = new LineAssembly();
  for (const [stream, text] of pieces) assembly.accept(piece(stream, text, 1), lines);
  assembly.flush(lines);
  return lines.map(({ stream, text }) => [stream, text]);
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
    const lines: OutputLine[] = [];
    const assembly = new LineAssembly();
    assembly.accept(piece('stdout', 'a', 1), lines);
    assembly.accept(piece('stdout', 'b\nc\nd', 2), lines);
    assembly.accept(piece('stdout', '', 3), lines);
    assembly.accept(piece('stdout', 'e', 4), lines);
    assembly.accept(piece('stdout', '', 5), lines);
    expect(assembly.begun()).toEqual([{ stream: 'stdout', text: 'de', timestamp: 4 }]);
    assembly.flush(lines);
    assembly.flush(lines);
    expect(assembly.begun()).toEqual([]);
    expect(lines.some(({ late }) => late)).toBe(false);
    expect(lines.map(({ text, timestamp }) => [text, timestamp])).toEqual([
      ['ab\n', 2],
      ['c\n', 2],
      ['de', 4],
    ]);
  });

  test('lines that were begun elsewhere are ended here, and only those', () => {
    const lines: OutputLine[] = [];
    const assembly = new LineAssembly(true);
    assembly.accept(piece('stdout', 'forgotten', 1), lines);
    assembly.restore([{ stream: 'stderr', text: 'half ', timestamp: 1 }]);
    assembly.accept(piece('stdout', 'own\n', 2), lines);
    assembly.accept(piece('stderr', 'line\n', 2), lines);
    expect(lines.map(({ text, late }) => `${late}: ${text}`)).toEqual([
      'true: own\n',
      'true: half line\n',
    ]);
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
