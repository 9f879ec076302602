import { isUnsent } from '../../cli/nothing-sent.ts';
import { Failure } from '../../errors.ts';
import type { CanaryGroups } from '../../jobs/canary.ts';
import type { SummaryEvent } from '../../jobs/event.ts';
import type { JobDetail, TargetHost } from '../../jobs/job-invocation.ts';
import {
  combinedResult,
  isInconclusive,
  isSuccess,
  type JobEnd,
  type JobResult,
  resultExitCode,
} from '../../jobs/job-result.ts';
import { otherHosts } from '../../text/counts.ts';
import type { CanaryPrinter } from '../../ui/follow/canary-printer.ts';
import { unfinishedSentence } from '../../ui/follow/final-message.ts';
import { foldNames } from '../../ui/terminal/fold-names.ts';
import { listed } from '../../ui/terminal/names.ts';

/** The output of a canary run, which prints both stages as one result. */
export interface CanaryOutput {
  readonly groups: CanaryGroups<TargetHost>;
  readonly printer: CanaryPrinter;
}

/** The end of one of the two jobs. */
export interface StageEnd {
  readonly job: JobDetail;
  readonly last: SummaryEvent;
}

/** A longer list of hosts is cut; programs read `not_run`. */
const longestFold = 300;

/** The other hosts do not run, which is never a success, whatever the canary's exit code. */
export async function printCanaryOnly(output: CanaryOutput, canary: StageEnd): Promise<number> {
  const { rest } = output.groups;
  const { result } = canary.last;
  const ended = isSuccess(result) ? 'hosts_left_out' : result.ended;
  const known = isInconclusive(result) ? leftText(result) : result.reason;
  const reason = joined(known, notRunText(rest));
  const last = { ...canary.last, result: { ...result, ended, reason } };
  return printEnd(
    output,
    { ...canary, last },
    { before: [], notRun: rest, jobs: [jobEndOf('canary', last.result)] },
  );
}

function leftText(result: JobResult): string {
  return result.outcome === 'succeeded'
    ? `job ${result.job_id}, the canary, succeeded, but rexctl stopped before it started the other job`
    : unfinishedSentence(result);
}

/** Which hosts, in a form that `--host` takes, unless there are too many to read. */
function notRunText(rest: readonly TargetHost[]): string {
  const names = rest.map((host) => host.name);
  const folded = foldNames(names);
  const shown = folded.length <= longestFold ? folded : listed(names);
  return `nothing ran on ${otherHosts(rest.length)}: ${shown}`;
}

interface Stages {
  readonly before: readonly StageEnd[];
  readonly notRun: readonly TargetHost[];
  readonly jobs: readonly JobEnd[];
}

/** Prints the last lines, or the document, about both jobs; returns the exit code. */
export async function printEnd(
  output: CanaryOutput,
  end: StageEnd,
  { before, notRun, jobs }: Stages,
): Promise<number> {
  const { groups, printer } = output;
  const { last } = end;
  const total = groups.canary.length + groups.rest.length;
  const earlier = before.map((one) => one.last.result);
  const combined = combinedResult(earlier, last.result, { total, notRun });
  await printer.end({ last, combined, jobs });
  return resultExitCode(last.result);
}

/**
 * The canary succeeded; programs get their document or last event, and the failure is thrown again.
 */
export async function printUnstarted(
  output: CanaryOutput,
  canary: StageEnd,
  error: unknown,
): Promise<never> {
  if (!(error instanceof Failure)) throw error;
  const { groups, printer } = output;
  const { canary: tried, rest } = groups;
  const { result } = canary.last;
  const { exitCode: exit_code, kind, message } = error;
  const reason = unstartedText(error, rest);
  const notRun = mayHaveRun(error) ? [] : rest;
  const last = { ...result, outcome: 'unknown', ended: kind, reason } as const;
  await printer.end({
    last: null,
    combined: combinedResult([], last, { total: tried.length + rest.length, notRun }),
    jobs: [
      jobEndOf('canary', result),
      { reference: 'rest', job_id: null, outcome: null, exit_code, error: { code: kind, message } },
    ],
  });
  throw withMore(error, `the canary, job ${result.job_id}, succeeded; ${reason}`);
}

/** A job may have run on hosts if it was found wrong after its start, or if its answer was lost. */
function mayHaveRun(error: Failure): boolean {
  return !isUnsent(error) && (error.kind === 'unknown_result' || error.kind === 'refused');
}

function unstartedText(error: Failure, rest: readonly TargetHost[]): string {
  if (error.kind === 'refused') return 'the job for the other hosts was stopped';
  if (!mayHaveRun(error)) return notRunText(rest);
  return `it is unknown whether the job for ${otherHosts(rest.length)} is running`;
}

/** The canary cannot be followed: a permission or the login was lost, or the job was deleted. */
export function throwUnfollowed({ groups }: CanaryOutput, error: unknown): never {
  throw error instanceof Failure ? withMore(error, notRunText(groups.rest)) : error;
}

function withMore(failure: Failure, more: string): Failure {
  const { kind, hint, retryable, httpStatus } = failure;
  const message = `${failure.message.replace(/\.$/, '')}; ${more}`;
  return new Failure(kind, message, { hint, retryable, httpStatus, cause: failure });
}

export function jobEndOf(reference: string, result: JobResult): JobEnd {
  const { job_id, outcome } = result;
  return { reference, job_id, outcome, exit_code: resultExitCode(result), error: null };
}

function joined(first: string | null, second: string): string {
  return first === null ? second : `${first}; ${second}`;
}
