import type { GenericSchema, InferOutput } from 'valibot';
import type { documents } from './documents.ts';
import type { SchemaName } from './schema-names.ts';
import type { shapes } from './shapes.ts';

/**
 * The published documents as types, for the code that makes them: a field that no schema describes
 * is an error of the compiler. Their shapes are read by the build alone, and never loaded by the
 * program.
 */
type Frozen<Value> = Value extends readonly (infer Item)[]
  ? readonly Frozen<Item>[]
  : Value extends object
    ? { readonly [Key in keyof Value]: Frozen<Value[Key]> }
    : Value;

type Output<Schema extends GenericSchema> = Frozen<InferOutput<Schema>>;

/** A document as it is printed. */
export type Document<Name extends SchemaName> = Output<(typeof documents)[Name]>;

/** A document without its mark: the printer of answers puts `schema` first. */
export type Answered<Name extends SchemaName> = Omit<Document<Name>, 'schema'>;

/** One line of an event stream. */
export type EventDocument<Type extends Document<'event'>['type']> = Extract<
  Document<'event'>,
  { readonly type: Type }
>;

/** The things that documents are made of. */
export type Shape<Name extends keyof typeof shapes> = (typeof shapes)[Name] extends GenericSchema
  ? Output<(typeof shapes)[Name]>
  : never;
