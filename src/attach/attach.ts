import type { Context } from '../cli/context.ts';
import { type FollowOptions, followJob } from '../follow/follow-job.ts';
import type { EventSink, SummaryEvent } from '../jobs/event.ts';
import type { JobDetail, JobInvocation } from '../jobs/job-invocation.ts';
import { type JobResult, withHostsLeftOut } from '../jobs/job-result.ts';
import type { LineFilter } from '../ui/follow/line-filter.ts';
import { followPrinter } from '../ui/follow/printer.ts';
import type { LineTimes } from '../ui/time/timestamps.ts';
import { type CancelWhen, noFailureLimit, openFailureLimit } from './cancel-when.ts';
import { type InterruptHandler, openInterruptHandler } from './on-interrupt.ts';
import { checkInterrupt, defaultPolicy, type FollowPolicy } from './options.ts';
import type { Resumed } from './resume/resume-follow.ts';

/** What commands that wait or follow choose; the rest is the same for all of them. */
export interface AttachOptions {
  readonly output: FollowOptions['output'];
  /** Only these hosts count for the end and the result. */
  readonly hosts?: readonly number[] | undefined;
  readonly hostCount: number | null;
  /** How to come back after an interrupt; `rexctl watch 215` where absent. */
  readonly comeBack?: string;
  readonly filter?: LineFilter;
  readonly times?: LineTimes | undefined;
  readonly tail?: FollowOptions['tail'] | undefined;
  readonly wholeOutput?: true;
  /** Standard output and the memory of what went there, in place of the context's. */
  readonly resumed?: Resumed | undefined;
  /** How fast standard output takes what is told. */
  readonly room?: FollowOptions['room'];
  readonly policy?: FollowPolicy;
  readonly endWhen?: FollowOptions['endWhen'];
  /** Too many failures cancel the rest. */
  readonly cancelWhen?: CancelWhen | undefined;
  /** Which hosts that were meant are not part of the job: no success without them. */
  readonly leftOut?: string | null;
  /** Nothing but a failure is told (`wait`). */
  readonly silent?: boolean;
  /** The command says the last words itself. */
  readonly silentEnd?: boolean;
}

/** Enough failed hosts to name with exit code and last line; more are only counted. */
const failuresExplained = 20;

/**
 * Shows a job until its end, in the way that fits the streams and the format, and returns its
 * result.
 */
export async function attach(
  context: Context,
  job: JobInvocation | JobDetail,
  choice: AttachOptions,
): Promise<JobResult> {
  const { format, quiet, fields } = context.globals;
  const { policy = defaultPolicy, output, hostCount, comeBack, filter, times, resumed } = choice;
  const { silentEnd, silent = false } = choice;
  checkInterrupt(context, policy);
  const what = output === 'none' ? 'progress' : 'output';
  const view = { what, format, quiet: quiet || silent, hostCount } as const;
  const io = resumed === undefined ? context.io : { ...context.io, out: resumed.out };
  const printer = followPrinter(
    { ...view, ...given({ comeBack, filter, times, silentEnd, fields }) },
    io,
    context.clock,
  );
  const interrupt = openInterruptHandler(context, policy.onInterrupt, printer);
  try {
    const end = await followGuarded(
      context,
      job,
      { ...choice, room: printer.room },
      interrupt,
      printer.accept,
    );
    const { leftOut = null } = choice;
    const { reason } = end.result;
    const result = leftOut === null ? end.result : withHostsLeftOut(end.result, reason ?? leftOut);
    const last = { ...end, result };
    if (silentEnd !== true || format !== 'ndjson') printer.accept(last);
    await printer.end();
    return last.result;
  } catch (error) {
    printer.abort();
    throw error;
  } finally {
    interrupt.close();
  }
}

/**
 * As `follow`, and cancels the job's rest where failures are too many; the summary says what became
 * of that, and of an interrupt.
 */
export async function followGuarded(
  context: Context,
  job: JobInvocation | JobDetail,
  choice: Omit<AttachOptions, 'hostCount'>,
  interrupt: InterruptHandler,
  sink: EventSink,
): Promise<SummaryEvent> {
  const { cancelWhen } = choice;
  const guard =
    cancelWhen === undefined ? noFailureLimit : openFailureLimit(context, job.id, cancelWhen, sink);
  try {
    const last = await follow(context, job, choice, interrupt.signal, (event) => {
      sink(event);
      guard.accept(event);
    });
    const guarded = await guard.end(last.result);
    const [result = guarded] = guard.hasCancelled ? [guarded] : await interrupt.decide([guarded]);
    return { ...last, result };
  } finally {
    guard.close();
  }
}

/** Follows a job to its end, whose event is returned: an interrupt may have something to add. */
export async function follow(
  context: Context,
  job: JobInvocation | JobDetail,
  {
    output,
    hosts,
    endWhen,
    tail,
    wholeOutput,
    resumed,
    room,
    policy = defaultPolicy,
  }: Omit<AttachOptions, 'hostCount'>,
  signal: AbortSignal,
  sink: EventSink,
): Promise<SummaryEvent> {
  const { clock, runtime } = context;
  const deps = { connection: await context.connection(), clock, signal, random: runtime.random };
  const { giveUpAfterMs, stallWarningMs, settle } = policy;
  const { result } = await followJob(
    deps,
    job,
    {
      output,
      hosts,
      endWhen,
      tail,
      wholeOutput,
      room,
      checkpoints: resumed?.checkpoints,
      giveUpAfterMs,
      stallWarningMs,
      settle,
      explainFailures: failuresExplained,
    },
    sink,
  );
  return { type: 'summary', time: new Date(clock.now()).toISOString(), job_id: job.id, result };
}

/** Only what was given, because an absent option is not the same as `undefined` to the compiler. */
function given<T extends object>(options: T): { [Key in keyof T]?: Exclude<T[Key], undefined> } {
  const entries = Object.entries(options).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [Key in keyof T]?: Exclude<T[Key], undefined> };
}
