import * as v from 'valibot';
import type { Bookmark } from '../../jobs/job-template.ts';
import type { Connection } from '../connection.ts';
import { id, name } from '../wire/fields.ts';
import { type Page, type PageQuery, pageParameters, parsePage } from './page.ts';

const bookmark: v.GenericSchema<unknown, Bookmark> = v.object({
  id,
  name,
  controller: name,
  query: name,
  public: v.fallback(v.boolean(), false),
});

/** Own and public bookmarks of all pages; hosts are `controller = hosts`. */
export async function listBookmarks(
  connection: Connection,
  query: PageQuery,
): Promise<Page<Bookmark>> {
  const answer = await connection.request({
    method: 'GET',
    path: '/api/bookmarks',
    query: pageParameters(query),
  });
  return parsePage(bookmark, answer);
}
