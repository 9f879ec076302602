import { printSummaryEvent, unfollowedResult } from '../../attach/summary-event.ts';
import type { Context } from '../../cli/context.ts';
import { failureKinds } from '../../errors.ts';
import { exitCodeOf } from '../../jobs/job-result.ts';
import { outcomeOfHosts } from '../../jobs/outcome.ts';
import { type CancelReport, cancelDocument, cancelProse } from '../../ui/nouns/cancel-report.ts';
import type { CancelOptions } from './options.ts';

/** Prints what became of one cancel and returns the exit code. */
export async function printCancel(
  context: Context,
  options: Pick<CancelOptions, 'exitStatus'>,
  report: CancelReport,
): Promise<number> {
  const code = cancelExitCode(options, report);
  const document = cancelDocument(report);
  if (context.globals.format === 'ndjson') {
    const result = report.result ?? { ...unfollowedResult(report.job, code), ...report.end };
    const { cancel, hosts, summary, unreached } = document;
    await printSummaryEvent(
      context,
      { ...result, exit_code: code },
      { cancel, hosts, summary, unreached },
    );
  } else {
    await context.print({ document, prose: (screen) => cancelProse(report, screen) });
  }
  return code;
}

/** A host that will still run although it was to be cancelled is a refusal. */
export function cancelExitCode(
  { exitStatus }: Pick<CancelOptions, 'exitStatus'>,
  { answer, result, end, meant, partial, unreached = [] }: CancelReport,
): number {
  if (unreached.length > 0) return failureKinds.refused;
  if (result === null) {
    if (!exitStatus || answer !== 'had_ended') return 0;
    return exitCodeOf(
      partial === true
        ? outcomeOfHosts(meant.map(({ status }) => status))
        : (end?.outcome ?? 'unknown'),
    );
  }
  const { exit_code } = result;
  return exitStatus || exit_code === 1 || exit_code >= 7 ? exit_code : 0;
}
