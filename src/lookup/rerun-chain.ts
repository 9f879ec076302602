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

/** A job, its first ancestor and all reruns of that, with the states of their hosts. */
export interface Chain {
  /** The job that was named. */
  readonly job: JobDetail;
  readonly root: number;
  /** Number of the newest attempt; 0 when the job was never rerun. */
  readonly lastAttempt: number;
  readonly attempts: readonly Attempt[];
  readonly histories: readonly HostHistory[];
  /**
   * Of the attempt with the most of them that did not succeed: it is unknown whether they have
   * recovered since.
   */
  readonly hidden: HiddenHosts;
  /** Running jobs whose hosts are not all known yet: any host may be among them. */
  readonly undecided: readonly number[];
}

/** Finds the chain by the marker in descriptions, plus the template. */
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

/** The reruns of the chain that a job belongs to, wherever in it that stands. */
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

/** How the reruns of a job's chain are found, also those without a task. */
export function rerunSearch({ id, description, template_name }: JobDetail): {
  readonly search: string | undefined;
  /** The search matches more than the marker of this chain. */
  readonly matches: (job: JobInvocation) => boolean;
} {
  const root = rerunMarkerOf(description).root ?? id;
  const template = template_name === null ? [] : [equals('pattern_template_name', template_name)];
  return {
    search: allOf([contains('description', chainSearchText(root)), ...template]),
    matches: (job) => rerunMarkerOf(job.description).root === root,
  };
}

/**
 * The root's own record may be deleted or hidden; its reruns still show the hosts they ran on.
 */
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

/** An attempt whose result is not known yet, and the sentence about it. */
interface RunningAttempt {
  readonly jobId: number;
  readonly sentence: string;
}

/**
 * The attempt that is in the way of another one: judged by hosts, not by the lagging status. For
 * named hosts only an attempt on one of them counts, beside the job that was named itself.
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
