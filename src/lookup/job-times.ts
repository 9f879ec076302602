import pMap from 'p-map';
import type { Connection } from '../api/connection.ts';
import { listTasks, showTask, type Task } from '../api/endpoints/tasks.ts';
import type { Context } from '../cli/context.ts';
import { Failure } from '../errors.ts';
import type { JobInvocation } from '../jobs/job-invocation.ts';
import { type JobTimes, jobTimesOf, unknownTimes } from '../jobs/times/job-times.ts';
import { chunksOf } from '../text/chunks.ts';

/** The number of ids that fit into the address of a request. */
const tasksPerRequest = 50;
const requestsAtOnce = 8;

/**
 * The users and times of jobs, by id, from their tasks, many in a request. Without
 * `view_foreman_tasks` those of other users are unknown.
 */
export async function timesOfJobs(
  context: Context,
  jobs: readonly JobInvocation[],
): Promise<ReadonlyMap<number, JobTimes>> {
  const connection = await context.connection();
  const ids = jobs.flatMap(({ task }) => (task === null ? [] : [task.id]));
  const found = await tasksByIds(connection, [...new Set(ids)]);
  const tasks = new Map(found.map((task) => [task.id, task]));
  return new Map(jobs.map(({ id, task }) => [id, timesOf(tasks.get(task?.id ?? ''))]));
}

function timesOf(task: Task | undefined): JobTimes {
  return task === undefined ? unknownTimes : jobTimesOf(task);
}

/** The number of requests that read the times of this number of jobs. */
export function requestsForJobTimes(jobs: number): number {
  return Math.ceil(jobs / tasksPerRequest);
}

/** The visible tasks with these ids. */
export async function tasksByIds(
  connection: Connection,
  ids: readonly string[],
): Promise<readonly Task[]> {
  const read = (some: readonly string[]) => tasksOfOneSearch(connection, some);
  const found = await pMap(chunksOf(ids, tasksPerRequest), read, { concurrency: requestsAtOnce });
  const tasks = found.flat();
  if (tasks.length > 0 || ids.length === 0 || (await searchesIds(connection))) return tasks;
  const single = await pMap(ids, (id) => ifReadable(connection, () => showTask(connection, id)), {
    concurrency: requestsAtOnce,
  });
  return single.filter((task) => task !== null);
}

async function tasksOfOneSearch(
  connection: Connection,
  ids: readonly string[],
): Promise<readonly Task[]> {
  const search = `id ^ (${ids.join(', ')})`;
  const page = await ifReadable(connection, () =>
    listTasks(connection, { search, perPage: ids.length }),
  );
  return (page?.items ?? []).filter(({ id }) => ids.includes(id));
}

/**
 * Whether the server can search tasks by id, tested with a visible task. If it cannot, tasks are
 * read one by one. The task is a stopped one, which costs no call to a smart proxy.
 */
async function searchesIds(connection: Connection): Promise<boolean> {
  const visible = await ifReadable(connection, () =>
    listTasks(connection, { search: 'state = stopped', perPage: 1 }),
  );
  if (visible === null) return false;
  const [task] = visible.items;
  if (task === undefined) return true;
  return (await tasksOfOneSearch(connection, [task.id])).length > 0;
}

/** `null` if the user is not allowed to read it, or the server fails. */
export async function ifReadable<T>(
  connection: Connection,
  read: () => Promise<T>,
): Promise<T | null> {
  try {
    return await read();
  } catch (error) {
    connection.signal?.throwIfAborted();
    if (error instanceof Failure && error.kind !== 'not_logged_in') return null;
    throw error;
  }
}
