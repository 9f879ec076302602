import { allPages } from '../api/endpoints/all-pages.ts';
import { cancelJobHosts } from '../api/endpoints/job-actions.ts';
import { allHostRuns, listTemplateInvocations } from '../api/endpoints/job-hosts.ts';
import { readJob } from '../api/endpoints/job-invocations.ts';
import { cancelTasks } from '../api/endpoints/tasks.ts';
import type { Context } from '../cli/context.ts';
import { Failure, refusal } from '../errors.ts';
import { type HostRun, isFinal } from '../jobs/hosts/host-run.ts';
import type { JobDetail } from '../jobs/job-invocation.ts';
import { jobEnded } from '../jobs/outcome.ts';
import { idIn } from '../jobs/search/search-query.ts';
import { hostCount } from '../text/counts.ts';
import { sendRecorded } from './audit-log.ts';
import { sendOnce } from './cancel-once.ts';
import { cancelReach } from './cancel-reach.ts';
import type { Guard } from './guard.ts';

interface CancelHosts {
  readonly force: boolean;
  /** Cancel the tasks of the hosts, because the server ignores host filters. */
  readonly viaTasks: boolean;
  /** Wait for hosts without a task: a cancel would not reach them yet. */
  readonly waitsForPlanning: boolean;
}

/** Which hosts a cancel reached. */
interface CancelledHosts {
  /** False if an earlier cancel from this machine was sent to all of them. */
  readonly isSent: boolean;
  readonly unreached: readonly HostRun[];
}

const betweenMs = 2_000;

/** Refuses a server that ignores host filters: it would cancel the whole job. */
export function hostFilterSupport({ viaTasks }: Pick<CancelHosts, 'viaTasks'>): Guard {
  return async (context) => {
    const connection = await context.connection();
    const { cancelSearch, rexVersion } = await connection.capabilities();
    if (cancelSearch || viaTasks) return;
    throw refusal(
      `this server (${rexVersion === null ? 'of unknown Remote Execution version' : `Remote Execution ${rexVersion}`}) ignores host filters and would cancel the whole job. Nothing was sent`,
      'to cancel the tasks of these hosts instead, add --via-tasks',
    );
  };
}

/**
 * Cancels each of these hosts of a job once, as soon as a cancel reaches it: a filter finds only
 * hosts whose task runs.
 */
export async function cancelHostsOnce(
  context: Context,
  job: JobDetail,
  hosts: readonly HostRun[],
  how: CancelHosts,
): Promise<CancelledHosts> {
  const waitsForProxy = how.waitsForPlanning && !how.force;
  const isReached = cancelReach(context, job);
  let left = hosts;
  let isSent = false;
  for (let hasWaited = false; ; hasWaited = true) {
    const ready = left.filter(
      (host) => isReached(host) || (host.status === 'running' && !waitsForProxy),
    );
    if (ready.length > 0) isSent = (await send(context, job, ready, how)) || isSent;
    left = left.filter((host) => !ready.includes(host));
    if (left.length === 0 || !how.waitsForPlanning) return { isSent, unreached: left };
    if (!hasWaited)
      await context.note(
        `Waiting for ${hostCount(left.length)} to start, because a cancel sent earlier would be lost.`,
      );
    await context.clock.sleep(betweenMs, context.signal);
    left = await unfinishedOf(context, job.id, left);
  }
}

async function unfinishedOf(
  context: Context,
  jobId: number,
  hosts: readonly HostRun[],
): Promise<readonly HostRun[]> {
  const connection = await context.connection();
  const job = await readJob(connection, jobId);
  if (jobEnded(job)) return [];
  const ids = new Set(hosts.map(({ id }) => id));
  const now = await allHostRuns(connection, job);
  return now.filter(({ id, status }) => ids.has(id) && !isFinal(status));
}

/** False if an earlier cancel was sent to all of them. */
async function send(
  context: Context,
  job: JobDetail,
  hosts: readonly HostRun[],
  { force, viaTasks }: CancelHosts,
): Promise<boolean> {
  const ids = hosts.map(({ id }) => id);
  const request = async () => {
    const connection = (await context.connection()).uninterrupted();
    if (viaTasks) await cancelTasks(connection, await taskIds(context, job, ids));
    else await cancelJobHosts(connection, job.id, idIn(ids), { force });
  };
  if (!force) {
    const explainedRequest = () => request().catch(explained(viaTasks));
    return sendOnce(context, { job, hosts: ids, send: explainedRequest });
  }
  const write = { action: 'force-cancel', job_id: job.id, hosts: ids.length } as const;
  await sendRecorded(context, write, request);
  return true;
}

/** Throws a `Failure`, before anything is sent, if the task of a host is unknown. */
async function taskIds(
  context: Context,
  job: JobDetail,
  hostIds: readonly number[],
): Promise<string[]> {
  const connection = await context.connection();
  const fetchPage = (page: number, perPage: number) =>
    listTemplateInvocations(connection, job.id, { page, perPage });
  const rows = await allPages(fetchPage, { perPage: 1000 });
  const tasks = new Map(rows.map((row) => [row.host_id, row.run_host_job_task_id]));
  return hostIds.map((id) => {
    const task = tasks.get(id) ?? null;
    if (task !== null) return task;
    throw new Failure(
      'server_error',
      `the server does not report the task of host ${id} of job ${job.id}. Nothing was sent`,
    );
  });
}

/** Names the permission to edit tasks, which differs from the permission to cancel jobs. */
function explained(viaTasks: boolean): (error: unknown) => never {
  return (error) => {
    if (!viaTasks || !(error instanceof Failure) || error.kind !== 'not_allowed') throw error;
    const { hint, httpStatus } = error;
    const message = `--via-tasks: ${error.message}`;
    throw new Failure('not_allowed', message, { hint, httpStatus, cause: error });
  };
}
