import pMap from 'p-map';
import type { Connection } from '../api/connection.ts';
import { type ReadRows, readPages } from '../api/endpoints/all-pages.ts';
import { allHostRuns, pageHostRuns } from '../api/endpoints/job-hosts.ts';
import { listJobInvocations } from '../api/endpoints/job-invocations.ts';
import type { Context } from '../cli/context.ts';
import { Failure } from '../errors.ts';
import type { HostResult } from '../jobs/hosts/host-detail.ts';
import type { HostEnd } from '../jobs/hosts/host-failure.ts';
import { type HostRun, hostStatusOf } from '../jobs/hosts/host-run.ts';
import type { JobInvocation, TargetHost } from '../jobs/job-invocation.ts';
import { jobEnded } from '../jobs/outcome.ts';
import { equals } from '../jobs/search/search-query.ts';
import { type HostTimes, hostTimesOfTask, unknownHostTimes } from '../jobs/times/host-times.ts';
import { counted } from '../text/counts.ts';
import { hostPageEnd } from '../ui/nouns/host-page.ts';
import { hostPages } from './host-pages.ts';
import { ifReadable, tasksByIds } from './job-times.ts';

const requestsAtOnce = 8;
const jobsPerPage = 100;
/** Reads of more jobs say before what they cost. */
const jobsUnsaid = 20;

/** The newest jobs of one host, and how it fared in each. */
interface HostHistory {
  /** Newest first. */
  readonly results: readonly HostResult[];
  /** How many visible jobs the server has of it. */
  readonly subtotal: number;
  /** Jobs in which its state could not be read. */
  readonly unread: readonly number[];
}

/**
 * Costs a request for each job, one more for each in which the host failed, and one for all times,
 * which a server of REX 17.1 or newer has for jobs whose tasks are visible.
 */
export async function historyOfHost(
  context: Context,
  host: TargetHost,
  limit: number,
): Promise<HostHistory> {
  const connection = await context.connection();
  const { rows: jobs, subtotal } = await jobsOfHost(connection, host, limit);
  if (jobs.length > jobsUnsaid) {
    const cost = counted(jobs.length, 'request');
    await context.note(
      `Reading ${counted(jobs.length, 'job')} takes ${cost}, and one for each failure.`,
    );
  }
  const runs = await pMap(jobs, (job) => runOf(connection, job, host), {
    concurrency: requestsAtOnce,
  });
  const [ends, times] = await Promise.all([
    pMap(jobs, (job, at) => endOf(context, job, runs[at]), { concurrency: requestsAtOnce }),
    timesOfRuns(connection, runs),
  ]);
  const results = jobs.map((job, at) => ({
    job,
    end: ends[at] ?? unknownEnd,
    times: times.get(runs[at]?.task?.id ?? '') ?? unknownHostTimes,
  }));
  const unread = jobs.filter((_, at) => runs[at] === undefined).map(({ id }) => id);
  return { results, subtotal, unread };
}

/** By name only where a server does not know the id: hosts may have been renamed. */
async function jobsOfHost(
  connection: Connection,
  host: TargetHost,
  limit: number,
): Promise<ReadRows<JobInvocation>> {
  const found = (search: string) => {
    const readPage = (page: number, perPage: number) =>
      listJobInvocations(connection, { search, order: 'id DESC', page, perPage });
    return readPages(readPage, { perPage: Math.min(limit, jobsPerPage), limit });
  };
  try {
    return await found(`targeted_host_id = ${host.id}`);
  } catch (error) {
    if (!(error instanceof Failure) || error.httpStatus !== 400) throw error;
    return found(equals('host', host.name));
  }
}

const unknownEnd: HostEnd = { status: 'unknown', exit_code: null, last_line: null };

/** `undefined` where the hosts of the job may not be read. */
async function runOf(
  connection: Connection,
  job: JobInvocation,
  host: TargetHost,
): Promise<HostRun | undefined> {
  const { hostsEndpoint } = await connection.capabilities();
  const read = hostsEndpoint
    ? () => runByEndpoint(connection, job, host)
    : async () => (await allHostRuns(connection, job)).find(({ id }) => id === host.id);
  return (await ifReadable(connection, read)) ?? undefined;
}

/** A search drops a host that has no task yet. */
async function runByEndpoint(
  connection: Connection,
  job: JobInvocation,
  host: TargetHost,
): Promise<HostRun> {
  const ended = jobEnded(job);
  const { items } = await pageHostRuns(connection, job.id, {
    ...{ jobEnded: ended, search: `id = ${host.id}`, perPage: 1, includePermissions: true },
  });
  const found = items.find(({ id }) => id === host.id);
  if (found !== undefined) return found;
  const job_status = job.status === 'cancelled' ? 'cancelled' : null;
  const nothing = { operatingsystem_name: null, hostgroup_name: null, smart_proxy_name: null };
  return { ...host, status: hostStatusOf(job_status, ended), job_status, ...nothing };
}

/** Only of a host that failed the output says more than its status. */
async function endOf(
  context: Context,
  job: JobInvocation,
  run: HostRun | undefined,
): Promise<HostEnd> {
  if (run === undefined) return unknownEnd;
  const known: HostEnd = { status: run.status, exit_code: null, last_line: null };
  if (run.status !== 'failed') return known;
  const connection = await context.connection();
  const page = await ifReadable(connection, async () => {
    for await (const one of hostPages(context, job, [run])) return one;
    return null;
  });
  return page === null ? { ...known, cause: null } : hostPageEnd(page);
}

async function timesOfRuns(
  connection: Connection,
  runs: readonly (HostRun | undefined)[],
): Promise<ReadonlyMap<string, HostTimes>> {
  const ended = runs.filter((run) => run?.status === 'succeeded' || run?.status === 'failed');
  const ids = ended.flatMap((run) => (run?.task == null ? [] : [run.task.id]));
  if (ids.length === 0) return new Map();
  const tasks = await tasksByIds(connection, ids);
  return new Map(tasks.map((task) => [task.id, hostTimesOfTask(task)]));
}
