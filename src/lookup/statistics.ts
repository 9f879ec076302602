import pMap from 'p-map';
import type { Connection } from '../api/connection.ts';
import { type ReadRows, readPages } from '../api/endpoints/all-pages.ts';
import { allHostRuns } from '../api/endpoints/job-hosts.ts';
import { listJobInvocations } from '../api/endpoints/job-invocations.ts';
import { TemporaryFailure } from '../api/failures.ts';
import type { Context } from '../cli/context.ts';
import { Failure } from '../errors.ts';
import { jobNameOf, nameSearchText } from '../jobs/description.ts';
import { hiddenHosts } from '../jobs/hosts/host-counts.ts';
import { isFinal } from '../jobs/hosts/host-run.ts';
import { jobSearch } from '../jobs/job-filter.ts';
import type { JobInvocation } from '../jobs/job-invocation.ts';
import type { Outcome } from '../jobs/outcome.ts';
import { allOf, contains } from '../jobs/search/search-query.ts';
import type { RunOfJob } from '../jobs/statistics/statistics.ts';
import { readHostTimes, requestsForTimes } from './host-times.ts';
import { observedEnd } from './job.ts';
import { requestsForJobTimes, timesOfJobs } from './job-times.ts';

/** The jobs to count. */
export interface StatisticsQuery {
  /** ISO 8601 in UTC. */
  readonly since: string;
  readonly template: string | undefined;
  /** The name given with `run --name`. */
  readonly name: string | undefined;
  /** The number of newest jobs; `null` = all. */
  readonly limit: number | null;
}

/** A job with its visible hosts and the number of hidden ones. */
export interface CountedJob extends RunOfJob {
  readonly job: JobInvocation;
  readonly outcome: Outcome;
  /** In seconds; `null` = not finished, or not visible. */
  readonly duration_s: number | null;
  readonly hidden: number;
}

interface CountedJobs {
  readonly runs: readonly CountedJob[];
  /** The jobs whose hosts could not be read. */
  readonly unread: readonly number[];
}

const jobsPerPage = 100;
const hostsPerRequest = 1000;
const jobsAtOnce = 4;

function searchOf({ since, template, name }: StatisticsQuery): string | undefined {
  const filter = jobSearch({ outcomes: [], hosts: [], since, template });
  const parts = [filter, name === undefined ? undefined : namedSearch(name)];
  return allOf(parts.filter((part) => part !== undefined));
}

function namedSearch(name: string): string {
  return contains('description', nameSearchText(name));
}

/** The number of jobs that the server finds. */
export async function countJobs(connection: Connection, query: StatisticsQuery): Promise<number> {
  const { subtotal } = await listJobInvocations(connection, {
    search: searchOf(query),
    perPage: 1,
  });
  return subtotal;
}

/** The jobs, newest first. */
export async function jobsToCount(
  connection: Connection,
  query: StatisticsQuery,
): Promise<ReadRows<JobInvocation>> {
  const { name, limit } = query;
  const readPage = (page: number, perPage: number) =>
    listJobInvocations(connection, { search: searchOf(query), order: 'id DESC', page, perPage });
  const only = (job: JobInvocation) => name === undefined || jobNameOf(job.description) === name;
  const perPage = Math.min(limit ?? jobsPerPage, jobsPerPage);
  return readPages(readPage, { perPage, limit, only });
}

/** The number of requests for hosts, users and times of these jobs, and times of their hosts. */
export function requestsFor(jobs: readonly JobInvocation[], hostTimes: boolean): number {
  const times = requestsForJobTimes(jobs.length);
  return jobs.reduce((sum, { counts }) => {
    const hosts = counts.total ?? 1;
    const pages = Math.max(1, Math.ceil(hosts / hostsPerRequest));
    return sum + pages + (hostTimes ? Math.max(1, requestsForTimes(hosts)) : 0);
  }, times);
}

/** Reads the hosts of these jobs, several jobs at the same time. */
export async function readRuns(
  context: Context,
  jobs: readonly JobInvocation[],
  hostTimes: boolean,
): Promise<CountedJobs> {
  const connection = await context.connection();
  const times = await timesOfJobs(context, jobs);
  const durationOf = (id: number) => times.get(id)?.duration_s ?? null;
  const troubles = new TroubleLimit(jobsAtOnce, connection.signal);
  const read = (job: JobInvocation) =>
    troubles.during(() => runOf(connection, job, { durationOf, hostTimes }));
  const found = await pMap(jobs, read, { concurrency: jobsAtOnce });
  return {
    runs: found.filter((run) => run !== null),
    unread: jobs.filter((_, at) => found[at] === null).map(({ id }) => id),
  };
}

interface RunReading {
  durationOf(job: number): number | null;
  readonly hostTimes: boolean;
}

/**
 * Returns `null` for a job that cannot be read. If several fail in a row, the server is down, and
 * the failure is thrown instead of waiting for each job.
 */
class TroubleLimit {
  private inARow = 0;
  private readonly most: number;
  private readonly signal: AbortSignal | undefined;

  constructor(most: number, signal: AbortSignal | undefined) {
    this.most = most;
    this.signal = signal;
  }

  async during<T>(read: () => Promise<T>): Promise<T | null> {
    try {
      const found = await read();
      this.inARow = 0;
      return found;
    } catch (error) {
      this.signal?.throwIfAborted();
      const isOfOneJob = error instanceof Failure && error.kind !== 'not_logged_in';
      if (!isOfOneJob) throw error;
      if (error instanceof TemporaryFailure && ++this.inARow >= this.most) throw error;
      return null;
    }
  }
}

/** Reads the hosts of a job; little is kept of each, because there may be many. */
async function runOf(
  connection: Connection,
  job: JobInvocation,
  { durationOf, hostTimes }: RunReading,
): Promise<CountedJob> {
  const hosts = await allHostRuns(connection, job);
  const reads = hostTimes && job.task !== null && hosts.some(({ status }) => isFinal(status));
  const times = reads ? await readHostTimes(connection, job.task?.id ?? '') : null;
  return {
    job,
    job_id: job.id,
    start_at: job.start_at,
    outcome: observedEnd(job, hosts).outcome,
    duration_s: durationOf(job.id),
    hidden: job.task === null ? 0 : hiddenHosts(job, hosts).count,
    hosts: hosts.map(({ id, name, status }) => ({
      id,
      name,
      status,
      duration_s: times?.get(id)?.duration_s ?? null,
    })),
  };
}
