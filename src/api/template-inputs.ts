import type { TemplateInput } from '../jobs/job-template.ts';
import type { Connection, RequestOptions } from './connection.ts';
import { pathId } from './ids.ts';
import { allPages, pageParameters, parsePage } from './page.ts';
import { templateInput } from './wire/job-template.ts';

/** All inputs of a template itself, those of included templates not among them (PROTOCOL §6.4). */
export async function listTemplateInputs(
  connection: Connection,
  templateId: number,
  options: RequestOptions = {},
): Promise<TemplateInput[]> {
  const path = `/api/templates/${pathId(templateId)}/template_inputs`;
  return allPages(async (page) => {
    const query = pageParameters({ page, perPage: 100 });
    return parsePage(templateInput, await connection.request({ ...options, method: 'GET', path, query }));
  });
}
