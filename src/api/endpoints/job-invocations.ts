import { Failure } from '../../errors.ts';
import type { JobDetail, JobInvocation } from '../../jobs/job-invocation.ts';
import type { Connection, QueryValue } from '../connection.ts';
import { jobDetail, orphanDetail } from '../wire/job-detail.ts';
import { jobRow } from '../wire/job-invocation.ts';
import { type Page, parsePage, parseResponse } from '../wire/response.ts';
import { jobPath, type PageQuery, pageParameters } from './parameters.ts';

/** A page of jobs. The fields of searches are in docs/internals/protocol.md, "Searching jobs". */
interface JobsQuery extends PageQuery {
  readonly includePermissions?: boolean;
}

/** Lists visible jobs, newest first by default. */
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

/** What show includes. */
interface ShowQuery {
  /** Supported from REX 16.7; a large job makes a large response. */
  readonly includeHosts?: boolean;
  readonly hostStatus?: boolean;
  readonly includePermissions?: boolean;
}

/**
 * Reads one job; without hosts on every version, unless asked for. The server always answers 500
 * for an orphan, which `readJob` handles.
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

/** The parameters of show. Before REX 16.7 `host_status` must be the string `true`. */
export function showParameters(query: ShowQuery): Record<string, QueryValue> {
  return {
    include_hosts: query.includeHosts,
    host_status: query.hostStatus === true ? 'true' : undefined,
    ...permissionsParameter(query),
  };
}

/** The parameter, sent only if true: some endpoints read every value as true. */
function permissionsParameter(query: {
  readonly includePermissions?: boolean;
}): Record<string, QueryValue> {
  return { include_permissions: query.includePermissions === true ? true : undefined };
}

/**
 * Reads one job without its hosts, on every version. For an orphan, whose start failed, show always
 * answers 500: it is read from the index, and its details are `null`.
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

/** Reads a job again that is not an orphan: the 500 was a temporary error. */
function showAgain(connection: Connection, id: number): Promise<JobDetail> {
  return showJobInvocation(connection, id, { includeHosts: false });
}

/**
 * Reads the job's state in the cheapest way: show without hosts from REX 16.7, the index before,
 * where show always includes all hosts. Calls no smart proxy.
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

/** The id of the next job of the series, created when this one started; `null` = none or hidden. */
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
