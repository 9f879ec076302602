import * as v from 'valibot';

/*
 * The kinds of fields that answers have. Only ids and names are strict: everything else that is
 * absent or of another type than expected reads as `null`, because versions and plugins differ.
 */

/** An id; a record without a valid one is an error. */
export const id = v.pipe(v.number(), v.safeInteger(), v.minValue(1));

/** A required text. */
export const name = v.string();

/** A text, or `null`. */
export const text = v.fallback(v.nullable(v.string()), null);

/** True, false, or `null` = unknown. */
export const flag = v.fallback(v.nullable(v.boolean()), null);

/** A number, or `null`. Instead of a count, the server may send a word, in any language. */
export const number = v.fallback(v.nullable(v.number()), null);

/** An id, or `null`. */
export const maybeId = v.fallback(v.nullable(id), null);

/** A time as ISO 8601 in UTC, or `null`. */
export const time = v.fallback(v.pipe(v.unknown(), v.transform(isoTime)), null);

/** A list of texts; empty if it is missing. */
export const texts = v.fallback(v.array(v.string()), []);

/**
 * Converts the server's time formats, `2026-11-23 13:54:41 UTC|+0100` in the user's zone and ISO
 * 8601, to ISO 8601 in UTC. `null` for anything else. Fractions of a second are kept.
 */
export function isoTime(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  const found =
    /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}:\d{2})(\.\d+)? ?(UTC|Z|[+-]\d{2}:?\d{2})$/.exec(
      value.trim(),
    );
  if (found === null) return null;
  const [, date, time, fraction = '', zone = ''] = found;
  const milliseconds = Date.parse(`${date}T${time}${fraction}${offsetOf(zone)}`);
  if (Number.isNaN(milliseconds)) return null;
  return new Date(milliseconds).toISOString().replace('.000Z', 'Z');
}

function offsetOf(zone: string): string {
  if (zone === 'UTC' || zone === 'Z') return 'Z';
  return zone.includes(':') ? zone : `${zone.slice(0, 3)}:${zone.slice(3)}`;
}
