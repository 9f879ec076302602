import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainScreen, type Screen } from '../../../src/ui/terminal/screen.ts';
import { durationText, elapsedText, parseDuration } from '../../../src/ui/time/duration.ts';
import { parsePastTime } from '../../../src/ui/time/past.ts';
import { columnTime, localTime, proseTime, relativeTime } from '../../../src/ui/time/relative.ts';
import { frozen } from '../terminal/fake-io.ts';

describe('durations that users type', () => {
  it.each([
    ['500ms', 500],
    ['5s', 5_000],
    ['10m', 600_000],
    ['2h', 7_200_000],
    ['1d', 86_400_000],
    ['1h30m', 5_400_000],
    ['1.5h', 5_400_000],
    [' 5S ', 5_000],
    ['0s', 0],
  ])('%s', (text, milliseconds) => {
    expect(parseDuration(text, '--timeout')).toBe(milliseconds);
  });

  it('shows what a number without a unit may have meant', () => {
    expect(() => parseDuration('10', '--timeout')).toThrow(
      'invalid --timeout `10`: expected a number and a unit, such as 5s, 10m or 2h',
    );
  });

  it.each(['', 'soon', '-5s', '5 s', 's', '5x', '5s 3', '1e3s'])('refuses `%s`', (text) => {
    expect(() => parseDuration(text, '--timeout')).toThrow(
      `invalid --timeout \`${text || "''"}\`: expected a number and a unit`,
    );
  });

  it('takes joined units only once each and from the longest to the shortest', () => {
    const units = ['d', 'h', 'm', 's', 'ms'];
    const part = fc.record({
      amount: fc.integer({ min: 0, max: 9 }),
      unit: fc.constantFrom(...units),
    });
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 5 }), (parts) => {
        const text = parts.map(({ amount, unit }) => `${amount}${unit}`).join('');
        const order = parts.map(({ unit }) => units.indexOf(unit));
        const descends = order.every((rank, at) => at === 0 || rank > (order[at - 1] ?? -1));
        const size = [86_400_000, 3_600_000, 60_000, 1_000, 1];
        const sum = parts.reduce(
          (all, { amount }, at) => all + amount * (size[order[at] ?? 0] ?? 0),
          0,
        );
        if (descends) expect(parseDuration(text, '--timeout')).toBe(sum);
        else
          expect(() => parseDuration(text, '--timeout')).toThrow(
            `invalid --timeout \`${text}\`: expected a number`,
          );
      }),
      {
        examples: [
          [
            [
              { amount: 1, unit: 's' },
              { amount: 2, unit: 'm' },
            ],
          ],
        ],
      },
    );
  });

  it.each([
    ['1sec', 'did you mean 1s?'],
    ['10 min', 'did you mean 10m?'],
    ['2Hours', 'did you mean 2h?'],
    ['1 week', undefined],
  ])('names the short unit for `%s`', (text, hint) => {
    expect(() => parseDuration(text, '--timeout')).toThrow(expect.objectContaining({ hint }));
  });

  it('refuses what no timer can wait', () => {
    expect(() => parseDuration('25d', '--timeout')).toThrow(
      'invalid --timeout `25d`: the maximum is 24d',
    );
  });
});

describe('durations that are printed', () => {
  it.each([
    [0, '00:00'],
    [41_900, '00:41'],
    [3_599_999, '59:59'],
    [3_723_000, '1:02:03'],
    [-5, '00:00'],
  ])('%i ms on a running clock: %s', (milliseconds, text) => {
    expect(elapsedText(milliseconds)).toBe(text);
  });

  it.each([
    [400, '0 s'],
    [58_000, '58 s'],
    [725_000, '12 min 5 s'],
    [120_000, '2 min'],
    [12_000_000, '3 h 20 min'],
    [190_800_000, '2 d 5 h'],
  ])('%i ms in a sentence: %s', (milliseconds, text) => {
    expect(durationText(milliseconds)).toBe(text);
  });
});

describe('past times that users type', () => {
  const now = Date.parse('2026-11-23T14:19:02.123Z');
  it.each([
    ['2h', '2026-11-23T12:19:02Z'],
    ['30d', '2026-10-24T14:19:02Z'],
    ['2026-11-23T14:00Z', '2026-11-23T14:00:00Z'],
    ['2026-11-23 14:00:05+01:00', '2026-11-23T13:00:05Z'],
    ['2026-11-23t14:00:05z', '2026-11-23T14:00:05Z'],
  ])('%s', (text, iso) => {
    expect(parsePastTime(text, now, '--since')).toBe(iso);
  });

  it('are local where they name no zone', () => {
    const midnight = new Date(2026, 10, 23).toISOString().replace('.000Z', 'Z');
    expect(parsePastTime('2026-11-23', now, '--since')).toBe(midnight);
  });

  it.each([
    ['12 hours ago', '2026-11-23T02:19:02Z'],
    ['30 min ago', '2026-11-23T13:49:02Z'],
    ['1 day', '2026-11-22T14:19:02Z'],
    ['2 weeks ago', '2026-11-09T14:19:02Z'],
    ['1w', '2026-11-16T14:19:02Z'],
    ['1h30m ago', '2026-11-23T12:49:02Z'],
  ])('%s', (text, iso) => {
    expect(parsePastTime(text, now, '--since')).toBe(iso);
  });

  it.each([
    ['today', [23, 0, 0]],
    ['yesterday', [22, 0, 0]],
    ['Yesterday 18:00', [22, 18, 0]],
    ['yesterday at 6:05', [22, 6, 5]],
    ['today 00:10', [23, 0, 10]],
    ['00:10', [23, 0, 10]],
    ['23:50', [22, 23, 50]],
  ] as const)('%s in the zone of the user', (text, [day, hour, minute]) => {
    const local = new Date(2026, 10, day, hour, minute).toISOString().replace('.000Z', 'Z');
    const noon = new Date(2026, 10, 23, 12).getTime();
    expect(parsePastTime(text, noon, '--since')).toBe(local);
  });

  it.each([
    'last night',
    'yesterday 25:00',
    'at 18:00',
    'yesterday18:00',
    '9 months ago',
    '2026-02-31',
    '2026-13-01',
    '2026-11-23T25:00Z',
    '23.11.2026',
    '',
  ])('refuses `%s`', (text) => {
    expect(() => parsePastTime(text, now, '--since')).toThrow(
      `--since \`${text || "''"}\` is not a valid time`,
    );
  });
});

describe('times that are printed', () => {
  const now = frozen.now();
  it.each([
    [-2_000, 'just now'],
    [3_000, 'just now'],
    [-58_000, '58 seconds ago'],
    [-119_000, '1 minute ago'],
    [-3 * 60_000, '3 minutes ago'],
    [-90 * 60_000, '1 hour ago'],
    [6.2 * 3_600_000, 'in 6 hours'],
    [-25 * 3_600_000, '25 hours ago'],
    [30 * 3_600_000, 'in 30 hours'],
    [35.9 * 3_600_000, 'in 35 hours'],
    [47.9 * 3_600_000, 'in 47 hours'],
    [-48 * 3_600_000, '2 days ago'],
    [59 * 3_600_000, 'in 2 days'],
    [-40 * 86_400_000, '40 days ago'],
    [-70 * 86_400_000, '2 months ago'],
    [-800 * 86_400_000, '2 years ago'],
  ])('%i ms from now: %s', (distance, text) => {
    expect(relativeTime(now + distance, now)).toBe(text);
  });

  it('never give a day that has no name, whatever the distance', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e12, max: 1e12 }), (distance) => {
        expect(relativeTime(now + distance, now)).toMatch(
          /^(?:just now|in [1-9][\d,]* \w+|[1-9][\d,]* \w+ ago)$/,
        );
      }),
    );
  });

  const terminal: Screen = { ...plainScreen(frozen), isTerminal: true, timeZone: 'Europe/Prague' };

  it('are local with their distance on a terminal', () => {
    expect(proseTime('2026-11-23T14:16:02Z', terminal)).toBe(
      '2026-11-23 15:16:02 +01:00 (3 minutes ago)',
    );
    expect(columnTime('2026-11-23T14:16:02Z', terminal)).toBe('3 minutes ago');
    expect(columnTime(null, terminal)).toBe('-');
  });

  it('are as the server wrote them where they cannot be read, but harmless', () => {
    expect(proseTime('soon\u001b[2J', terminal)).toBe('soon');
    expect(columnTime('soon\n', terminal)).toBe('soon ');
  });

  it('are ISO 8601 in a pipe', () => {
    expect(proseTime('2026-11-23T14:16:02Z', plainScreen(frozen))).toBe('2026-11-23T14:16:02Z');
    expect(columnTime('2026-11-23T14:16:02Z', plainScreen(frozen))).toBe('2026-11-23T14:16:02Z');
  });

  it('have the same form in the zone of the machine', () => {
    expect(localTime(now)).toMatch(/^2026-11-2\d \d\d:\d\d:02 (?:UTC|[+-]\d\d:\d\d)$/);
  });
});
