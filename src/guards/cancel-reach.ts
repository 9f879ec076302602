import { allHostRuns } from '../api/endpoints/job-hosts.ts';
import type { Context } from '../cli/context.ts';
import { Failure } from '../errors.ts';
import type { HostRun } from '../jobs/hosts/host-run.ts';
import type { JobInvocation } from '../jobs/job-invocation.ts';

/**
 * A cancel that reaches a smart proxy before the host's task does is lost there: the server tries
 * again 15 s later, when the script may have run to its end. A smart proxy has the task this long
 * after the server shows the host as running.
 */
const proxyKnowsAfterMs = 3_000;
/** By then a small job has started on all its hosts; planning a large job takes minutes. */
const youngMs = 4_000;
const maxWaitMs = 10_000;
const betweenMs = 1_000;

interface Waiting {
  /** Do not wait while hosts have no task yet: they must not get one. */
  readonly sparesHosts?: boolean;
  readonly signal?: AbortSignal;
  /** Called once, if there is something to wait for. */
  readonly onWait: () => Promise<void>;
}

/**
 * Waits up to 10 s until a cancel of the whole job reaches its hosts; returns how many it may miss.
 */
export async function untilCancelReaches(
  context: Context,
  job: JobInvocation,
  { sparesHosts = false, signal, onWait }: Waiting,
): Promise<number> {
  const { clock } = context;
  const began = clock.now();
  const startedAt = startOf(job, began);
  const isReached = cancelReach(context, job);
  let missedAt = startedAt + youngMs - proxyKnowsAfterMs;
  for (let hasWaited = false; ; hasWaited = true) {
    const late = await startingHosts(context, job, isReached, signal);
    const now = clock.now();
    if (late.planned > 0) missedAt = now;
    const isLarge = late.unplanned > 0 && (sparesHosts || now - startedAt >= youngMs);
    const reaches = late.unplanned === 0 && now - missedAt >= proxyKnowsAfterMs;
    if (isLarge || reaches || now - began >= maxWaitMs) return late.planned + late.young;
    if (!hasWaited) await onWait();
    await clock.sleep(betweenMs, signal);
  }
}

/** Whether a cancel would reach a host; to be called each time the hosts are read. */
export function cancelReach(context: Context, job: JobInvocation): (host: HostRun) => boolean {
  const { clock } = context;
  const readyAt = startOf(job, clock.now()) + youngMs;
  const waitedAt = new Map<number, number>();
  return ({ id, status }) => {
    if (status === 'waiting') waitedAt.set(id, clock.now());
    const knownAt = (waitedAt.get(id) ?? Number.NEGATIVE_INFINITY) + proxyKnowsAfterMs;
    return status === 'running' && clock.now() >= Math.max(readyAt, knownAt);
  };
}

/** By the clock of the server, which may be ahead of this machine's. */
function startOf({ task }: JobInvocation, now: number): number {
  const started = Date.parse(task?.started_at ?? '');
  return Number.isNaN(started) ? now : Math.min(started, now);
}

interface StartingHosts {
  /** Hosts with a task that does not run yet. */
  readonly planned: number;
  /** Hosts shown as running whose smart proxies may not have the task yet. */
  readonly young: number;
  /** Hosts without a task, although no concurrency limit holds them back. */
  readonly unplanned: number;
}

/** Hosts that cannot be read do not delay a cancel. */
async function startingHosts(
  context: Context,
  job: JobInvocation,
  isReached: (host: HostRun) => boolean,
  signal: AbortSignal | undefined,
): Promise<StartingHosts> {
  try {
    const connection = (await context.connection()).with({ signal, retry: false });
    const hosts = await allHostRuns(connection, job);
    const waiting = hosts.filter(({ status }) => status === 'waiting');
    const planned = waiting.filter(hasTask).length;
    const heldBack = job.concurrency_level !== null || job.unreadable.includes('concurrency_level');
    const young = hosts.filter((host) => !isReached(host) && host.status === 'running').length;
    return { planned, young, unplanned: heldBack ? 0 : waiting.length - planned };
  } catch (error) {
    if (!(error instanceof Failure) || signal?.aborted === true) throw error;
    return { planned: 0, young: 0, unplanned: 0 };
  }
}

function hasTask({ job_status }: HostRun): boolean {
  return job_status === 'planned' || job_status === 'pending';
}
