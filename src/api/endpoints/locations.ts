import type { Connection } from '../connection.ts';
import { type TaxonomyRow, taxonomyRow } from '../wire/taxonomy.ts';
import { type Page, type PageQuery, pageParameters, parsePage } from './page.ts';

/** Locations of this user; all of them for administrators. */
export async function listLocations(
  connection: Connection,
  query: PageQuery,
): Promise<Page<TaxonomyRow>> {
  const answer = await connection.request({
    method: 'GET',
    path: '/api/locations',
    query: pageParameters(query),
    taxonomy: false,
  });
  return parsePage(taxonomyRow, answer);
}
