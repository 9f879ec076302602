import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DeliveredKeys } from '../../src/follow/elements.ts';

const key = fc.oneof(
  fc.integer({ min: 1, max: 40 }),
  fc.integer({ min: 2 ** 31, max: 2 ** 40 }),
  fc.constantFrom(
    '#1',
    '#2',
    '#12',
    '1.5 stdout 3 99',
    '1.5 stdout 3 99 1',
    '1.5 stderr 3 99',
    'ü',
    '',
  ),
);

test('whatever the order, exactly what was added is there', () => {
  fc.assert(
    fc.property(
      fc.array(key, { maxLength: 60 }),
      fc.array(key, { maxLength: 20 }),
      (added, others) => {
        const keys = new DeliveredKeys();
        const model = new Set<number | string>();
        for (const one of added) {
          expect(keys.has(one)).toBe(model.has(one));
          keys.add(one);
          model.add(one);
        }
        for (const one of [...added, ...others]) expect(keys.has(one)).toBe(model.has(one));
      },
    ),
  );
});

test('twenty thousand texts that differ in little are told apart', () => {
  const keys = new DeliveredKeys();
  let mixed = 0;
  for (let at = 0; at < 20_000; at++) {
    const text = `${1_795_438_313.249 + at / 1000} stdout 12 ${at % 7}`;
    if (keys.has(text)) mixed++;
    keys.add(text);
  }
  expect(mixed).toBe(0);
  expect(keys.has('1795438313.249 stdout 12 0')).toBe(true);
});

test('a text is never taken for an id, nor an id for a text', () => {
  const keys = new DeliveredKeys();
  for (let id = 1; id <= 1000; id++) keys.add(String(id));
  for (let id = 1; id <= 1000; id++) expect(keys.has(id)).toBe(false);
  keys.add(5);
  expect([keys.has(5), keys.has('5'), keys.has('5000')]).toEqual([true, true, false]);
});
