import { oneLine } from '../terminal/sanitise.ts';
import type { Screen } from '../terminal/screen.ts';

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/**
 * The units, largest first, and from which distance each is used. Hours and smaller units are cut,
 * larger ones rounded. Up to two days are shown in hours, because "tomorrow" would often be wrong.
 */
const steps = [
  { from: 365 * day, size: 365 * day, unit: 'year', whole: Math.round },
  { from: 45 * day, size: 30.44 * day, unit: 'month', whole: Math.round },
  { from: 2 * day, size: day, unit: 'day', whole: Math.round },
  { from: hour, size: hour, unit: 'hour', whole: Math.trunc },
  { from: minute, size: minute, unit: 'minute', whole: Math.trunc },
  { from: 0, size: second, unit: 'second', whole: Math.trunc },
] as const;

/** `2 minutes ago`, `in 35 hours`, `3 days ago`; both times in milliseconds since 1970. */
export function relativeTime(time: number, now: number): string {
  const distance = time - now;
  if (Math.abs(distance) < 5 * second) return 'just now';
  const step = steps.find(({ from }) => Math.abs(distance) >= from) ?? steps[5];
  return new Intl.RelativeTimeFormat('en').format(step.whole(distance / step.size), step.unit);
}

/** A time in a column: relative on a terminal, else unchanged (ISO 8601 in UTC); `-` = none. */
export function columnTime(iso: string | null, screen: Screen): string {
  const time = Date.parse(iso ?? '');
  if (iso === null) return '-';
  return screen.isTerminal && !Number.isNaN(time) ? relativeTime(time, screen.now) : oneLine(iso);
}

/**
 * A time in prose: `2026-11-23 14:16:02 +01:00 (3 minutes ago)`, local, on a terminal; ISO 8601 in
 * UTC elsewhere.
 */
export function proseTime(iso: string, screen: Screen): string {
  const time = Date.parse(iso);
  if (!screen.isTerminal || Number.isNaN(time)) return oneLine(iso);
  return `${localTime(time, screen.timeZone)} (${relativeTime(time, screen.now)})`;
}

/** `2026-11-23 14:16:02 +01:00` in this time zone, by default that of the machine. */
export function localTime(time: number, timeZone?: string): string {
  const format = new Intl.DateTimeFormat('sv-SE', {
    dateStyle: 'short',
    timeStyle: 'medium',
    timeZone,
  });
  return `${format.format(time)} ${zoneOffset(time, timeZone)}`;
}

/** The offset of a zone: `+01:00`, or `UTC` for zero. */
function zoneOffset(time: number, timeZone?: string): string {
  const format = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' });
  const name = format.formatToParts(time).find(({ type }) => type === 'timeZoneName')?.value;
  const offset = name?.slice('GMT'.length) ?? '';
  return offset === '' || offset === '+00:00' ? 'UTC' : offset;
}
