import * as v from 'valibot';
import { Failure, usageError } from '../../errors.ts';
import type {
  ForeignInputSet,
  JobTemplate,
  JobTemplateDetail,
  RemoteExecutionFeature,
  TemplateInput,
} from '../../jobs/job-template.ts';
import { equals } from '../../jobs/search/search-query.ts';
import type { Connection } from '../connection.ts';
import {
  featureEntries,
  foreignInputSet,
  templateDetail,
  templateInput,
  templateRow,
} from '../wire/job-template.ts';
import { type Page, parsePage, parseResponse } from '../wire/response.ts';
import { allPages } from './all-pages.ts';
import { type PageQuery, pageParameters, pathId } from './parameters.ts';

/** Lists visible job templates of this organization and location by name, with snippets. */
export async function listJobTemplates(
  connection: Connection,
  query: PageQuery,
): Promise<Page<JobTemplate>> {
  const response = await connection.request({
    method: 'GET',
    path: '/api/job_templates',
    query: pageParameters(query),
  });
  return parsePage(templateRow, response);
}

/**
 * Reads a template by id or exact name. A name is searched first, because in a path the server
 * reads digits at its beginning as an id, and dots and slashes do not work.
 */
export async function showJobTemplate(
  connection: Connection,
  template: number | string,
): Promise<JobTemplateDetail> {
  const id = typeof template === 'number' ? template : await idOfName(connection, template);
  const path = `/api/job_templates/${pathId(id)}`;
  return parseResponse(templateDetail, await connection.request({ method: 'GET', path }));
}

async function idOfName(connection: Connection, name: string): Promise<number> {
  const page = await listJobTemplates(connection, { search: equals('name', name), perPage: 2 });
  const found = page.items.find((row) => row.name === name);
  if (found !== undefined) return found.id;
  throw new Failure('not_found', `no template \`${name}\`, or not visible to you`, {
    hint: 'list them: rexctl template list',
  });
}

/** All inputs of a template, without those of included templates. */
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

/** The input sets that a template takes from included templates. */
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

const feature: v.GenericSchema<unknown, RemoteExecutionFeature> = v.object(featureEntries);

const path = '/api/remote_execution_features';

/** All features. The index usually ignores search and pages; pages are read if there are any. */
export async function listRemoteExecutionFeatures(
  connection: Connection,
): Promise<readonly RemoteExecutionFeature[]> {
  const fetchPage = async (page: number, perPage: number) => {
    const query = pageParameters({ page, perPage });
    return parsePage(feature, await connection.request({ method: 'GET', path, query }));
  };
  return allPages(fetchPage, { perPage: 100 });
}

/** Reads a feature by id or label. */
export async function showRemoteExecutionFeature(
  connection: Connection,
  idOrLabel: number | string,
): Promise<RemoteExecutionFeature> {
  const segment = typeof idOrLabel === 'number' ? pathId(idOrLabel) : labelOf(idOrLabel);
  return parseResponse(
    feature,
    await connection.request({ method: 'GET', path: `${path}/${segment}` }),
  );
}

/** Checks a label: other text in a path could lead to another address. */
function labelOf(label: string): string {
  if (/^[A-Za-z_]\w*$/.test(label)) return label;
  throw usageError(`invalid feature \`${label}\`: expected a label such as run_script`);
}
