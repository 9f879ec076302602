import type { JobDetail, JobInvocation } from '../../jobs/job-invocation.ts';
import type { Connection, QueryValue } from '../connection.ts';
import { jobDetail } from '../wire/job-detail.ts';
import { jobRow } from '../wire/job-invocation.ts';
import { parseResponse } from '../wire/parse-response.ts';
import { jobPath } from './ids.ts';
import { type Page, type PageQuery, pageParameters, parsePage } from './page.ts';

/** Which jobs are listed; docs/protocol.md, "Searching jobs", has the fields of a search. */
export interface JobsQuery extends PageQuery {
  readonly includePermissions?: boolean | undefined;
}

/** Jobs visible to this user, newest first unless `order` says otherwise. */
export async function listJobInvocations(
  connection: Connection,
  query: JobsQuery,
): Promise<Page<JobInvocation>> {
  const answer = await connection.request({
    method: 'GET',
    path: '/api/job_invocations',
    query: { ...pageParameters(query), ...permissionsParameter(query) },
  });
  return parsePage(jobRow, answer);
}

/** What show tells beside the job itself. */
export interface ShowQuery {
  /** Heeded from 16.7; hosts of thousands make a heavy answer. */
  readonly includeHosts?: boolean | undefined;
  readonly hostStatus?: boolean | undefined;
  readonly includePermissions?: boolean | undefined;
}

/**
 * One job; hosts that were not asked for are left out on every version. An orphan answers 500 for
 * ever: `readJob` copes with it.
 */
export async function showJobInvocation(
  connection: Connection,
  id: number,
  query: ShowQuery,
): Promise<JobDetail> {
  const answer = await connection.request({
    method: 'GET',
    path: jobPath(id),
    query: showParameters(query),
  });
  const job = parseResponse(jobDetail, answer);
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
  readonly includePermissions?: boolean | undefined;
}): Record<string, QueryValue> {
  return { include_permissions: query.includePermissions === true ? true : undefined };
}
