import * as v from 'valibot';
import { id, name, text } from './fields.ts';

/** An organization or location; nested ones are told apart by their title, `A/B`. */
export interface TaxonomyRow {
  readonly id: number;
  readonly name: string;
  readonly title: string;
}

/** Objects inside of a user and rows of the lists look alike. */
export const taxonomyRow: v.GenericSchema<unknown, TaxonomyRow> = v.pipe(
  v.object({ id, name, title: text }),
  v.transform((row) => ({ ...row, title: row.title ?? row.name })),
);
