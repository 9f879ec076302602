import { printSummaryEvent, unfollowedResult } from '../../attach/unfollowed.ts';
import type { Context } from '../../cli/context.ts';
import { failureKinds } from '../../errors.ts';
import { exitCodeOf, isInconclusive, resultExitCode } from '../../jobs/job-result.ts';
import { outcomeOfHosts } from '../../jobs/outcome.ts';
import { type CancelReport, cancelDocument } from '../../ui/nouns/cancel.ts';
import { cancelProse } from '../../ui/nouns/cancel-prose.ts';
import type { CancelOptions } from './options.ts';

/** Prints the report of one cancel and returns the exit code. */
export async function printReport(
  context: Context,
  options: Pick<CancelOptions, 'exitStatus'>,
  report: CancelReport,
): Promise<number> {
  const code = cancelExitCode(options, report);
  if (context.globals.format === 'ndjson') await printReportEvent(context, report, code);
  else
    await context.print({
      document: cancelDocument(report),
      prose: (screen) => cancelProse(report, screen),
    });
  return code;
}

/** The summary of the job with format ndjson, and what the cancel did to its hosts. */
export async function printReportEvent(
  context: Context,
  report: CancelReport,
  code: number,
): Promise<void> {
  const { cancel, hosts, summary, unreached } = cancelDocument(report);
  const result = report.result ?? { ...unfollowedResult(report.job), ...report.end };
  const more = { exit_code: code, cancel, hosts, summary, unreached };
  await printSummaryEvent(context, result, more);
}

/** A host that still runs although it was to be cancelled is a refusal. */
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
  return exitStatus || isInconclusive(result) ? resultExitCode(result) : 0;
}
