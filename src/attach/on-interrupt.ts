import type { Context } from '../cli/context.ts';
import type { Failure } from '../errors.ts';
import { cancelJobOnce } from '../guards/cancel-job.ts';
import type { JobResult } from '../jobs/job-result.ts';
import { sentText } from '../ui/nouns/cancel-prose.ts';
import { askYesNo } from '../ui/terminal/prompt.ts';
import type { OnInterrupt } from './options.ts';

/** Handles the first Ctrl-C, termination or hang-up while jobs are followed (`--on-interrupt`). */
export interface InterruptHandler {
  /** Ends the follow. With `cancel` and `ask` it does not abort the signal of the command. */
  readonly signal: AbortSignal;
  /** True if the follow of this job was interrupted before the job finished. */
  isLeft(result: JobResult): boolean;
  /**
   * To be called after the follow: asks (with `ask`), and cancels the jobs that had not finished.
   * The reasons of the results report how each cancel ended.
   */
  decide(results: readonly JobResult[]): Promise<readonly JobResult[]>;
  close(): void;
}

/** `pause` clears the live view before a question or a message is printed. */
export function openInterruptHandler(
  context: Context,
  onInterrupt: OnInterrupt,
  { pause }: { readonly pause: () => Promise<void> },
): InterruptHandler {
  if (onInterrupt === 'detach') return detaching(context);
  const over = new AbortController();
  let pressed: Failure | undefined;
  const isLeft = ({ ended }: JobResult) => ended === pressed?.kind;
  const stop = () => over.abort(context.signal.reason);
  context.signal.addEventListener('abort', stop, { once: true });
  const release = context.interrupts.redirect((reason) => {
    pressed = reason;
    over.abort(reason);
  });
  const mayCancel = async (left: readonly JobResult[]) => {
    if (left.length === 0) return true;
    await pause();
    return onInterrupt === 'cancel' || wantsCancel(context, left);
  };
  return {
    signal: over.signal,
    isLeft,
    async decide(results) {
      if (!(await mayCancel(results.filter(isLeft)))) return results;
      return Promise.all(
        results.map((result) => (isLeft(result) ? withCancel(context, result) : result)),
      );
    },
    close() {
      release();
      context.signal.removeEventListener('abort', stop);
    },
  };
}

async function withCancel(context: Context, result: JobResult): Promise<JobResult> {
  return { ...result, reason: await cancelled(context, result.job_id) };
}

function detaching({ signal }: Context): InterruptHandler {
  return {
    signal,
    isLeft: () => false,
    decide: async (results) => results,
    close: () => undefined,
  };
}

/** A second Ctrl-C answers "no". */
async function wantsCancel(context: Context, left: readonly JobResult[]): Promise<boolean> {
  const names = left.map(({ job_id }) => `job ${job_id}`).join(', ');
  return askYesNo(context.io, `Cancel ${names}?`, { signal: context.signal }).catch(() => false);
}

/**
 * Cancels the job, and returns the reason of its result: one sentence that says if the cancel
 * failed.
 */
async function cancelled(context: Context, jobId: number): Promise<string> {
  try {
    const cancel = await cancelJobOnce(context, jobId, { signal: context.signal });
    if (cancel.kind === 'had_ended') return `job ${jobId} finished before it could be cancelled`;
    const missed = cancel.kind === 'sent' ? cancel.missed : 0;
    return `the cancel of job ${jobId} was sent; ${sentText(missed)}`;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return `job ${jobId} is still running: it could not be cancelled (${why})`;
  }
}
