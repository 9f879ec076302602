import { casual, type ParsedResult } from 'chrono-node/en';
import type { WallTime } from '../../jobs/schedule/time-zone.ts';

/**
 * The library counts on the machine's own clock, so it is given readings of that clock, and for
 * delays a month in which no zone sets its clocks.
 */
const ordinaryDay = new Date(2023, 0, 10, 12);
const longestDelay = 30 * 86_400_000;

/**
 * `in 2h`, `in 90 minutes`, `1h30m`: milliseconds of real time from now; `null` for everything
 * else.
 */
export function relativeDelay(text: string): number | null {
  const result = wholeResult(text, ordinaryDay);
  if (result === null || !result.start.tags().has('result/relativeDateAndTime')) return null;
  if (/\d:\d|[ap]m\b/.test(text)) return null;
  const delay = result.start.date().getTime() - ordinaryDay.getTime();
  return Math.abs(delay) <= longestDelay ? delay : null;
}

/** What the words mean on a wall clock that now shows `now`, or why that is unknown. */
export function wallInWords(
  text: string,
  now: WallTime,
): WallTime | 'unknown' | 'no time of day' | 'am or pm' {
  const { year, month, day, hour: h, minute: m, second: s } = now;
  const result = wholeResult(text, new Date(year, month - 1, day, h, m, s));
  if (result === null) return 'unknown';
  const { start } = result;
  // A zone in words ("EST") is several zones, and what is relative to the hour was dealt with
  // before.
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
  const results = casual.parse(text, reference, { forwardDate: true });
  const [result] = results;
  if (results.length !== 1 || result === undefined || result.end) return null;
  return result.index === 0 && result.text.length === text.length ? result : null;
}
