import { allHostRuns } from '../../api/endpoints/job-hosts.ts';
import { printSummaryEvent, unfollowedResult } from '../../attach/unfollowed.ts';
import type { Context } from '../../cli/context.ts';
import { failureKinds } from '../../errors.ts';
import { exitCodeOf, isByFailures, isInconclusive, resultExitCode } from '../../jobs/job-result.ts';
import { outcomeOfHosts } from '../../jobs/outcome.ts';
import { exitStatusOf } from '../../lookup/failures/exit-status.ts';
import { type CancelReport, cancelDocument } from '../../ui/nouns/cancel.ts';
import { cancelProse } from '../../ui/nouns/cancel-prose.ts';
import type { CancelOptions } from './options.ts';

/** Prints the report of one cancel and returns the exit code. */
export async function printReport(
  context: Context,
  options: Pick<CancelOptions, 'exitStatus'>,
  report: CancelReport,
): Promise<number> {
  const code = await cancelExitCode(context, options, report);
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
export async function cancelExitCode(
  context: Context,
  { exitStatus }: Pick<CancelOptions, 'exitStatus'>,
  report: CancelReport,
): Promise<number> {
  const { answer, result, unreached = [] } = report;
  if (unreached.length > 0) return failureKinds.refused;
  if (result !== null) return exitStatus || isInconclusive(result) ? resultExitCode(result) : 0;
  return exitStatus && answer === 'had_ended' ? endedExitCode(context, report) : 0;
}

/** For a job or hosts that finished before the cancel. */
async function endedExitCode(
  context: Context,
  { job, end, meant, partial, after }: CancelReport,
): Promise<number> {
  if (partial === true) {
    const outcome = outcomeOfHosts(meant.map(({ status }) => status));
    return exitStatusOf(context, job, { outcome, hosts: meant, isPart: true });
  }
  const outcome = end?.outcome ?? 'unknown';
  if (!isByFailures(outcome)) return exitCodeOf(outcome);
  const hosts = after ?? (await allHostRuns(await context.connection(), job));
  return exitStatusOf(context, job, { outcome, hosts });
}
