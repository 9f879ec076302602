import type { SearchContext } from './search-field.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/**
 * The time that a query names, with its length: `= today` means the whole day. Both are in
 * milliseconds, `start` since the epoch.
 */
export interface TimeValue {
  readonly start: number;
  readonly span: number;
}

/** Whether the query named a date without a time of day. */
export function isWholeDay({ span }: TimeValue): boolean {
  return span === DAY;
}

/**
 * Parses `today`, `yesterday`, `tomorrow`, `2 hours ago`, `30 minutes from now` and ISO dates and
 * times, which are in the user's zone unless they have an offset. Days and longer units mean
 * midnight UTC of the user's date. Null = it cannot be read, so that the server drops the
 * condition.
 */
export function timeValue(text: string, context: SearchContext): TimeValue | null {
  const named = /\b(today|yesterday|tomorrow)\b/i.exec(text)?.[1]?.toLowerCase();
  if (named !== undefined)
    return { start: dateOf(context.now + (dayShift[named] ?? 0) * DAY, context), span: DAY };
  return relativeTime(text, context) ?? isoTime(text, context) ?? hourIn(text, context);
}

const dayShift: Readonly<Record<string, number>> = { today: 0, yesterday: -1, tomorrow: 1 };

function relativeTime(text: string, context: SearchContext): TimeValue | null {
  const match = /^\s*(\d{1,6})\s+(minute|hour|day|week|month|year)s?\s+(ago|from\s+now)\s*$/i.exec(
    text,
  );
  if (match === null) return null;
  const [, digits = '', unit = '', direction = ''] = match;
  const ago = direction.toLowerCase() === 'ago';
  const count = ago ? -Number(digits) : Number(digits);
  switch (unit.toLowerCase()) {
    case 'minute':
      return { start: context.now + count * MINUTE, span: ago ? MINUTE : HOUR };
    case 'hour':
      return { start: context.now + count * HOUR, span: HOUR };
    default:
      return { start: dateOf(moved(context.now, unit.toLowerCase(), count), context), span: DAY };
  }
}

/** Moves a time by calendar units; in a shorter month it is at most the last day. */
function moved(time: number, unit: string, count: number): number {
  if (unit === 'day') return time + count * DAY;
  if (unit === 'week') return time + count * 7 * DAY;
  const date = new Date(time);
  const day = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() + count * (unit === 'year' ? 12 : 1));
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  return date.setUTCDate(Math.min(day, last));
}

/** Midnight UTC of the user's date at this time. */
function dateOf(time: number, context: SearchContext): number {
  const local = time + offset(time, context);
  return local - (((local % DAY) + DAY) % DAY);
}

const iso =
  /^\s*(\d{4})-(\d{1,2})-(\d{1,2})(?:[T\s]\s*(\d{1,2}):(\d{2})(?::(\d{2})(\.\d+)?)?\s*(Z|UTC|[+-]\d{2}:?\d{2})?)?\s*$/i;

function isoTime(text: string, context: SearchContext): TimeValue | null {
  const match = iso.exec(text);
  if (match === null) return null;
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '0', zone] = match;
  const [y, mo, d] = [Number(year), Number(month), Number(day)];
  const [h, mi, s] = [Number(hour), Number(minute), Number(second)];
  const midnight = Date.UTC(y, mo - 1, d);
  if (new Date(midnight).getUTCDate() !== d || mo > 12 || h > 24 || mi > 59 || s > 60) return null;
  const clock =
    midnight + h * HOUR + mi * MINUTE + s * 1_000 + Math.trunc(Number(fraction) * 1_000);
  const start = zone === undefined ? wallClock(clock, context) : clock - offsetOf(zone);
  return { start, span: clock === midnight ? DAY : HOUR };
}

/** Reads any number before an `h` as an hour of today: `in 1 hour` is one o'clock. */
function hourIn(text: string, context: SearchContext): TimeValue | null {
  const hour = Number(/(?<!\d)(\d{1,2})\s*h/i.exec(text)?.[1] ?? Number.NaN);
  if (!(hour <= 24)) return null;
  const start = wallClock(dateOf(context.now, context) + hour * HOUR, context);
  return { start, span: hour % 24 === 0 ? DAY : HOUR };
}

/** The time at which the user's clock shows what a clock in UTC shows at `clock`. */
function wallClock(clock: number, context: SearchContext): number {
  return clock - offset(clock - offset(clock, context), context);
}

function offset(time: number, context: SearchContext): number {
  return (context.offsetMinutes?.(time) ?? 0) * MINUTE;
}

function offsetOf(zone: string): number {
  if (/^(z|utc)$/i.test(zone)) return 0;
  const size = (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2))) * MINUTE;
  return zone.startsWith('-') ? -size : size;
}
