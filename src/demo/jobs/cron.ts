import { localParts, zonedTime } from './zone.ts';

/** A cron line as sets of allowed numbers; a field for seconds is accepted and ignored. */
export interface Cron {
  readonly minutes: ReadonlySet<number>;
  readonly hours: ReadonlySet<number>;
  readonly days: ReadonlySet<number>;
  readonly months: ReadonlySet<number>;
  readonly weekdays: ReadonlySet<number>;
  readonly lastDay: boolean;
  readonly anyDay: boolean;
  readonly anyWeekday: boolean;
  readonly timezone: string | null;
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

/** The number of days in which a line must have a start; a line without one is rejected. */
const FAR_AHEAD_DAYS = 366 * 9;
const MINUTE = 60_000;

/**
 * Parses a cron line. null = not valid: 4 fields, numbers out of range, `@every`, natural language,
 * impossible dates.
 */
export function parseCron(line: string, timezone: string | null): Cron | null {
  const words = line.trim().split(/\s+/);
  const last = words.at(-1) ?? '';
  const zone = words.length > 1 && isZone(last) ? last : null;
  const fields = fiveFields(zone === null ? words : words.slice(0, -1));
  const cron = fields === null ? null : cronOf(fields, zone ?? timezone);
  return cron === null || nextCronTime(cron, 0) === null ? null : cron;
}

/** The fields without seconds; nicknames such as `@daily` are written out. */
function fiveFields(words: readonly string[]): readonly string[] | null {
  const fields = words.length === 1 ? (nicknames[words[0] ?? '']?.split(' ') ?? []) : words;
  if (fields.length === 5) return fields;
  return fields.length === 6 && parseField(fields[0] ?? '', { low: 0, high: 59 }) !== null
    ? fields.slice(1)
    : null;
}

function cronOf(
  [minute = '', hour = '', day = '', month = '', weekday = '']: readonly string[],
  timezone: string | null,
): Cron | null {
  const lastDay = /^l(ast)?$/i.test(day);
  const minutes = parseField(minute, { low: 0, high: 59 });
  const hours = parseField(hour, { low: 0, high: 23 });
  const days = lastDay ? new Set<number>() : parseField(day, { low: 1, high: 31 });
  const months = parseField(month, { low: 1, high: 12, names: monthNames });
  const weekdays = parseField(weekday, { low: 0, high: 7, names: dayNames });
  if (minutes === null || hours === null || days === null || months === null || weekdays === null)
    return null;
  return {
    ...{ minutes, hours, days, months, lastDay, timezone },
    weekdays: new Set([...weekdays].map((one) => one % 7)),
    anyDay: day === '*',
    anyWeekday: weekday === '*',
  };
}

/** The first full minute after `from` (milliseconds) that matches; null if there is none. */
export function nextCronTime(cron: Cron, from: number): number | null {
  let time = Math.floor(from / MINUTE) * MINUTE + MINUTE;
  for (let day = 0; day < FAR_AHEAD_DAYS; day++) {
    const parts = localParts(time, cron.timezone);
    const dayEnd = zonedTime(
      { ...parts, day: parts.day + 1, hour: 0, minute: 0, second: 0 },
      cron.timezone,
    );
    if (dayMatches(cron, parts)) {
      const found = inDay(cron, time, dayEnd);
      if (found !== null) return found;
    }
    time = Math.max(dayEnd, time + MINUTE);
  }
  return null;
}

function inDay(cron: Cron, from: number, end: number): number | null {
  for (let time = from; time < end; time += MINUTE) {
    const { hour, minute } = localParts(time, cron.timezone);
    if (cron.hours.has(hour) && cron.minutes.has(minute)) return time;
    if (!cron.hours.has(hour)) time += (59 - minute) * MINUTE;
  }
  return null;
}

interface Day {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

function dayMatches(cron: Cron, { year, month, day }: Day): boolean {
  if (!cron.months.has(month)) return false;
  const weekday = new Date(Date.UTC(year, month - 1, day)).getUTCDay();
  const isLast = new Date(Date.UTC(year, month - 1, day + 1)).getUTCDate() === 1;
  const byDay = cron.days.has(day) || (cron.lastDay && isLast);
  const byWeekday = cron.weekdays.has(weekday);
  if (cron.anyDay) return byWeekday;
  return cron.anyWeekday ? byDay : byDay || byWeekday;
}

function isZone(word: string): boolean {
  if (!/^[A-Z][A-Za-z]*(\/[A-Za-z_]+)*$/.test(word) || word.length < 3) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: word });
    return true;
  } catch {
    return false;
  }
}

interface FieldRange {
  readonly low: number;
  readonly high: number;
  /** Names for `low` and the numbers after it. */
  readonly names?: readonly string[];
}

function parseField(field: string, range: FieldRange): Set<number> | null {
  const found = new Set<number>();
  for (const part of field.toLowerCase().split(',')) {
    const steps = parsePart(part, range);
    if (steps === null) return null;
    for (let n = steps.start; n <= steps.end; n += steps.step) found.add(n);
  }
  return found;
}

interface Steps {
  readonly start: number;
  readonly end: number;
  readonly step: number;
}

function parsePart(part: string, { low, high, names = [] }: FieldRange): Steps | null {
  const match = /^(\*|[a-z]{3}|\d+)(?:-([a-z]{3}|\d+))?(?:\/(\d+))?$/.exec(part);
  if (match === null) return null;
  const [, from = '', to, step] = match;
  const value = (word: string) => (names.includes(word) ? names.indexOf(word) + low : Number(word));
  const start = from === '*' ? low : value(from);
  const open = from === '*' || (to === undefined && step !== undefined);
  const end = open ? high : value(to ?? from);
  const good = start >= low && end <= high && start <= end && Number(step ?? 1) >= 1;
  return good ? { start, end, step: Number(step ?? 1) } : null;
}
