import pMap from 'p-map';
import { allPages } from '../api/endpoints/all-pages.ts';
import { allHostRuns } from '../api/endpoints/job-hosts.ts';
import { listJobInvocations } from '../api/endpoints/job-invocations.ts';
import type { Context } from '../cli/context.ts';
import { Failure } from '../errors.ts';
import { allHostsKnown } from '../jobs/hosts/host-counts.ts';
import type { JobDetail, JobInvocation } from '../jobs/job-invocation.ts';
import { cancelStarted } from './verify-hosts.ts';

/** Jobs that do the same, perhaps started from another machine. */
export interface Competitors {
  /** A search that finds them, and perhaps others. */
  readonly search: string | undefined;
  readonly matches: (job: JobInvocation) => boolean;
  /** How many of the newest matches are read; `null` = all. */
  readonly newest: number | null;
  /** The ids of jobs that already existed when this start was decided. */
  readonly known: ReadonlySet<number>;
  /** Only a job on one of these hosts competes; `null` = every job does. */
  readonly hostIds: ReadonlySet<number> | null;
}

/**
 * Two machines that start the same within a second cannot see each other's job before they create
 * theirs. Each looks again afterwards, and the job with the higher id is cancelled: that throws a
 * refusal.
 */
export async function yieldToCompetitor(
  context: Context,
  job: JobDetail,
  competitors: Competitors,
): Promise<void> {
  const earlier = await earlierCompetitor(context, job, competitors).catch(
    async (error: unknown) => {
      const why = error instanceof Error ? error.message : String(error);
      await context.warn(
        `could not check whether another machine started the same as job ${job.id} (${why})`,
      );
      return null;
    },
  );
  if (earlier === null) return;
  const { sentence, hint } = await cancelStarted(context, job.id);
  throw new Failure(
    'refused',
    `job ${earlier} does the same and was started elsewhere at the same time. ${sentence}.`,
    { hint: hint ?? `wait for job ${earlier}: rexctl watch ${earlier}` },
  );
}

/**
 * Long enough for a create that the server still works on; a row without a task is an orphan after
 * that.
 */
const searchWithinMs = 20_000;
const betweenMs = 2_000;
const readsAtOnce = 8;

/**
 * A job whose hosts are not known yet is looked at again; if they stay unknown, it counts as one
 * that shares a host.
 */
async function earlierCompetitor(
  context: Context,
  job: JobDetail,
  competitors: Competitors,
): Promise<number | null> {
  const until = context.clock.now() + searchWithinMs;
  for (;;) {
    const others = (await readCompetitors(context, competitors)).filter((other) =>
      mayCompete(other, job, competitors.known),
    );
    const overlaps = await pMap(others, (other) => overlapOf(context, other, competitors.hostIds), {
      concurrency: readsAtOnce,
    });
    const sharing = others.find((_, at) => overlaps[at] === 'shares');
    const open = others.filter((_, at) => overlaps[at] === 'unknown');
    if (sharing !== undefined || open.length === 0 || context.clock.now() >= until)
      return (sharing ?? open.find(({ task }) => task !== null))?.id ?? null;
    await context.clock.sleep(betweenMs);
  }
}

/** Also those without a task: starts that the server still works on. */
async function readCompetitors(
  context: Context,
  { search, matches, newest }: Competitors,
): Promise<readonly JobInvocation[]> {
  const connection = await context.connection();
  const fetchPage = (page: number, perPage: number) =>
    listJobInvocations(connection, { search, page, perPage });
  if (newest === null) return (await allPages(fetchPage, { perPage: 100 })).filter(matches);
  const { items } = await listJobInvocations(connection, { search, perPage: newest });
  return items.filter(matches);
}

/** A record without a task that is older than a known job is an earlier start. */
function mayCompete(
  { id, task }: JobInvocation,
  job: JobDetail,
  known: ReadonlySet<number>,
): boolean {
  return id < job.id && !known.has(id) && (task !== null || id > Math.max(0, ...known));
}

async function overlapOf(
  context: Context,
  other: JobInvocation,
  hostIds: Competitors['hostIds'],
): Promise<'shares' | 'apart' | 'unknown'> {
  if (other.task === null) return 'unknown';
  if (hostIds === null) return 'shares';
  const hosts = await allHostRuns((await context.connection()).uninterrupted(), other);
  if (hosts.some((host) => hostIds.has(host.id))) return 'shares';
  return allHostsKnown(other, hosts) ? 'apart' : 'unknown';
}
