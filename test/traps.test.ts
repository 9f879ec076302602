import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { traps } from './traps.ts';

const folder = fileURLToPath(new URL('.', import.meta.url));

/** Which test files have a title that ends with the number of a trap. */
function filesByTrap(): Map<number, string[]> {
  const found = new Map<number, string[]>();
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.test.ts'),
  );
  for (const file of files.sort()) {
    const text = readFileSync(join(folder, file), 'utf8');
    const numbers = [...text.matchAll(/\(traps? ([\d, ]+)\)'/g)].flatMap(([, list = '']) =>
      list.split(',').map(Number),
    );
    for (const trap of new Set(numbers)) found.set(trap, [...(found.get(trap) ?? []), file]);
  }
  return found;
}

const found = filesByTrap();

test('the table has every trap, each with a test or a reason', () => {
  expect(Object.keys(traps).map(Number)).toEqual(Array.from({ length: 70 }, (_, at) => at + 1));
  for (const trap of Object.values(traps)) {
    expect('tests' in trap ? trap.tests.length : trap.later.length, trap.what).toBeGreaterThan(0);
  }
});

test.each(Object.entries(traps))('trap %s is where the table says', (number, trap) => {
  const files = found.get(Number(number)) ?? [];
  if ('tests' in trap) expect(files).toEqual(expect.arrayContaining([...trap.tests]));
  else expect(files).toEqual([]);
});
