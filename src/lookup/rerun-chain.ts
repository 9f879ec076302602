import { allPages } from '../api/endpoints/all-pages.ts';
import { allHostRuns } from '../api/endpoints/job-hosts.ts';
import { listJobInvocations } from '../api/endpoints/job-invocations.ts';
import type { Context } from '../cli/context.ts';
import { chainSearchText, rerunMarkerOf } from '../jobs/description.ts';
import { allHostsKnown, type HiddenHosts, hiddenHosts } from '../jobs/hosts/host-counts.ts';
import { isFinal } from '../jobs/hosts/host-run.ts';
import type { JobDetail, JobInvocation } from '../jobs/job-invocation.ts';
import { jobEnded } from '../jobs/outcome.ts';
import { type Attempt, type HostHistory, hostHistories } from '../jobs/rerun-plan.ts';
import { allOf, contains, equals } from '../jobs/search/search-query.ts';
import { hostCount } from '../text/counts.ts';

/** A chain: a first job and all its reruns, with the states of their hosts. */
export interface Chain {
  /** The named job. */
  readonly job: JobDetail;
  readonly root: number;
  /** The number of the newest attempt; 0 = the job was never rerun. */
  readonly lastAttempt: number;
  readonly attempts: readonly Attempt[];
  readonly histories: readonly HostHistory[];
  /**
   * The hidden hosts of the attempt with the most hidden failures. It is unknown whether these
   * hosts have recovered since.
   */
  readonly hidden: HiddenHosts;
  /** Running jobs whose hosts are not all known yet, so that any host may be in them. */
  readonly undecided: readonly number[];
}

/** Finds the chain of a job by the marker in descriptions and by the template. */
export async function readChain(context: Context, job: JobDetail): Promise<Chain> {
  return chainOf(context, job, await readReruns(context, job));
}

/** The chain of these reruns, with the hosts of every attempt, oldest first. */
export async function chainOf(
  context: Context,
  job: JobDetail,
  reruns: readonly JobInvocation[],
): Promise<Chain> {
  const connection = await context.connection();
  const root = rerunMarkerOf(job.description).root ?? job.id;
  const members = new Map<number, JobInvocation>([[job.id, job]]);
  for (const member of reruns) members.set(member.id, member);
  const attempts: Attempt[] = [];
  const hidden: HiddenHosts[] = [];
  const undecided: number[] = [];
  for (const member of await withRoot(context, root, members)) {
    const hosts = await allHostRuns(connection, member);
    attempts.push({ job_id: member.id, number: rerunMarkerOf(member.description).attempt, hosts });
    hidden.push(hiddenHosts(member, hosts));
    if (!jobEnded(member) && !allHostsKnown(member, hosts)) undecided.push(member.id);
  }
  const numbers = [...members.values()].map((member) => rerunMarkerOf(member.description).attempt);
  return {
    job,
    root,
    attempts: attempts.sort((a, b) => a.job_id - b.job_id),
    lastAttempt: Math.max(0, ...numbers),
    histories: hostHistories(attempts),
    hidden: worstOf(hidden),
    undecided,
  };
}

function worstOf(hidden: readonly HiddenHosts[]): HiddenHosts {
  const unsuccessful = ({ count, succeeded }: HiddenHosts) => count - succeeded;
  return hidden.reduce(
    (worst, one) => (unsuccessful(one) > unsuccessful(worst) ? one : worst),
    hidden[0] ?? { count: 0, succeeded: 0, ids: [] },
  );
}

/** All reruns in the chain of a job. */
export async function readReruns(
  context: Context,
  job: JobDetail,
): Promise<readonly JobInvocation[]> {
  const connection = await context.connection();
  const { search, matches } = rerunSearch(job);
  const fetchPage = (page: number, perPage: number) =>
    listJobInvocations(connection, { search, page, perPage });
  const found = await allPages(fetchPage, { perPage: 100 });
  return found.filter((member) => matches(member) && member.task !== null);
}

/** The search for the reruns of a job's chain, also for those without a task. */
export function rerunSearch({ id, description, template_name }: JobDetail): {
  readonly search: string | undefined;
  /** Whether a found job belongs to the chain: the search also matches others. */
  readonly matches: (job: JobInvocation) => boolean;
} {
  const root = rerunMarkerOf(description).root ?? id;
  const template = template_name === null ? [] : [equals('pattern_template_name', template_name)];
  return {
    search: allOf([contains('description', chainSearchText(root)), ...template]),
    matches: (job) => rerunMarkerOf(job.description).root === root,
  };
}

/** Adds the first job, which may be deleted or hidden; the reruns still have their hosts. */
async function withRoot(
  context: Context,
  root: number,
  members: ReadonlyMap<number, JobInvocation>,
): Promise<readonly JobInvocation[]> {
  if (members.has(root)) return [...members.values()];
  const page = await listJobInvocations(await context.connection(), {
    search: `id = ${root}`,
    perPage: 1,
  });
  return [...page.items, ...members.values()];
}

/** An unfinished attempt, and a sentence about it. */
interface RunningAttempt {
  readonly jobId: number;
  readonly sentence: string;
}

/**
 * The unfinished attempt that prevents another one, according to its hosts, because the status
 * lags. For named hosts only an attempt on one of them counts, and the named job itself.
 */
export function runningAttempt(
  { job, attempts, undecided }: Chain,
  hostIds: ReadonlySet<number> | null,
): RunningAttempt | null {
  const noHostsYet = attempts.every(({ hosts }) => hosts.length === 0) && job.status === 'queued';
  if (noHostsYet) return { jobId: job.id, sentence: `job ${job.id} has not started yet` };
  const open = ({ job_id, hosts }: Attempt) =>
    hosts.filter(
      ({ id, status }) =>
        !isFinal(status) && (hostIds === null || job_id === job.id || hostIds.has(id)),
    ).length;
  const running = attempts.findLast((attempt) => open(attempt) > 0);
  if (running === undefined) return undecidedAttempt(undecided);
  const count = open(running);
  return {
    jobId: running.job_id,
    sentence: `${hostCount(count)} of job ${running.job_id} ${count === 1 ? 'has' : 'have'} not finished`,
  };
}

function undecidedAttempt([jobId]: readonly number[]): RunningAttempt | null {
  return jobId === undefined
    ? null
    : { jobId, sentence: `the hosts of job ${jobId} are not known yet` };
}
