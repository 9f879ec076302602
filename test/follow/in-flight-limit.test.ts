import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InFlightLimit } from '../../src/follow/in-flight-limit.ts';

/** Answers so many reads, one after the other, each taking so long. */
function answer(limit: InFlightLimit, count: number, tookMs: number, overloaded = false): void {
  for (let at = 0; at < count; at++) limit.start(0)({ now: tookMs, overloaded });
}

describe('how many reads may be in flight', () => {
  it('starts with 4, and grows to 8 and not further while answers are fast', () => {
    const limit = new InFlightLimit();
    expect(limit.current).toBe(4);
    answer(limit, 4, 100);
    expect(limit.current).toBe(5);
    answer(limit, 100, 100);
    expect(limit.current).toBe(8);
  });

  it('halves with each answer that took over 2 s, down to one', () => {
    const limit = new InFlightLimit();
    answer(limit, 100, 100);
    const seen = [limit.current];
    for (let at = 0; at < 4; at++) {
      answer(limit, 1, 2001);
      seen.push(limit.current);
    }
    expect(seen).toEqual([8, 4, 2, 1, 1]);
  });

  it('stays where answers are neither fast nor slow, and halves for 429 and 503', () => {
    const limit = new InFlightLimit();
    answer(limit, 50, 2000);
    expect(limit.current).toBe(4);
    answer(limit, 1, 5, true);
    expect(limit.current).toBe(2);
  });

  it('never allows more than 8, nor more than the limit of reads that are younger than 10 s', () => {
    const step = fc.record({ start: fc.boolean(), afterMs: fc.integer({ min: 0, max: 15_000 }) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const limit = new InFlightLimit();
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
