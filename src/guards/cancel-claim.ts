import { allHostRuns } from '../api/endpoints/job-hosts.ts';
import { readJob } from '../api/endpoints/job-invocations.ts';
import { LostResponse, TemporaryFailure } from '../api/failures.ts';
import type { Context } from '../cli/context.ts';
import { Failure, refusal } from '../errors.ts';
import { isFinal } from '../jobs/host-run.ts';
import type { JobInvocation } from '../jobs/job-invocation.ts';
import type { CancelFile, SentCancel } from '../settings/cancel-file.ts';
import { hostCount } from '../text/counts.ts';
import { sendRecorded } from './audit-log.ts';

type Job = Pick<JobInvocation, 'id' | 'task'>;

/**
 * Sends a cancel that no cancel of this machine went before, and remembers it: `false` when there
 * was one, which is told. What the server certainly refused is forgotten again. A memory that fails
 * is told and stops nothing.
 */
export async function sendOnce(
  context: Context,
  job: Job,
  hosts: readonly number[] | null,
  send: () => Promise<unknown>,
  opened: Promise<CancelFile> = cancelMemory(context),
): Promise<boolean> {
  const claims = await openClaims(context, opened);
  let before = await claims.claim(job, hosts);
  if (before?.hosts && hosts === null) {
    await refuseHalfDone(context, job, before, 'the whole job');
    await claims.release(job, null);
    before = await claims.claim(job, hosts);
  }
  if (before !== null) {
    await context.warn(
      `a cancel of job ${job.id} was sent from here at ${moment(before.at)}: a second one would abandon running scripts, so none is sent`,
    );
    return false;
  }
  try {
    await sendRecorded(
      context,
      { action: 'cancel', job_id: job.id, hosts: hosts?.length ?? null },
      send,
    );
    return true;
  } catch (error) {
    if (isRefusal(error)) await claims.release(job, hosts).catch(() => undefined);
    throw error;
  }
}

/**
 * A cancel of a series reaches its jobs too: refused where it would be the second for hosts that
 * are still stopping.
 */
export async function sendOnceToEach<T>(
  context: Context,
  jobs: readonly Job[],
  send: () => Promise<T>,
): Promise<T> {
  const claims = await openClaims(context, cancelMemory(context));
  const claimed: Job[] = [];
  const forget = () =>
    Promise.all(claimed.map((job) => claims.release(job, null).catch(() => undefined)));
  try {
    for (const job of jobs) {
      const before = await claims.claim(job, null);
      if (before === null) claimed.push(job);
      else await refuseHalfDone(context, job, before, 'the series');
    }
    return await send();
  } catch (error) {
    if (isRefusal(error) || (error instanceof Failure && error.kind === 'refused')) await forget();
    throw error;
  }
}

async function openClaims(context: Context, opened: Promise<CancelFile>) {
  const { server } = await context.connection();
  const memory = await opened;
  const keyOf = ({ id, task }: Job) => ({ server, id, task: task?.id ?? null });
  return {
    claim: (job: Job, hosts: readonly number[] | null) =>
      memory.claim(keyOf(job), hosts).catch((error: unknown) => forgetful(context, error)),
    release: (job: Job, hosts: readonly number[] | null) => memory.release(keyOf(job), hosts),
  };
}

function moment(at: number): string {
  return new Date(at).toISOString().replace(/\.\d+Z$/, 'Z');
}

/** Opened while something else is asked, it costs no time when it is needed. */
export async function cancelMemory(context: Context): Promise<CancelFile> {
  const { openCancelFile } = await import('../settings/cancel-file.ts');
  const { paths } = await context.settings();
  return openCancelFile(paths.cancelFile, {
    clock: context.clock,
    platform: context.runtime.platform,
  });
}

async function forgetful(context: Context, error: unknown): Promise<null> {
  const why = error instanceof Error ? error.message : String(error);
  await context.warn(`this cancel cannot be remembered (${why}): do not send a second one`);
  return null;
}

function isRefusal(error: unknown): boolean {
  if (error instanceof TemporaryFailure) return true;
  if (!(error instanceof Failure) || error instanceof LostResponse) return false;
  return error.httpStatus !== null && error.httpStatus >= 400 && error.httpStatus < 500;
}

/** Hosts that were told to stop and have not: this cancel would be their second. */
async function refuseHalfDone(
  context: Context,
  { id }: Job,
  { at, hosts: told }: SentCancel,
  what: 'the whole job' | 'the series',
): Promise<void> {
  const connection = (await context.connection()).uninterrupted();
  const hosts = await allHostRuns(connection, await readJob(connection, id));
  const isTold = (hostId: number) => told === null || told.includes(hostId);
  const count = hosts.filter((host) => isTold(host.id) && !isFinal(host.status)).length;
  if (count === 0) return;
  const [were, have, their] =
    count === 1 ? ['was', 'has', 'its script'] : ['were', 'have', 'their scripts'];
  throw refusal(
    `${hostCount(count)} of job ${id} ${were} told to stop at ${moment(at)} and ${have} not yet: cancelling ${what} would abandon ${their}. Nothing was sent`,
    what === 'the series'
      ? `wait for that first: rexctl wait ${id}`
      : 'wait for that, cancel the others with --host or --search, or give up on all of them with --force',
  );
}
