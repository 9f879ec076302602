import pMap from 'p-map';
import type { Context } from '../cli/context.ts';
import { Failure } from '../errors.ts';
import type { SummaryEvent } from '../jobs/event.ts';
import type { JobDetail } from '../jobs/job-invocation.ts';
import { type JobReference, referenceText } from '../jobs/job-reference.ts';
import { combinedExitCode, type JobEnd, resultExitCode } from '../jobs/job-result.ts';
import { findJob } from '../lookup/job.ts';
import { jobsPrinter } from '../ui/follow/printer.ts';
import type { JobsPrinter } from '../ui/follow/view.ts';
import { type AttachOptions, follow } from './attach.ts';
import { type InterruptHandler, openInterruptHandler } from './on-interrupt.ts';

export type AttachSeveralOptions = Required<Pick<AttachOptions, 'policy' | 'silent'>> &
  Pick<AttachOptions, 'endWhen'>;

interface Found {
  readonly reference: string;
  readonly job: JobDetail | Failure;
}

const readsAtOnce = 8;

/**
 * Shows several jobs side by side until each has ended. The trouble of one does not end the others;
 * the exit code is that of the gravest.
 */
export async function attachSeveral(
  context: Context,
  references: readonly JobReference[],
  choice: AttachSeveralOptions,
): Promise<number> {
  const found = distinct(
    await pMap(references, (reference) => find(context, reference), { concurrency: readsAtOnce }),
  );
  const { format, quiet, fields } = context.globals;
  const printer = await jobsPrinter(
    { format, fields, quiet: quiet || choice.silent },
    context.io,
    context.clock,
  );
  const interrupt = openInterruptHandler(context, choice.policy.onInterrupt, printer);
  try {
    const ended = await Promise.all(
      found.map((one) => followOne(context, one, { choice, printer, interrupt })),
    );
    await printLeft(ended, { printer, interrupt });
    const code = combinedExitCode(ended.map(({ end }) => end.exit_code));
    await printer.end({ jobs: ended.map(({ end }) => end), exit_code: code });
    return code;
  } catch (error) {
    printer.abort();
    throw error;
  } finally {
    interrupt.close();
  }
}

async function find(context: Context, reference: JobReference): Promise<Found> {
  const text = referenceText(reference);
  try {
    return { reference: text, job: await findJob(context, reference) };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { reference: text, job: error };
  }
}

/** A job that was named twice is followed once. */
function distinct(found: readonly Found[]): readonly Found[] {
  const seen = new Set<number | string>();
  return found.filter(({ reference, job }) => {
    const key = job instanceof Failure ? reference : job.id;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

interface Following {
  readonly choice: AttachSeveralOptions;
  readonly printer: JobsPrinter;
  readonly interrupt: InterruptHandler;
}

interface Ended {
  readonly end: JobEnd;
  /** The last event of a job that is left before its end, and that is not told yet. */
  readonly left: SummaryEvent | null;
}

/** All that are left are decided on together: one question, not one for each. */
async function printLeft(
  ended: readonly Ended[],
  { printer, interrupt }: Pick<Following, 'printer' | 'interrupt'>,
): Promise<void> {
  const left = ended.flatMap((one) => one.left ?? []);
  const results = await interrupt.decide(left.map(({ result }) => result));
  left.forEach((event, at) => {
    printer.accept({ ...event, result: results[at] ?? event.result });
  });
}

async function followOne(
  context: Context,
  { reference, job }: Found,
  following: Following,
): Promise<Ended> {
  if (job instanceof Failure) return failed(reference, null, job, following);
  const { choice, printer, interrupt } = following;
  try {
    printer.open(job);
    const { silent: _, ...rest } = choice;
    const last = await follow(
      context,
      job,
      { output: 'none', ...rest },
      interrupt.signal,
      printer.accept,
    );
    const isLeft = interrupt.isLeft(last.result);
    if (!isLeft) printer.accept(last);
    const { outcome } = last.result;
    const exit_code = resultExitCode(last.result);
    const end = { reference, job_id: job.id, outcome, exit_code, error: null };
    return { end, left: isLeft ? last : null };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return failed(reference, job.id, error, following);
  }
}

function failed(
  reference: string,
  jobId: number | null,
  failure: Failure,
  { printer }: Following,
): Ended {
  printer.fail(failure);
  const error = { code: failure.kind, message: failure.message };
  return {
    end: { reference, job_id: jobId, outcome: null, exit_code: failure.exitCode, error },
    left: null,
  };
}
