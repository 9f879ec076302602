import { allHostRuns } from '../api/endpoints/host-runs.ts';
import type { Context } from '../cli/context.ts';
import { Failure } from '../errors.ts';
import type { JobDetail, JobInvocation } from '../jobs/job-invocation.ts';
import { allHostsKnown } from '../jobs/unseen-hosts.ts';
import { cancelSaying } from './verify-hosts.ts';

/** Jobs that stand for the same thing, as a server of several machines sees them. */
export interface Rivalry {
  /** Those that were there before this start was decided. */
  readonly known: ReadonlySet<number>;
  /** Looks for all of them anew, also for those without a task. */
  readonly look: () => Promise<readonly JobInvocation[]>;
  /** Only one that shares a host is in the way; `null` = any is. */
  readonly hostIds: ReadonlySet<number> | null;
}

/**
 * Two machines that start the same at the same second do not see each other before: so each looks
 * again afterwards, and the job with the higher id cancels itself. Throws a refusal then.
 */
export async function yieldToEarlier(
  context: Context,
  job: JobDetail,
  rivalry: Rivalry,
): Promise<void> {
  const earlier = await earlierRival(context, job, rivalry).catch(async (error: unknown) => {
    const why = error instanceof Error ? error.message : String(error);
    await context.warn(
      `whether another machine started the same as job ${job.id} could not be looked up (${why})`,
    );
    return null;
  });
  if (earlier === null) return;
  throw new Failure(
    'refused',
    `job ${earlier} was started at the same moment, from elsewhere, for the same. Job ${job.id}: ${await cancelSaying(context, job.id)}.`,
    { hint: `wait for the other: rexctl watch ${earlier}` },
  );
}

/**
 * Long enough for a create that the server still works on; a row without a task is an orphan after
 * that.
 */
const lookForMs = 20_000;
const betweenMs = 2_000;

/**
 * A rival whose hosts are not known yet is looked at again; one that stays so shares them, for all
 * that is known.
 */
async function earlierRival(
  context: Context,
  job: JobDetail,
  rivalry: Rivalry,
): Promise<number | null> {
  const until = context.clock.now() + lookForMs;
  for (;;) {
    const rivals = (await rivalry.look()).filter((rival) => mayRival(rival, job, rivalry.known));
    const standings = await Promise.all(
      rivals.map((rival) => standingOf(context, rival, rivalry.hostIds)),
    );
    const sharing = rivals.find((_, at) => standings[at] === 'shares');
    const open = rivals.filter((_, at) => standings[at] === 'unknown');
    if (sharing !== undefined || open.length === 0 || context.clock.now() >= until)
      return (sharing ?? open.find(({ task }) => task !== null))?.id ?? null;
    await context.clock.sleep(betweenMs);
  }
}

/**
 * A row without a task that is older than a job that was known before is no start of this moment.
 */
function mayRival(
  { id, task }: JobInvocation,
  job: JobDetail,
  known: ReadonlySet<number>,
): boolean {
  return id < job.id && !known.has(id) && (task !== null || id > Math.max(0, ...known));
}

async function standingOf(
  context: Context,
  rival: JobInvocation,
  hostIds: Rivalry['hostIds'],
): Promise<'shares' | 'apart' | 'unknown'> {
  if (rival.task === null) return 'unknown';
  if (hostIds === null) return 'shares';
  const hosts = await allHostRuns(await context.connection(), rival, {});
  if (hosts.some((host) => hostIds.has(host.id))) return 'shares';
  return allHostsKnown(rival, hosts) ? 'apart' : 'unknown';
}
