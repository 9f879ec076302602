import type { Recurrence } from '../../jobs/job-invocation.ts';
import type { Connection } from '../connection.ts';
import { recurrence } from '../wire/job-detail.ts';
import { type Page, parsePage, parseResponse } from '../wire/response.ts';
import { type PageQuery, pageParameters, pathId } from './parameters.ts';

const path = '/foreman_tasks/api/recurring_logics';

/** Lists recurring logics, also those that do not belong to jobs. */
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

/** Enables or disables a series; the server answers 500 for a cancelled one. */
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

/** Cancels a series with all its active tasks, also a running job; may be repeated. */
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
