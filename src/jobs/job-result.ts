import { type FailureKind, failureKinds } from '../errors.ts';
import type { HostState } from './hosts/host-state.ts';
import type { JobCounts } from './job-invocation.ts';
import type { Outcome } from './outcome.ts';

/** How a command's work on a job ended; `resultExitCode` computes the exit code from it. */
export type EndKind =
  /** The job, or the followed part of it, ended; see the outcome. */
  | 'finished'
  /** It ended, but requested output is lost. */
  | 'output_incomplete'
  /** It ended, but the server had left out some of the intended hosts. */
  | 'hosts_left_out'
  /** The condition of `wait --for` was met before the end. */
  | 'condition_met'
  /** The job is paused on the server. */
  | 'paused'
  /** The server did not answer for too long. */
  | 'lost'
  /** The command did not wait (`--detach`). */
  | 'detached'
  /** The command ended before the job, with this failure: an interrupt, a time limit. */
  | FailureKind;

/** The result of a job, as far as it was seen. */
export interface JobResult {
  readonly job_id: number;
  /** Earlier jobs that are included, e.g. a canary. */
  readonly earlier_jobs?: readonly number[];
  readonly outcome: Outcome;
  readonly ended: EndKind;
  /** Outcome and counts are those of some hosts only; the job may still be running. */
  readonly partial?: true;
  readonly counts: JobCounts;
  /** The visible hosts that did not succeed. */
  readonly failed_hosts: readonly HostState[];
  /** A sentence about what the counts do not show, e.g. hidden hosts; or `null`. */
  readonly reason: string | null;
  /** It is certain that the script ran on no host that did not succeed. */
  readonly never_started?: true;
}

const outcomeExitCodes: Record<Outcome, number> = {
  succeeded: 0,
  failed: 3,
  incomplete: 3,
  no_hosts: 3,
  broken: 3,
  cancelled: 6,
  paused: 8,
  unknown: 8,
  running: 8,
  scheduled: 8,
};

/** The exit code of a failed job in which no script failed. */
const neverStartedExitCode = 10;

/** Outcomes whose exit code depends on the reasons of the hosts. */
const failedOutcomes: readonly Outcome[] = ['failed', 'incomplete'];

/** Whether the exit code of an outcome depends on the reasons of the hosts. */
export function isByFailures(outcome: Outcome): boolean {
  return failedOutcomes.includes(outcome);
}

/**
 * The exit code of an outcome; 8 for `running` and `scheduled`, which are not results.
 * `neverStarted`: it is certain that the script ran on no host that did not succeed.
 */
export function exitCodeOf(outcome: Outcome, neverStarted = false): number {
  return neverStarted && isByFailures(outcome) ? neverStartedExitCode : outcomeExitCodes[outcome];
}

const endExitCodes: Readonly<Record<Exclude<EndKind, 'finished'>, number>> = {
  ...failureKinds,
  output_incomplete: outcomeExitCodes.unknown,
  hosts_left_out: outcomeExitCodes.incomplete,
  condition_met: outcomeExitCodes.failed,
  paused: outcomeExitCodes.paused,
  lost: outcomeExitCodes.unknown,
  detached: 0,
};

type Ended = Pick<JobResult, 'ended' | 'outcome' | 'never_started'>;

/** The exit code of a command with this result. */
export function resultExitCode({ ended, outcome, never_started }: Ended): number {
  return ended === 'finished' ? exitCodeOf(outcome, never_started) : endExitCodes[ended];
}

/** Whether the job finished and succeeded on every intended host. */
export function isSuccess({ ended, outcome }: Ended): boolean {
  return ended === 'finished' && outcome === 'succeeded';
}

const stoppedKinds: readonly EndKind[] = [
  'interrupted',
  'terminated',
  'hung_up',
  'output_closed',
  'time_limit',
];

/** Whether the command was ended from outside: by an interrupt, closed output or time limit. */
export function isStopped(ended: EndKind): boolean {
  return stoppedKinds.includes(ended);
}

const openEnds: readonly EndKind[] = ['output_incomplete', 'paused', 'lost', 'unknown_result'];
const openOutcomes: readonly Outcome[] = ['paused', 'unknown', 'running', 'scheduled'];

/** Whether the job may still be running, or its end is not known. */
export function isInconclusive({ ended, outcome }: Ended): boolean {
  if (ended === 'finished') return openOutcomes.includes(outcome);
  return isStopped(ended) || openEnds.includes(ended);
}

/** The result of a job without some of the intended hosts, which `reason` names: no success. */
export function withHostsLeftOut(result: JobResult, reason: string): JobResult {
  const { ended, outcome, never_started } = result;
  const isMild = outcome === 'succeeded' || outcome === 'cancelled' || never_started === true;
  if (ended !== 'finished' || !isMild) return result;
  return { ...result, ended: 'hosts_left_out', reason };
}

/** The end of one of several watched jobs. */
export interface JobEnd {
  /** The job as the user named it. */
  readonly reference: string;
  /** `null` if the job was not found. */
  readonly job_id: number | null;
  /** `null` if the job could not be read. */
  readonly outcome: Outcome | null;
  readonly exit_code: number;
  readonly error: { readonly code: FailureKind; readonly message: string } | null;
}

/** Exit codes for several jobs by priority: the first that applies. Signals come first. */
const exitCodePriority = [130, 143, 129, 141, 2, 9, 4, 1, 5, 8, 7, 3, 10, 6, 0];

export function combinedExitCode(codes: readonly number[]): number {
  return exitCodePriority.find((code) => codes.includes(code)) ?? 1;
}

/** The result of jobs that ran one after the other and count as one. */
export interface CombinedResult extends JobResult {
  /** The intended hosts for which no job was started. */
  readonly not_run: readonly { readonly id: number; readonly name: string }[];
}

/** Combines results. `meant`: all hosts; those without a job count in `total` only. */
export function combinedResult(
  before: readonly JobResult[],
  last: JobResult,
  meant: { readonly total: number; readonly notRun: CombinedResult['not_run'] },
): CombinedResult {
  const results = [...before, last];
  const sum = (field: Exclude<keyof JobCounts, 'never_ran'>) =>
    sumOf(results.map(({ counts }) => counts[field]));
  return {
    ...last,
    earlier_jobs: before.map(({ job_id }) => job_id),
    counts: {
      total: meant.total,
      succeeded: sum('succeeded'),
      failed: sum('failed'),
      cancelled: sum('cancelled'),
      pending: sum('pending'),
      missing: sum('missing'),
    },
    failed_hosts: results.flatMap(({ failed_hosts }) => failed_hosts),
    not_run: meant.notRun,
  };
}

function sumOf(counts: readonly (number | null)[]): number | null {
  return counts.includes(null)
    ? null
    : counts.reduce<number>((sum, count) => sum + (count ?? 0), 0);
}
