import type { Context } from '../cli/context.ts';
import { type FollowOptions, followJob } from '../follow/follow-job.ts';
import type { EventSink, FollowEvent, SummaryEvent } from '../jobs/event.ts';
import type { JobDetail, JobInvocation } from '../jobs/job-invocation.ts';
import { type JobResult, withHostsLeftOut } from '../jobs/job-result.ts';
import { linkingIo } from '../ui/answers/job-links.ts';
import type { Grouping } from '../ui/follow/groups/ended-hosts.ts';
import type { LineFilter } from '../ui/follow/line-filter.ts';
import type { TemplatedLines } from '../ui/follow/line-template.ts';
import { followPrinter } from '../ui/follow/printer.ts';
import type { FilesView, FollowPrinter } from '../ui/follow/view.ts';
import { redirected } from '../ui/terminal/io.ts';
import type { LineTimes } from '../ui/time/timestamps.ts';
import type { CancelWhen } from './cancel-when.ts';
import { FailureLimit } from './failure-limit.ts';
import { loadEnds } from './load-ends.ts';
import { type InterruptHandler, openInterruptHandler } from './on-interrupt.ts';
import type { FollowPolicy } from './options.ts';
import type { Resumed } from './resume/resume-follow.ts';
import type { Teller } from './telling/teller.ts';

type OfEngine =
  | 'output'
  | 'endedOnly'
  | 'hosts'
  | 'tail'
  | 'wholeOutput'
  | 'endWhen'
  | 'drained'
  | 'checkpoints'
  | 'knownOutput'
  | 'onOutputEnd';

/** What to follow of a job, and for how long. */
export interface FollowedPart extends Pick<FollowOptions, OfEngine> {
  readonly policy: FollowPolicy;
  /** Reads why each host failed while the job is still running. */
  readonly explainsAll?: boolean;
}

/** Takes the output of hosts instead of a printer (`--dir`). */
export interface OutputFiles extends FilesView, Pick<FollowOptions, 'knownOutput'> {
  readonly onOutputEnd: NonNullable<FollowOptions['onOutputEnd']>;
  accept(event: FollowEvent): void;
  /** Rejects if some of it could not be written. */
  drained(): Promise<void> | undefined;
  /** Writes the rest; `null` if the follow has no result. */
  finish(result: JobResult | null): Promise<void>;
}

type Chosen = Omit<
  FollowedPart,
  'drained' | 'checkpoints' | 'endedOnly' | 'knownOutput' | 'onOutputEnd'
>;

/** The choices of a command that attaches to a job. */
export interface AttachOptions extends Chosen {
  readonly hostCount: number | null;
  /** Prints the host before each line even if only one host is followed. */
  readonly namesHosts?: boolean;
  /** The names of all hosts of the job, if only some of them are followed. */
  readonly allNames?: readonly string[];
  /** The command to return with after an interrupt; `rexctl watch 215` by default. */
  readonly reattachCommand?: string;
  readonly filter?: LineFilter;
  readonly times?: LineTimes;
  readonly templated?: TemplatedLines;
  /** Reads the output of hosts when they have finished, and prints it in groups at the end. */
  readonly group?: Grouping;
  /** Sends lines there, and shows progress on the screen. */
  readonly files?: OutputFiles;
  /** A standard output that knows what was printed before, instead of the context's. */
  readonly resumed?: Resumed;
  /** Cancels the unfinished hosts after too many failures. */
  readonly cancelWhen?: CancelWhen;
  /** The hosts that the server left out of the job: without them it cannot succeed. */
  readonly leftOut?: string | null;
  /** Prints only failures (`wait`). */
  readonly silent?: boolean;
  /** Passes the result on. */
  readonly teller?: Teller;
  /** The command prints the final message, not this follow. */
  readonly silentEnd?: boolean;
}

/**
 * Follows a job until it finishes or an interrupt, and prints it as the streams and the format
 * require.
 */
export async function attach(
  context: Context,
  job: JobInvocation | JobDetail,
  options: AttachOptions,
): Promise<JobResult> {
  const { server } = await context.connection();
  const printer = openPrinter(context, options, server);
  const interrupt = openInterruptHandler(context, options.policy.onInterrupt, printer);
  const checkpoints = options.resumed?.checkpoints;
  const endedOnly = options.group !== undefined;
  const { files } = options;
  const { knownOutput, onOutputEnd } = files ?? {};
  const drained = () => files?.drained() ?? printer.drained();
  const followed = { ...options, drained, checkpoints, endedOnly, knownOutput, onOutputEnd };
  const record = options.teller?.follow(job, options.hostCount);
  const sink: EventSink = (event) => {
    files?.accept(event);
    printer.accept(event);
    record?.accept(event);
  };
  try {
    const seen = await followLimited(context, job, followed, { interrupt, sink });
    const { leftOut = null, silentEnd } = options;
    const result =
      leftOut === null ? seen.result : withHostsLeftOut(seen.result, seen.result.reason ?? leftOut);
    record?.accept({ ...seen, result });
    await files?.finish(result);
    if (silentEnd !== true || context.globals.format !== 'ndjson')
      printer.accept({ ...seen, result });
    await printer.end();
    return result;
  } catch (error) {
    printer.abort();
    await files?.finish(null).catch(() => undefined);
    throw error;
  } finally {
    interrupt.close();
  }
}

function openPrinter(context: Context, options: AttachOptions, server: string): FollowPrinter {
  const { format, quiet, fields } = context.globals;
  const { hostCount, namesHosts, allNames, reattachCommand, filter, group, files } = options;
  const { times, templated, resumed, silent = false, silentEnd } = options;
  const what = options.output === 'none' ? 'progress' : 'output';
  const io = resumed === undefined ? context.io : redirected(context.io, { out: resumed.out });
  return followPrinter(
    {
      what,
      format,
      fields,
      quiet: quiet || silent,
      hostCount,
      namesHosts,
      allNames,
      reattachCommand,
      filter,
      times,
      templated,
      group,
      files,
      silentEnd,
    },
    linkingIo(io, server),
    context.clock,
  );
}

/** Where a follow sends its events, and how an interrupt stops it. */
interface Attached {
  readonly interrupt: InterruptHandler;
  readonly sink: EventSink;
}

/**
 * Follows a job until it finishes. Too many failures cancel the remaining hosts, and so may an
 * interrupt; the reason in the summary reports it. The summary is returned, not emitted.
 */
export async function followLimited(
  context: Context,
  job: JobInvocation | JobDetail,
  followed: FollowedPart & Pick<AttachOptions, 'cancelWhen'>,
  { interrupt, sink }: Attached,
): Promise<SummaryEvent> {
  const { cancelWhen } = followed;
  const limit =
    cancelWhen === undefined ? null : new FailureLimit(context, job.id, cancelWhen, sink);
  try {
    const seen = await follow(context, job, followed, {
      interrupt,
      sink(event) {
        sink(event);
        limit?.accept(event);
      },
    });
    const limited = (await limit?.conclude(seen.result)) ?? seen.result;
    if (limit?.hasCancelled === true) return { ...seen, result: limited };
    const [result = limited] = await interrupt.decide([limited]);
    return { ...seen, result };
  } finally {
    limit?.close();
  }
}

/** How many failed hosts are shown with exit code and last line while the job runs. */
const failuresExplained = 20;

/** Follows a job until it finishes or an interrupt; the summary is returned, not emitted. */
export async function follow(
  context: Context,
  job: JobInvocation | JobDetail,
  { policy, explainsAll = false, ...part }: FollowedPart,
  { interrupt: { signal }, sink }: Attached,
): Promise<SummaryEvent> {
  const { clock, runtime } = context;
  const { giveUpAfterMs, stallWarningMs, settle } = policy;
  await loadEnds();
  const result = await followJob(
    { connection: await context.connection(), clock, signal, random: runtime.random },
    job,
    {
      ...part,
      giveUpAfterMs,
      stallWarningMs,
      settle,
      explainFailures: explainsAll ? Number.POSITIVE_INFINITY : failuresExplained,
    },
    sink,
  );
  return { type: 'summary', time: new Date(clock.now()).toISOString(), job_id: job.id, result };
}
