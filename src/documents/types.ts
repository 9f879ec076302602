import type { GenericSchema, InferOutput } from 'valibot';
import type { documents } from './documents.ts';
import type { SchemaName } from './schema-names.ts';
import type { shapes } from './shapes.ts';

/**
 * A type with read-only parts. The published documents are types for the code that makes them, so
 * that the compiler rejects a field that no schema describes. Only the build reads the schemas; the
 * program never loads them.
 */
type Frozen<Value> = Value extends readonly (infer Item)[]
  ? readonly Frozen<Item>[]
  : Value extends object
    ? { readonly [Key in keyof Value]: Frozen<Value[Key]> }
    : Value;

type Output<Schema extends GenericSchema> = Frozen<InferOutput<Schema>>;

/** A document as it is printed. */
export type Document<Name extends SchemaName> = Output<(typeof documents)[Name]>;

/** A document without the field `schema`, which is added when it is printed. */
export type Answered<Name extends SchemaName> = Omit<Document<Name>, 'schema'>;

/** One line of an event stream. */
export type EventDocument<Type extends Document<'event'>['type']> = Extract<
  Document<'event'>,
  { readonly type: Type }
>;

/** A part of documents, by its name. */
export type Shape<Name extends keyof typeof shapes> = (typeof shapes)[Name] extends GenericSchema
  ? Output<(typeof shapes)[Name]>
  : never;
