import type { Context } from '../../cli/context.ts';
import { Failure, type FailureKind } from '../../errors.ts';
import { jobPageAddress } from '../../jobs/job-address.ts';
import type { Told } from './follow-record.ts';
import type { Speaker } from './speaker.ts';
import type { TellingOptions } from './telling-options.ts';

/** The result that is passed on, with the exit code. */
interface ToldEnd {
  readonly told: Told;
  readonly exitCode: number;
  readonly speaker: Speaker;
}

/**
 * Runs the `--on-done` command until it exits. Its output goes to standard error; a failure is a
 * warning.
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

/** Failures by which the user or the system ends a command. */
export const interrupts: readonly FailureKind[] = ['interrupted', 'terminated', 'hung_up'];

/** True for one of those: the end of `--timeout` still lets `--on-done` run. */
export function isInterrupted({ aborted, reason }: AbortSignal): boolean {
  return aborted && reason instanceof Failure && interrupts.includes(reason.kind);
}

/** A signal that only those abort. */
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
