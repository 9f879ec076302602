import type { Context } from '../../cli/context.ts';
import { Failure, type FailureKind } from '../../errors.ts';
import { jobPageAddress } from '../../jobs/job-address.ts';
import type { Told } from './follow-record.ts';
import type { Speaker } from './speaker.ts';
import type { TellingOptions } from './telling-options.ts';

/** What is told, with the exit code. */
interface ToldEnd {
  readonly told: Told;
  readonly exitCode: number;
  readonly speaker: Speaker;
}

/**
 * Runs the command of `--on-done` to its end. What it prints goes to standard error; that it failed
 * is a warning.
 */
export async function runDoneCommand(
  context: Context,
  { onDone, onDoneLimitMs }: TellingOptions,
  end: ToldEnd,
): Promise<void> {
  if (onDone === null) return;
  const interrupt = interruptOf(context.signal);
  try {
    const { trouble, output } = await context.runtime.runChild({
      command: onDone,
      input: end.told.json,
      env: await variablesOf(context, end),
      limitMs: onDoneLimitMs,
      signal: interrupt.signal,
    });
    await end.speaker.print(output);
    if (trouble !== null) await end.speaker.warn(`the command of --on-done failed: ${trouble}`);
  } finally {
    interrupt.close();
  }
}

async function variablesOf(
  context: Context,
  { told: { job, result }, exitCode }: Pick<ToldEnd, 'told' | 'exitCode'>,
): Promise<Readonly<Record<string, string>>> {
  const { server } = await context.connection();
  const { profile } = context.globals;
  return {
    ...(profile === undefined ? {} : { REXCTL_PROFILE: profile }),
    REXCTL_JOB_ID: String(job.id),
    REXCTL_OUTCOME: result.outcome,
    REXCTL_EXIT_CODE: String(exitCode),
    REXCTL_FAILED: String(result.counts.failed ?? ''),
    REXCTL_URL: jobPageAddress(server, job.id),
  };
}

/** What ends a command by the user or the system. */
export const interrupts: readonly FailureKind[] = ['interrupted', 'terminated', 'hung_up'];

/** By one of those: the end of `--timeout` does not end what tells of it. */
export function isInterrupted({ aborted, reason }: AbortSignal): boolean {
  return aborted && reason instanceof Failure && interrupts.includes(reason.kind);
}

/** Aborted by those. */
function interruptOf(signal: AbortSignal) {
  const controller = new AbortController();
  const onAbort = () => {
    if (isInterrupted(signal)) controller.abort(signal.reason);
  };
  signal.addEventListener('abort', onAbort, { once: true });
  return {
    signal: controller.signal,
    close: () => signal.removeEventListener('abort', onAbort),
  };
}
