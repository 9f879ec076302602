import { usageError } from '../../errors.ts';
import { durationMs } from './duration.ts';

/** Dates and times: `2026-11-23`, `2026-11-23T14:00`, `2026-11-23 14:00:05+01:00`, `…Z`. */
const written = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2})?)(Z|[+-]\d{2}:?\d{2})?)?$/i;

/** A named day, a time of day, or both: `yesterday`, `18:00`, `yesterday at 18:00`. */
const recent = /^(?=.)(today|yesterday)?(?:(?:^|(?: at)? )(\d{1,2}):(\d{2}))?$/i;

const unit = { minute: 'm', min: 'm', hour: 'h', day: 'd', week: 'w', w: 'w' } as const;
const unitsAgo = /^(\d{1,4}) ?(w|min|minute|hour|day|week)s?(?: ago)?$/i;

/**
 * Parses a time in the past and returns ISO 8601 in UTC with whole seconds. It may be a distance
 * (`2h`, `3 days ago`), a day (`yesterday`, `2026-11-23`: its midnight), a time of day, or both; in
 * local time unless it has a zone. Throws a usage `Failure` that names `flag`.
 */
export function parsePastTime(text: string, now: number, flag: string): string {
  const words = text.trim().replaceAll(/\s+/g, ' ');
  const ago = durationMs(inUnits(words));
  const time = ago === undefined ? (writtenTime(words) ?? recentTime(words, now)) : now - ago;
  if (time === undefined || Number.isNaN(time) || time < 0) {
    throw usageError(
      `${flag} \`${text}\` is not a valid time`,
      "write 30m, 2h, 3d, yesterday, 'yesterday 18:00', 2026-11-23 or 2026-11-23T14:00",
    );
  }
  return new Date(time).toISOString().replace(/\.\d+Z$/, 'Z');
}

/** Converts `12 hours ago` to `12h`. */
function inUnits(words: string): string {
  const [, amount, name = ''] = unitsAgo.exec(words) ?? [];
  if (amount === undefined) return words.replace(/ ago$/i, '');
  const short = unit[name.toLowerCase() as keyof typeof unit];
  return short === 'w' ? `${Number(amount) * 7}d` : `${amount}${short}`;
}

/** A time of day without a day is the last one that has passed. */
function recentTime(words: string, now: number): number | undefined {
  const [, day, hour = '0', minute = '0'] = recent.exec(words) ?? [];
  if (!recent.test(words) || Number(hour) > 23 || Number(minute) > 59) return undefined;
  const time = new Date(now);
  time.setHours(Number(hour), Number(minute), 0, 0);
  const isOfYesterday = day === undefined ? time.getTime() > now : /^y/i.test(day);
  if (isOfYesterday) time.setDate(time.getDate() - 1);
  return time.getTime();
}

function writtenTime(text: string): number | undefined {
  const [, date, time = '00:00', zone = ''] = written.exec(text) ?? [];
  if (date === undefined || !isRealDate(date)) return undefined;
  return Date.parse(`${date}T${time}${zone.toUpperCase()}`);
}

/** Whether a date exists; Node would read 31 February as 3 March. */
function isRealDate(date: string): boolean {
  const time = Date.parse(`${date}T00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(date);
}
