import { allHostRuns } from '../../api/host-runs.ts';
import { LostAnswer } from '../../api/lost-answer.ts';
import { readJob } from '../../api/read-job.ts';
import { TemporaryFailure } from '../../api/temporary-failure.ts';
import type { Context } from '../../context.ts';
import { Failure, refusal } from '../../errors.ts';
import { isTerminal } from '../../jobs/host-run.ts';
import type { JobInvocation } from '../../jobs/job-invocation.ts';
import type { CancelFile } from '../../settings/cancel-file.ts';
import { hostCount } from '../../ui/hosts-text.ts';
import { noting } from './local-log.ts';

/**
 * Sends a cancel that no cancel of this machine went before, and remembers it: `false` when there was one, which is
 * told. What the server certainly refused is forgotten again. A memory that fails is told and stops nothing.
 */
export async function sendOnce(
  context: Context,
  { id: jobId, task }: Pick<JobInvocation, 'id' | 'task'>,
  hosts: readonly number[] | null,
  send: () => Promise<unknown>,
  opened: Promise<CancelFile> = cancelMemory(context),
): Promise<boolean> {
  const { server } = await context.connection();
  const memory = await opened;
  const job = { server, id: jobId, task: task?.id ?? null };
  const claim = () => memory.claim(job, hosts).catch((error: unknown) => forgetful(context, error));
  let before = await claim();
  if (before?.hosts && hosts === null) {
    await refuseHalfDone(context, jobId, before.hosts, before.at);
    await memory.release(job, null);
    before = await claim();
  }
  if (before !== null) {
    await context.warn(
      `a cancel of job ${jobId} was sent from here at ${moment(before.at)}: a second one would abandon running scripts, so none is sent`,
    );
    return false;
  }
  try {
    await noting(context, { action: 'cancel', job_id: jobId, hosts: hosts?.length ?? null }, send);
    return true;
  } catch (error) {
    if (isRefusal(error)) await memory.release(job, hosts).catch(() => undefined);
    throw error;
  }
}

function moment(at: number): string {
  return new Date(at).toISOString().replace(/\.\d+Z$/, 'Z');
}

/** Opened while something else is asked, it costs no time when it is needed. */
export async function cancelMemory(context: Context): Promise<CancelFile> {
  const { openCancelFile } = await import('../../settings/cancel-file.ts');
  const { paths } = await context.settings();
  return openCancelFile(paths.cancelFile, context.clock, context.runtime.platform);
}

async function forgetful(context: Context, error: unknown): Promise<null> {
  const why = error instanceof Error ? error.message : String(error);
  await context.warn(`this cancel cannot be remembered (${why}): do not send a second one`);
  return null;
}

function isRefusal(error: unknown): boolean {
  if (error instanceof TemporaryFailure) return true;
  if (!(error instanceof Failure) || error instanceof LostAnswer) return false;
  return error.httpStatus !== null && error.httpStatus >= 400 && error.httpStatus < 500;
}

/** Hosts that were told to stop and have not: the job's cancel would be their second. */
async function refuseHalfDone(
  context: Context,
  jobId: number,
  told: readonly number[],
  at: number,
): Promise<void> {
  const connection = await context.connection();
  const request = { signal: context.signal };
  const hosts = await allHostRuns(connection, await readJob(connection, jobId, request), request);
  const count = hosts.filter(({ id, status }) => told.includes(id) && !isTerminal(status)).length;
  if (count === 0) return;
  throw refusal(
    `${hostCount(count)} of job ${jobId} ${count === 1 ? 'was' : 'were'} told to stop at ${moment(at)} and ${count === 1 ? 'has' : 'have'} not yet: cancelling the whole job would abandon ${count === 1 ? 'its script' : 'their scripts'}. Nothing was sent`,
    'wait for that, cancel the others with --host or --search, or give up on all of them with --force',
  );
}
