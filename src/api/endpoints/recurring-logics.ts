import * as v from 'valibot';
import { refusal } from '../../errors.ts';
import type { Recurrence } from '../../jobs/job-invocation.ts';
import { readSearch } from '../../jobs/search/read-search.ts';
import type { Connection } from '../connection.ts';
import { maybeId } from '../wire/fields.ts';
import { recurrence } from '../wire/job-detail.ts';
import { type Page, parsePage, parseResponse } from '../wire/response.ts';
import { type PageQuery, pageParameters, pathId } from './parameters.ts';

const path = '/foreman_tasks/api/recurring_logics';

/** All recurring logics of the server, also of other things than jobs. */
export async function listRecurringLogics(
  connection: Connection,
  query: PageQuery,
): Promise<Page<Recurrence>> {
  const parameters = pageParameters(query);
  return parsePage(
    recurrence,
    await connection.request({ method: 'GET', path, query: parameters }),
  );
}

/** A series with its iterations so far. */
export interface RecurringLogicDetail extends Recurrence {
  /** Ids of the jobs of its iterations. */
  readonly job_ids: readonly number[];
}

const tasks = v.object({
  tasks: v.fallback(
    v.array(
      v.object({
        input: v.fallback(
          v.object({ job_invocation: v.fallback(v.object({ id: maybeId }), { id: null }) }),
          {
            job_invocation: { id: null },
          },
        ),
      }),
    ),
    [],
  ),
});

/** One series; 403 for the usual Remote Execution roles. */
export async function showRecurringLogic(
  connection: Connection,
  id: number,
): Promise<RecurringLogicDetail> {
  const response = await connection.request({
    method: 'GET',
    path: `${path}/${pathId(id)}`,
  });
  const jobIds = parseResponse(tasks, response).tasks.map((task) => task.input.job_invocation.id);
  return {
    ...parseResponse(recurrence, response),
    job_ids: jobIds.filter((jobId) => jobId !== null),
  };
}

/** Pauses or resumes a series; a cancelled one answers 500. */
export async function setRecurringLogicEnabled(
  connection: Connection,
  id: number,
  enabled: boolean,
): Promise<Recurrence> {
  const body = { recurring_logic: { enabled } };
  const response = await connection.request({
    method: 'PUT',
    path: `${path}/${pathId(id)}`,
    body,
  });
  return parseResponse(recurrence, response);
}

/** Ends a series with all its active tasks, a running iteration included; may be repeated. */
export async function cancelRecurringLogic(
  connection: Connection,
  id: number,
): Promise<Recurrence> {
  const response = await connection.request({
    method: 'POST',
    path: `${path}/${pathId(id)}/cancel`,
  });
  return parseResponse(recurrence, response);
}

/** Deletes the series that a search matches; their jobs forget that they were recurring. */
export async function destroyRecurringLogics(
  connection: Connection,
  search: string,
): Promise<{ readonly destroyed: number }> {
  if (search.trim() === '')
    throw refusal('a blank search would delete every series. Refused; nothing was sent');
  const { text } = readSearch(search, { where: 'the search for series', of: 'series' });
  const response = await connection.request({
    method: 'POST',
    path: `${path}/bulk_destroy`,
    body: { search: text },
  });
  return {
    destroyed: parseResponse(v.object({ destroyed: v.array(v.unknown()) }), response).destroyed
      .length,
  };
}
