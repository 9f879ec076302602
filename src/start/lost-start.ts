import { listJobInvocations, readJob } from '../api/endpoints/job-invocations.ts';
import type { LostResponse, RefusedRecord } from '../api/failures.ts';
import type { Context } from '../cli/context.ts';
import { Failure } from '../errors.ts';
import { type ExpectedJob, matchJob, rowMayMatch } from '../jobs/expected-job.ts';
import type { JobDetail, JobInvocation } from '../jobs/job-invocation.ts';
import { startedUnchecked } from './verify-hosts.ts';

/** Long enough for a start that the server still works on when its connection is cut. */
const searchWithinMs = 20_000;
const betweenMs = 2_000;

export const searchHint = 'check before you start it again: rexctl list --mine --limit 5';

/**
 * The id of the newest job that this user sees; 0 if there is none. The new job has a higher one.
 */
export async function newestJobId(context: Context): Promise<number> {
  const { items } = await listJobInvocations(await context.connection(), { perPage: 1 });
  return items[0]?.id ?? 0;
}

/** A start whose response was lost. */
interface LostStart {
  readonly after: number;
  readonly expected: ExpectedJob;
  readonly lost: LostResponse;
  /** A second Ctrl-C aborts it and ends the waiting for a response. */
  readonly left: AbortSignal;
}

/**
 * The job that was started although the response was lost: the only new job of this user that
 * matches. The whole time is waited for, because a second match, started elsewhere at the same
 * moment, may appear later. Nothing is sent again. Throws a `Failure` with an unknown result if
 * none or several match, and a server error for a record that never runs.
 */
export async function findLostStart(context: Context, start: LostStart): Promise<JobDetail> {
  await context.warn(
    `the response to the start was lost (${start.lost.message}); rexctl looks for the job for ${searchWithinMs / 1000} s and does not start it again`,
  );
  const found: Record<StartMatch, number[]> = { same: [], unreadable: [], orphan: [], other: [] };
  for (const { id } of await ownJobsAfter(context, start))
    found[await matchStart(context, id, start.expected)].push(id);
  const candidates = [...found.same, ...found.unreadable].sort((a, b) => a - b);
  const [only] = found.same;
  if (only !== undefined && candidates.length === 1) return adopted(context, only);
  if (candidates.length > 0) throw unsure(start.lost, candidates);
  const [orphan] = found.orphan;
  throw orphan === undefined ? notFound(start.lost) : neverRuns(orphan, start.lost);
}

async function adopted(context: Context, id: number): Promise<JobDetail> {
  await context.warn(
    `job ${id} was started: it is your only new job with this template, these hosts and inputs`,
  );
  return readJob((await context.connection()).uninterrupted(), id).catch((error: unknown) => {
    throw startedUnchecked(id, error);
  });
}

/**
 * Adds to a refused start the record that it left on the server, if there is one. Looks for it
 * once.
 */
export async function namingOrphan(
  context: Context,
  refused: RefusedRecord,
  { after, expected }: Pick<LostStart, 'after' | 'expected'>,
): Promise<RefusedRecord> {
  const [orphan] = await orphansAfter(context, after, expected).catch(() => []);
  if (orphan === undefined) return refused;
  return refused.withHint(
    `job ${orphan} remains on the server as an orphan record that never runs: rexctl show ${orphan}`,
  );
}

async function orphansAfter(
  context: Context,
  after: number,
  wanted: ExpectedJob,
): Promise<readonly number[]> {
  const rows = await newerJobs(context, after, false);
  return rows.filter((row) => row.task === null && rowMayMatch(row, wanted)).map(({ id }) => id);
}

/** Looks every few seconds, and a last time with retries. */
async function ownJobsAfter(
  context: Context,
  { after, lost, left }: LostStart,
): Promise<readonly JobInvocation[]> {
  const found = new Map<number, JobInvocation>();
  const look = async (retry: boolean) => {
    for (const job of await newerJobs(context, after, retry)) found.set(job.id, job);
  };
  const until = context.clock.now() + searchWithinMs;
  while (context.clock.now() + betweenMs < until) {
    await context.clock.sleep(betweenMs, left);
    await look(false).catch(() => undefined);
  }
  await context.clock.sleep(Math.max(0, until - context.clock.now()), left);
  await look(true).catch((error: unknown) => {
    throw notLookedFor(lost, error);
  });
  return [...found.values()];
}

/** The user's jobs, and records without a task, which no search by user finds. */
async function newerJobs(
  context: Context,
  after: number,
  retry: boolean,
): Promise<readonly JobInvocation[]> {
  const all = await newerThan(context, after, undefined, retry);
  if (all.length === 0) return all;
  const own = await newerThan(context, after, 'user = current_user', retry);
  return [...own, ...all.filter(({ task }) => task === null)];
}

/** The newest come first, so the search ends at the first job that is not newer. */
async function newerThan(
  context: Context,
  after: number,
  search: string | undefined,
  retry: boolean,
): Promise<readonly JobInvocation[]> {
  const connection = (await context.connection()).uninterrupted().with({ retry });
  const newer: JobInvocation[] = [];
  for (let page = 1; ; page++) {
    const query = { search, perPage: 50, page };
    const { items } = await listJobInvocations(connection, query);
    newer.push(...items.filter((job) => job.id > after));
    if (items.length < 50 || items.some((job) => job.id <= after)) return newer;
  }
}

type StartMatch = 'same' | 'unreadable' | 'orphan' | 'other';

/** A job that cannot be read may be the one that was started. */
async function matchStart(context: Context, id: number, wanted: ExpectedJob): Promise<StartMatch> {
  const connection = (await context.connection()).uninterrupted();
  const job = await readJob(connection, id).catch(() => null);
  if (job === null) return 'unreadable';
  const like = matchJob(job, wanted);
  return job.task === null && like !== 'other' ? 'orphan' : like;
}

function notFound(lost: LostResponse): Failure {
  return unknownStart(
    'the response to the start was lost, and no matching job was found: it was probably not started',
    lost,
  );
}

function notLookedFor(lost: LostResponse, cause: unknown): Failure {
  const why = cause instanceof Error ? cause.message : String(cause);
  return unknownStart(
    `the response to the start was lost, and the search for the job failed (${why}): it may be running`,
    lost,
  );
}

function unsure(lost: LostResponse, ids: readonly number[]): Failure {
  const message =
    ids.length === 1
      ? `the response to the start was lost; job ${ids[0]} may be the one that was started, but its inputs cannot be compared`
      : `the response to the start was lost; ${ids.length} jobs may be the one that was started: ${ids.join(', ')}`;
  return unknownStart(message, lost, ids.map((id) => `check: rexctl show ${id}`).join('\n'));
}

function unknownStart(message: string, lost: LostResponse, hint = searchHint): Failure {
  return new Failure('unknown_result', `${message}. The start was not repeated`, {
    hint,
    httpStatus: lost.httpStatus,
    cause: lost,
  });
}

/** A record without a task: the server failed after it had created the record. */
function neverRuns(id: number, lost: LostResponse): Failure {
  return new Failure(
    'server_error',
    `the server failed during the start (${lost.message}): job ${id} is an orphan record that never runs`,
    { hint: `see: rexctl show ${id}`, httpStatus: lost.httpStatus, cause: lost },
  );
}
