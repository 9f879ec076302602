import { describe, expect, test } from 'vitest';
import { compileSearch } from '../../../src/demo/search/index.ts';
import { found, now, type Row, refusal } from './example-rows.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Now is 2026-11-23 14:30 UTC. */
const rows: readonly Row[] = [
  { id: 1, name: 'now', started: now },
  { id: 2, name: '30 minutes ago', started: now - 30 * MINUTE },
  { id: 3, name: 'this morning', started: '2026-11-23T08:00:00.000Z' },
  { id: 4, name: 'yesterday', started: now - DAY },
  { id: 5, name: 'a week ago', started: now - 7 * DAY },
  { id: 6, name: 'in an hour', started: now + HOUR },
  { id: 7, name: 'never' },
];

type Case = readonly [query: string, ids: readonly number[]];

describe('dates in words', () => {
  test.each<Case>([
    ['started_at >= "1 hour ago"', [1, 2, 6]],
    ['started_at < "1 hour ago"', [3, 4, 5]],
    ['started_at >= "7 hours ago"', [1, 2, 3, 6]],
    ['started_at >= "30 minutes ago"', [1, 2, 6]],
    ['started_at >= "29 minutes ago"', [1, 6]],
    ['started_at = "30 minutes ago"', [2]],
    ['started_at != "30 minutes ago"', [1, 3, 4, 5, 6]],
    ['started_at >= "30 minutes from now"', [6]],
    ['started_at < "2 hours from now"', [1, 2, 3, 4, 5, 6]],
    ['started_at >= today', [1, 2, 3, 6]],
    ['started_at = today', [1, 2, 3, 6]],
    ['started_at = TODAY', [1, 2, 3, 6]],
    ['started_at at yesterday', [4]],
    ['started_at before yesterday', [5]],
    ['started_at < tomorrow', [1, 2, 3, 4, 5, 6]],
    ['started_at >= tomorrow', []],
    ['started_at >= "1 day ago"', [1, 2, 3, 4, 6]],
    ['started_at >= "1 week ago"', [1, 2, 3, 4, 5, 6]],
    ['started_at < "1 month ago"', []],
    ['started_at >= "2 years ago"', [1, 2, 3, 4, 5, 6]],
    ['started_at < "1 day from now"', [1, 2, 3, 4, 5, 6]],
  ])('%s', (query, ids) => expect(found(query, rows)).toEqual(ids));
});

describe('ISO dates', () => {
  test.each<Case>([
    ['started_at >= 2026-11-23', [1, 2, 3, 6]],
    ['started_at < 2026-11-23', [4, 5]],
    ['started_at = 2026-11-16', [5]],
    ['started_at >= "2026-11-23 14:00"', [1, 2, 6]],
    ['started_at >= "2026-11-23 14:00:01"', [1, 6]],
    ['started_at >= 2026-11-23T14:00:00.500Z', [1, 6]],
    ['started_at >= "2026-11-23 14:30 UTC"', [1, 6]],
    ['started_at >= 2026-11-23T15:30:00+01:00', [1, 6]],
    ['started_at >= "2026-11-23T09:30:00-0500"', [1, 6]],
    ['started_at = "2026-11-23 08:00"', [3]],
    ['started_at = 2026-11-23T00:00:00Z', [1, 2, 3, 6]],
    ['not started_at >= 2026-11-23', [4, 5, 7]],
    ['has started_at', [1, 2, 3, 4, 5, 6]],
    ['null? started_at', [7]],
  ])('%s', (query, ids) => expect(found(query, rows)).toEqual(ids));
});

test('a number before an h is an hour of today, whatever is around it', () => {
  expect(found('started_at < "in 9 hours"', rows)).toEqual([3, 4, 5]);
  expect(found('started_at >= "14 hours ago or so"', rows)).toEqual([1, 2, 6]);
});

describe('a date that cannot be read is no condition', () => {
  test.each([
    'started_at >= soon',
    'started_at >= 2026-13-01',
    'started_at >= 2026-02-30',
    'started_at >= "2026-11-23 25:00"',
    'started_at >= "5 seconds ago"',
    'started_at >= now',
    'started_at >= "a day ago"',
  ])('%s', (query) => expect(found(query, rows)).toHaveLength(rows.length));

  test('next to another condition only that one counts', () => {
    expect(found('id < 3 and started_at >= soon', rows)).toEqual([1, 2]);
    expect(found('id < 3 or started_at >= soon', rows)).toEqual([1, 2]);
  });

  test('negated it is a database error', () => {
    expect(refusal('not started_at >= soon')).toMatch(/^500 PG::SyntaxError/);
  });
});

describe('> and <= are moved on by the unit of the date', () => {
  test.each<readonly [query: string, in41: readonly number[], in42: readonly number[]]>([
    ['started_at > "1 hour ago"', [1, 6], [1, 2, 6]],
    ['started_at > "2 hours ago"', [1, 2, 6], [1, 2, 6]],
    ['started_at > "30 minutes ago"', [1, 6], [1, 6]],
    ['started_at <= "1 hour ago"', [2, 3, 4, 5], [3, 4, 5]],
    ['started_at > today', [], []],
    ['started_at > yesterday', [1, 2, 3, 6], [1, 2, 3, 6]],
    ['started_at <= yesterday', [4, 5], [4, 5]],
    ['started_at > 2026-11-22', [1, 2, 3, 6], [1, 2, 3, 6]],
    ['started_at > "2026-11-23 14:00"', [6], [1, 6]],
    ['started_at after "2026-11-23 13:00"', [1, 2, 6], [1, 2, 6]],
    ['started_at <= "2026-11-23 14:00"', [1, 2, 3, 4, 5], [2, 3, 4, 5]],
  ])('%s', (query, in41, in42) => {
    expect(found(query, rows)).toEqual(in41);
    expect(found(query, rows, { language: '4.1' })).toEqual(in41);
    expect(found(query, rows, { language: '4.2' })).toEqual(in42);
  });

  test('so what happened within the last hour is not found with > "1 hour ago"', () => {
    expect(found('started_at > "1 hour ago"', [{ id: 1, name: 'a', started: now - 1 }])).toEqual(
      [],
    );
    expect(found('started_at >= "1 hour ago"', [{ id: 1, name: 'a', started: now - 1 }])).toEqual([
      1,
    ]);
  });
});

describe('the caller has a zone', () => {
  const berlin = { offsetMinutes: () => 60 };

  test('a time without an offset is the caller’s wall clock', () => {
    expect(found('started_at >= "2026-11-23 15:30"', rows, berlin)).toEqual([1, 6]);
    expect(found('started_at >= "2026-11-23 14:30Z"', rows, berlin)).toEqual([1, 6]);
  });

  test('today is the caller’s date, from midnight UTC', () => {
    const late = { now: Date.UTC(2026, 10, 22, 23, 30), ...berlin };
    expect(found('started_at >= today', rows, late)).toEqual([1, 2, 3, 6]);
    expect(found('started_at >= today', rows, { now: late.now })).toEqual([1, 2, 3, 4, 6]);
  });
});

test('a month back from the 31st is the last day of the month', () => {
  const march31 = Date.UTC(2026, 2, 31, 12);
  const days = [27, 28].map(
    (day): Row => ({ id: day, name: 'x', started: Date.UTC(2026, 1, day, 1) }),
  );
  expect(found('started_at >= "1 month ago"', days, { now: march31 })).toEqual([28]);
});

test('a set of dates is a server error', () => {
  expect(refusal('started_at ^ (2026-11-23)')).toMatch(
    /^500 Internal Server Error: the server was unable/,
  );
});

test('free text reads a word as a date or a number where a default field is one', () => {
  const search = (query: string) =>
    rows.filter(
      compileSearch<Row>(
        query,
        {
          id: { type: 'integer', get: (row) => row.id, freeText: true },
          name: { type: 'string', get: (row) => row.name, freeText: true },
          started_at: { type: 'datetime', get: (row) => row.started ?? null, freeText: true },
        },
        { now },
      ),
    );
  expect(search('yesterday').map((row) => row.id)).toEqual([4]);
  expect(search('2026-11-16').map((row) => row.id)).toEqual([5]);
  expect(search('6').map((row) => row.id)).toEqual([6]);
  expect(search('>= 6').map((row) => row.id)).toEqual([6, 7]);
});
