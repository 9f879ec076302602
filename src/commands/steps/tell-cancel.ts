import type { Context } from '../../context.ts';
import { failureKinds } from '../../errors.ts';
import { exitCodeOf } from '../../jobs/outcome.ts';
import { type CancelReport, cancelDocument, cancelProse } from '../../ui/cancel-report.ts';
import { endedOutcome } from './cancel-job.ts';
import type { CancelOptions } from './cancel-options.ts';
import { resultUnwaited, sayLastEvent } from './last-event.ts';

/** Prints what became of one cancel and returns the exit code. */
export async function tellCancel(
  context: Context,
  options: Pick<CancelOptions, 'exitStatus'>,
  report: CancelReport,
): Promise<number> {
  const code = await cancelExitCode(context, options, report);
  const document = cancelDocument(report);
  if (context.globals.format === 'ndjson') {
    const result = report.result ?? resultUnwaited(report.job, code);
    const { cancel, hosts, summary, unreached } = document;
    await sayLastEvent(context, { ...result, exit_code: code }, { cancel, hosts, summary, unreached });
  } else {
    await context.print({ document, prose: (screen) => cancelProse(report, screen) });
  }
  return code;
}

/** A host that will still run although it was to be cancelled is a refusal (DESIGN §5). */
export async function cancelExitCode(
  context: Context,
  { exitStatus }: Pick<CancelOptions, 'exitStatus'>,
  { job, answer, result, unreached = [] }: CancelReport,
): Promise<number> {
  if (unreached.length > 0) return failureKinds.refused;
  if (result === null)
    return exitStatus && answer === 'had_ended' ? exitCodeOf(await endedOutcome(context, job)) : 0;
  const { exit_code } = result;
  return exitStatus || exit_code === 1 || exit_code >= 7 ? exit_code : 0;
}
