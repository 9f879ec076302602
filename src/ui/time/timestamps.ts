/** The forms of `--timestamps`. */
export const timestampKinds = ['utc', 'local', 'relative'] as const;

export type TimestampKind = (typeof timestampKinds)[number];

/** The time of a line as text, ended by a blank; the line's timestamp is in seconds. */
export type LineTimes = (timestamp: number) => string;

/**
 * `utc`: `2026-11-23T14:16:02.123Z`. `local`: the same moment in the zone given, or the machine's,
 * with its offset. `relative`: `+12.345s` since the job's start (epoch milliseconds), or since the
 * first line where that is not known. A line has the clock of the smart proxy, so the first ones
 * may stand before the start.
 */
export function lineTimes(
  kind: TimestampKind,
  startedAt: number | null,
  timeZone?: string,
): LineTimes {
  if (kind === 'utc') return (timestamp) => `${isoTime(timestamp)} `;
  if (kind === 'local') return localTimes(timeZone);
  let start = startedAt;
  return (timestamp) => {
    const time = Math.round(timestamp * 1000);
    start ??= time;
    const seconds = (Math.abs(time - start) / 1000).toFixed(3);
    return `${time < start ? '-' : '+'}${seconds}s `.padStart(10);
  };
}

/** Timestamps are unchecked numbers; one that is not a time must not end a follow. */
function isoTime(timestamp: number): string {
  const date = new Date(Math.round(timestamp * 1000));
  return Number.isNaN(date.getTime()) ? '-' : date.toISOString();
}

function localTimes(timeZone?: string): LineTimes {
  const format = new Intl.DateTimeFormat('sv-SE', {
    dateStyle: 'short',
    timeStyle: 'medium',
    timeZone,
  });
  const offset = new Intl.DateTimeFormat('en', {
    timeZoneName: 'longOffset',
    timeZone,
  });
  return (timestamp) => {
    const date = new Date(Math.round(timestamp * 1000));
    if (Number.isNaN(date.getTime())) return '- ';
    const zone =
      offset.formatToParts(date).find(({ type }) => type === 'timeZoneName')?.value ?? '';
    const milliseconds = String(date.getMilliseconds()).padStart(3, '0');
    return `${format.format(date).replace(' ', 'T')}.${milliseconds}${zone.slice(3) || '+00:00'} `;
  };
}
