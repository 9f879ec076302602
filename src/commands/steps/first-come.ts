import { allHostRuns } from '../../api/host-runs.ts';
import type { Context } from '../../context.ts';
import { Failure } from '../../errors.ts';
import type { JobDetail, JobInvocation } from '../../jobs/job-invocation.ts';
import { cancelSaying } from './check-hosts.ts';

/** Jobs that stand for the same thing, as a server of several machines sees them. */
export interface Rivalry {
  /** Those that were there before this start was decided. */
  readonly known: ReadonlySet<number>;
  /** Looks for all of them anew. */
  readonly look: () => Promise<readonly JobInvocation[]>;
  /** Only one that shares a host is in the way; `null` = any is. */
  readonly hostIds: ReadonlySet<number> | null;
}

/**
 * Two machines that start the same at the same second do not see each other before: so each looks again afterwards,
 * and the job with the higher id cancels itself (DESIGN §5). Throws a refusal then.
 */
export async function yieldToEarlier(context: Context, job: JobDetail, rivalry: Rivalry): Promise<void> {
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

async function earlierRival(
  context: Context,
  job: JobDetail,
  { known, look, hostIds }: Rivalry,
): Promise<number | null> {
  const rivals = (await look()).filter(({ id }) => id < job.id && !known.has(id));
  const connection = await context.connection();
  for (const rival of rivals) {
    if (hostIds === null) return rival.id;
    const hosts = await allHostRuns(connection, rival, {});
    if (hosts.some((host) => hostIds.has(host.id))) return rival.id;
  }
  return null;
}
