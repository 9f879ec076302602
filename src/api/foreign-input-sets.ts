import type { ForeignInputSet } from '../jobs/job-template.ts';
import type { Connection, RequestOptions } from './connection.ts';
import { pathId } from './ids.ts';
import { allPages, pageParameters, parsePage } from './page.ts';
import { foreignInputSet } from './wire/job-template.ts';

/** Which inputs a template takes over from the templates that it includes (PROTOCOL §6.4). */
export async function listForeignInputSets(
  connection: Connection,
  templateId: number,
  options: RequestOptions = {},
): Promise<ForeignInputSet[]> {
  const path = `/api/templates/${pathId(templateId)}/foreign_input_sets`;
  return allPages(async (page) => {
    const query = pageParameters({ page, perPage: 100 });
    return parsePage(foreignInputSet, await connection.request({ ...options, method: 'GET', path, query }));
  });
}
