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
/** With more jobs, the cost is announced before reading. */
const jobsUnsaid = 20;

/** The newest jobs of a host with its results. */
interface HostHistory {
  /** The results, newest first. */
  readonly results: readonly HostResult[];
  /** The number of visible jobs of the host. */
  readonly subtotal: number;
  /** The jobs in which its state could not be read. */
  readonly unread: readonly number[];
}

/**
 * Reads the history of a host. It needs a request for each job, another for each in which the host
 * failed, and one for all times, which are known from REX 17.1 on if the tasks are visible.
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

/** The jobs of a host by id, or by name on servers without a search by id: names may change. */
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

/** The host in a job; `undefined` if the hosts of the job cannot be read. */
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

/** Finds the host with a search, or, if it has no task, without. */
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

/** The end of a host; output is read only if it failed. */
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
