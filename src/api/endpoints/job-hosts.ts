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

/** A page of a job's hosts. */
interface HostRunsQuery extends PageQuery {
  /** Whether the job has ended: then a host without a task never ran. */
  readonly jobEnded: boolean;
  /** Only hosts without a task. Applied after paging, so a page before the last may be empty. */
  readonly awaiting?: boolean;
  /** Adds task and permissions to each row (REX 17.1+). */
  readonly includePermissions?: boolean;
}

/** Large pages, because from REX 14.1 to 16.6 each page costs as much as the whole job. */
export const hostsPerPage = 1000;

/**
 * Reads a page of a job's hosts in the order of execution (REX 14.1+); calls no smart proxy. With a
 * `search`, hosts that never started are missing.
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

/** All hosts of a job that the user can see, on every version. An orphan has none. */
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

/** The same, sorted by name if the server can do it: only names are unique, which paging needs. */
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
 * Reads the hosts with show, for REX before 14.1; slow for large jobs, and 500 for orphans. A host
 * of a cancelled job without a status counts as cancelled, as on later versions.
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

/** The run of a template on one host. */
type TemplateInvocation = Readonly<v.InferOutput<typeof templateInvocation>>;

/** Lists them. Needs a permission that the usual roles lack; 422 for an unknown job. */
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
