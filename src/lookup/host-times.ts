import pMap from 'p-map';
import type { Connection } from '../api/connection.ts';
import { listTasks, type Task } from '../api/endpoints/tasks.ts';
import type { Context } from '../cli/context.ts';
import type { JobInvocation } from '../jobs/job-invocation.ts';
import { type HostTimes, hostTimesOfTask } from '../jobs/times/host-times.ts';
import { counted, hostCount } from '../text/counts.ts';
import { ifReadable } from './job-times.ts';

/** The number of hosts in a request. Each row has the whole output of its host. */
const hostsPerRequest = 50;
const requestsAtOnce = 4;
/** With more hosts, the cost is announced before reading. */
const hostsUnsaid = 200;

/**
 * When a job ran on its hosts, by host id, from the tasks of ended hosts: each row of another would
 * cost a call to a smart proxy. Without `view_foreman_tasks` the times in jobs of other users are
 * unknown. `hosts`: the number of hosts.
 */
export async function timesOfHosts(
  context: Context,
  { task }: JobInvocation,
  hosts: number,
): Promise<ReadonlyMap<number, HostTimes>> {
  if (task === null || hosts === 0) return new Map();
  if (hosts > hostsUnsaid)
    await context.note(
      `Reading the times of ${hostCount(hosts)} takes ${counted(requestsForTimes(hosts), 'request')}.`,
    );
  const connection = await context.connection();
  return context.during('reading the times of its hosts', () => readHostTimes(connection, task.id));
}

/** The number of requests that read the times of this number of hosts. */
export function requestsForTimes(hosts: number): number {
  return Math.ceil(hosts / hostsPerRequest);
}

/** The same, given the task of the job. */
export async function readHostTimes(
  connection: Connection,
  parent: string,
): Promise<ReadonlyMap<number, HostTimes>> {
  const read = (page: number) => ifReadable(connection, () => hostTasks(connection, parent, page));
  const first = await read(1);
  const pages = requestsForTimes(first?.subtotal ?? 0);
  const others = Array.from({ length: Math.max(0, pages - 1) }, (_, at) => at + 2);
  const rest = await pMap(others, read, { concurrency: requestsAtOnce });
  const tasks = [first, ...rest].flatMap((page) => page?.items ?? []);
  return new Map(tasks.flatMap(timesOfTask));
}

function hostTasks(connection: Connection, parent: string, page: number) {
  const search = `parent_task_id = ${parent} and state = stopped`;
  return listTasks(connection, { search, order: 'id ASC', page, perPage: hostsPerRequest });
}

function timesOfTask(task: Task): [number, HostTimes][] {
  return task.host_id === null ? [] : [[task.host_id, hostTimesOfTask(task)]];
}
