import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ConcurrencyLimit } from '../../src/follow/read-queue.ts';

/** Ends `count` reads, one after the other, each after the given time. */
function answer(limit: ConcurrencyLimit, count: number, tookMs: number, overloaded = false): void {
  for (let at = 0; at < count; at++) limit.start(0)({ now: tookMs, overloaded });
}

describe('how many reads may be in flight', () => {
  it('starts with 4, and grows to 8 and not further while answers are fast', () => {
    const limit = new ConcurrencyLimit();
    expect(limit.current).toBe(4);
    answer(limit, 4, 100);
    expect(limit.current).toBe(5);
    answer(limit, 100, 100);
    expect(limit.current).toBe(8);
  });

  it('halves with each answer that took over 2 s, down to one', () => {
    const limit = new ConcurrencyLimit();
    answer(limit, 100, 100);
    const seen = [limit.current];
    for (let at = 0; at < 4; at++) {
      answer(limit, 1, 2001);
      seen.push(limit.current);
    }
    expect(seen).toEqual([8, 4, 2, 1, 1]);
  });

  it('stays where answers are neither fast nor slow, and halves for 429 and 503', () => {
    const limit = new ConcurrencyLimit();
    answer(limit, 50, 2000);
    expect(limit.current).toBe(4);
    answer(limit, 1, 5, true);
    expect(limit.current).toBe(2);
  });

  it('judges by how long an answer took, whenever it was asked for; half a second is fast', () => {
    const limit = new ConcurrencyLimit();
    for (let at = 0; at < 4; at++) limit.start(50_000)({ now: 50_500, overloaded: false });
    expect(limit.current).toBe(5);
    limit.start(50_000)({ now: 52_000, overloaded: false });
    expect(limit.current).toBe(5);
    limit.start(50_000)({ now: 52_001, overloaded: false });
    expect(limit.current).toBe(2);
  });

  it('an overload makes the fast answers before it count for nothing', () => {
    const limit = new ConcurrencyLimit();
    answer(limit, 3, 100);
    answer(limit, 1, 100, true);
    answer(limit, 1, 100);
    expect(limit.current).toBe(2);
    answer(limit, 1, 100);
    expect(limit.current).toBe(3);
  });

  it('reports when the next read will count as hung: the oldest that does not yet', () => {
    const limit = new ConcurrencyLimit();
    expect(limit.nextHungMs(0)).toBeUndefined();
    for (const at of [3000, 1000, 2000]) limit.start(at);
    expect(limit.nextHungMs(4000)).toBe(7000);
    expect(limit.nextHungMs(11_000)).toBe(1000);
    expect(limit.nextHungMs(12_500)).toBe(500);
    expect(limit.nextHungMs(13_000)).toBeUndefined();
  });

  it('reads that hang leave their place once they are ten seconds old', () => {
    const limit = new ConcurrencyLimit();
    for (let at = 0; at < 4; at++) limit.start(70_000);
    expect(limit.allows(70_000)).toBe(false);
    expect(limit.allows(79_999)).toBe(false);
    expect(limit.allows(80_000)).toBe(true);
  });

  it('never allows more than 8, nor more than the limit of reads that are younger than 10 s', () => {
    const step = fc.record({ start: fc.boolean(), afterMs: fc.integer({ min: 0, max: 15_000 }) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const limit = new ConcurrencyLimit();
        const open: ((end: { now: number; overloaded: boolean }) => void)[] = [];
        let now = 0;
        for (const { start, afterMs } of steps) {
          now += afterMs;
          if (start && limit.allows(now)) open.push(limit.start(now));
          else if (!start) open.shift()?.({ now, overloaded: false });
          expect(limit.inFlight).toBe(open.length);
          expect(open.length).toBeLessThanOrEqual(8);
          expect(limit.current).toBeGreaterThanOrEqual(1);
        }
      }),
    );
  });
});
