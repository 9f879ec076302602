/** The time that a wall clock shows. */
interface LocalParts {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second?: number;
}

/** The minutes by which a zone (null = UTC) is ahead of UTC at this time. */
export function offsetMinutes(time: number, zone: string | null): number {
  if (zone === null || zone === 'UTC') return 0;
  const text = formatOf(zone).format(time);
  const match = /GMT([+-])(\d{2}):(\d{2})/.exec(text);
  if (match === null) return 0;
  const minutes = Number(match[2]) * 60 + Number(match[3]);
  return match[1] === '-' ? -minutes : minutes;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** The cached format of a zone; creating one takes far longer than using it. */
function formatOf(zone: string): Intl.DateTimeFormat {
  const kept = formats.get(zone);
  if (kept !== undefined) return kept;
  const made = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' });
  formats.set(zone, made);
  return made;
}

export function localParts(
  time: number,
  zone: string | null,
): LocalParts & { readonly second: number } {
  const local = new Date(time + offsetMinutes(time, zone) * 60_000);
  return {
    year: local.getUTCFullYear(),
    month: local.getUTCMonth() + 1,
    day: local.getUTCDate(),
    hour: local.getUTCHours(),
    minute: local.getUTCMinutes(),
    second: local.getUTCSeconds(),
  };
}

/** The time at which a clock in this zone shows `parts`. */
export function zonedTime(parts: LocalParts, zone: string | null): number {
  const asUtc = Date.UTC(
    parts.year,
    parts.month - 1,
    parts.day,
    parts.hour,
    parts.minute,
    parts.second ?? 0,
  );
  const guess = asUtc - offsetMinutes(asUtc, zone) * 60_000;
  return asUtc - offsetMinutes(guess, zone) * 60_000;
}

const two = (n: number) => String(n).padStart(2, '0');

/** A time in the format of most responses: `2026-11-23 13:54:41 UTC` or `… +0100`. */
export function formatTime(time: number, zone: string | null): string {
  const { year, month, day, hour, minute, second } = localParts(time, zone);
  const suffix =
    zone === null || zone === 'UTC' ? 'UTC' : offsetText(offsetMinutes(time, zone), '');
  return `${year}-${two(month)}-${two(day)} ${two(hour)}:${two(minute)}:${two(second)} ${suffix}`;
}

/** A time in the format of Rails' `render json`: `2026-12-24T10:30:00.000+01:00` or `…Z`. */
export function isoTime(time: number, zone: string | null): string {
  if (zone === null || zone === 'UTC') return new Date(time).toISOString();
  const offset = offsetMinutes(time, zone);
  return new Date(time + offset * 60_000).toISOString().replace('Z', offsetText(offset, ':'));
}

function offsetText(minutes: number, colon: string): string {
  const size = Math.abs(minutes);
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}${colon}${two(size % 60)}`;
}

/** Parses a time like Ruby's `Time.zone.parse`, in the forms that clients send; null = invalid. */
export function parseTime(text: string, zone: string | null, now: number): number | null {
  const timeOnly = /^(\d{1,2}):(\d{2})(?::(\d{2}))?$/.exec(text.trim());
  if (timeOnly !== null) {
    const [, hour, minute, second] = timeOnly;
    const today = localParts(now, zone);
    return zonedTime(
      { ...today, hour: Number(hour), minute: Number(minute), second: Number(second ?? 0) },
      zone,
    );
  }
  const pattern =
    /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*(Z|UTC|[+-]\d{2}:?\d{2})?)?$/;
  const match = pattern.exec(text.trim());
  if (match === null) return null;
  const [, year, month, day, hour = '0', minute = '0', second = '0', offset] = match;
  const parts = { year, month, day, hour, minute, second };
  const numbers = Object.fromEntries(
    Object.entries(parts).map(([key, value]) => [key, Number(value)]),
  );
  const read = numbers as unknown as LocalParts;
  if (offset === undefined) return zonedTime(read, zone);
  return zonedTime(read, null) - offsetOf(offset) * 60_000;
}

function offsetOf(text: string): number {
  if (text === 'Z' || text === 'UTC') return 0;
  const minutes = Number(text.slice(1, 3)) * 60 + Number(text.slice(-2));
  return text.startsWith('-') ? -minutes : minutes;
}
