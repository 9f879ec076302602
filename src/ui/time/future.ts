import { usageError } from '../../errors.ts';
import {
  instantsOf,
  type WallTime,
  wallAt,
  wallNumber,
  wallOf,
} from '../../jobs/schedule/time-zone.ts';

/** A parsed time. */
export interface ParsedTime {
  /** Milliseconds since 1970. */
  readonly instant: number;
  /** Sentences about what the text leaves open and how it was decided. */
  readonly remarks: readonly string[];
}

/** The context of a time: its option, the current time and the user's time zone. */
export interface Reading {
  readonly flag: string;
  readonly now: number;
  readonly zone: string;
  /** True: a date without a time means the end of that day. */
  readonly wholeDay?: boolean;
}

/**
 * Parses a time in the future: ISO 8601, `HH:MM`, or English such as `tomorrow 03:00`, `in 2h` or
 * `next monday 6am`. Throws a usage `Failure` for a time in the past, an ambiguous one, and one
 * with a word that is not understood. The library for English is loaded only if needed.
 */
export async function parseFutureTime(text: string, reading: Reading): Promise<ParsedTime> {
  const words = text.trim().replaceAll(/\s+/g, ' ');
  const parsed =
    isoTime(words, reading) ?? clockTime(words, reading) ?? (await english(words, reading));
  if (parsed.instant <= reading.now) {
    throw usageError(
      `${reading.flag} \`${text}\` is not in the future: it was understood as ${clockText(parsed.instant, reading.zone)}`,
      'give a later time',
    );
  }
  return parsed;
}

const iso =
  /^(\d{4})-(\d{2})-(\d{2})(?:(?:[T ]| at )(\d{2}):(\d{2})(?::(\d{2})(?:\.\d+)?)? ?(Z|UTC|[+-]\d{2}(?::?\d{2})?)?)?$/i;

function isoTime(words: string, reading: Reading): ParsedTime | undefined {
  const match = iso.exec(words);
  if (match === null) return undefined;
  const [year = 0, month = 0, day = 0] = match.slice(1, 4).map(Number);
  if (match[4] === undefined) return wholeDay(words, { year, month, day, ...lastMinute }, reading);
  const [hour = 0, minute = 0, second = 0] = match.slice(4, 7).map((part) => Number(part ?? 0));
  const wall = checked(words, { year, month, day, hour, minute, second }, reading);
  const zone = match[7];
  if (zone === undefined) return inZone(wall, reading);
  return { instant: wallNumber(wall) - offsetOf(zone), remarks: [] };
}

const lastMinute = { hour: 23, minute: 59, second: 59 };

function wholeDay(words: string, wall: WallTime, reading: Reading): ParsedTime {
  if (reading.wholeDay !== true) throw withoutTime(words, reading);
  const { instant, remarks } = inZone(checked(words, wall, reading), reading);
  return { instant, remarks: [...remarks, `${reading.flag} ${words} means the end of that day`] };
}

function offsetOf(zone: string): number {
  if (/^[zu]/i.test(zone)) return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(3).replace(':', ''));
  return minutes * (zone.startsWith('-') ? -60_000 : 60_000);
}

/** `HH:MM`: today or, if that has passed, tomorrow. */
function clockTime(words: string, reading: Reading): ParsedTime | undefined {
  const match = /^(?:at )?(\d{1,2}):(\d{2})$/.exec(words);
  if (match === null) return undefined;
  const today = wallAt(reading.now, reading.zone);
  const wall = { ...today, hour: Number(match[1]), minute: Number(match[2]), second: 0 };
  const now = inZone(checked(words, wall, reading), reading);
  if (now.instant > reading.now) return withRemark(now, reading, `\`${words}\` means today`);
  const tomorrow = inZone(wallOf(wallNumber(wall) + 86_400_000), reading);
  return withRemark(tomorrow, reading, `\`${words}\` has passed today, so it means tomorrow`);
}

function withRemark(parsed: ParsedTime, { flag }: Reading, remark: string): ParsedTime {
  return { ...parsed, remarks: [`${flag} ${remark}`, ...parsed.remarks] };
}

const wallParts = ['year', 'month', 'day', 'hour', 'minute', 'second'] as const;

/** Refuses dates such as 31 February and times such as 25:00, which Node would shift. */
function checked(words: string, wall: WallTime, { flag }: Reading): WallTime {
  const real = wallOf(wallNumber(wall));
  if (!wallParts.every((part) => real[part] === wall[part]))
    throw usageError(
      `${flag} \`${words}\` is not a valid time`,
      'write an hour from 00 to 23, and a day that the month has',
    );
  return wall;
}

/** The instant in a zone. If the clock change skips or repeats the time, a remark explains it. */
function inZone(wall: WallTime, { flag, zone }: Reading): ParsedTime {
  const [first, second] = instantsOf(wall, zone);
  const shown = wallText(wall);
  if (first === undefined) {
    const before = instantsOf(wallOf(wallNumber(wall) - 3_600_000), zone)[0] ?? wallNumber(wall);
    const instant = before + 3_600_000;
    const remark = `${flag}: ${shown} does not exist in ${zone} (clocks go forward); using ${clockText(instant, zone)}`;
    return { instant, remarks: [remark] };
  }
  if (second === undefined) return { instant: first, remarks: [] };
  const remark = `${flag}: ${shown} occurs twice in ${zone} (clocks go back); using the first (${offsetText(first, zone)}). For the second, write ${shown.replace(' ', 'T')}${offsetText(second, zone)}`;
  return { instant: first, remarks: [remark] };
}

const weekday = '(?:sun|mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?)(?:day)?';
const examples = "write '2026-12-01 03:00', '03:00', 'tomorrow 03:00', 'in 2h' or 'monday 6am'";

const zoneExample = 'for another time zone, write date and offset: 2026-12-01T03:00+01:00';

/** Words that are refused, each with the reason and what to type instead. */
function refused(flag: string): readonly (readonly [pattern: RegExp, why: string, hint: string])[] {
  return [
    [
      /\bmidnight\b/,
      'is not clear: midnight could belong to either of two days',
      'write 00:00 with a date, e.g. 2026-12-01 00:00',
    ],
    [
      /\b(?:few|couple|several|soon|later|about|around|or)\b/,
      'is not clear: it is not an exact time',
      examples,
    ],
    [/^now$/, 'is not in the future', `omit ${flag} to start at once`],
    [/\b(?:last|previous|past|ago|yesterday)\b/, 'is not in the future', 'give a later time'],
  ];
}

async function english(words: string, reading: Reading): Promise<ParsedTime> {
  const { flag, now, zone } = reading;
  const text = words.toLowerCase();
  const found = refused(flag).find(([pattern]) => pattern.test(text));
  if (found !== undefined) throw usageError(`${flag} \`${words}\` ${found[1]}`, found[2]);
  const { relativeDelay, wallInWords } = await import('./natural.ts');
  const delay = relativeDelay(text);
  if (delay !== null) return { instant: now + delay, remarks: [] };
  if (/\d[/.]\d/.test(text)) {
    throw usageError(
      `${flag} \`${words}\` is not clear: day and month can be in either order`,
      'write the date as 2026-12-01',
    );
  }
  const read = (some: string) => wallInWords(some, wallAt(now, zone));
  const wall = read(text);
  if (wall === 'unknown' || wall === 'time zone') {
    const hint = wall === 'unknown' ? examples : zoneExample;
    throw usageError(`${flag} \`${words}\` is not a valid time`, hint);
  }
  if (wall === 'no time of day') throw withoutTime(words, reading);
  if (wall === 'am or pm') {
    throw usageError(
      `${flag} \`${words}\` is not clear: morning or evening?`,
      'write 05:00, 17:00 or 5pm',
    );
  }
  if (new RegExp(`\\bnext ${weekday}\\b`).test(text)) refuseTwoWeeks(words, wall, read, reading);
  return inZone(wall, reading);
}

/** Refuses e.g. `next friday`, if it could be in this week or in the next. */
function refuseTwoWeeks(
  words: string,
  wall: WallTime,
  read: (text: string) => WallTime | string,
  { flag }: Reading,
): void {
  const coming = read(words.toLowerCase().replace('next ', ''));
  if (typeof coming === 'string' || wallNumber(coming) === wallNumber(wall)) return;
  throw usageError(
    `${flag} \`${words}\` is ambiguous: ${wallText(coming)} or ${wallText(wall)}`,
    'write the one you mean',
  );
}

function withoutTime(words: string, { flag }: Reading): Error {
  return usageError(`${flag} \`${words}\` has no time of day`, `try: ${flag} '${words} 03:00'`);
}

function wallText(wall: WallTime): string {
  const text = new Date(wallNumber(wall)).toISOString().replace('T', ' ');
  return wall.second === 0 ? text.slice(0, 16) : text.slice(0, 19);
}

/** `2026-11-24 03:00 +01:00 Europe/Berlin`, with seconds only if they are not 0. */
export function clockText(instant: number, zone: string): string {
  const offset = zone === 'UTC' ? '' : `${offsetText(instant, zone)} `;
  return `${wallText(wallAt(instant, zone))} ${offset}${zone}`;
}

function offsetText(instant: number, zone: string): string {
  const minutes = Math.round(
    (wallNumber(wallAt(instant, zone)) - Math.floor(instant / 1000) * 1000) / 60_000,
  );
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  const two = (value: number) => String(value).padStart(2, '0');
  return `${minutes < 0 ? '-' : '+'}${two(hours)}:${two(rest)}`;
}
