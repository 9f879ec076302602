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
});
