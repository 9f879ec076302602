import { casual, type ParsedResult } from 'chrono-node/en';
import type { WallTime } from '../../jobs/schedule/time-zone.ts';

/**
 * The library computes in the machine's time zone. For delays it gets a date in a month without
 * clock changes in any zone.
 */
const ordinaryDay = new Date(2023, 0, 10, 12);
const longestDelay = 30 * 86_400_000;

/** The milliseconds of `in 2h`, `in 90 minutes` or `1h30m`; `null` for other text. */
export function relativeDelay(text: string): number | null {
  const result = wholeResult(text, ordinaryDay);
  if (result === null || !result.start.tags().has('result/relativeDateAndTime')) return null;
  if (/\d:\d|[ap]m\b/.test(text)) return null;
  const delay = result.start.date().getTime() - ordinaryDay.getTime();
  return Math.abs(delay) <= longestDelay ? delay : null;
}

/** The wall-clock time that the words mean if the clock shows `now`, or why it is unknown. */
export function wallInWords(
  text: string,
  now: WallTime,
): WallTime | 'unknown' | 'time zone' | 'no time of day' | 'am or pm' {
  const { year, month, day, hour: h, minute: m, second: s } = now;
  const result = wholeResult(text, new Date(year, month - 1, day, h, m, s));
  if (result === null) return 'unknown';
  const { start } = result;
  // Names of zones such as EST are ambiguous. Delays were handled before.
  if (start.isCertain('timezoneOffset')) return 'time zone';
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

/** The result, if the whole text is one time: no word of it may be ignored. */
function wholeResult(text: string, reference: Date): ParsedResult | null {
  const results = casual.parse(text, reference, { forwardDate: true });
  const [result] = results;
  if (results.length !== 1 || result === undefined || result.end) return null;
  return result.index === 0 && result.text.length === text.length ? result : null;
}
