import { isMachine } from '../../cli/command-output.ts';
import type { Context } from '../../cli/context.ts';
import type { Answered, Document, EventDocument } from '../../documents/types.ts';
import type { Failure } from '../../errors.ts';
import { confirmation, type Guard, passGuards } from '../../guards/guard.ts';
import type { JobDetail } from '../../jobs/job-invocation.ts';
import { combinedExitCode, type JobEnd, resultExitCode } from '../../jobs/job-result.ts';
import { certainOutcome } from '../../jobs/observed-outcome.ts';
import { jobEnded, outcomeOf } from '../../jobs/outcome.ts';
import { schemaVersion } from '../../ui/answers/answer.ts';
import { failureText } from '../../ui/answers/failure.ts';
import { jsonLine } from '../../ui/answers/json.ts';
import { type CancelReport, cancelDocument } from '../../ui/nouns/cancel.ts';
import { cancelsProse } from '../../ui/nouns/cancel-prose.ts';
import { hostsText } from '../../ui/nouns/job-words.ts';
import { oneLine } from '../../ui/terminal/sanitise.ts';
import { attempt, type JobToCancel, jobsToCancel } from './jobs-to-cancel.ts';
import type { CancelOptions } from './options.ts';
import { cancelExitCode, printReportEvent } from './print-report.ts';
import { watchCancelled } from './watch-cancelled.ts';
import { cancelWholeJob, refuseWrongRecurring } from './whole-job.ts';

/** What a cancel did to one of several jobs. */
type Cancelled = { readonly reference: string } & (
  | { readonly report: CancelReport }
  | { readonly failure: Failure }
);

/**
 * Cancels each job once, even if the cancel of another job fails. One question confirms them all;
 * the wait begins when all cancels were sent. Returns the exit code.
 */
export async function cancelSeveral(context: Context, options: CancelOptions): Promise<number> {
  const jobs = await jobsToCancel(context, options.which, options.recurring);
  for (const one of jobs) if ('job' in one) refuseWrongRecurring(one.job, one);
  await passGuards(context, [options.dryRun ? null : confirmationOfAll(jobs, options)]);
  const sent: Cancelled[] = [];
  for (const one of jobs) sent.push(await cancelOne(context, one, options));
  const cancelled = options.wait ? await watchEach(context, sent, options) : sent;
  return printAll(context, cancelled, options);
}

function confirmationOfAll(jobs: readonly JobToCancel[], { force }: CancelOptions): Guard | null {
  const open = jobs.flatMap((one) =>
    'job' in one && one.job.task !== null && !jobEnded(one.job) ? [one] : [],
  );
  if (open.length === 0) return null;
  const which = open.length === 1 ? 'this job' : `these ${open.length} jobs`;
  const series = open.some(({ recurring }) => recurring === 'series')
    ? ', with the whole series'
    : '';
  const scripts = force ? 'Scripts may keep running untracked. ' : '';
  const ask = confirmation(`${scripts}Cancel ${which}${series}?`);
  return async (context) => {
    if (!isMachine(context.globals.format))
      await context.io.err.write(open.map(previewLine).join(''));
    await ask(context);
  };
}

function previewLine({ job, recurring }: Extract<JobToCancel, { job: JobDetail }>): string {
  const series =
    recurring === 'series' && job.recurrence !== null ? `series ${job.recurrence.id}` : null;
  const notes = [hostsText(job, outcomeOf(job)), series].filter((note) => note !== null);
  return `  ${job.id}  ${oneLine(job.description ?? '-')}${notes.length === 0 ? '' : `  (${notes.join(', ')})`}\n`;
}

async function cancelOne(
  context: Context,
  one: JobToCancel,
  options: CancelOptions,
): Promise<Cancelled> {
  if ('failure' in one) return one;
  const { reference, job, recurring } = one;
  const how = { ...options, recurring, wait: false, isConfirmed: true };
  const sent = await attempt(() => cancelWholeJob(context, job, how));
  return 'value' in sent ? { reference, report: sent.value } : { reference, ...sent };
}

async function watchEach(
  context: Context,
  sent: readonly Cancelled[],
  { policy }: CancelOptions,
): Promise<readonly Cancelled[]> {
  const watched: Cancelled[] = [];
  for (const one of sent) {
    const isOpen = 'report' in one && ['sent', 'sent_before'].includes(one.report.answer);
    watched.push(
      isOpen ? { ...one, report: await watchCancelled(context, one.report, { policy }) } : one,
    );
  }
  return watched;
}

async function printAll(
  context: Context,
  cancelled: readonly Cancelled[],
  options: CancelOptions,
): Promise<number> {
  const { format } = context.globals;
  const codes: number[] = [];
  for (const one of cancelled)
    codes.push(
      'failure' in one ? one.failure.exitCode : await cancelExitCode(context, options, one.report),
    );
  const exitCode = codes.length === 0 ? 0 : combinedExitCode(codes);
  for (const one of cancelled)
    if ('failure' in one)
      await context.io.err.write(failureText(one.failure, { json: isMachine(format) }));
  if (format === 'ndjson') await printEvents(context, cancelled, { codes, exitCode });
  else
    await context.print({
      document: {
        jobs: cancelled.map(documentOf),
        exit_code: exitCode,
      } satisfies Answered<'cancel-jobs'>,
      prose: (screen) =>
        cancelled.length === 0
          ? 'No unfinished job matches. Nothing was sent.\n'
          : cancelsProse(
              cancelled.flatMap((one) => ('report' in one ? [one.report] : [])),
              screen,
            ),
    });
  return exitCode;
}

function documentOf(one: Cancelled): Document<'cancel-jobs'>['jobs'][number] {
  const { reference } = one;
  if ('report' in one) return { reference, error: null, ...cancelDocument(one.report) };
  return { reference, error: errorOf(one.failure), job: null };
}

interface Codes {
  /** The exit code of each job. */
  readonly codes: readonly number[];
  readonly exitCode: number;
}

async function printEvents(
  context: Context,
  cancelled: readonly Cancelled[],
  { codes, exitCode }: Codes,
): Promise<void> {
  for (const [at, one] of cancelled.entries())
    if ('report' in one) {
      const { result } = one.report;
      const code = result === null ? codes[at] : resultExitCode(result);
      await printReportEvent(context, one.report, code ?? 0);
    }
  const time = new Date(context.clock.now()).toISOString();
  const jobs = cancelled.map((one, at) => endOf(one, codes[at] ?? 0));
  const summary = {
    schema: schemaVersion,
    type: 'summary',
    time,
    job_id: null,
    jobs,
    exit_code: exitCode,
  } satisfies EventDocument<'summary'>;
  await context.io.out.write(jsonLine(summary));
}

function endOf(one: Cancelled, exit_code: number): JobEnd {
  const { reference } = one;
  if ('failure' in one)
    return { reference, job_id: null, outcome: null, exit_code, error: errorOf(one.failure) };
  const { job, result, end } = one.report;
  const outcome = result?.outcome ?? end?.outcome ?? certainOutcome(job);
  return { reference, job_id: job.id, outcome, exit_code, error: null };
}

function errorOf({ kind, message }: Failure): JobEnd['error'] {
  return { code: kind, message };
}
