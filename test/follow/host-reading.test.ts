import { describe, expect, test } from 'vitest';
import { HostOutputReader } from '../../src/follow/host-output.ts';
import { HostReading, type Purpose } from '../../src/follow/host-reading.ts';
import type { ReadClass } from '../../src/follow/read-queue.ts';

const giveUpAfterMs = 60_000;
const begun = 100_000;

function openReading(urgency: ReadClass = 'active', purpose: Purpose = 'show'): HostReading {
  return new HostReading(
    {
      host: { id: 1, name: 'h1' },
      proxy: 'p',
      output: new HostOutputReader(() => undefined),
      purpose,
      urgency,
      giveUpAfterMs,
    },
    at(0),
  );
}

/** So long after the begin, of which reading was held back for a while. */
function at(ms: number, heldMs = 0) {
  return { now: begun + ms, readingTime: begun + ms - heldMs };
}

describe('a smart proxy that does not answer a host', () => {
  test('is unreachable from five seconds on, once, and reachable with its first answer', () => {
    const reading = openReading();
    const seen = [
      [true, 1000],
      [true, 5999],
      [true, 6000],
      [true, 9000],
      [false, 9500],
      [false, 9600],
      [true, 10_000],
      [false, 12_000],
      [true, 13_000],
      [true, 18_000],
    ] as const;
    expect(seen.map(([isSilent, ms]) => reading.noteSilence(isSilent, at(ms)))).toEqual([
      ...[null, null, 'unreachable', null],
      ...['reachable', null, null, null, null, 'unreachable'],
    ]);
  });
});

describe('a host that has ended and is not complete', () => {
  test('is overdue after its time limit, counted from the first such answer', () => {
    const reading = openReading();
    expect(reading.isOverdue(at(500_000), false)).toBe(false);
    reading.noteState('ended');
    expect(reading.isOverdue(at(600_000), false)).toBe(false);
    expect(reading.isOverdue(at(659_999), false)).toBe(false);
    expect(reading.isOverdue(at(660_000), false)).toBe(true);
  });

  test('is overdue too where only the job has ended', () => {
    const reading = openReading();
    expect(reading.isOverdue(at(0), true)).toBe(false);
    expect(reading.isOverdue(at(giveUpAfterMs), true)).toBe(true);
  });

  test('is waited for as long as it prints, and for the time in which reading was held back', () => {
    const reading = openReading('ended');
    expect(reading.isOverdue(at(0), false)).toBe(false);
    reading.noteResponse(true, at(50_000));
    expect(reading.isOverdue(at(109_999), false)).toBe(false);
    expect(reading.isOverdue(at(110_000, 50_001), false)).toBe(false);
    expect(reading.isOverdue(at(110_000, 50_000), false)).toBe(true);
  });

  test('is waited for ten seconds where it is only read to explain a failure', () => {
    const reading = openReading('ended', 'explain');
    expect(reading.giveUpAfterMs).toBe(10_000);
    expect(reading.isOverdue(at(0), false)).toBe(false);
    expect(reading.isOverdue(at(10_000), false)).toBe(true);
  });
});

describe('reads that fail', () => {
  test('are counted in a row, and timed without what held reading back', () => {
    const reading = openReading();
    expect([reading.noteFailure(), reading.noteFailure()]).toEqual([1, 2]);
    expect(reading.failingMs(at(9000, 4000))).toBe(5000);
    reading.noteResponse(false, at(9000, 4000));
    expect(reading.failingMs(at(9500, 4000))).toBe(500);
    expect(reading.quietMs(at(9500, 4000))).toBe(9500);
    expect(reading.noteFailure()).toBe(1);
  });
});
