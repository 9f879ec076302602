import type { Context } from '../cli/context.ts';
import type { Failure } from '../errors.ts';
import { cancelJobOnce } from '../guards/cancel-job.ts';
import type { JobResult } from '../jobs/job-result.ts';
import { sentText } from '../ui/nouns/cancel-prose.ts';
import { askYesNo } from '../ui/terminal/prompt.ts';
import type { OnInterrupt } from './options.ts';

/**
 * The first Ctrl-C, termination or hang-up while jobs are followed, and what it does to them
 * (`--on-interrupt`).
 */
export interface InterruptHandler {
  /** Ends the follow; with `cancel` and `ask` the command's own signal is not aborted by it. */
  readonly signal: AbortSignal;
  /** True for the result of a job that the interrupt ended before the job did. */
  isLeft(result: JobResult): boolean;
  /**
   * After the follow: asks with `ask`, and cancels the jobs that were left. The reasons of the
   * results report how it ended.
   */
  decide(results: readonly JobResult[]): Promise<readonly JobResult[]>;
  close(): void;
}

/** `pause` takes a live screen away before a question or a message appears in its place. */
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

/** A second Ctrl-C answers no. */
async function wantsCancel(context: Context, left: readonly JobResult[]): Promise<boolean> {
  const names = left.map(({ job_id }) => `job ${job_id}`).join(', ');
  return askYesNo(context.io, `Cancel ${names}?`, { signal: context.signal }).catch(() => false);
}

/** The reason of a result, in one sentence; a cancel that failed is part of it. */
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
