import { type FailedKind, isOfKinds } from './hosts/failed-kinds.ts';
import type { HostFailureKind } from './hosts/host-failure.ts';
import { type HostRun, type HostStatus, isFinal } from './hosts/host-run.ts';

/** One attempt of a chain: a job and the states of its hosts. */
export interface Attempt {
  readonly job_id: number;
  /**
   * Of its marker; 0 for the first job. Two with the same number were started at the same moment.
   */
  readonly number: number;
  readonly hosts: readonly HostRun[];
}

/** One host over all attempts of a chain. */
export interface HostHistory {
  readonly id: number;
  readonly name: string;
  /** Oldest first; only attempts that this host was part of. */
  readonly attempts: readonly { readonly job_id: number; readonly status: HostStatus }[];
  /** Of the latest attempt that has ended for this host; `null` when none has. */
  readonly latest: HostStatus | null;
  /** True when an attempt for this host has not ended. */
  readonly unfinished: boolean;
  /** Why it did not succeed in its latest attempt, where that was read. */
  readonly failure?: HostFailureKind;
}

/** Which hosts a rerun is for. `only` narrows "failed" by how the host failed. */
export type RerunChoice =
  | { readonly kind: 'failed'; readonly only: readonly FailedKind[] }
  | { readonly kind: 'succeeded' }
  /** As they were typed: names, sets, `@FILE` or `-`. */
  | { readonly kind: 'hosts'; readonly names: readonly string[] };

/** A choice that the results of the hosts decide. */
type ChoiceByResult = Exclude<RerunChoice, { readonly kind: 'hosts' }>;

/** Host by host over the whole chain; `attempts` in the order of their job ids. */
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

/** An attempt that cancelled itself for a concurrent one is no result of the host. */
function yieldedToCompetitor(
  { number, status }: NumberedAttempt,
  earlier: readonly NumberedAttempt[],
): boolean {
  const stopped = status === 'cancelled' || status === 'never_ran';
  return stopped && number > 0 && earlier.some((turn) => turn.number === number);
}

/** The hosts to run again. A host counts only by its latest finished attempt. */
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

/** The result of a host over all attempts of a chain. */
export const historyResults = [
  'flapping',
  'still_failing',
  'unfinished',
  'recovered',
  'succeeded',
] as const;
export type HistoryResult = (typeof historyResults)[number];

/**
 * `recovered`: it failed and then succeeded; `flapping`: it succeeded and failed later, whatever
 * came then; `still_failing`: it never succeeded; `unfinished`: no attempt has ended for it.
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
