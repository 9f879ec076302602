import type { Shape } from '../../documents/types.ts';
import type { Column } from '../answers/answer.ts';

/** An organization or location in a list; the one in use is marked. */
export type TaxonomyRow = Shape<'taxonomy'>;

/** The columns of `organization list` and `location list`. */
export const taxonomyColumns: readonly Column<TaxonomyRow>[] = [
  { key: 'current', header: '', value: ({ current }) => current, text: currentText },
  { key: 'id', header: 'ID', value: ({ id }) => id },
  { key: 'title', header: 'TITLE', value: ({ title }) => title },
  {
    key: 'description',
    header: 'DESCRIPTION',
    value: ({ description }) => description,
    shrinks: true,
  },
  { key: 'name', header: 'NAME', value: ({ name }) => name, optional: true },
  { key: 'parent_id', header: 'PARENT', value: ({ parent_id }) => parent_id, optional: true },
];

function currentText({ current }: TaxonomyRow): string {
  if (current === null) return '?';
  return current ? '*' : '';
}
