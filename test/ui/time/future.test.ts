import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isoMinute } from '../../../src/jobs/schedule/time-zone.ts';
import { clockText, parseFutureTime } from '../../../src/ui/time/future.ts';

/** A Monday, 14:00:30 in UTC. */
const now = Date.parse('2026-11-23T14:00:30Z');
const read = (text: string, zone = 'UTC', at = now) =>
  parseFutureTime(text, { flag: '--at', now: at, zone, wholeDay: false });
const berlin = 'Europe/Berlin';
const newYork = 'America/New_York';

describe('times that are understood', () => {
  test.each([
    ['2026-12-01T03:00', berlin, '2026-12-01T02:00:00Z'],
    ['2026-12-01 03:00', newYork, '2026-12-01T08:00:00Z'],
    ['2026-12-01T03:00:05', 'UTC', '2026-12-01T03:00:05Z'],
    ['2026-12-01T03:00Z', berlin, '2026-12-01T03:00:00Z'],
    ['2026-12-01 03:00 UTC', berlin, '2026-12-01T03:00:00Z'],
    ['2026-12-01T03:00+05:30', berlin, '2026-11-30T21:30:00Z'],
    ['2026-12-01T03:00-0800', berlin, '2026-12-01T11:00:00Z'],
    ['2027-07-01T03:00', berlin, '2027-07-01T01:00:00Z'],
    ['tomorrow 03:00', berlin, '2026-11-24T02:00:00Z'],
    ['Tomorrow  at 03:00', 'UTC', '2026-11-24T03:00:00Z'],
    ['03:00 tomorrow', 'UTC', '2026-11-24T03:00:00Z'],
    ['tomorrow noon', 'UTC', '2026-11-24T12:00:00Z'],
    ['today 16:00', 'UTC', '2026-11-23T16:00:00Z'],
    ['tonight at 11pm', newYork, '2026-11-24T04:00:00Z'],
    ['in 2h', newYork, '2026-11-23T16:00:30Z'],
    ['in 2 hours', 'UTC', '2026-11-23T16:00:30Z'],
    ['in 1h30m', 'UTC', '2026-11-23T15:30:30Z'],
    ['in 1.5h', 'UTC', '2026-11-23T15:30:30Z'],
    ['in 90 minutes', 'UTC', '2026-11-23T15:30:30Z'],
    ['in half an hour', 'UTC', '2026-11-23T14:30:30Z'],
    ['in two hours', 'UTC', '2026-11-23T16:00:30Z'],
    ['2h', 'UTC', '2026-11-23T16:00:30Z'],
    ['in 30 seconds', 'UTC', '2026-11-23T14:01:00Z'],
    ['in 2 days', berlin, '2026-11-25T14:00:30Z'],
    ['next monday 6am', 'UTC', '2026-11-30T06:00:00Z'],
    ['monday 10:00', 'UTC', '2026-11-30T10:00:00Z'],
    ['monday 15:00', 'UTC', '2026-11-23T15:00:00Z'],
    ['friday at 18:00', 'UTC', '2026-11-27T18:00:00Z'],
    ['30 november 4am', 'UTC', '2026-11-30T04:00:00Z'],
    ['dec 24 10:30', 'UTC', '2026-12-24T10:30:00Z'],
    ['5pm', 'UTC', '2026-11-23T17:00:00Z'],
  ])('%s in %s is %s', async (text, zone, expected) => {
    expect(isoMinute((await read(text, zone)).instant)).toBe(expected);
  });

  test.each([
    ['23:30', '2026-11-23T23:30:00Z', '--at `23:30` means today'],
    ['at 15:00', '2026-11-23T15:00:00Z', '--at `at 15:00` means today'],
    ['03:00', '2026-11-24T03:00:00Z', '--at `03:00` has passed today, so it means tomorrow'],
    ['14:00', '2026-11-24T14:00:00Z', '--at `14:00` has passed today, so it means tomorrow'],
  ])('%s: which day is said', async (text, expected, remark) => {
    const { instant, remarks } = await read(text);
    expect([isoMinute(instant), ...remarks]).toEqual([expected, remark]);
  });

  test('"today" is the day of the user, not of UTC', async () => {
    const late = Date.parse('2026-11-24T02:00:00Z');
    expect(isoMinute((await read('23:00', newYork, late)).instant)).toBe('2026-11-24T04:00:00Z');
    expect(isoMinute((await read('tomorrow 03:00', newYork, late)).instant)).toBe(
      '2026-11-24T08:00:00Z',
    );
  });

  test('of any instant in the future, written as ISO 8601, exactly that', async () => {
    const later = fc.integer({ min: 1, max: 10 * 365 * 24 * 3600 });
    await fc.assert(
      fc.asyncProperty(later, async (seconds) => {
        const instant = Math.floor(now / 1000) * 1000 + seconds * 1000;
        const written = new Date(instant).toISOString();
        for (const zone of [berlin, newYork])
          expect((await read(written, zone)).instant).toBe(instant);
      }),
    );
  });
});

describe('where clocks are set', () => {
  test.each([
    [
      berlin,
      '2027-03-28T02:30',
      '2027-03-28T01:30:00Z',
      'does not exist in Europe/Berlin',
      '03:30 +02:00',
    ],
    [
      newYork,
      '2027-03-14T02:30',
      '2027-03-14T07:30:00Z',
      'does not exist in America/New_York',
      '03:30 -04:00',
    ],
  ])(
    '%s, %s is left out: the time an hour later, and that is reported',
    async (zone, text, expected, why, taken) => {
      const { instant, remarks } = await read(text, zone);
      expect(isoMinute(instant)).toBe(expected);
      expect(remarks.join()).toContain(why);
      expect(remarks.join()).toContain(taken);
    },
  );

  test.each([
    [berlin, '2027-10-31T02:30', '2027-10-31T00:30:00Z', '2027-10-31T02:30+01:00'],
    [newYork, '2027-11-07T01:30', '2027-11-07T05:30:00Z', '2027-11-07T01:30-05:00'],
  ])(
    '%s, %s occurs twice: the first, and how to write the second',
    async (zone, text, expected, second) => {
      const { instant, remarks } = await read(text, zone);
      expect(isoMinute(instant)).toBe(expected);
      expect(remarks.join()).toMatch(/occurs twice in .*; using the first/);
      expect(remarks.join()).toContain(`For the second, write ${second}`);
      expect((await read(second, zone)).instant).toBe(instant + 3_600_000);
    },
  );

  test.each([
    [berlin, '2027-03-27T23:30:00Z', 'in 3 hours', '2027-03-28T02:30:00Z'],
    [berlin, '2027-03-28T00:30:00Z', 'in 1h', '2027-03-28T01:30:00Z'],
    [newYork, '2026-11-01T04:30:00Z', 'in 2h', '2026-11-01T06:30:00Z'],
    [berlin, '2027-03-27T12:00:00Z', 'tomorrow 13:00', '2027-03-28T11:00:00Z'],
    [berlin, '2027-03-27T12:00:00Z', 'in 1 day', '2027-03-28T11:00:00Z'],
  ])(
    '%s at %s, %s: hours are real hours, days keep the time of day',
    async (zone, at, text, expected) => {
      expect(isoMinute((await read(text, zone, Date.parse(at))).instant)).toBe(expected);
    },
  );
});

describe('times that are refused', () => {
  test.each([
    ['soon', 'is not clear: it is not an exact time'],
    ['in a few hours', 'is not clear: it is not an exact time'],
    ['tomorrow', 'has no time of day'],
    ['tomorrow morning', 'has no time of day'],
    ['next week', 'has no time of day'],
    ['2026-12-01', 'has no time of day'],
    ['tomorrow 8', 'is not a valid time'],
    ['monday 6', 'is not a valid time'],
    ['at 5', 'is not clear: morning or evening?'],
    ['10/11 04:00', 'day and month can be in either order'],
    ['01.12.2026 04:00', 'day and month can be in either order'],
    ['tomorrow at midnight', 'midnight could belong to either of two days'],
    ['saturday 2am or sunday 3am', 'is not clear'],
    ['tomorrow 3am - 5am', 'is not a valid time'],
    ['3pm EST', 'is not a valid time'],
    ['in 2 hours on monday', 'is not a valid time'],
    ['tomorrow 03:00 please', 'is not a valid time'],
    ['day after tomorrow 10:00', 'is not a valid time'],
    ['morgen 03:00', 'is not a valid time'],
    ['', 'is not a valid time'],
    ['25:00', 'is not a valid time'],
    ['2026-02-31T03:00', 'is not a valid time'],
    ['2026-12-01T24:00', 'is not a valid time'],
    ['31 feb 10:00', 'is not a valid time'],
    ['tomorrow 25:00', 'is not a valid time'],
    ['next friday 10:00', 'is ambiguous: 2026-11-27 10:00 or 2026-12-04 10:00'],
    ['yesterday 10:00', 'is not in the future'],
    ['last monday 10:00', 'is not in the future'],
    ['2h ago', 'is not in the future'],
    ['now', 'is not in the future'],
    ['today 13:00', 'is not in the future: it was understood as 2026-11-23 13:00 UTC'],
    ['2026-11-23T14:00:30Z', 'is not in the future: it was understood as 2026-11-23 14:00:30 UTC'],
  ])('%s: %s', async (text, why) => {
    await expect(read(text)).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringContaining(why),
    });
  });

  test.each([
    ['soon', "write '2026-12-01 03:00', '03:00', 'tomorrow 03:00', 'in 2h' or 'monday 6am'"],
    ['tomorrow at midnight', 'write 00:00 with a date, e.g. 2026-12-01 00:00'],
    ['now', 'omit --at to start at once'],
    ['2h ago', 'give a later time'],
    ['03:00 UTC', 'for another time zone, write date and offset: 2026-12-01T03:00+01:00'],
    ['3pm EST', 'for another time zone, write date and offset: 2026-12-01T03:00+01:00'],
  ])('what to type instead of %s: %s', async (text, hint) => {
    await expect(read(text)).rejects.toMatchObject({ kind: 'usage', hint });
  });

  test.each(['25:00', '2026-02-31T03:00', '2026-12-01T24:00'])(
    '%s does not exist, and the hint says what does',
    async (text) => {
      await expect(read(text)).rejects.toMatchObject({
        hint: 'write an hour from 00 to 23, and a day that the month has',
      });
    },
  );

  test('none of any other words is ever taken for a time by half', async () => {
    const text = fc.tuple(
      fc.constantFrom('tomorrow 03:00', 'in 2h', 'monday 6am', '03:00'),
      fc.string({ minLength: 1 }),
    );
    await fc.assert(
      fc.asyncProperty(text, async ([time, rest]) => {
        fc.pre(/^[\p{L}?!;=]+$/u.test(rest) && !/^(?:[ap]m?|z|utc|gmt|[a-z]{3,4})$/i.test(rest));
        await expect(read(`${time} q${rest}`)).rejects.toMatchObject({ kind: 'usage' });
      }),
    );
  });
});

test('a date alone ends a series with that day, and only there', async () => {
  const until = { flag: '--until', now, zone: berlin, wholeDay: true };
  const { instant, remarks } = await parseFutureTime('2026-12-31', until);
  expect(isoMinute(instant)).toBe('2026-12-31T22:59:59Z');
  expect(remarks).toEqual(['--until 2026-12-31 means the end of that day']);
});

test.each([
  ['UTC', '2026-11-23 14:00:30 UTC'],
  [berlin, '2026-11-23 15:00:30 +01:00 Europe/Berlin'],
  ['Asia/Kolkata', '2026-11-23 19:30:30 +05:30 Asia/Kolkata'],
  [newYork, '2026-11-23 09:00:30 -05:00 America/New_York'],
])('an instant as a clock in %s shows it', (zone, expected) => {
  expect(clockText(now, zone)).toBe(expected);
});
