/** The values of `--timestamps`. */
export const timestampKinds = ['utc', 'local', 'relative'] as const;

export type TimestampKind = (typeof timestampKinds)[number];

/** Formats the timestamp of a line (seconds), with a blank at the end. */
export type LineTimes = (timestamp: number) => string;

/**
 * The format for a kind. `utc`: `2026-11-23T14:16:02.123Z`. `local`: the same in this time zone, by
 * default that of the machine, with offset. `relative`: `+12.345s` since the start of the job
 * (milliseconds since 1970) or, if that is unknown, since the first line. Lines have the smart
 * proxy's time, so the first ones may be before the start.
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

/** A timestamp as ISO 8601, or `-`: an invalid one must not end a follow. */
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
