import type { ForeignInputSet } from '../../jobs/job-template.ts';
import type { Connection } from '../connection.ts';
import { foreignInputSet } from '../wire/job-template.ts';
import { allPages } from './all-pages.ts';
import { pathId } from './ids.ts';
import { pageParameters, parsePage } from './page.ts';

/** Which inputs a template takes over from the templates that it includes. */
export async function listForeignInputSets(
  connection: Connection,
  templateId: number,
): Promise<readonly ForeignInputSet[]> {
  const path = `/api/templates/${pathId(templateId)}/foreign_input_sets`;
  const fetchPage = async (page: number, perPage: number) => {
    const query = pageParameters({ page, perPage });
    return parsePage(foreignInputSet, await connection.request({ method: 'GET', path, query }));
  };
  return allPages(fetchPage, { perPage: 100 });
}
