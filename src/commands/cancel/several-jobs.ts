import { printSummaryEvent, unfollowedResult } from '../../attach/summary-event.ts';
import { type Context, isMachine } from '../../cli/context.ts';
import { schemaVersion } from '../../documents/schema-names.ts';
import type { Answered, Document, EventDocument } from '../../documents/types.ts';
import { Failure } from '../../errors.ts';
import { confirmation, passGuards } from '../../guards/guard.ts';
import type { JobDetail } from '../../jobs/job-invocation.ts';
import { type JobReference, referenceText } from '../../jobs/job-reference.ts';
import { combinedExitCode } from '../../jobs/job-result.ts';
import { certainOutcome } from '../../jobs/observed-outcome.ts';
import { jobEnded, outcomeOf } from '../../jobs/outcome.ts';
import { findJob } from '../../lookup/job.ts';
import { failureText } from '../../ui/answers/failure.ts';
import { jsonLine } from '../../ui/answers/json-text.ts';
import { type CancelReport, cancelDocument, cancelProse } from '../../ui/nouns/cancel-report.ts';
import { hostsText } from '../../ui/nouns/hosts-text.ts';
import { oneLine } from '../../ui/terminal/sanitise.ts';
import { cancelExitCode } from './answer.ts';
import type { CancelOptions } from './options.ts';
import { cancelJob, checkRecurring, waitForHosts } from './whole-job.ts';

/** A job that was named, or why there is none. */
type Named = { readonly reference: string } & (
  | { readonly job: JobDetail; readonly recurring?: CancelOptions['recurring'] }
  | { readonly failure: Failure }
);

type End = { readonly reference: string } & (
  | { readonly report: CancelReport }
  | { readonly failure: Failure }
);

export async function namedJobs(
  context: Context,
  references: readonly JobReference[],
): Promise<readonly Named[]> {
  const found: Named[] = [];
  for (const reference of references) {
    const one = await attempt(() => findJob(context, reference));
    const name = referenceText(reference);
    const isTwice =
      'value' in one && found.some((other) => 'job' in other && other.job.id === one.value.id);
    if (!isTwice)
      found.push(
        'value' in one ? { reference: name, job: one.value } : { reference: name, ...one },
      );
  }
  return found;
}

/**
 * Cancels each job once, one failing or not; they are asked about together, and waited for when all
 * were sent.
 */
export async function cancelSeveral(
  context: Context,
  options: CancelOptions,
  jobs: readonly Named[],
): Promise<number> {
  for (const named of jobs)
    if ('job' in named) checkRecurring(mannerFor(options, named), named.job);
  await agree(context, options, jobs);
  const ends: End[] = [];
  for (const named of jobs) {
    const { reference } = named;
    const sent =
      'failure' in named
        ? named
        : await attempt(() =>
            cancelJob(
              context,
              { ...mannerFor(options, named), wait: false, agreed: true },
              named.job,
            ),
          );
    ends.push(
      'value' in sent ? { reference, report: sent.value } : { reference, failure: sent.failure },
    );
  }
  return printAll(context, options, options.wait ? await waited(context, options, ends) : ends);
}

/** What a search found tells for itself what to cancel of its series. */
function mannerFor(
  options: CancelOptions,
  named: { readonly recurring?: CancelOptions['recurring'] },
): CancelOptions {
  return named.recurring === undefined ? options : { ...options, recurring: named.recurring };
}

async function agree(
  context: Context,
  options: CancelOptions,
  jobs: readonly Named[],
): Promise<void> {
  const open = jobs.flatMap((named) =>
    'job' in named && named.job.task !== null && !jobEnded(named.job)
      ? [{ job: named.job, recurring: mannerFor(options, named).recurring }]
      : [],
  );
  if (options.dryRun || open.length === 0) return;
  if (!isMachine(context.globals.format))
    await context.io.err.write(open.map(previewLine).join(''));
  const what = open.some(({ recurring }) => recurring === 'series') ? ' with the whole series' : '';
  const scripts = options.force ? ' Their scripts may go on unwatched.' : '';
  const jobsText = open.length === 1 ? 'this job' : `these ${open.length} jobs`;
  await passGuards(context, [confirmation(`Cancel ${jobsText}${what}?${scripts}`)]);
}

function previewLine({
  job,
  recurring,
}: {
  job: JobDetail;
  recurring: CancelOptions['recurring'];
}): string {
  const series =
    recurring === 'series' && job.recurrence !== null ? `series ${job.recurrence.id}` : null;
  const notes = [hostsText(job, outcomeOf(job)), series].filter((note) => note !== null);
  return `  ${job.id}  ${oneLine(job.description ?? '-')}${notes.length === 0 ? '' : `  (${notes.join(', ')})`}\n`;
}

async function waited(
  context: Context,
  options: CancelOptions,
  ends: readonly End[],
): Promise<readonly End[]> {
  const after: End[] = [];
  for (const end of ends) {
    const isOpen = 'report' in end && ['sent', 'sent_before'].includes(end.report.answer);
    after.push(
      isOpen ? { ...end, report: await waitForHosts(context, end.report, options.policy) } : end,
    );
  }
  return after;
}

async function printAll(
  context: Context,
  options: CancelOptions,
  ends: readonly End[],
): Promise<number> {
  const codes: number[] = [];
  for (const end of ends)
    codes.push('failure' in end ? end.failure.exitCode : cancelExitCode(options, end.report));
  const exitCode = ends.length === 0 ? 0 : combinedExitCode(codes);
  const { format } = context.globals;
  for (const end of ends)
    if ('failure' in end)
      await context.io.err.write(failureText(end.failure, { json: isMachine(format) }));
  if (format === 'ndjson') await printEvents(context, ends, codes, exitCode);
  else
    await context.print({
      document: {
        jobs: ends.map(endDocument),
        exit_code: exitCode,
      } satisfies Answered<'cancel-jobs'>,
      prose: (screen) =>
        ends.length === 0
          ? 'No job that goes on matches. Nothing was sent.\n'
          : ends.map((end) => ('report' in end ? cancelProse(end.report, screen) : '')).join(''),
    });
  return exitCode;
}

function endDocument(end: End): Document<'cancel-jobs'>['jobs'][number] {
  const { reference } = end;
  if ('report' in end) return { reference, error: null, ...cancelDocument(end.report) };
  return { reference, error: { code: end.failure.kind, message: end.failure.message }, job: null };
}

async function printEvents(
  context: Context,
  ends: readonly End[],
  codes: readonly number[],
  exitCode: number,
): Promise<void> {
  const jobs = ends.map((end, at) => {
    const { reference } = end;
    if ('failure' in end) {
      const { kind, message } = end.failure;
      return {
        reference,
        job_id: null,
        outcome: null,
        exit_code: codes[at] ?? 0,
        error: { code: kind, message },
      };
    }
    const { job, result, end: known } = end.report;
    return {
      reference,
      job_id: job.id,
      outcome: result?.outcome ?? known?.outcome ?? certainOutcome(job),
      exit_code: codes[at] ?? 0,
      error: null,
    };
  });
  for (const [at, end] of ends.entries()) {
    if ('failure' in end) continue;
    const { cancel, hosts, summary, unreached } = cancelDocument(end.report);
    const { result: waited, job, end: known } = end.report;
    const result = waited ?? { ...unfollowedResult(job, codes[at] ?? 0), ...known };
    await printSummaryEvent(context, result, { cancel, hosts, summary, unreached });
  }
  const time = new Date(context.clock.now()).toISOString();
  await context.io.out.write(
    jsonLine({
      schema: schemaVersion,
      type: 'summary',
      time,
      job_id: null,
      jobs,
      exit_code: exitCode,
    } satisfies EventDocument<'summary'>),
  );
}

/** Only what a user is meant to see is kept for later; a command that is left ends at once. */
async function attempt<T>(
  work: () => Promise<T>,
): Promise<{ readonly value: T } | { readonly failure: Failure }> {
  try {
    return { value: await work() };
  } catch (error) {
    const leaves =
      !(error instanceof Failure) || error.exitCode > 100 || error.kind === 'time_limit';
    if (leaves) throw error;
    return { failure: error };
  }
}
