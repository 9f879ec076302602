import { Failure } from '../../errors.ts';
import type { JobTemplate, JobTemplateDetail } from '../../jobs/job-template.ts';
import { equals } from '../../jobs/search/search-query.ts';
import type { Connection } from '../connection.ts';
import { templateDetail, templateRow } from '../wire/job-template.ts';
import { parseResponse } from '../wire/parse-response.ts';
import { pathId } from './ids.ts';
import { type Page, type PageQuery, pageParameters, parsePage } from './page.ts';

/**
 * Job templates visible to this user in this organization and location, by name; snippets included.
 */
export async function listJobTemplates(
  connection: Connection,
  query: PageQuery,
): Promise<Page<JobTemplate>> {
  const answer = await connection.request({
    method: 'GET',
    path: '/api/job_templates',
    query: pageParameters(query),
  });
  return parsePage(templateRow, answer);
}

/**
 * One template by id or exact name. A name is looked up first: in a path one that begins with
 * digits would be read as an id, and one with a dot or slash would not arrive.
 */
export async function showJobTemplate(
  connection: Connection,
  template: number | string,
): Promise<JobTemplateDetail> {
  const id = typeof template === 'number' ? template : await idOfName(connection, template);
  const path = `/api/job_templates/${pathId(id)}`;
  return parseResponse(templateDetail, await connection.request({ method: 'GET', path }));
}

/** The ERB text with its metadata header. */
export async function exportJobTemplate(connection: Connection, id: number): Promise<string> {
  const path = `/api/job_templates/${pathId(id)}/export`;
  return String((await connection.request({ method: 'GET', path, expect: 'text' })).body);
}

async function idOfName(connection: Connection, name: string): Promise<number> {
  const page = await listJobTemplates(connection, { search: equals('name', name), perPage: 2 });
  const found = page.items.find((row) => row.name === name);
  if (found !== undefined) return found.id;
  throw new Failure('not_found', `no template "${name}", or not visible to you`, {
    hint: 'see them: rexctl template list',
  });
}
