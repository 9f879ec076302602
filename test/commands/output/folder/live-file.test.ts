import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { digestOfText } from '../../../../src/commands/output/folder/file-digest.ts';
import { LiveFile } from '../../../../src/commands/output/folder/live-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'rexctl-test-'));
afterAll(() => rmSync(folder, { recursive: true }));

const batch = fc.oneof(
  fc.constantFrom('a\n', 'b\n', 'ä\n', '😀\n', ''),
  fc.string({ unit: 'grapheme', maxLength: 20 }).map((text) => `${text}\n`),
);
const batches = fc.array(batch, { maxLength: 12 });

/** What an earlier run may have left: nothing, more, less, torn anywhere, or something else. */
const earlier = fc.record({
  more: fc.string({ maxLength: 10 }),
  cut: fc.nat({ max: 60 }),
  kind: fc.constantFrom('none', 'longer', 'torn', 'other'),
});

type Earlier = typeof earlier extends fc.Arbitrary<infer Value> ? Value : never;

function leftBy({ kind, more, cut }: Earlier, text: string): Uint8Array | null {
  const bytes = new Uint8Array(Buffer.from(text));
  if (kind === 'none') return null;
  if (kind === 'longer') return new Uint8Array(Buffer.from(text + more));
  return kind === 'torn' ? bytes.subarray(0, cut) : new Uint8Array(Buffer.from(more));
}

test('whatever an earlier run left, the file has the bytes of all batches at the end', async () => {
  let at = 0;
  await fc.assert(
    fc.asyncProperty(batches, earlier, async (texts, left) => {
      const path = join(folder, `${at++}.txt`);
      const whole = texts.join('');
      const before = leftBy(left, whole);
      if (before !== null) writeFileSync(path, before);
      const file = new LiveFile(path);
      for (const text of texts) {
        await file.append(text);
        expect(readFileSync(path).length).toBeGreaterThanOrEqual(Buffer.byteLength(text));
      }
      await file.append('', { isLast: true });
      expect(readFileSync(path, 'utf8')).toBe(whole);
      expect(await file.digest()).toEqual(digestOfText(whole));
      const isSame = before !== null && Buffer.from(before).toString() === whole;
      expect(file.hasChanged).toBe(!isSame);
    }),
    { numRuns: 300 },
  );
});

test('what stands beyond the batches so far stays until they end', async () => {
  const path = join(folder, 'ahead.txt');
  writeFileSync(path, 'one\ntwo\nthree\n');
  const file = new LiveFile(path);
  await file.append('one\n');
  expect(readFileSync(path, 'utf8')).toBe('one\ntwo\nthree\n');
  expect(await file.digest()).toEqual(digestOfText('one\ntwo\nthree\n'));
  await file.append('TWO\n');
  expect(readFileSync(path, 'utf8')).toBe('one\nTWO\n');
  expect(file.hasChanged).toBe(true);
});

test.each([
  ['grows', (path: string) => writeFileSync(path, 'one\nand more\n')],
  ['is gone', (path: string) => rmSync(path)],
])('a file that %s meanwhile is left as it is', async (_, interfere) => {
  const path = join(folder, 'foreign.txt');
  const file = new LiveFile(path);
  await file.append('one\n');
  interfere(path);
  await file.append('two\n');
  expect(file.isForeign).toBe(true);
  await file.append('', { isLast: true });
  rmSync(path, { force: true });
});
