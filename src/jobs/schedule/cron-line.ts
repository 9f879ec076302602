import { Cron } from 'croner';
import { usageError } from '../../errors.ts';
import { alternatives, enumerated } from '../../text/counts.ts';
import { instantsOf, isZone, wallAt, wallNumber, wallOf } from './time-zone.ts';

/** A cron line that the server understands. */
export interface CronLine {
  /** As it was written, and as it is sent. */
  readonly text: string;
  /** The five fields, nicknames in full. */
  readonly fields: string;
  /** A zone at the end of the line, which goes before that of the account. */
  readonly zone: string | null;
}

const nicknames: Readonly<Record<string, string>> = {
  '@hourly': '0 * * * *',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@noon': '0 12 * * *',
  '@weekly': '0 0 * * 0',
  '@monthly': '0 0 1 * *',
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
};

interface Field {
  readonly name: string;
  readonly expected: string;
  /** One part of a comma list: only what servers are known to read; other crons read more. */
  readonly part: RegExp;
}

const numbers = '\\d{1,2}(?:-\\d{1,2})?';
const partOf = (value: string) => new RegExp(`^(?:\\*|${value})(?:/\\d{1,2})?$`, 'i');
const months = '(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|\\d{1,2})';
const days = '(?:sun|mon|tue|wed|thu|fri|sat|[0-7])';

const fieldTable: readonly Field[] = [
  { name: 'minute', expected: '0-59', part: partOf(numbers) },
  { name: 'hour', expected: '0-23', part: partOf(numbers) },
  { name: 'day of the month', expected: '1-31, or L for the last', part: partOf(numbers) },
  { name: 'month', expected: '1-12 or jan-dec', part: partOf(`${months}(?:-${months})?`) },
  { name: 'day of the week', expected: '0-7 or sun-sat', part: partOf(`${days}(?:-${days})?`) },
];

const forms = '*, n, n-m, */n, n-m/n, or a list of these';

/** Throws a usage `Failure` that names the field at fault; also for lines whose day never comes. */
export function parseCronLine(line: string): CronLine {
  const text = line.trim().replaceAll(/\s+/g, ' ');
  const words = text.split(' ');
  const last = words.at(-1) ?? '';
  const zone = words.length > 1 && /^[A-Z][A-Za-z]{2}/.test(last) ? zoneWord(text, last) : null;
  const fields = fiveFields(text, zone === null ? words : words.slice(0, -1));
  fields.forEach((field, at) => {
    checkField(text, field, at);
  });
  const cron = { text, fields: fields.join(' '), zone };
  if (matcher(cron).nextRun(new Date(0)) === null) {
    throw usageError(`--cron \`${text}\` never runs: ${missingDays(fields)}`);
  }
  return cron;
}

const monthNames = [
  ...['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September'],
  ...['October', 'November', 'December'],
];

/** `February has no day 30 or 31`, of fields whose days are in none of their months. */
function missingDays([, , days = '*', months = '*']: readonly string[]): string {
  const inMonths = datesOf(`0 0 1 ${months} *`).map((date) => monthNames[date.getUTCMonth()] ?? '');
  const inDays = datesOf(`0 0 ${days} 1 *`).map((date) => String(date.getUTCDate()));
  const has = inMonths.length === 1 ? 'has' : 'have';
  return `${enumerated(inMonths)} ${has} no day ${alternatives(inDays)}`;
}

/** The times of a line in one year that has a day more than others. */
function datesOf(line: string): readonly Date[] {
  const start = new Date('2023-12-31T23:59:59Z');
  return new Cron(line, { paused: true, utcOffset: 0, stopAt: '2024-12-31T23:59:59Z' }).nextRuns(
    366,
    start,
  );
}

function zoneWord(text: string, word: string): string | null {
  if (/^[A-Za-z]{3}$/.test(word) && fieldTable[4]?.part.test(word)) return null;
  if (isZone(word)) return word;
  throw usageError(
    `--cron \`${text}\`: \`${word}\` is neither a day of the week nor a time zone`,
    'write a time zone such as Europe/Berlin',
  );
}

function fiveFields(text: string, words: readonly string[]): readonly string[] {
  const [first = ''] = words;
  if (words.length === 1 && first.startsWith('@')) {
    const known = nicknames[first.toLowerCase()];
    if (known !== undefined) return known.split(' ');
    throw usageError(
      `unknown --cron nickname \`${text}\``,
      `expected ${alternatives(Object.keys(nicknames))}`,
    );
  }
  if (words.length === 5) return words;
  if (words.length === 6) {
    throw usageError(
      `--cron \`${text}\` has 6 fields, but the server runs jobs in whole minutes, without seconds`,
      'give 5 fields: minute hour day-of-month month day-of-week',
    );
  }
  const nickname = `@${first.toLowerCase()}`;
  throw usageError(
    `--cron \`${text}\` has ${words.length === 1 ? '1 field' : `${words.length} fields`}, expected 5: minute hour day-of-month month day-of-week`,
    `try: --cron ${Object.hasOwn(nicknames, nickname) ? nickname : "'0 3 * * mon-fri'"}`,
  );
}

function checkField(text: string, field: string, at: number): void {
  const { name, expected, part } = fieldTable[at] as Field;
  if (at === 2 && field.toUpperCase() === 'L') return;
  const readable = field.split(',').every((word) => part.test(word));
  if (readable && isPossible(field, at)) return;
  throw usageError(
    `--cron \`${text}\`: \`${field}\` is not a valid ${name}: expected ${expected}`,
    `a field can be ${forms}`,
  );
}

/** Whether the library takes the field, all others being open. */
function isPossible(field: string, at: number): boolean {
  const fields = ['*', '*', '*', '*', '*'].with(at, field);
  try {
    new Cron(fields.join(' '), { paused: true, utcOffset: 0 });
    return true;
  } catch {
    return false;
  }
}

/** Computes with wall clock times as if they were UTC, where no hour is skipped or occurs twice. */
function matcher({ fields }: CronLine): Cron {
  return new Cron(fields, { paused: true, utcOffset: 0 });
}

/** Wall clocks are never set by more than this. */
const setBy = 3 * 3_600_000;

/**
 * The instants after `from` at which the line runs, in order, without end. As on the server, an
 * hour that is skipped in spring has no run, and one that occurs twice in autumn has two.
 */
export function* runsAfter(cron: CronLine, accountZone: string, from: number): Generator<number> {
  const zone = cron.zone ?? accountZone;
  const wallClock = matcher(cron);
  let wall = wallNumber(wallAt(from, zone)) - setBy;
  const waiting: Waiting[] = [];
  for (;;) {
    const next = wallClock.nextRun(new Date(wall))?.getTime();
    if (next === undefined) break;
    wall = next;
    for (
      let first = waiting[0];
      first !== undefined && first.wall < next - setBy;
      first = waiting[0]
    ) {
      yield first.instant;
      waiting.shift();
    }
    waiting.push(...instantsAfter(from, next, zone));
    waiting.sort((a, b) => a.instant - b.instant);
  }
  for (const { instant } of waiting) yield instant;
}

/**
 * A run, and what clocks show then: later readings may stand for earlier instants until they are
 * hours ahead.
 */
interface Waiting {
  readonly instant: number;
  readonly wall: number;
}

function instantsAfter(from: number, wall: number, zone: string): Waiting[] {
  const instants = instantsOf(wallOf(wall), zone).filter((instant) => instant > from);
  return instants.map((instant) => ({ instant, wall }));
}

/** The first `count` of them. */
export function nextRuns(
  cron: CronLine,
  accountZone: string,
  from: number,
  count: number,
): number[] {
  const runs: number[] = [];
  for (const run of runsAfter(cron, accountZone, from)) {
    if (runs.length >= count) break;
    runs.push(run);
  }
  return runs.slice(0, count);
}
