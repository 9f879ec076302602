import { casual, type ParsedResult } from 'chrono-node/en';
import { type WallTime, wallNumber } from '../jobs/zone.ts';

/** Far from every day on which clocks are set, because the library counts on the machine's own clock. */
const calm = new Date('2001-01-10T12:00:00Z');
const longestDelay = 40 * 86_400_000;

/** `in 2h`, `in 90 minutes`, `1h30m`: milliseconds of real time from now; `null` for everything else. */
export function relativeDelay(text: string): number | null {
  const result = wholeResult(text, calm);
  if (result === null || !result.start.tags().has('result/relativeDateAndTime')) return null;
  if (/\d:\d|[ap]m\b/.test(text)) return null;
  const delay = result.start.date().getTime() - calm.getTime();
  return Math.abs(delay) <= longestDelay ? delay : null;
}

/** What the words mean on a wall clock that now shows `now`, or why that cannot be told. */
export function wallInWords(
  text: string,
  now: WallTime,
): WallTime | 'unknown' | 'no time of day' | 'am or pm' {
  const result = wholeResult(text, new Date(wallNumber(now)));
  if (result === null) return 'unknown';
  const { start } = result;
  // A zone in words ("EST") is several zones, and what is relative to the hour was dealt with before.
  if (start.isCertain('timezoneOffset')) return 'unknown';
  const part = (name: 'year' | 'month' | 'day') => start.get(name) ?? now[name];
  const date = { year: part('year'), month: part('month'), day: part('day') };
  if (!start.isCertain('hour')) {
    const { hour, minute, second } = now;
    return /^in\b/.test(text) ? { ...date, hour, minute, second } : 'no time of day';
  }
  if (!/\d:\d|[ap]\.?m\b|noon/.test(text) && !start.isCertain('meridiem')) return 'am or pm';
  return {
    ...date,
    hour: start.get('hour') ?? 0,
    minute: start.get('minute') ?? 0,
    second: start.get('second') ?? 0,
  };
}

/** Only where all of the text is one time: what the library leaves over is not ignored. */
function wholeResult(text: string, reference: Date): ParsedResult | null {
  const results = casual.parse(text, { instant: reference, timezone: 0 }, { forwardDate: true });
  const [result] = results;
  if (results.length !== 1 || result === undefined || result.end) return null;
  return result.index === 0 && result.text.length === text.length ? result : null;
}
