import { allHostRuns } from '../api/endpoints/job-hosts.ts';
import type { Context } from '../cli/context.ts';
import { Failure } from '../errors.ts';
import type { HostRun } from '../jobs/host-run.ts';
import type { JobInvocation } from '../jobs/job-invocation.ts';

/**
 * A cancel that reaches a smart proxy before the host's task does is lost there: the server tries
 * again 15 s later, when the script may have run to its end. A host that is said to run has reached
 * its proxy after so long.
 */
const proxyKnowsAfterMs = 3_000;
/**
 * All hosts of a small job are on their way after so long; those of a large one are planned for
 * minutes.
 */
const youngMs = 4_000;
const patienceMs = 10_000;
const betweenMs = 1_000;

interface Waiting {
  /** A host that has no task yet must not get one: nothing is waited for while there is one. */
  readonly sparesHosts?: boolean;
  readonly signal?: AbortSignal | undefined;
  /** Called once, when there is something to wait for. */
  readonly onWait: () => Promise<void>;
}

/**
 * Waits until a cancel of the whole job reaches its hosts, for a while; how many it may still miss.
 */
export async function untilHostsRun(
  context: Context,
  job: JobInvocation,
  { sparesHosts = false, signal, onWait }: Waiting,
): Promise<number> {
  const { clock } = context;
  const began = clock.now();
  const startedAt = startOf(job, began);
  const isReady = readiness(context, job);
  let missedAt = startedAt + youngMs - proxyKnowsAfterMs;
  for (let told = false; ; told = true) {
    const late = await hostsOnTheirWay(context, job, isReady, signal);
    const now = clock.now();
    if (late.planned > 0) missedAt = now;
    const isLarge = late.unplanned > 0 && (sparesHosts || now - startedAt >= youngMs);
    const reaches = late.unplanned === 0 && now - missedAt >= proxyKnowsAfterMs;
    if (isLarge || reaches || now - began >= patienceMs) return late.planned + late.young;
    if (!told) await onWait();
    await clock.sleep(betweenMs, signal);
  }
}

/** Tells of each host of a job, looked at again and again, whether a cancel reaches it. */
export function readiness(context: Context, job: JobInvocation): (host: HostRun) => boolean {
  const { clock } = context;
  const began = clock.now();
  const readyAt = startOf(job, began) + youngMs;
  const waitedAt = new Map<number, number>();
  return ({ id, status }) => {
    if (status === 'waiting') waitedAt.set(id, clock.now());
    const knownAt = (waitedAt.get(id) ?? Number.NEGATIVE_INFINITY) + proxyKnowsAfterMs;
    return status === 'running' && clock.now() >= Math.max(readyAt, knownAt);
  };
}

/** By the server's clock, which may be ahead of ours. */
function startOf({ task }: JobInvocation, now: number): number {
  const started = Date.parse(task?.started_at ?? '');
  return Number.isNaN(started) ? now : Math.min(started, now);
}

interface OnTheirWay {
  /** They have a task that does not run yet. */
  readonly planned: number;
  /** They are said to run, but their smart proxies may not know them yet. */
  readonly young: number;
  /** They have none, and nothing holds them back. */
  readonly unplanned: number;
}

/** What cannot be read holds no cancel back. */
async function hostsOnTheirWay(
  context: Context,
  job: JobInvocation,
  isReady: (host: HostRun) => boolean,
  signal: AbortSignal | undefined,
): Promise<OnTheirWay> {
  try {
    const connection = (await context.connection()).with({ signal, retry: false });
    const hosts = await allHostRuns(connection, job);
    const waiting = hosts.filter(({ status }) => status === 'waiting');
    const planned = waiting.filter(hasTask).length;
    const heldBack = job.concurrency_level !== null || job.unreadable.includes('concurrency_level');
    const young = hosts.filter((host) => !isReady(host) && host.status === 'running').length;
    return { planned, young, unplanned: heldBack ? 0 : waiting.length - planned };
  } catch (error) {
    if (!(error instanceof Failure) || signal?.aborted === true) throw error;
    return { planned: 0, young: 0, unplanned: 0 };
  }
}

function hasTask({ job_status }: HostRun): boolean {
  return job_status === 'planned' || job_status === 'pending';
}
