import type { Context } from '../../context.ts';
import type { Failure } from '../../errors.ts';
import type { JobResult } from '../../jobs/outcome.ts';
import { askYesNo } from '../../ui/prompt.ts';
import { cancelOnce } from './cancel-once.ts';
import type { OnInterrupt } from './follow-options.ts';

/** The first Ctrl-C or termination while a job is followed, and what it does to the job (`--on-interrupt`). */
export interface Leaving {
  /** Ends the follow; with `cancel` and `ask` the command's own signal stays usable for what is sent next. */
  readonly signal: AbortSignal;
  /** Before the last words: with `cancel` the one cancel is sent, and the result says what became of it. */
  beforeEnd(result: JobResult): Promise<JobResult>;
  /** After the last words: with `ask` the question, and perhaps the cancel. */
  afterEnd(results: readonly JobResult[]): Promise<void>;
  close(): void;
}

export function openLeaving(context: Context, onInterrupt: OnInterrupt): Leaving {
  if (onInterrupt === 'detach') return detaching(context);
  const over = new AbortController();
  let pressed: Failure | undefined;
  const wasLeft = ({ exit_code }: JobResult) => exit_code === pressed?.exitCode;
  const stop = () => over.abort(context.signal.reason);
  context.signal.addEventListener('abort', stop, { once: true });
  const release = context.interrupts.redirect((reason) => {
    pressed = reason;
    over.abort(reason);
  });
  return {
    signal: over.signal,
    async beforeEnd(result) {
      if (onInterrupt !== 'cancel' || !wasLeft(result)) return result;
      return { ...result, reason: await cancelled(context, result.job_id) };
    },
    async afterEnd(results) {
      const left = results.filter(wasLeft);
      if (onInterrupt !== 'ask' || left.length === 0 || !(await wantsCancel(context, left))) return;
      for (const { job_id } of left) await context.warn(await cancelled(context, job_id));
    },
    close() {
      release();
      context.signal.removeEventListener('abort', stop);
    },
  };
}

function detaching({ signal }: Context): Leaving {
  return {
    signal,
    beforeEnd: async (result) => result,
    afterEnd: async () => undefined,
    close: () => undefined,
  };
}

/** A second Ctrl-C is a no. */
async function wantsCancel(context: Context, left: readonly JobResult[]): Promise<boolean> {
  const names = left.map(({ job_id }) => `job ${job_id}`).join(', ');
  return askYesNo(context.io, `Cancel ${names}?`, { signal: context.signal }).catch(() => false);
}

/** One sentence; that a job could not be cancelled must not hide that it goes on. */
async function cancelled(context: Context, jobId: number): Promise<string> {
  try {
    const answer = await cancelOnce(context, jobId, false, context.signal);
    return answer === 'had_ended'
      ? `job ${jobId} had ended before it could be cancelled`
      : `the cancel of job ${jobId} was sent; its hosts stop as they answer`;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return `job ${jobId} goes on: it could NOT be cancelled (${why})`;
  }
}
