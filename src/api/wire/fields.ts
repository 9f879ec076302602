import * as v from 'valibot';

/*
 * The kinds of fields that answers have. Only ids and names are strict: everything else that is
 * absent or of another type than expected reads as `null`, because versions and plugins differ.
 */

/** A record without a proper id cannot be worked with. */
export const id = v.pipe(v.number(), v.safeInteger(), v.minValue(1));

/** Text without which a record has no meaning. */
export const name = v.string();

/** Text or `null`. */
export const text = v.fallback(v.nullable(v.string()), null);

/** Yes, no or not known. */
export const flag = v.fallback(v.nullable(v.boolean()), null);

/** Also counts: instead of a number they may be a word that means "not known", in any language. */
export const number = v.fallback(v.nullable(v.number()), null);

/** The id of something that may not be there. */
export const maybeId = v.fallback(v.nullable(id), null);

/** ISO 8601 UTC. */
export const time = v.fallback(v.pipe(v.unknown(), v.transform(isoTime)), null);

/** A list of texts; empty where there is none. */
export const texts = v.fallback(v.array(v.string()), []);

/**
 * The two time formats of the server, `2026-11-23 13:54:41 UTC|+0100` in the user's zone and ISO
 * 8601, as ISO 8601 UTC. `null` for anything else; fractions of a second only where there are any.
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
