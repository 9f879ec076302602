import { type FailedKind, isOfKinds } from './hosts/failed-kinds.ts';
import type { HostFailureKind } from './hosts/host-failure.ts';
import { type HostRun, type HostStatus, isFinal } from './hosts/host-run.ts';

/** One attempt of a chain: a job and the states of its hosts. */
export interface Attempt {
  readonly job_id: number;
  /** The number in its marker; 0 for the first job. Equal numbers were started at the same time. */
  readonly number: number;
  readonly hosts: readonly HostRun[];
}

/** A host in all attempts of a chain. */
export interface HostHistory {
  readonly id: number;
  readonly name: string;
  /** The attempts with this host, oldest first. */
  readonly attempts: readonly { readonly job_id: number; readonly status: HostStatus }[];
  /** The status in the latest attempt that has ended for this host; `null` = none has. */
  readonly latest: HostStatus | null;
  /** Whether an attempt has not ended for this host. */
  readonly unfinished: boolean;
  /** Why it failed in its latest attempt, if that was read. */
  readonly failure?: HostFailureKind;
}

/** The hosts to rerun. `only`: the ways in which they failed. */
export type RerunChoice =
  | { readonly kind: 'failed'; readonly only: readonly FailedKind[] }
  | { readonly kind: 'succeeded' }
  /** Typed names, sets, `@FILE` or `-`. */
  | { readonly kind: 'hosts'; readonly names: readonly string[] };

/** A choice by the results of the hosts. */
type ChoiceByResult = Exclude<RerunChoice, { readonly kind: 'hosts' }>;

/** The history of each host in a chain of attempts. */
export function hostHistories(attempts: readonly Attempt[]): HostHistory[] {
  const ordered = [...attempts].sort((a, b) => a.job_id - b.job_id);
  const byHost = new Map<number, { name: string; attempts: NumberedAttempt[] }>();
  for (const { job_id, number, hosts } of ordered) {
    for (const { id, name, status } of hosts) {
      const history = byHost.get(id) ?? { name, attempts: [] };
      if (!yieldedToCompetitor({ job_id, number, status }, history.attempts))
        history.attempts.push({ job_id, number, status });
      byHost.set(id, history);
    }
  }
  return [...byHost].map(([id, { name, attempts: runs }]) => ({
    id,
    name,
    attempts: runs.map(({ job_id, status }) => ({ job_id, status })),
    latest: runs.findLast((run) => isFinal(run.status))?.status ?? null,
    unfinished: runs.some((run) => !isFinal(run.status)),
  }));
}

interface NumberedAttempt {
  readonly job_id: number;
  readonly number: number;
  readonly status: HostStatus;
}

/** Whether the attempt was cancelled because a concurrent one had started: that is no result. */
function yieldedToCompetitor(
  { number, status }: NumberedAttempt,
  earlier: readonly NumberedAttempt[],
): boolean {
  const stopped = status === 'cancelled' || status === 'never_ran';
  return stopped && number > 0 && earlier.some((turn) => turn.number === number);
}

/** The hosts to rerun, according to their latest finished attempts. */
export function chooseHosts(
  histories: readonly HostHistory[],
  choice: ChoiceByResult,
): HostHistory[] {
  if (choice.kind === 'succeeded') return histories.filter(({ latest }) => latest === 'succeeded');
  const { only } = choice;
  return histories.filter(
    ({ latest, failure }) => latest !== null && isOfKinds(only, latest, failure),
  );
}

/** The results of a host over all attempts of a chain. */
export const historyResults = [
  'flapping',
  'still_failing',
  'unfinished',
  'recovered',
  'succeeded',
] as const;
export type HistoryResult = (typeof historyResults)[number];

/**
 * The result of a host over all attempts. `recovered`: failed, then succeeded; `flapping`: failed
 * after a success; `still_failing`: never succeeded; `unfinished`: no attempt has ended.
 */
export function historyResult({
  attempts,
  latest,
}: Pick<HostHistory, 'attempts' | 'latest'>): HistoryResult {
  if (latest === null) return 'unfinished';
  const ended = attempts.filter(({ status }) => isFinal(status)).map(({ status }) => status);
  const firstSuccess = ended.indexOf('succeeded');
  if (firstSuccess < 0) return 'still_failing';
  if (ended.slice(firstSuccess).some((status) => status !== 'succeeded')) return 'flapping';
  return firstSuccess > 0 ? 'recovered' : 'succeeded';
}
