import * as v from 'valibot';
import { isoTime } from './time.ts';

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

/** Also counts: in place of a number they may be a word that means "not known", in any language. */
export const number = v.fallback(v.nullable(v.number()), null);

/** The id of something that may not be there. */
export const maybeId = v.fallback(v.nullable(id), null);

/** ISO 8601 UTC. */
export const time = v.fallback(v.pipe(v.unknown(), v.transform(isoTime)), null);

/** A list of texts; empty where there is none. */
export const texts = v.fallback(v.array(v.string()), []);
