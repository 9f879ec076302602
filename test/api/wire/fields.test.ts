import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isoTime } from '../../../src/api/wire/fields.ts';

describe('times of the server', () => {
  it.each([
    ['2026-11-23 13:54:41 UTC', '2026-11-23T13:54:41Z'],
    ['2026-11-23 14:54:41 +0100', '2026-11-23T13:54:41Z'],
    ['2026-11-23 04:24:41 -0930', '2026-11-23T13:54:41Z'],
    ['2026-12-24T10:30:00.000+01:00', '2026-12-24T09:30:00Z'],
    ['2025-05-15T15:26:31.428+00:00', '2025-05-15T15:26:31.428Z'],
    ['2026-12-24T10:30:00Z', '2026-12-24T10:30:00Z'],
    ['2027-01-01 00:30:00 +0100', '2026-12-31T23:30:00Z'],
  ])('%s is %s', (text, expected) => {
    expect(isoTime(text)).toBe(expected);
  });

  it.each([
    null,
    undefined,
    '',
    'N/A',
    'tomorrow',
    '2026-11-23',
    '2026-11-23 13:54:41',
    1795440429.6,
    '2026-99-23 13:54:41 UTC',
  ])('%s is no time', (value) => {
    expect(isoTime(value)).toBeNull();
  });

  it('reads any moment back in any zone and in both formats', () => {
    const moment = fc.date({
      min: new Date('1990-01-01'),
      max: new Date('2200-01-01'),
      noInvalidDate: true,
    });
    const offset = fc.integer({ min: -14 * 60, max: 14 * 60 });
    fc.assert(
      fc.property(moment, offset, fc.boolean(), (date, minutes, colon) => {
        const whole = new Date(Math.floor(date.getTime() / 1000) * 1000);
        const local = new Date(whole.getTime() + minutes * 60_000).toISOString();
        const sign = minutes < 0 ? '-' : '+';
        const hours = String(Math.floor(Math.abs(minutes) / 60)).padStart(2, '0');
        const rest = String(Math.abs(minutes) % 60).padStart(2, '0');
        const text = colon
          ? `${local.slice(0, 19)}.000${sign}${hours}:${rest}`
          : `${local.slice(0, 10)} ${local.slice(11, 19)} ${sign}${hours}${rest}`;
        expect(Date.parse(isoTime(text) ?? '')).toBe(whole.getTime());
      }),
    );
  });

  it('never throws, whatever comes', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        const time = isoTime(value);
        expect(time === null || !Number.isNaN(Date.parse(time))).toBe(true);
      }),
    );
  });
});
