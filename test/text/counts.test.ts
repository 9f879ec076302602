import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { counted, countedOf } from '../../src/text/counts.ts';

describe('numbers of things', () => {
  test.each([
    [1, 1, '1 host'],
    [1, 12, '1 of 12 hosts'],
    [12, 12, '12 of 12 hosts'],
    [0, 1, '0 of 1 host'],
    [1, null, '1 host'],
    [1_312, null, '1,312 hosts'],
  ])('%j of %j: %s', (count, total, text) => {
    expect(countedOf(count, total, 'host')).toBe(text);
  });

  test('nothing is "1 of 1", and one thing is never a plural', () => {
    fc.assert(
      fc.property(fc.nat(3), fc.option(fc.nat(3)), (count, total) => {
        const text = countedOf(count, total, 'job');
        expect(text).not.toContain('1 of 1');
        expect(text).not.toMatch(/\b1 jobs/);
        expect(counted(count, 'job')).toMatch(count === 1 ? /^1 job$/ : /^\d+ jobs$/);
      }),
    );
  });
});
