import type { Connection } from '../connection.ts';
import { type TaxonomyRow, taxonomyRow } from '../wire/taxonomy.ts';
import { type Page, type PageQuery, pageParameters, parsePage } from './page.ts';

/** Organizations of this user; all of them for administrators. */
export async function listOrganizations(
  connection: Connection,
  query: PageQuery,
): Promise<Page<TaxonomyRow>> {
  const answer = await connection.request({
    method: 'GET',
    path: '/api/organizations',
    query: pageParameters(query),
    taxonomy: false,
  });
  return parsePage(taxonomyRow, answer);
}
