import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isNewer } from '../../../src/settings/updates/newer-version.ts';

const part = fc.nat({ max: 999_999 });
const version = fc.tuple(part, part, part);
const text = (parts: readonly number[]) => parts.join('.');

it('a version is newer by its first number that differs', () => {
  fc.assert(
    fc.property(version, version, (one, other) => {
      const at = one.findIndex((number, index) => number !== other[index]);
      expect(isNewer(text(one), text(other))).toBe(at >= 0 && (one[at] ?? 0) > (other[at] ?? 0));
    }),
  );
});

it.each([
  ['', '0.1.0'],
  ['0.1.0', '0.1.0'],
  ['2.0.0-rc.1', '0.1.0'],
  ['9', '0.1.0'],
  ['9.9.9\u001b[2J', '0.1.0'],
  ['npm error', '0.1.0'],
])('%j is not newer than %s', (latest, own) => {
  expect(isNewer(latest, own)).toBe(false);
});

it('a version that is tried out before its release has the number of that', () => {
  expect(isNewer('0.2.0', '0.1.0-test')).toBe(true);
  expect(isNewer('0.1.0', '0.1.0-test')).toBe(false);
});
