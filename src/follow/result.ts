import { LostContact } from '../api/failures.ts';
import { Failure } from '../errors.ts';
import { countsOfHosts, latestCounts } from '../jobs/hosts/host-counts.ts';
import { isFinal } from '../jobs/hosts/host-run.ts';
import type { HostState } from '../jobs/hosts/host-state.ts';
import { scriptNeverRan } from '../jobs/hosts/never-started.ts';
import type { JobCounts, JobInvocation } from '../jobs/job-invocation.ts';
import type { EndKind, JobResult } from '../jobs/job-result.ts';
import { certainOutcome, observedOutcome } from '../jobs/observed-outcome.ts';
import { type Outcome, outcomeOfHosts } from '../jobs/outcome.ts';
import { hostCount } from '../text/counts.ts';

/** Why a follow ended. */
export type FollowEnd =
  /** The followed hosts have ended, and all output was read. */
  | { readonly kind: 'finished' }
  /** The caller aborted it with this failure: an interrupt, a time limit, a closed output. */
  | { readonly kind: 'left'; readonly failure: Failure }
  /** `endWhen` returned this reason. */
  | { readonly kind: 'condition_met'; readonly reason: string }
  /** The job's task was paused for longer than the follow waits. */
  | { readonly kind: 'paused' }
  /** The server was silent for longer than the follow waits. */
  | { readonly kind: 'lost'; readonly failure: LostContact }
  /** An error that a retry cannot cure: the follow rejects with it and has no result. */
  | { readonly kind: 'broken'; readonly error: unknown };

/** Ends that have a result. */
export type ResultEnd = Exclude<FollowEnd, { readonly kind: 'broken' }>;

/** The end of a follow whose signal was aborted with this reason. */
export function endByAbort(reason: unknown): FollowEnd {
  return reason instanceof Failure
    ? { kind: 'left', failure: reason }
    : { kind: 'broken', error: reason };
}

/** The end of a follow after an error of a read or of the receiver. */
export function endByError(error: unknown): FollowEnd {
  return error instanceof LostContact
    ? { kind: 'lost', failure: error }
    : { kind: 'broken', error };
}

/** What was seen of a job when its follow ended. */
export interface Observed {
  readonly job: JobInvocation;
  readonly hosts: readonly HostState[];
  /** Only some of the job's hosts were followed; the result is theirs. */
  readonly partial: boolean;
  /** The names of hosts that lost output; absent if the user did not ask for output. */
  readonly gaps?: readonly string[];
  /** The errors of the job's task, if they were read. */
  readonly errors?: readonly string[];
  /** The number of failed hosts whose reason is unknown because their output was not read. */
  readonly unexplained?: number;
}

/** The result of a follow, which claims only what was seen. */
export function resultOf(observed: Observed, end: ResultEnd): JobResult {
  const { id } = observed.job;
  switch (end.kind) {
    case 'finished':
      return finishedResult(observed);
    case 'left':
      return result(observed, outcomeSoFar(observed), null, end.failure.kind);
    case 'condition_met':
      return result(observed, outcomeSoFar(observed), end.reason, 'condition_met');
    case 'paused':
      return result(observed, 'paused', `job ${id} is still paused on the server`, 'paused');
    case 'lost':
      return result(
        observed,
        'unknown',
        `${end.failure.message}. The job keeps running; its result is unknown`,
        'lost',
      );
  }
}

/** The result of a finished job, from its hosts if possible: the server's status is less exact. */
function finishedResult(observed: Observed): JobResult {
  const { job, hosts, partial, errors, gaps } = observed;
  const { outcome, reason } = partial
    ? { outcome: outcomeOfSeen(observed), reason: null }
    : observedOutcome(job, hosts, errors);
  const isWhole = gaps === undefined || (gaps.length === 0 && hiddenIn(observed) === 0);
  if (outcome !== 'succeeded' || isWhole) {
    const ended = result(observed, outcome, withUnexplained(reason, observed));
    return scriptNeverRan(job, hosts, partial) ? { ...ended, never_started: true } : ended;
  }
  return result(observed, outcome, reason ?? gapReason(gaps), 'output_incomplete');
}

function outcomeSoFar(observed: Observed): Outcome {
  const { job, hosts, partial } = observed;
  if (!partial) return observedOutcome(job, hosts).outcome;
  const seen = outcomeOfSeen(observed);
  return seen === 'unknown' || seen === 'no_hosts' ? (certainOutcome(job) ?? 'unknown') : seen;
}

function outcomeOfSeen({ hosts }: Observed): Outcome {
  return outcomeOfHosts(hosts.map(({ status }) => status));
}

function result(
  observed: Observed,
  outcome: Outcome,
  reason: string | null,
  ended: EndKind = 'finished',
): JobResult {
  const { job, hosts, partial } = observed;
  return {
    job_id: job.id,
    outcome,
    ended,
    ...(partial ? { partial: true } : {}),
    counts: countsOf(observed),
    failed_hosts: hosts.filter(({ status }) => isFinal(status) && status !== 'succeeded'),
    reason,
  };
}

function withUnexplained(
  reason: string | null,
  { unexplained = 0 }: Pick<Observed, 'unexplained'>,
): string | null {
  if (unexplained === 0) return reason;
  const whose = unexplained === 1 ? 'its' : 'their';
  const why = `why ${hostCount(unexplained)} failed is unknown: ${whose} output was not read`;
  return reason === null ? why : `${reason}; ${why}`;
}

/** The number of the job's hosts that the user cannot see. */
function hiddenIn({ job, hosts, partial }: Observed): number {
  return partial ? 0 : Math.max(0, (job.counts.total ?? 0) - hosts.length);
}

function gapReason([first, ...more]: readonly string[]): string {
  const others = more.length === 0 ? '' : ` and ${more.length} more`;
  return `the output of ${first}${others} is incomplete`;
}

function countsOf({ job, hosts, partial }: Observed): JobCounts {
  return partial && hosts.length > 0 ? countsOfHosts(hosts) : latestCounts(job.counts, hosts);
}
