import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nextCronTime, parseCron } from '../../../src/demo/jobs/cron.ts';
import { nextRuns, parseCronLine } from '../../../src/jobs/schedule/cron-line.ts';
import {
  futureStart,
  type Recurring,
  roundDown,
  roundUp,
  runsFrom,
  runsUntil,
  schedulingOf,
} from '../../../src/jobs/schedule/schedule.ts';
import {
  instantsOf,
  isoMinute,
  isZone,
  wallAt,
  wallNumber,
  wallOf,
  zoneOfAccount,
} from '../../../src/jobs/schedule/time-zone.ts';

const zones = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'Asia/Kolkata',
  'Australia/Lord_Howe',
  'Pacific/Apia',
];
const zone = fc.constantFrom(...zones);
const from2020 = Date.UTC(2020, 0, 1);
const instant = fc.integer({ min: from2020, max: Date.UTC(2040, 0, 1) });
const minute = 60_000;

describe('whole minutes, because the server drops seconds', () => {
  test('a start is never earlier than asked for, and less than a minute later', () => {
    fc.assert(
      fc.property(instant, (time) => {
        const late = roundUp(time) - time;
        expect(late).toBeGreaterThanOrEqual(0);
        expect(late).toBeLessThan(minute);
        expect(roundUp(time) % minute).toBe(0);
        expect(roundUp(roundUp(time))).toBe(roundUp(time));
      }),
    );
  });

  test('a limit is never later than asked for', () => {
    fc.assert(
      fc.property(instant, (time) => {
        expect(time - roundDown(time)).toBe(time % minute);
      }),
    );
  });

  test('a limit that leaves no minute to start is refused', () => {
    const at = Date.parse('2026-12-01T03:00:30Z');
    expect(() => futureStart(at, Date.parse('2026-12-01T03:01:59Z'))).toThrow(
      '--before (2026-12-01T03:01:00Z) is not later than --at (2026-12-01T03:01:00Z); both are rounded to whole minutes',
    );
    expect(futureStart(at, Date.parse('2026-12-01T03:02:00Z'))).toEqual({
      kind: 'future',
      startAt: Date.parse('2026-12-01T03:01:00Z'),
      startBefore: Date.parse('2026-12-01T03:02:00Z'),
    });
  });
});

describe('wall clocks', () => {
  test('every instant is among those at which a clock shows what it shows then', () => {
    fc.assert(
      fc.property(instant, zone, (time, where) => {
        const whole = Math.floor(time / 1000) * 1000;
        const found = instantsOf(wallAt(whole, where), where);
        expect(found).toContain(whole);
        for (const one of found) expect(wallAt(one, where)).toEqual(wallAt(whole, where));
      }),
    );
  });

  test.each([
    ['Europe/Berlin', '2027-03-28T02:30:00Z', []],
    ['Europe/Berlin', '2026-10-25T02:30:00Z', ['2026-10-25T00:30:00Z', '2026-10-25T01:30:00Z']],
    ['Europe/Berlin', '2026-10-25T03:30:00Z', ['2026-10-25T02:30:00Z']],
    ['America/New_York', '2027-03-14T02:30:00Z', []],
    ['America/New_York', '2026-11-01T01:30:00Z', ['2026-11-01T05:30:00Z', '2026-11-01T06:30:00Z']],
  ])('where they are set: %s shows %s', (where, shown, expected) => {
    expect(instantsOf(wallOf(Date.parse(shown)), where).map(isoMinute)).toEqual(expected);
  });
});

describe("the account's zone", () => {
  test.each([
    [null, 'UTC'],
    ['', 'UTC'],
    ['Europe/Berlin', 'Europe/Berlin'],
    ['Berlin', 'Europe/Berlin'],
    ['New York', 'America/New_York'],
    ['Eastern Time (US & Canada)', 'America/New_York'],
    ['Pacific Time (US & Canada)', 'America/Los_Angeles'],
    ['Kyiv', 'Europe/Kiev'],
    ["Nuku'alofa", 'Pacific/Tongatapu'],
    ['Nowhere', null],
  ])('%s is %s', (name, expected) => {
    expect(zoneOfAccount(name)).toBe(expected);
  });

  test('whatever name is known, the platform knows its zone', () => {
    const names = [
      'Hawaii',
      'Arizona',
      'Greenland',
      'Samoa',
      'Rangoon',
      'Chongqing',
      'Kathmandu',
      'Astana',
    ];
    for (const name of names) expect(isZone(zoneOfAccount(name) ?? '')).toBe(true);
  });
});

describe('a cron line', () => {
  test.each([
    ['61 * * * *', '`61` is not a valid minute: expected 0-59'],
    ['0 25 * * *', '`25` is not a valid hour: expected 0-23'],
    ['0 3 32 * *', '`32` is not a valid day of the month: expected 1-31'],
    ['0 3 * 13 *', '`13` is not a valid month: expected 1-12 or jan-dec'],
    ['0 3 * * fry', '`fry` is not a valid day of the week: expected 0-7 or sun-sat'],
    ['0 3 * * 8', '`8` is not a valid day of the week'],
    ['0 3 * * mon#2', '`mon#2` is not a valid day of the week'],
    ['0 3 ? * *', '`?` is not a valid day of the month'],
    ['0 3 1W * *', '`1W` is not a valid day of the month'],
    ['5/10 * * * *', '`5/10` is not a valid minute'],
    ['*/0 * * * *', '`*/0` is not a valid minute'],
    ['30-10 * * * *', '`30-10` is not a valid minute'],
    ['1,,2 * * * *', '`1,,2` is not a valid minute'],
    ['0 3 * *', 'has 4 fields, expected 5'],
    ['', 'has 1 field, expected 5'],
    ['0 0 3 * * *', 'has 6 fields, but the server runs jobs in whole minutes'],
    ['@every 5m', 'has 2 fields'],
    ['@reboot', 'unknown --cron nickname `@reboot`'],
    ['every day', 'has 2 fields'],
    ['0 0 31 2 *', 'never runs: February has no day 31'],
    ['0 0 30-31 feb *', 'never runs: February has no day 30 or 31'],
    ['0 0 31 2,4,6 *', 'never runs: February, April and June have no day 31'],
    ['0 3 * * * Nowhere/City', '`Nowhere/City` is neither a day of the week nor a time zone'],
  ])('%s is refused: %s', (line, why) => {
    expect(() => parseCronLine(line)).toThrow(why);
  });

  test.each([
    ['daily', 'try: --cron @daily'],
    ['Weekly', 'try: --cron @weekly'],
    ['nightly', "try: --cron '0 3 * * mon-fri'"],
  ])('%s is one word: %s', (line, hint) => {
    expect(() => parseCronLine(line)).toThrow(expect.objectContaining({ hint }));
  });

  test.each([
    ['@daily', '0 0 * * *', null],
    ['@Noon', '0 12 * * *', null],
    [' 0  3 * * mon-FRI ', '0 3 * * mon-FRI', null],
    ['0 3 L * *', '0 3 L * *', null],
    ['0 3 * * Sun', '0 3 * * Sun', null],
    ['0 3 * * * Europe/Paris', '0 3 * * *', 'Europe/Paris'],
    ['@daily UTC', '@daily', 'UTC'],
  ])('%s', (line, fields, own) => {
    if (line === '@daily UTC') {
      expect(parseCronLine(line)).toMatchObject({ fields: '0 0 * * *', zone: own });
      return;
    }
    expect(parseCronLine(line)).toMatchObject({
      fields,
      zone: own,
      text: line.trim().replace(/ +/g, ' '),
    });
  });
});

/** A field as people write it: lists of stars, numbers and ranges, some with steps. */
function field(low: number, high: number, names: readonly string[] = []): fc.Arbitrary<string> {
  const value = fc.integer({ min: low, max: high });
  const word = (n: number) =>
    fc.constantFrom(String(n), ...(names[n - low] === undefined ? [] : [names[n - low] ?? '']));
  const range = fc.tuple(value, value).chain(([one, other]) => {
    const [first, last] = [Math.min(one, other), Math.max(one, other)];
    return fc.tuple(word(first), word(last)).map(([a, b]) => (first === last ? a : `${a}-${b}`));
  });
  const stepped = fc
    .tuple(fc.constantFrom('*', `${low}-${high}`), fc.integer({ min: 1, max: high - low }))
    .map(([base, step]) => `${base}/${step}`);
  const part = fc.oneof(fc.constant('*'), value.chain(word), range, stepped);
  return fc.oneof(
    { weight: 3, arbitrary: fc.constant('*') },
    { weight: 3, arbitrary: part },
    {
      weight: 1,
      arbitrary: fc.array(part, { minLength: 2, maxLength: 3 }).map((parts) => parts.join(',')),
    },
  );
}

const monthNames = [
  'jan',
  'feb',
  'mar',
  'apr',
  'may',
  'jun',
  'jul',
  'aug',
  'sep',
  'oct',
  'nov',
  'dec',
];
const dayNames = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const cronLine = fc
  .tuple(
    field(0, 59),
    field(0, 23),
    fc.oneof({ weight: 8, arbitrary: field(1, 31) }, { weight: 1, arbitrary: fc.constant('L') }),
    field(1, 12, monthNames),
    field(0, 6, dayNames),
  )
  .map((fields) => fields.join(' '));

/** Instants near days on which clocks are set are drawn more often. */
const nearChanges = fc
  .tuple(
    fc.constantFrom(
      '2027-03-28T00:00Z',
      '2026-10-25T00:00Z',
      '2027-03-14T06:00Z',
      '2026-11-01T05:00Z',
    ),
    fc.integer({ min: -36 * 60, max: 12 * 60 }),
  )
  .map(([change, minutes]) => Date.parse(change) + minutes * minute);

function serversRuns(line: string, where: string, from: number): number[] {
  const cron = parseCron(line, where);
  const runs: number[] = [];
  for (let at = from; cron !== null && runs.length < 3; ) {
    const next = nextCronTime(cron, at);
    if (next === null) break;
    runs.push(next);
    at = next;
  }
  return runs;
}

describe('the runs of a cron line', () => {
  test('are those of the server, in every zone and across the days on which clocks are set', () => {
    fc.assert(
      fc.property(cronLine, zone, fc.oneof(instant, nearChanges), (line, where, from) => {
        if (parseCron(line, where) === null) {
          expect(() => parseCronLine(line)).toThrow(
            /never runs: (?:February|April|June|September|November) has no day 31$/,
          );
          return;
        }
        const runs = nextRuns(parseCronLine(line), where, from, 3);
        expect(runs.map(isoMinute)).toEqual(serversRuns(line, where, from).map(isoMinute));
      }),
      { numRuns: 600 },
    );
  });

  test.each([
    [
      'Europe/Berlin',
      '30 2 * * *',
      '2027-03-27T00:00Z',
      ['03-27T01:30', '03-29T00:30', '03-30T00:30'],
    ],
    [
      'Europe/Berlin',
      '30 2 * * *',
      '2026-10-24T12:00Z',
      ['10-25T00:30', '10-25T01:30', '10-26T01:30'],
    ],
    [
      'America/New_York',
      '30 2 * * *',
      '2027-03-13T00:00Z',
      ['03-13T07:30', '03-15T06:30', '03-16T06:30'],
    ],
    [
      'America/New_York',
      '*/30 1 * * *',
      '2026-11-01T05:15Z',
      ['11-01T05:30', '11-01T06:00', '11-01T06:30'],
    ],
  ])(
    '%s, %s after %s: a left-out hour has none, one that comes twice has two',
    (where, line, from, expected) => {
      const runs = nextRuns(parseCronLine(line), where, Date.parse(from), 3);
      expect(runs.map((run) => isoMinute(run).slice(5, 16))).toEqual(expected);
    },
  );

  test("a zone in the line goes before the account's", () => {
    const cron = parseCronLine('0 3 * * * Asia/Kolkata');
    const [run = 0] = nextRuns(cron, 'Europe/Berlin', Date.parse('2026-11-23T14:00Z'), 1);
    expect(isoMinute(run)).toBe('2026-11-23T21:30:00Z');
  });
});

describe('an end that the server would ignore', () => {
  const now = Date.parse('2026-11-23T14:00:30Z');
  const daily = parseCronLine('0 3 * * *');

  test('becomes the number of runs until then, that minute included', () => {
    const until = Date.parse('2026-11-30T03:00:00Z');
    expect(runsUntil(daily, 'UTC', now, until)).toEqual({ runs: 7, last: until });
    expect(runsUntil(daily, 'UTC', now, until - 1).runs).toBe(6);
  });

  test('that comes before the first run is refused, and one that cannot be meant', () => {
    expect(() => runsUntil(daily, 'UTC', now, now + minute + 474)).toThrow(
      '`0 3 * * *` has no run before --until (2026-11-23T14:01:30Z)',
    );
    const year = Date.parse('2027-11-23T00:00Z');
    expect(() => runsUntil(parseCronLine('* * * * *'), 'UTC', now, year)).toThrow(
      'more than 10,000 runs',
    );
  });

  test('counts exactly the runs that are shown', () => {
    fc.assert(
      fc.property(cronLine, zone, fc.integer({ min: 1, max: 20 }), (line, where, count) => {
        fc.pre(parseCron(line, where) !== null);
        const cron = parseCronLine(line);
        const runs = nextRuns(cron, where, now, count);
        expect(runsUntil(cron, where, now, runs.at(-1) ?? 0)).toEqual({
          runs: count,
          last: runs.at(-1),
        });
      }),
      { numRuns: 50 },
    );
  });
});

describe('what is sent', () => {
  const cron = parseCronLine('0 3 * * mon-fri');
  const series: Recurring = {
    kind: 'recurring',
    cron,
    startAt: null,
    maxRuns: null,
    purpose: null,
  };
  const startAt = Date.parse('2026-12-01T00:00:00Z');

  test('only what was asked for, in UTC and whole minutes; never an end time', () => {
    expect(schedulingOf(futureStart(startAt, null))).toEqual({
      scheduling: { start_at: '2026-12-01T00:00:00Z' },
    });
    expect(schedulingOf(series)).toEqual({ recurrence: { cron_line: '0 3 * * mon-fri' } });
    expect(schedulingOf({ ...series, startAt, maxRuns: 3, purpose: 'nightly' })).toEqual({
      scheduling: { start_at: '2026-12-01T00:00:00Z' },
      recurrence: { cron_line: '0 3 * * mon-fri', max_iteration: 3, purpose: 'nightly' },
    });
  });

  test('a run on the minute of --at is the first of the series', () => {
    const at = Date.parse('2026-12-01T03:00:00Z');
    const from = runsFrom({ ...series, startAt: at }, 0);
    expect(nextRuns(cron, 'UTC', from, 1)).toEqual([at]);
    expect(runsFrom(series, 17)).toBe(17);
  });
});

test('readings of a clock count on as in UTC', () => {
  fc.assert(
    fc.property(instant, (time) => {
      expect(wallNumber(wallOf(time))).toBe(Math.floor(time / 1000) * 1000);
    }),
  );
});
