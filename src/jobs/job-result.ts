import { type FailureKind, failureKinds } from '../errors.ts';
import type { HostState } from './hosts/host-state.ts';
import type { JobCounts } from './job-invocation.ts';
import type { Outcome } from './outcome.ts';

/** How a result came to be; the exit code is computed from it (`resultExitCode`). */
export type EndKind =
  /** The job ended, or the part of it that was followed; see the outcome. */
  | 'finished'
  /** It ended, but some of the output that was asked for is lost. */
  | 'output_incomplete'
  /** It ended without hosts that were meant. */
  | 'hosts_left_out'
  /** The condition of `wait --for` came before the end. */
  | 'condition_met'
  /** The job is paused on the server. */
  | 'paused'
  /** The server did not answer for too long. */
  | 'lost'
  /** The end was not waited for (`--detach`). */
  | 'detached'
  /** The command ended before the job, with this failure: an interrupt, a time limit. */
  | FailureKind;

/** The result of a job as far as it was watched. */
export interface JobResult {
  readonly job_id: number;
  /** Jobs before it that are included: a canary. */
  readonly earlier_jobs?: readonly number[];
  readonly outcome: Outcome;
  readonly ended: EndKind;
  /**
   * Only some hosts of the job were followed: outcome and counts are theirs; the job may still run.
   */
  readonly partial?: true;
  readonly counts: JobCounts;
  /** Hosts that did not succeed and are visible to this user. */
  readonly failed_hosts: readonly HostState[];
  /**
   * One sentence for what the counts cannot show (paused, hidden hosts, failed without a failed
   * host).
   */
  readonly reason: string | null;
  /** No script failed: on each host that did not succeed it is known not to have run. */
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

/** Of a job whose scripts did not fail, although it did. */
const neverStartedExitCode = 10;

/** Outcomes of jobs with hosts that did not succeed. */
const failedOutcomes: readonly Outcome[] = ['failed', 'incomplete'];

/** True where it takes the reasons of the hosts to know the exit code. */
export function isByFailures(outcome: Outcome): boolean {
  return failedOutcomes.includes(outcome);
}

/**
 * The exit code of an outcome; `running` and `scheduled` are no result, so claiming one for them is
 * 8. `neverStarted`: see `onlyNeverStarted`; no host may be hidden that did not succeed.
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

/** The exit code of a command whose result this is. */
export function resultExitCode({ ended, outcome, never_started }: Ended): number {
  return ended === 'finished' ? exitCodeOf(outcome, never_started) : endExitCodes[ended];
}

/** True where the job ended, and succeeded on every host that was meant. */
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

/** True for what ends a command from outside: an interrupt, a closed output, the time limit. */
export function isStopped(ended: EndKind): boolean {
  return stoppedKinds.includes(ended);
}

const openEnds: readonly EndKind[] = ['output_incomplete', 'paused', 'lost', 'unknown_result'];
const openOutcomes: readonly Outcome[] = ['paused', 'unknown', 'running', 'scheduled'];

/** True where the job may still run, or is not known to have ended in full. */
export function isInconclusive({ ended, outcome }: Ended): boolean {
  if (ended === 'finished') return openOutcomes.includes(outcome);
  return isStopped(ended) || openEnds.includes(ended);
}

/** No success, and no mere cancel, without hosts that were meant: `reason` names them. */
export function withHostsLeftOut(result: JobResult, reason: string): JobResult {
  const { ended, outcome, never_started } = result;
  const isMild = outcome === 'succeeded' || outcome === 'cancelled' || never_started === true;
  if (ended !== 'finished' || !isMild) return result;
  return { ...result, ended: 'hosts_left_out', reason };
}

/** How watching one of several jobs ended. */
export interface JobEnd {
  /** As the user named it. */
  readonly reference: string;
  /** `null` where it was not found. */
  readonly job_id: number | null;
  /** `null` where it could not be read. */
  readonly outcome: Outcome | null;
  readonly exit_code: number;
  readonly error: { readonly code: FailureKind; readonly message: string } | null;
}

/** The first of these that applies is the exit code for several jobs; signals come first. */
const exitCodePriority = [130, 143, 129, 141, 2, 9, 4, 1, 5, 8, 7, 3, 10, 6, 0];

export function combinedExitCode(codes: readonly number[]): number {
  return exitCodePriority.find((code) => codes.includes(code)) ?? 1;
}

/** The result of jobs that ran one after the other and count as one; the last decides. */
export interface CombinedResult extends JobResult {
  /** Hosts that were meant and that no job was started for. */
  readonly not_run: readonly { readonly id: number; readonly name: string }[];
}

/** `meant`: all hosts; a host that no job was started for is in no count but `total`. */
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
