import * as v from 'valibot';
import { Failure } from '../../errors.ts';
import { sortedHosts } from '../../jobs/hosts/host-order.ts';
import type { HostRun } from '../../jobs/hosts/host-run.ts';
import type { JobInvocation } from '../../jobs/job-invocation.ts';
import { jobEnded } from '../../jobs/outcome.ts';
import type { Connection } from '../connection.ts';
import { isMissingRoute } from '../failures.ts';
import { id, maybeId, text } from '../wire/fields.ts';
import { bareHostRun, hostRow, hostRunOf } from '../wire/host-run.ts';
import { jobWithHosts } from '../wire/job-detail.ts';
import { type Page, parsePage, parseResponse } from '../wire/response.ts';
import { allPages } from './all-pages.ts';
import { showParameters } from './job-invocations.ts';
import { jobPath, type PageQuery, pageParameters } from './parameters.ts';

/** Which page of a job's hosts is read. */
interface HostRunsQuery extends PageQuery {
  /** Whether the job has ended, which turns "no task yet" into "never ran". */
  readonly jobEnded: boolean;
  /**
   * Only hosts without a task; applied after paging, so that a page may be empty before the last.
   */
  readonly awaiting?: boolean;
  /** From 17.1 adds task and permissions to each row. */
  readonly includePermissions?: boolean;
}

/**
 * Few requests rather than small ones: from 14.1 to 16.6 every page costs the server the whole job.
 */
export const hostsPerPage = 1000;

/**
 * One page of a job's hosts in the order of execution, without asking a smart proxy (REX 14.1+). A
 * `search` hides hosts that never started.
 */
export async function pageHostRuns(
  connection: Connection,
  id: number,
  query: HostRunsQuery,
): Promise<Page<HostRun>> {
  const response = await connection.request({
    method: 'GET',
    path: `${jobPath(id)}/hosts`,
    query: {
      ...pageParameters(query),
      awaiting: query.awaiting === true ? true : undefined,
      include_permissions: query.includePermissions === true ? true : undefined,
    },
  });
  const page = parsePage(hostRow, response);
  return { ...page, items: page.items.map((row) => hostRunOf(row, query.jobEnded)) };
}

/** All hosts of a job that this user may see, on a server of any age. An orphan has none. */
export async function allHostRuns(
  connection: Connection,
  job: JobInvocation,
): Promise<readonly HostRun[]> {
  const { hostsEndpoint, source } = await connection.capabilities();
  if (!hostsEndpoint && source !== 'unknown') return hostsOfShow(connection, job);
  try {
    return await hostsOfPages(connection, job);
  } catch (error) {
    if (source === 'unknown' && isMissingRoute(error)) return hostsOfShow(connection, job);
    throw error;
  }
}

/**
 * The same in the server's order of names, where it has one; only names are unique, so that rows
 * keep their places from page to page.
 */
export async function hostRunsByName(
  connection: Connection,
  job: JobInvocation,
  descending: boolean,
): Promise<readonly HostRun[]> {
  const { hostsEndpoint } = await connection.capabilities();
  const sortHere = async () =>
    sortedHosts(await allHostRuns(connection, job), { name: 'name', descending });
  if (!hostsEndpoint) return sortHere();
  try {
    return await hostsOfPages(connection, job, `name ${descending ? 'DESC' : 'ASC'}`);
  } catch (error) {
    if (error instanceof Failure && error.httpStatus === 400) return sortHere();
    throw error;
  }
}

function hostsOfPages(
  connection: Connection,
  job: JobInvocation,
  order?: string,
): Promise<readonly HostRun[]> {
  const fetchPage = (page: number, perPage: number) =>
    pageHostRuns(connection, job.id, { jobEnded: taskEnded(job), order, page, perPage });
  return allPages(fetchPage, { perPage: hostsPerPage });
}

function taskEnded(job: JobInvocation): boolean {
  return jobEnded(job) || job.task?.state === 'stopped';
}

/**
 * The heavy show, before 14.1; an orphan answers it with 500. Later versions call hosts of a
 * cancelled job cancelled.
 */
async function hostsOfShow(connection: Connection, job: JobInvocation): Promise<HostRun[]> {
  const { id, status } = job;
  const ended = taskEnded(job);
  const query = showParameters({ includeHosts: true, hostStatus: true });
  const untold = status === 'cancelled' ? 'cancelled' : null;
  try {
    const response = await connection.request({
      method: 'GET',
      path: jobPath(id),
      query,
    });
    const hosts = parseResponse(jobWithHosts, response).targeting?.hosts ?? [];
    return [...new Map(hosts.map((host) => [host.id, bareHostRun(host, ended, untold)])).values()];
  } catch (error) {
    if (error instanceof Failure && error.httpStatus === 500 && ended) return [];
    throw error;
  }
}

const templateInvocation = v.object({
  id,
  template_id: maybeId,
  job_invocation_id: maybeId,
  effective_user: text,
  host_id: maybeId,
  run_host_job_task_id: text,
  host_name: text,
});

/** What runs on one planned host. */
type TemplateInvocation = Readonly<v.InferOutput<typeof templateInvocation>>;

/** Needs a permission that the usual roles lack; an unknown job is a 422 there. */
export async function listTemplateInvocations(
  connection: Connection,
  jobId: number,
  query: PageQuery,
): Promise<Page<TemplateInvocation>> {
  const response = await connection.request({
    method: 'GET',
    path: `${jobPath(jobId)}/template_invocations`,
    query: pageParameters(query),
  });
  return parsePage(templateInvocation, response);
}
