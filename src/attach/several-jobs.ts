import type { Context } from '../cli/context.ts';
import { Failure } from '../errors.ts';
import type { EventSink, SummaryEvent } from '../jobs/event.ts';
import type { JobDetail } from '../jobs/job-invocation.ts';
import { type JobReference, referenceText } from '../jobs/job-reference.ts';
import { combinedExitCode, type JobEnd, resultExitCode } from '../jobs/job-result.ts';
import { findJob } from '../lookup/job.ts';
import { refuseForeignJobs } from '../lookup/job-server.ts';
import { jobsPrinter } from '../ui/follow/printer.ts';
import type { JobsPrinter } from '../ui/follow/view.ts';
import { type FollowedPart, follow } from './attach.ts';
import { type InterruptHandler, openInterruptHandler } from './on-interrupt.ts';
import type { Teller } from './telling/teller.ts';

interface AttachSeveral extends Pick<FollowedPart, 'policy' | 'endWhen' | 'explainsAll'> {
  /** Prints only failures (`wait`). */
  readonly silent: boolean;
  /** Passes on the result of each job as soon as it has finished. */
  readonly teller: Teller;
}

/**
 * Follows several jobs at the same time until each has finished. A failure of one does not end the
 * others. Returns the exit code.
 */
export async function attachSeveral(
  context: Context,
  references: readonly JobReference[],
  options: AttachSeveral,
): Promise<number> {
  await refuseForeignJobs(context, references);
  const jobs = await namedJobs(context, references);
  const { format, quiet, fields } = context.globals;
  const view = { format, fields, quiet: quiet || options.silent };
  const printer = await jobsPrinter(view, context.io, context.clock);
  const interrupt = openInterruptHandler(context, options.policy.onInterrupt, printer);
  const followed = { ...options, output: 'none', printer, interrupt } as const;
  try {
    const followedJobs = await Promise.all(jobs.map((job) => followOne(context, job, followed)));
    await printLeft(followedJobs, followed);
    const ends = followedJobs.map(({ end }) => end);
    const exit_code = combinedExitCode(ends.map((end) => end.exit_code));
    await printer.end({ jobs: ends, exit_code });
    return exit_code;
  } catch (error) {
    printer.abort();
    throw error;
  } finally {
    interrupt.close();
  }
}

/** A named job, or why it was not found. */
interface NamedJob {
  readonly reference: string;
  readonly job: JobDetail | Failure;
}

/** Follows a job once even if it was named twice. */
async function namedJobs(
  context: Context,
  references: readonly JobReference[],
): Promise<readonly NamedJob[]> {
  const named = await Promise.all(references.map((reference) => find(context, reference)));
  const keyOf = ({ reference, job }: NamedJob) => (job instanceof Failure ? reference : job.id);
  const byKey = new Map<number | string, NamedJob>();
  for (const one of named) if (!byKey.has(keyOf(one))) byKey.set(keyOf(one), one);
  return [...byKey.values()];
}

async function find(context: Context, named: JobReference): Promise<NamedJob> {
  const reference = referenceText(named);
  try {
    return { reference, job: await findJob(context, named) };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { reference, job: error };
  }
}

interface Shared extends FollowedPart {
  readonly teller: Teller;
  readonly printer: JobsPrinter;
  readonly interrupt: InterruptHandler;
}

interface FollowedJob {
  readonly end: JobEnd;
  /** The summary of a job that had not finished at the interrupt; it is not printed yet. */
  readonly left: SummaryEvent | null;
}

async function followOne(
  context: Context,
  { reference, job }: NamedJob,
  shared: Shared,
): Promise<FollowedJob> {
  const { printer, interrupt, teller } = shared;
  if (job instanceof Failure) return failed(reference, null, job, printer);
  const record = teller.follow(job, job.counts.total);
  const sink: EventSink = (event) => {
    printer.accept(event);
    record?.accept(event);
  };
  try {
    printer.open(job);
    const seen = await follow(context, job, shared, { interrupt, sink });
    const { result } = seen;
    const isLeft = interrupt.isLeft(result);
    if (!isLeft) sink(seen);
    if (!isLeft) teller.tell(record, null);
    const exit_code = resultExitCode(result);
    const end = { reference, job_id: job.id, outcome: result.outcome, exit_code, error: null };
    return { end, left: isLeft ? seen : null };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    teller.tell(record, error);
    return failed(reference, job.id, error, printer);
  }
}

function failed(
  reference: string,
  job_id: number | null,
  failure: Failure,
  printer: JobsPrinter,
): FollowedJob {
  printer.fail(failure);
  const { kind: code, message, exitCode: exit_code } = failure;
  const end = { reference, job_id, outcome: null, exit_code, error: { code, message } };
  return { end, left: null };
}

/** Asks one question for all unfinished jobs, not one for each. */
async function printLeft(
  followedJobs: readonly FollowedJob[],
  { printer, interrupt }: Pick<Shared, 'printer' | 'interrupt'>,
): Promise<void> {
  const left = followedJobs.flatMap((one) => one.left ?? []);
  const results = await interrupt.decide(left.map(({ result }) => result));
  left.forEach((seen, at) => {
    printer.accept({ ...seen, result: results[at] ?? seen.result });
  });
}
