import type { Shape } from '../../documents/types.ts';
import type { Bookmark } from '../../jobs/job-template.ts';
import type { Column } from '../answers/answer.ts';

/** The columns of `bookmark list`. */
export const bookmarkColumns: readonly Column<Bookmark>[] = [
  { key: 'name', header: 'NAME', value: ({ name }) => name },
  { key: 'query', header: 'SEARCH', value: ({ query }) => query, shrinks: 'last' },
  {
    key: 'public',
    header: 'PUBLIC',
    value: (bookmark) => bookmark.public,
    text: (bookmark) => (bookmark.public ? 'yes' : 'no'),
    shrinks: true,
  },
  { key: 'id', header: 'ID', value: ({ id }) => id, optional: true },
];

/** A bookmark of a list as JSON. */
export function bookmarkDocument(bookmark: Bookmark): Shape<'bookmark'> {
  return {
    id: bookmark.id,
    name: bookmark.name,
    query: bookmark.query,
    public: bookmark.public,
  };
}
