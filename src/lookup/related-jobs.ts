import { showTask, type Task } from '../api/endpoints/tasks.ts';
import type { Context } from '../cli/context.ts';
import { Failure } from '../errors.ts';
import { rerunMarkerOf } from '../jobs/description.ts';
import type { JobDetail, JobInvocation } from '../jobs/job-invocation.ts';
import { jobEnded } from '../jobs/outcome.ts';
import { type Chain, chainOf, readReruns } from './rerun-chain.ts';

/** What other records of the server hold about a job. */
interface RelatedJobs {
  /** ISO 8601 UTC; `null` while it runs, and where the task may not be read. */
  readonly ended: string | null;
  /** It has ended, and its task, which has the time, may not be read. */
  readonly endedHidden: boolean;
  /** What its task complains of; for a failed host only that there is one. */
  readonly errors: readonly string[];
  /** Later attempts of its chain, oldest first. */
  readonly reruns: readonly JobInvocation[];
  /**
   * Its whole chain, host by host; `null` where it is the only attempt, or not all of it can be
   * read.
   */
  readonly rerunChain: Chain | null;
}

/** What this user may not read is left out. */
export async function readRelatedJobs(context: Context, job: JobDetail): Promise<RelatedJobs> {
  const [task, members] = await Promise.all([endedTask(context, job), membersOf(context, job)]);
  const reruns = members.filter(({ id }) => id > job.id).sort((a, b) => a.id - b.id);
  const isAlone =
    members.every(({ id }) => id === job.id) && rerunMarkerOf(job.description).root === null;
  const rerunChain = isAlone ? null : await orNothing(chainOf(context, job, members), context);
  const { ended_at: ended = null, errors = [] } = task ?? {};
  return { ended, endedHidden: task === null, errors, reruns, rerunChain };
}

/** `undefined` while the job runs; `null` where the task may not be read. */
async function endedTask(context: Context, job: JobDetail): Promise<Task | null | undefined> {
  if (job.task === null || !jobEnded(job)) return undefined;
  const connection = await context.connection();
  return orNothing(showTask(connection, job.task.id), context);
}

async function membersOf(context: Context, job: JobDetail): Promise<readonly JobInvocation[]> {
  if (job.task === null) return [];
  return (await orNothing(readReruns(context, job), context)) ?? [];
}

async function orNothing<T>(work: Promise<T>, { signal }: Context): Promise<T | null> {
  try {
    return await work;
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof Failure && error.kind !== 'not_logged_in') return null;
    throw error;
  }
}
