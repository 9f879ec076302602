import { allHostRuns } from '../api/endpoints/job-hosts.ts';
import { readJob } from '../api/endpoints/job-invocations.ts';
import { cancelRecurringLogic } from '../api/endpoints/recurring-logics.ts';
import { LostResponse, TemporaryFailure } from '../api/failures.ts';
import type { Context } from '../cli/context.ts';
import { Failure, refusal } from '../errors.ts';
import { type HostRun, isFinal } from '../jobs/hosts/host-run.ts';
import type { JobInvocation, Recurrence } from '../jobs/job-invocation.ts';
import { outcomeOf } from '../jobs/outcome.ts';
import type { RecordedCancel, SentCancel } from '../settings/cancel-file.ts';
import { hostCount } from '../text/counts.ts';
import { shellWord } from '../text/shell-word.ts';
import { foldNames } from '../ui/terminal/fold-names.ts';
import { sendRecorded } from './audit-log.ts';

type Job = Pick<JobInvocation, 'id' | 'task' | 'start_at'>;

/** The record of cancels that were sent from this machine. */
export interface CancelClaims {
  /** Claims hosts of a job, or the whole job (`null`), unless a cancel was sent to one of them. */
  claim(job: Job, hosts: readonly number[] | null): Promise<SentCancel | null>;
  /** Releases the claim on hosts that were certainly not cancelled, or have stopped since. */
  release(job: Job, hosts: readonly number[] | null): Promise<void>;
}

/** Opened early, while requests are in progress, so that a cancel does not wait for the file. */
export async function openCancelClaims(context: Context): Promise<CancelClaims> {
  const { openCancelFile } = await import('../settings/cancel-file.ts');
  const { clock, runtime } = context;
  const { paths } = await context.settings();
  const file = openCancelFile(paths.cancelFile, { clock, platform: runtime.platform });
  const { server } = await context.connection();
  const keyOf = ({ id, task, start_at }: Job) => ({
    ...{ server, id, task: task?.id ?? null },
    startedAt: task?.started_at ?? start_at,
  });
  return {
    claim: async (job, hosts) => {
      const { before, damaged } = await file
        .claim(keyOf(job), hosts)
        .catch((error: unknown) =>
          unrecorded(context, error, () => file.find(keyOf(job), hosts), job),
        );
      if (damaged !== null)
        await warnOfUnknown(
          context,
          job,
          `: \`${paths.cancelFile}\` was damaged and is kept as \`${damaged}\``,
        );
      return before;
    },
    release: (job, hosts) => file.release(keyOf(job), hosts),
  };
}

/** A cancel of some hosts of a job, or of the whole job. */
interface OneCancel {
  readonly job: Job;
  /** The ids of the hosts; `null` = the whole job. */
  readonly hosts: readonly number[] | null;
  readonly send: () => Promise<unknown>;
  /** The claims, if they were opened early. */
  readonly claims?: Promise<CancelClaims>;
}

/**
 * Sends a cancel. If one was sent from this machine before, it warns and returns `false`. It also
 * warns if the record cannot be written.
 */
export async function sendOnce(
  context: Context,
  { job, hosts, send, claims: opened = openCancelClaims(context) }: OneCancel,
): Promise<boolean> {
  const claims = await opened;
  const before = await claimUnlessSent(context, claims, job, hosts);
  if (before !== null) {
    await context.warn(
      `a cancel of job ${job.id} was already sent from this machine at ${timeText(before.at)}; rexctl does not send a second one, which would stop tracking running scripts`,
    );
    return false;
  }
  const write = { action: 'cancel', job_id: job.id, hosts: hosts?.length ?? null } as const;
  try {
    await sendRecorded(context, write, send);
    return true;
  } catch (error) {
    if (isRefusal(error)) await claims.release(job, hosts).catch(() => undefined);
    throw error;
  }
}

/**
 * Cancels a series with its scheduled and running jobs; `open` are its unfinished jobs. Refuses if
 * it would be the second cancel for hosts that have not stopped yet.
 */
export async function cancelSeriesOnce(
  context: Context,
  seriesId: number,
  open: readonly JobInvocation[],
): Promise<Recurrence> {
  const connection = await context.connection();
  const claims = await openCancelClaims(context);
  const claimed: Job[] = [];
  const write = {
    action: 'cancel-series',
    job_id: null,
    series_id: seriesId,
    hosts: null,
  } as const;
  try {
    for (const job of open.filter((job) => outcomeOf(job) !== 'scheduled')) {
      const before = await claims.claim(job, null);
      if (before === null) claimed.push(job);
      else await refuseSecond(context, job, before, 'the series');
    }
    return await sendRecorded(context, write, () => cancelRecurringLogic(connection, seriesId));
  } catch (error) {
    const isUnsent = error instanceof Failure && error.kind === 'refused';
    if (isUnsent || isRefusal(error))
      await Promise.all(claimed.map((job) => claims.release(job, null).catch(() => undefined)));
    throw error;
  }
}

/** After a cancel of some hosts, the whole job may be cancelled once those have stopped. */
async function claimUnlessSent(
  context: Context,
  claims: CancelClaims,
  job: Job,
  hosts: readonly number[] | null,
): Promise<SentCancel | null> {
  const before = await claims.claim(job, hosts);
  if (before === null || before.hosts === null || hosts !== null) return before;
  await refuseSecond(context, job, before, 'the whole job');
  await claims.release(job, null);
  return claims.claim(job, null);
}

/**
 * Refuses while hosts of the earlier cancel have not stopped: for them it would be a second one.
 */
async function refuseSecond(
  context: Context,
  { id }: Job,
  before: SentCancel,
  what: 'the whole job' | 'the series',
): Promise<void> {
  const connection = (await context.connection()).uninterrupted();
  const hosts = await allHostRuns(connection, await readJob(connection, id));
  const wasSentTo = (hostId: number) => before.hosts === null || before.hosts.includes(hostId);
  const open = hosts.filter((host) => wasSentTo(host.id) && !isFinal(host.status));
  const count = open.length;
  if (count === 0) return;
  const [have, their] = count === 1 ? ['it has', 'its script'] : ['they have', 'their scripts'];
  throw refusal(
    `a cancel was sent to ${hostCount(count)} of job ${id} at ${timeText(before.at)}, and ${have} not stopped yet: cancelling ${what} now would stop tracking ${their}. Nothing was sent`,
    what === 'the series'
      ? `wait first: rexctl wait ${id}`
      : `wait first: ${waitCommand(id, open)}\nto stop tracking all of them, add --force`,
  );
}

/** Waits for these hosts of a job, unless their names are too long to type. */
function waitCommand(id: number, hosts: readonly HostRun[]): string {
  const names = foldNames(hosts.map(({ name }) => name));
  const isShort = names.length <= 60;
  return `rexctl wait ${id}${isShort ? ` --for ${shellWord(`hosts=${names}`)}` : ''}`;
}

/** A record that cannot be written, e.g. on a read-only disk, can often still be read. */
async function unrecorded(
  context: Context,
  error: unknown,
  find: () => Promise<RecordedCancel>,
  job: Job,
): Promise<RecordedCancel> {
  const found = await find().catch((trouble: unknown) => wordsOf(trouble));
  if (typeof found === 'object' && found.before !== null) return found;
  const why = wordsOf(error);
  await context.warn(`this cancel could not be recorded (${why}): do not send a second one`);
  if (typeof found === 'object') return found;
  await warnOfUnknown(context, job, ` (${found})`);
  return { before: null, damaged: null };
}

function warnOfUnknown(context: Context, { id }: Job, why: string): Promise<void> {
  return context.warn(
    `job ${id} may have been cancelled from this machine before${why}; a second cancel stops tracking running scripts. \`rexctl log\` shows what was sent`,
  );
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** True if the server certainly did not carry out the cancel. */
function isRefusal(error: unknown): boolean {
  if (error instanceof TemporaryFailure) return true;
  if (!(error instanceof Failure) || error instanceof LostResponse) return false;
  return error.httpStatus !== null && error.httpStatus >= 400 && error.httpStatus < 500;
}

function timeText(at: number): string {
  return new Date(at).toISOString().replace(/\.\d+Z$/, 'Z');
}
