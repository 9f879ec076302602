import type { TemplateInput } from '../../jobs/job-template.ts';
import type { Connection } from '../connection.ts';
import { templateInput } from '../wire/job-template.ts';
import { allPages } from './all-pages.ts';
import { pathId } from './ids.ts';
import { pageParameters, parsePage } from './page.ts';

/** All inputs of a template itself, those of included templates not among them. */
export async function listTemplateInputs(
  connection: Connection,
  templateId: number,
): Promise<readonly TemplateInput[]> {
  const path = `/api/templates/${pathId(templateId)}/template_inputs`;
  const fetchPage = async (page: number, perPage: number) => {
    const query = pageParameters({ page, perPage });
    return parsePage(templateInput, await connection.request({ method: 'GET', path, query }));
  };
  return allPages(fetchPage, { perPage: 100 });
}
