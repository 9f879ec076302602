import type { Context } from '../../cli/context.ts';
import { Failure, type FailureKind } from '../../errors.ts';
import { jobPageAddress } from '../../jobs/job-address.ts';
import { sanitise } from '../../ui/terminal/sanitise.ts';
import type { Told } from './follow-record.ts';
import type { TellingOptions } from './telling-options.ts';

/** What is told, with the exit code. */
interface ToldEnd {
  readonly told: Told;
  readonly exitCode: number;
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
    await printOutput(context, output);
    if (trouble !== null) await context.warn(`the command of --on-done failed: ${trouble}`);
  } finally {
    interrupt.close();
  }
}

async function variablesOf(
  context: Context,
  { told: { job, result }, exitCode }: ToldEnd,
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

async function printOutput({ io: { err } }: Context, output: string): Promise<void> {
  if (output === '') return;
  const shown = err.isTerminal ? sanitise(output, { color: err.colorLevel > 0 }) : output;
  await err.write(shown.endsWith('\n') ? shown : `${shown}\n`);
}

const interrupts: readonly FailureKind[] = ['interrupted', 'terminated', 'hung_up'];

/** The end of `--timeout` does not end what tells of it. */
function interruptOf(signal: AbortSignal) {
  const controller = new AbortController();
  const onAbort = () => {
    const { reason } = signal;
    if (reason instanceof Failure && interrupts.includes(reason.kind)) controller.abort(reason);
  };
  signal.addEventListener('abort', onAbort, { once: true });
  return {
    signal: controller.signal,
    close: () => signal.removeEventListener('abort', onAbort),
  };
}
