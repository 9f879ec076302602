import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canaryGroups, parseCanarySize, shuffled } from '../../src/jobs/canary.ts';

const hosts = (count: number) => Array.from({ length: count }, (_, at) => at + 1);

describe('the size of a canary', () => {
  it.each([
    ['1', { kind: 'hosts', count: 1 }],
    ['25', { kind: 'hosts', count: 25 }],
    ['5%', { kind: 'share', percent: 5 }],
    ['0.5%', { kind: 'share', percent: 0.5 }],
  ])('%s', (text, size) => {
    expect(parseCanarySize(text)).toEqual(size);
  });

  it.each(['', '0', '-1', '1.5', '0%', '100%', '101%', '5 %', 'half', '5%%', '1e3'])(
    '`%s` is refused',
    (text) => {
      expect(() => parseCanarySize(text)).toThrow(
        expect.objectContaining({
          kind: 'usage',
          message: expect.stringContaining('expected a whole number of hosts'),
        }),
      );
    },
  );
});

describe('who goes first', () => {
  it.each([
    ['1', 2, 1],
    ['3', 40, 3],
    ['5%', 40, 2],
    ['5%', 41, 3],
    ['7%', 100, 7],
    ['1%', 3, 1],
    ['99%', 10, 9],
    ['99.999%', 2, 1],
  ])('%s of %i hosts is %i', (text, all, expected) => {
    expect(canaryGroups(parseCanarySize(text), hosts(all))).toEqual({
      canary: hosts(all).slice(0, expected),
      rest: hosts(all).slice(expected),
    });
  });

  it.each([
    ['1', 1],
    ['5', 5],
    ['6', 5],
    ['50%', 1],
  ])('%s of %i would be all: refused', (text, all) => {
    expect(() => canaryGroups(parseCanarySize(text), hosts(all))).toThrow(
      expect.objectContaining({
        kind: 'refused',
        message: expect.stringContaining('leaves no other host'),
      }),
    );
  });

  it('every host is in exactly one group, and a part is never less than asked for unless it would be all', () => {
    const percents = fc.integer({ min: 1, max: 99_999 }).map((thousandths) => thousandths / 1000);
    fc.assert(
      fc.property(percents, fc.integer({ min: 2, max: 3000 }), (percent, all) => {
        const { canary, rest } = canaryGroups({ kind: 'share', percent }, hosts(all));
        expect([...canary, ...rest]).toEqual(hosts(all));
        expect(canary.length).toBeGreaterThanOrEqual(1);
        expect(rest.length).toBeGreaterThanOrEqual(1);
        const isAlmostAll = canary.length === all - 1;
        expect(isAlmostAll || canary.length * 100 >= percent * all - 1e-6).toBe(true);
        expect((canary.length - 1) * 100).toBeLessThan(percent * all + 1e-6);
      }),
    );
  });

  it('in random order no host is lost or doubled', () => {
    const draws = fc.array(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), {
      minLength: 60,
      maxLength: 60,
    });
    fc.assert(
      fc.property(draws, fc.integer({ min: 0, max: 60 }), (numbers, all) => {
        let at = 0;
        const mixed = shuffled(hosts(all), () => numbers[at++ % numbers.length] ?? 0);
        expect([...mixed].sort((a, b) => a - b)).toEqual(hosts(all));
      }),
    );
    expect(shuffled([1, 2, 3], () => 0)).not.toEqual([1, 2, 3]);
  });
});
