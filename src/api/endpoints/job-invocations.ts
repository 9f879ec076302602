import { Failure } from '../../errors.ts';
import type { JobDetail, JobInvocation } from '../../jobs/job-invocation.ts';
import type { Connection, QueryValue } from '../connection.ts';
import { jobDetail, orphanDetail } from '../wire/job-detail.ts';
import { jobRow } from '../wire/job-invocation.ts';
import { type Page, parsePage, parseResponse } from '../wire/response.ts';
import { jobPath, type PageQuery, pageParameters } from './parameters.ts';

/**
 * Which jobs are listed; docs/internals/protocol.md, "Searching jobs", has the fields of a search.
 */
interface JobsQuery extends PageQuery {
  readonly includePermissions?: boolean;
}

/** Jobs visible to this user, newest first by default. */
export async function listJobInvocations(
  connection: Connection,
  query: JobsQuery,
): Promise<Page<JobInvocation>> {
  const response = await connection.request({
    method: 'GET',
    path: '/api/job_invocations',
    query: { ...pageParameters(query), ...permissionsParameter(query) },
  });
  return parsePage(jobRow, response);
}

/** What show adds to the job itself. */
interface ShowQuery {
  /** Obeyed from 16.7; hosts of thousands make a heavy response. */
  readonly includeHosts?: boolean;
  readonly hostStatus?: boolean;
  readonly includePermissions?: boolean;
}

/**
 * One job; hosts that were not asked for are left out on every version. For an orphan
 * the server always responds 500: `readJob` copes with it.
 */
export async function showJobInvocation(
  connection: Connection,
  id: number,
  query: ShowQuery,
): Promise<JobDetail> {
  const response = await connection.request({
    method: 'GET',
    path: jobPath(id),
    query: showParameters(query),
  });
  const job = parseResponse(jobDetail, response);
  if (query.includeHosts !== false || job.targeting === null) return job;
  return { ...job, targeting: { ...job.targeting, hosts: null } };
}

/** `host_status` must be the very string `true` before 16.7. */
export function showParameters(query: ShowQuery): Record<string, QueryValue> {
  return {
    include_hosts: query.includeHosts,
    host_status: query.hostStatus === true ? 'true' : undefined,
    ...permissionsParameter(query),
  };
}

/** Any value turns it on in places, so it is only ever sent as `true`. */
function permissionsParameter(query: {
  readonly includePermissions?: boolean;
}): Record<string, QueryValue> {
  return { include_permissions: query.includePermissions === true ? true : undefined };
}

/**
 * One job of any kind on a server of any age: everything of show but its hosts. A row whose start
 * never happened makes show always respond 500, so it is taken from the index, with details
 * `null`.
 */
export async function readJob(connection: Connection, id: number): Promise<JobDetail> {
  try {
    return await showJobInvocation(connection.with({ retryOn500: false }), id, {
      includeHosts: false,
    });
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    if (error.kind === 'not_found') throw noSuchJob(connection, id, error);
    if (error.httpStatus !== 500) throw error;
    const row = await indexRow(connection, id);
    if (row === undefined) throw error;
    return row.task === null ? orphanDetail(row) : showAgain(connection, id);
  }
}

/** The job did start, so the internal error is trouble of the server. */
function showAgain(connection: Connection, id: number): Promise<JobDetail> {
  return showJobInvocation(connection, id, { includeHosts: false });
}

/**
 * The job's state, as cheaply as the server allows: show without hosts from 16.7, before that the
 * index, because show would bring every host. No smart proxy is asked.
 */
export async function pollJob(connection: Connection, id: number): Promise<JobInvocation> {
  const { includeHosts } = await connection.capabilities();
  if (includeHosts) return readJob(connection, id);
  const row = await indexRow(connection, id);
  if (row === undefined) throw noSuchJob(connection, id);
  return row;
}

async function indexRow(connection: Connection, id: number): Promise<JobInvocation | undefined> {
  const page = await listJobInvocations(connection, { search: `id = ${id}`, perPage: 1 });
  return page.items.find((job) => job.id === id);
}

function noSuchJob(connection: Connection, id: number, cause?: Failure): Failure {
  return new Failure(
    'not_found',
    `no job ${id} on ${new URL(connection.server).host}, or not visible to you`,
    {
      hint: 'list the newest: rexctl list',
      httpStatus: cause?.httpStatus ?? null,
      cause,
    },
  );
}

/** The next job of a job's series, made when this one began; `null` = none, or not readable. */
export async function nextOccurrence(
  connection: Connection,
  job: JobInvocation | JobDetail,
): Promise<number | null> {
  const series = 'recurrence' in job ? job.recurrence?.id : undefined;
  if (series === undefined) return null;
  const query = { search: `recurring_logic.id = ${series}`, order: 'id DESC', perPage: 1 };
  try {
    const { items } = await listJobInvocations(connection, query);
    const next = items[0]?.id ?? 0;
    return next > job.id ? next : null;
  } catch (error) {
    if (error instanceof Failure && connection.signal?.aborted !== true) return null;
    throw error;
  }
}
