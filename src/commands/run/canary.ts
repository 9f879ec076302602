import { pollJob } from '../../api/endpoints/job-invocations.ts';
import { openInterruptHandler } from '../../attach/on-interrupt.ts';
import type { Context } from '../../cli/context.ts';
import { Failure } from '../../errors.ts';
import { type CanarySize, canaryGroups, shuffled } from '../../jobs/canary.ts';
import type { TargetHost } from '../../jobs/job-invocation.ts';
import { exitCodeOf, type JobResult } from '../../jobs/job-result.ts';
import { countMismatch } from '../../jobs/observed-outcome.ts';
import { hostCount } from '../../text/counts.ts';
import { canaryPrinter } from '../../ui/follow/jobs/canary-printer.ts';
import { namesInBrief } from '../../ui/terminal/names.ts';
import { printCanaryDryRun } from './canary-dry-run.ts';
import { endOf, notFollowed, printEnd, printUnstarted, stopAfterCanary } from './canary-result.ts';
import {
  type CanaryRun,
  comeBackTo,
  followTurn,
  type Groups,
  startTurn,
  type Turn,
  type Turns,
} from './canary-stage.ts';
import type { RunOptions } from './options.ts';

/**
 * Runs on the first hosts, and on the others only if every one of those succeeded; told as one
 * result.
 */
export async function runCanary(
  context: Context,
  size: CanarySize,
  options: RunOptions,
  what: Pick<CanaryRun, 'template' | 'title' | 'sheet' | 'hosts' | 'jobFor' | 'competitors'>,
): Promise<number> {
  const { manner, hostLimits, dryRun } = options;
  return inTurn(context, {
    ...{ ...what, size, dryRun, choice: options },
    randomOrder: manner.randomized_ordering === true,
    tooFew: hostLimits.expect === undefined ? 'name' : 'cancel',
  });
}

async function inTurn(context: Context, run: CanaryRun): Promise<number> {
  const hosts = run.randomOrder ? shuffled(run.hosts, context.runtime.random) : run.hosts;
  const groups = canaryGroups(run.size, hosts);
  if (run.dryRun) return printCanaryDryRun(context, run, groups);
  await preview(context, run, groups);
  const { afterStart, policy } = run.choice;
  const { format, quiet, fields } = context.globals;
  const comeBack = (id: number) => comeBackTo(id, afterStart);
  const what = afterStart === 'follow' ? 'output' : 'progress';
  const printer = canaryPrinter(
    { what, format, quiet, fields, comeBack },
    context.io,
    context.clock,
  );
  const interrupt = openInterruptHandler(context, policy.onInterrupt, printer);
  try {
    return await bothTurns({ context, run, groups, printer, interrupt });
  } catch (error) {
    printer.abort();
    throw error;
  } finally {
    interrupt.close();
  }
}

async function bothTurns(turns: Turns): Promise<number> {
  const { context, groups, interrupt, printer } = turns;
  const first = await startTurn(turns, groups.canary, 'canary');
  const canary = await followTurn(turns, first).catch((error: unknown) =>
    notFollowed(turns, error),
  );
  if (!succeeded(canary.last.result, groups.canary)) return stopAfterCanary(turns, canary);
  const doubtful = await doubted(context, canary, groups.canary).catch((error: unknown) =>
    interrupt.signal.aborted ? leftBetween(canary, interrupt.signal) : notFollowed(turns, error),
  );
  if (doubtful !== null) return stopAfterCanary(turns, doubtful);
  if (interrupt.signal.aborted)
    return stopAfterCanary(turns, leftBetween(canary, interrupt.signal));
  await printer.turn(canary.last);
  await context.note(
    `The canary succeeded on ${hostCount(groups.canary.length)}: now the other ${hostCount(groups.rest.length)}.`,
  );
  if (interrupt.signal.aborted)
    return stopAfterCanary(turns, leftBetween(canary, interrupt.signal));
  const second = await startTurn(turns, groups.rest, 'rest').catch((error: unknown) =>
    printUnstarted(turns, canary, error),
  );
  const rest = await followTurn(turns, second);
  return printEnd(turns, rest, {
    before: [canary],
    notRun: [],
    jobs: [endOf('canary', canary.last.result), endOf('rest', rest.last.result)],
  });
}

/**
 * Nothing less than every host of it, seen to have succeeded, and nothing else to be said of it.
 */
function succeeded(
  { exit_code, outcome, counts, reason }: JobResult,
  hosts: Groups['canary'],
): boolean {
  const isSuccess = exit_code === 0 && outcome === 'succeeded' && reason === null;
  return isSuccess && counts.succeeded === hosts.length;
}

/**
 * The list of hosts says that all is well: before the others are hit, the job's own counts must say
 * so, too.
 */
async function doubted(
  context: Context,
  canary: Turn,
  hosts: Groups['canary'],
): Promise<Turn | null> {
  const connection = await context.connection();
  const { counts } = await pollJob(connection, canary.job.id);
  const { liveCounts } = await connection.capabilities();
  const reason = countMismatch(counts, hosts.length, liveCounts);
  if (reason === null) return null;
  const result: JobResult = {
    ...canary.last.result,
    ...{ outcome: 'unknown', exit_code: exitCodeOf('unknown'), reason },
  };
  return { ...canary, last: { ...canary.last, result } };
}

function leftBetween(canary: Turn, signal: AbortSignal): Turn {
  const reason: unknown = signal.reason;
  const exit_code = reason instanceof Failure ? reason.exitCode : exitCodeOf('unknown');
  const { result } = canary.last;
  return { ...canary, last: { ...canary.last, result: { ...result, exit_code } } };
}

async function preview(
  context: Context,
  { title }: CanaryRun,
  { canary, rest }: Groups,
): Promise<void> {
  const brief = (hosts: readonly TargetHost[]) =>
    namesInBrief(
      hosts.map(({ name }) => name),
      context.io.unicode,
    );
  await context.note(
    `${title} on ${hostCount(canary.length + rest.length)}: first on ${hostCount(canary.length)}, ${brief(canary)}; ` +
      `if all of that succeeds, on the other ${hostCount(rest.length)}, ${brief(rest)}`,
  );
}
