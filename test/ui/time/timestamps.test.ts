import { describe, expect, it } from 'vitest';
import { lineTimes } from '../../../src/ui/time/timestamps.ts';

const start = Date.parse('2026-11-23T14:00:00Z');
const at = (seconds: number) => start / 1000 + seconds;

describe('--timestamps', () => {
  it.each([
    [0.123456, '2026-11-23T14:00:00.123Z '],
    [59.9996, '2026-11-23T14:01:00.000Z '],
  ])('utc: %d', (seconds, text) => {
    expect(lineTimes('utc', null)(at(seconds))).toBe(text);
  });

  it.each([
    ['Europe/Berlin', '2026-11-23T15:00:01.500+01:00 '],
    ['America/St_Johns', '2026-11-23T10:30:01.500-03:30 '],
    ['UTC', '2026-11-23T14:00:01.500+00:00 '],
  ])('local, in %s', (zone, text) => {
    expect(lineTimes('local', null, zone)(at(1.5))).toBe(text);
  });

  it('relative: since the start of the job, also before it and across an hour', () => {
    const times = lineTimes('relative', start);
    expect([times(at(1.5)), times(at(-0.25)), times(at(4000))]).toEqual([
      '  +1.500s ',
      '  -0.250s ',
      '+4000.000s ',
    ]);
  });

  it('relative: since the first line where the start is not known', () => {
    const times = lineTimes('relative', null);
    expect([times(at(100)), times(at(103))]).toEqual(['  +0.000s ', '  +3.000s ']);
  });

  it.each(['utc', 'local'] as const)('%s: a number that is no time is reported as none', (kind) => {
    expect(lineTimes(kind, null)(1e300)).toBe('- ');
  });
});
