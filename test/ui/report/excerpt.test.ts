import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type Excerpt,
  excerptOf,
  lineCount,
  smallerExcerpt,
} from '../../../src/ui/report/excerpt.ts';
import { KeptExcerpts } from '../../../src/ui/report/kept-excerpts.ts';

const anyLines = fc
  .array(fc.oneof(fc.constantFrom('\n', 'a\n', '\u{1f600}', 'é', 'x'.repeat(40)), fc.string()))
  .map((pieces) => pieces.join(''));
const anySize = fc.record({ lines: fc.nat({ max: 30 }), characters: fc.nat({ max: 200 }) });

function expectFaithful(text: string, { head, tail, leftOut }: Excerpt): void {
  expect(text.startsWith(head)).toBe(true);
  expect(text.endsWith(tail)).toBe(true);
  const middle = text.slice(head.length, text.length - tail.length);
  if (leftOut === null) expect(head).toBe(text);
  else {
    expect(leftOut.lines).toBe(lineCount(middle));
    expect(leftOut.bytes).toBe(Buffer.byteLength(middle));
  }
}

test('what is left out is counted to the line and the byte, however often a text is cut', () => {
  fc.assert(
    fc.property(anyLines, fc.array(anySize, { minLength: 1, maxLength: 4 }), (text, sizes) => {
      const [first = { lines: 1, characters: 1 }, ...rest] = sizes;
      let excerpt = excerptOf(text, first);
      expectFaithful(text, excerpt);
      for (const size of rest) {
        excerpt = smallerExcerpt(excerpt, size);
        expectFaithful(text, excerpt);
      }
    }),
    { numRuns: 500 },
  );
});

test('a line that is too long is cut in its middle, and is one line', () => {
  const excerpt = excerptOf('x'.repeat(50_000), { lines: 120, characters: 12_000 });
  const smaller = smallerExcerpt(excerpt, { lines: 10, characters: 1_000 });
  expect(smaller.leftOut).toMatchObject({ lines: 1, bytes: 49_000 });
});

test('many texts are kept shorter, and each still knows what it lacks', () => {
  const kept = new KeptExcerpts();
  const textOf = (at: number) => `first ${at}\n${'a line in the middle\n'.repeat(600)}last ${at}\n`;
  for (let at = 0; at < 4_000; at++) kept.keep(String(at), textOf(at));
  for (const at of [0, 1_999, 3_999]) {
    const excerpt = kept.of(String(at));
    expectFaithful(textOf(at), excerpt);
    expect(excerpt.head).toContain(`first ${at}\n`);
    expect(excerpt.tail).toContain(`last ${at}\n`);
    expect(excerpt.tail.length).toBeLessThan(6_000);
  }
});
