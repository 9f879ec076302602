import { lastHostTask, showTask, type Task } from '../api/endpoints/tasks.ts';
import type { Context } from '../cli/context.ts';
import { Failure } from '../errors.ts';
import { rerunMarkerOf } from '../jobs/description.ts';
import type { JobDetail, JobInvocation } from '../jobs/job-invocation.ts';
import { jobEnded } from '../jobs/outcome.ts';
import { type JobTimes, jobTimesOf, unknownTimes } from '../jobs/times/job-times.ts';
import { type Chain, chainOf, readReruns } from './rerun-chain.ts';

/** Facts about a job from other records of the server. */
interface RelatedJobs {
  /** The times of its task; if that cannot be read, only the start is known. */
  readonly times: JobTimes;
  /** Whether its task, which has user and end, cannot be read. */
  readonly timesHidden: boolean;
  /** When the task of its last host ended, ISO 8601 UTC; the job itself ends up to 15 s later. */
  readonly lastHostEnded: string | null;
  /** The errors of its task; they only mention that a host failed. */
  readonly errors: readonly string[];
  /** The later attempts of its chain, oldest first. */
  readonly reruns: readonly JobInvocation[];
  /** Its whole chain, host by host; `null` if it is the only attempt, or cannot be read. */
  readonly rerunChain: Chain | null;
}

/** Reads the related facts, without those that the user cannot read. */
export async function readRelatedJobs(context: Context, job: JobDetail): Promise<RelatedJobs> {
  const [task, lastHostEnded, members] = await Promise.all([
    taskOf(context, job),
    lastEndOf(context, job),
    membersOf(context, job),
  ]);
  const reruns = members.filter(({ id }) => id > job.id).sort((a, b) => a.id - b.id);
  const isAlone =
    members.every(({ id }) => id === job.id) && rerunMarkerOf(job.description).root === null;
  const rerunChain = isAlone ? null : await orNothing(chainOf(context, job, members), context);
  const started_at = job.task?.started_at ?? null;
  return {
    times: task === null ? { ...unknownTimes, started_at } : jobTimesOf(task),
    timesHidden: job.task !== null && task === null,
    lastHostEnded,
    errors: jobEnded(job) ? (task?.errors ?? []) : [],
    reruns,
    rerunChain,
  };
}

/** The task of the job; `null` if it cannot be read. */
async function taskOf(context: Context, { task }: JobDetail): Promise<Task | null> {
  if (task === null) return null;
  const connection = await context.connection();
  return orNothing(showTask(connection, task.id), context);
}

async function lastEndOf(context: Context, job: JobDetail): Promise<string | null> {
  if (job.task === null || !jobEnded(job) || job.counts.total === 0) return null;
  const task = await orNothing(lastHostTask(await context.connection(), job.task.id), context);
  return task?.ended_at ?? null;
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
