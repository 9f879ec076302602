import * as v from 'valibot';

/** Adds a meaning to a schema, for readers of the JSON Schemas. */
export function described<const Schema extends v.GenericSchema>(schema: Schema, meaning: string) {
  return v.pipe(schema, v.description<v.InferOutput<Schema>, string>(meaning));
}

const isoTime = described(v.string(), 'ISO 8601, UTC');

/** Fields that always have a value. */
export const text = (meaning: string) => described(v.string(), meaning);
export const number = (meaning: string) => described(v.number(), meaning);
export const flag = (meaning: string) => described(v.boolean(), meaning);
export const time = (meaning: string) => described(isoTime, `${meaning}; ISO 8601, UTC`);

/** Fields that are `null` if the value is unknown, or if there is none. */
export const textOrNull = (meaning: string) => described(v.nullable(v.string()), meaning);
export const numberOrNull = (meaning: string) => described(v.nullable(v.number()), meaning);
export const flagOrNull = (meaning: string) => described(v.nullable(v.boolean()), meaning);
export const timeOrNull = (meaning: string) => described(v.nullable(isoTime), meaning);

export function list<const Schema extends v.GenericSchema>(item: Schema, meaning: string) {
  return described(v.array(item), meaning);
}
