import { usageError } from '../../errors.ts';
import { durationMs } from './duration.ts';

/** `2026-11-23`, `2026-11-23T14:00`, `2026-11-23 14:00:05+01:00`, `…Z`. */
const written = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2})?)(Z|[+-]\d{2}:?\d{2})?)?$/i;

/**
 * A moment in the past as users type it, to ISO 8601 UTC in whole seconds: how long ago (`2h`,
 * `3d`), a date (its midnight, local) or a date with time (local unless it names its zone). Throws
 * a usage `Failure` that names `flag`.
 */
export function parsePastTime(text: string, now: number, flag: string): string {
  const ago = durationMs(text);
  const time = ago === undefined ? writtenTime(text.trim()) : now - ago;
  if (time === undefined || Number.isNaN(time) || time < 0) {
    throw usageError(
      `${flag} \`${text}\` is not a valid time`,
      'expected how long ago (30m, 2h, 3d) or a date: 2026-11-23 or 2026-11-23T14:00',
    );
  }
  return new Date(time).toISOString().replace(/\.\d+Z$/, 'Z');
}

function writtenTime(text: string): number | undefined {
  const [, date, time = '00:00', zone = ''] = written.exec(text) ?? [];
  if (date === undefined || !isRealDate(date)) return undefined;
  return Date.parse(`${date}T${time}${zone.toUpperCase()}`);
}

/** The platform reads 31 February as 3 March. */
function isRealDate(date: string): boolean {
  const time = Date.parse(`${date}T00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(date);
}
