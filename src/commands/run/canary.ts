import { pollJob } from '../../api/endpoints/job-invocations.ts';
import { reattachCommandOf, type ToldOptions } from '../../attach/after-start.ts';
import { followLimited } from '../../attach/attach.ts';
import { type InterruptHandler, openInterruptHandler } from '../../attach/on-interrupt.ts';
import type { CanaryRecord } from '../../attach/telling/follow-record.ts';
import { isMachine } from '../../cli/command-output.ts';
import type { Context } from '../../cli/context.ts';
import { Failure } from '../../errors.ts';
import { type CanarySize, canaryGroups, shuffled } from '../../jobs/canary.ts';
import type { TargetHost } from '../../jobs/job-invocation.ts';
import { isSuccess, type JobResult, withHostsLeftOut } from '../../jobs/job-result.ts';
import { type AnsweredStart, answered } from '../../jobs/new-job.ts';
import { countMismatch } from '../../jobs/observed-outcome.ts';
import type { Competitors } from '../../start/concurrent-start.ts';
import { type Started, startJob } from '../../start/start-job.ts';
import { hostCount, otherHosts } from '../../text/counts.ts';
import { type CanaryPrinter, canaryPrinter } from '../../ui/follow/canary-printer.ts';
import { listed } from '../../ui/terminal/names.ts';
import {
  type CanaryOutput,
  jobEndOf,
  printCanaryOnly,
  printEnd,
  printUnstarted,
  type StageEnd,
  throwUnfollowed,
} from './canary-result.ts';
import type { RunOptions } from './options.ts';
import { type RunPlan, requestFor } from './plan.ts';
import { previewCanary, printCanaryGroups } from './preview.ts';

/** A run in two stages, each a job that is followed to its end. */
interface CanaryRun extends CanaryOutput {
  readonly context: Context;
  readonly plan: RunPlan;
  readonly options: RunOptions;
  /** Jobs of the same name that may have been started elsewhere. */
  readonly competitors: Competitors | undefined;
  readonly interrupt: InterruptHandler;
}

type Stage = 'canary' | 'rest';

/**
 * Runs on the first hosts, and on the others only if every one of those succeeded; both are one
 * result.
 */
export async function runCanary(
  context: Context,
  size: CanarySize,
  plan: RunPlan,
  options: RunOptions & ToldOptions,
  competitors: Competitors | undefined,
): Promise<AnsweredStart> {
  const { hosts } = plan.target;
  const inAnyOrder = options.execution.randomized_ordering === true;
  const groups = canaryGroups(size, inAnyOrder ? shuffled(hosts, context.runtime.random) : hosts);
  if (options.dryRun) return previewCanary(context, plan, groups);
  await printCanaryGroups(context, plan, groups);
  const printer = recorded(openPrinter(context, options), options.teller.canary());
  const interrupt = openInterruptHandler(context, options.policy.onInterrupt, printer);
  const run = { context, plan, options, competitors, groups, printer, interrupt };
  try {
    return answered(await runStages(run));
  } catch (error) {
    printer.abort();
    throw error;
  } finally {
    interrupt.close();
  }
}

function openPrinter(context: Context, { afterStart }: RunOptions): CanaryPrinter {
  const { format, quiet, fields } = context.globals;
  const what = afterStart === 'follow' ? 'output' : 'progress';
  const reattachCommand = (id: number) => reattachCommandOf(id, afterStart);
  const view = { what, format, quiet, fields, reattachCommand } as const;
  return canaryPrinter(view, context.io, context.clock);
}

/** A printer that also records the events for `--on-done` and the options beside it. */
function recorded(printer: CanaryPrinter, record: CanaryRecord | undefined): CanaryPrinter {
  if (record === undefined) return printer;
  const kept = record.printer;
  return {
    ...printer,
    open(job, hostCount) {
      kept.open(job, hostCount);
      printer.open(job, hostCount);
    },
    accept(event) {
      kept.accept(event);
      printer.accept(event);
    },
    async nextStage(summary) {
      await kept.nextStage(summary);
      await printer.nextStage(summary);
    },
    async end(end) {
      await kept.end(end);
      await printer.end(end);
    },
  };
}

/** Returns the exit code. */
async function runStages(run: CanaryRun): Promise<number> {
  const { context, groups, interrupt, printer } = run;
  const first = await startStage(run, 'canary');
  const ended = await followStage(run, first).catch((error: unknown) =>
    throwUnfollowed(run, error),
  );
  if (!succeeded(ended.last.result, groups.canary)) return printCanaryOnly(run, ended);
  const canary = await confirmedByCounts(run, ended);
  if (canary !== ended) return printCanaryOnly(run, canary);
  if (interrupt.signal.aborted) return printCanaryOnly(run, leftBetween(canary, interrupt.signal));
  await printer.nextStage(canary.last);
  await context.note(
    `The canary succeeded on ${hostCount(groups.canary.length)}. Next: ${otherHosts(groups.rest.length)}.`,
  );
  if (interrupt.signal.aborted) return printCanaryOnly(run, leftBetween(canary, interrupt.signal));
  const second = await startStage(run, 'rest').catch((error: unknown) =>
    printUnstarted(run, canary, error),
  );
  const rest = await followStage(run, second);
  return printEnd(run, rest, {
    before: [canary],
    notRun: [],
    jobs: [jobEndOf('canary', canary.last.result), jobEndOf('rest', rest.last.result)],
  });
}

async function startStage(
  { context, plan, options, competitors, groups }: CanaryRun,
  stage: Stage,
): Promise<Started> {
  const hosts = groups[stage];
  const started = await startJob(context, {
    action: 'run',
    what: { kind: 'new', newJob: requestFor(plan, hosts), sheet: plan.chosen.sheet },
    hosts,
    tooFew: options.hostLimits.expect === undefined ? 'name' : 'cancel',
    competitors: stage === 'canary' ? competitors : undefined,
  });
  const { job, missing } = started;
  if (missing.length > 0)
    await context.warn(`the server left ${namesOf(missing)} out of job ${job.id}`);
  const reattachCommand = reattachCommandOf(job.id, options.afterStart);
  if (!isMachine(context.globals.format))
    await context.note(startedText(job.id, stage, reattachCommand));
  return started;
}

function startedText(jobId: number, stage: Stage, reattachCommand: string): string {
  return stage === 'canary'
    ? `Job ${jobId}, the canary, started.  Ctrl-C detaches, and the other hosts do not run; return with: ${reattachCommand}`
    : `Job ${jobId} started.  Ctrl-C detaches; return with: ${reattachCommand}`;
}

/** Follows the job to its end; too many failures, of all hosts that are meant, cancel it. */
async function followStage(run: CanaryRun, { job, missing }: Started): Promise<StageEnd> {
  const { context, options, groups, printer, interrupt } = run;
  const { afterStart, policy, cancelWhen } = options;
  const total = groups.canary.length + groups.rest.length;
  printer.open(job, total);
  const followed = {
    output: afterStart === 'follow' ? 'all' : 'none',
    drained: printer.drained,
    policy,
    cancelWhen: cancelWhen === null ? undefined : { bound: cancelWhen, total },
  } as const;
  const last = await followLimited(context, job, followed, { interrupt, sink: printer.accept });
  return { job, last: { ...last, result: withoutSuccess(last.result, missing) } };
}

/** A result without hosts that the server left out is not a success. */
function withoutSuccess(result: JobResult, missing: readonly TargetHost[]): JobResult {
  if (missing.length === 0) return result;
  const reasons = [result.reason, `the server left out ${namesOf(missing)}`];
  const reason = reasons.filter((one) => one !== null).join('; ');
  return withHostsLeftOut(result, reason);
}

function namesOf(hosts: readonly TargetHost[]): string {
  return listed(hosts.map((host) => host.name));
}

/** True if every host was seen to succeed and the result has no reason against it. */
function succeeded(result: JobResult, hosts: readonly TargetHost[]): boolean {
  const { counts, reason } = result;
  return isSuccess(result) && reason === null && counts.succeeded === hosts.length;
}

/**
 * The list of hosts reports success: before the others are run, the job's own counts must agree. If
 * they do not, another end is returned, with an unknown result.
 */
async function confirmedByCounts(run: CanaryRun, canary: StageEnd): Promise<StageEnd> {
  const { context, groups, interrupt } = run;
  try {
    const connection = await context.connection();
    const { counts } = await pollJob(connection, canary.job.id);
    const { liveCounts } = await connection.capabilities();
    const reason = countMismatch(counts, groups.canary.length, liveCounts);
    if (reason === null) return canary;
    const result = { ...canary.last.result, outcome: 'unknown', reason } as const;
    return { ...canary, last: { ...canary.last, result } };
  } catch (error) {
    if (interrupt.signal.aborted) return leftBetween(canary, interrupt.signal);
    return throwUnfollowed(run, error);
  }
}

function leftBetween(canary: StageEnd, signal: AbortSignal): StageEnd {
  const reason: unknown = signal.reason;
  const ended = reason instanceof Failure ? reason.kind : 'lost';
  const { result } = canary.last;
  return { ...canary, last: { ...canary.last, result: { ...result, ended } } };
}
