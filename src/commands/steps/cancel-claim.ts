import { LostAnswer } from '../../api/lost-answer.ts';
import { TemporaryFailure } from '../../api/temporary-failure.ts';
import type { Context } from '../../context.ts';
import { Failure, refusal } from '../../errors.ts';
import type { CancelFile } from '../../settings/cancel-file.ts';
import { hostCount } from '../../ui/hosts-text.ts';
import { noting } from './local-log.ts';

/**
 * Sends a cancel that no cancel of this machine went before, and remembers it: `false` when there was one, which is
 * told. What the server certainly refused is forgotten again. A memory that fails is told and stops nothing.
 */
export async function sendOnce(
  context: Context,
  jobId: number,
  hosts: readonly number[] | null,
  send: () => Promise<unknown>,
  opened: Promise<CancelFile> = cancelMemory(context),
): Promise<boolean> {
  const { server } = await context.connection();
  const memory = await opened;
  const before = await memory
    .claim(server, jobId, hosts)
    .catch((error: unknown) => forgetful(context, error));
  if (before !== null) {
    const when = new Date(before.at).toISOString().replace(/\.\d+Z$/, 'Z');
    if (before.hosts !== null && hosts === null) throw halfDone(jobId, before.hosts.length, when);
    await context.warn(
      `a cancel of job ${jobId} was sent from here at ${when}: a second one would abandon running scripts, so none is sent`,
    );
    return false;
  }
  try {
    await noting(context, { action: 'cancel', job_id: jobId, hosts: hosts?.length ?? null }, send);
    return true;
  } catch (error) {
    if (isRefusal(error)) await memory.release(server, jobId).catch(() => undefined);
    throw error;
  }
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

function halfDone(jobId: number, count: number, when: string): Failure {
  return refusal(
    `${hostCount(count)} of job ${jobId} ${count === 1 ? 'was' : 'were'} told to stop at ${when}: cancelling the whole job would abandon ${count === 1 ? 'its script' : 'their scripts'}. Nothing was sent`,
    'cancel the others with --host or --search, or give up on all of them with --force',
  );
}
