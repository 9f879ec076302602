import type { Document } from '../../../documents/types.ts';
import {
  type Attempt,
  type HistoryResult,
  type HostHistory,
  historyResult,
  historyResults,
} from '../../../jobs/rerun-plan.ts';
import { counted, numberText } from '../../../text/counts.ts';
import { oneLine } from '../../terminal/sanitise.ts';

/** A job with its reruns, oldest first, and the results of each host in all of them. */
export interface RerunChain {
  readonly root: number;
  readonly attempts: readonly Attempt[];
  readonly histories: readonly HostHistory[];
}

const maxHosts = 20;

/**
 * The lines about a chain: its jobs and results, then the hosts that still fail or needed several
 * attempts, the worst first.
 */
export function rerunChainLines({ attempts, histories }: RerunChain): readonly string[] {
  const classified = histories.map((history) => ({ history, verdict: historyResult(history) }));
  const tally = historyResults.flatMap((verdict) => {
    const count = classified.filter((one) => one.verdict === verdict).length;
    return count === 0 ? [] : [`${numberText(count)} ${words(verdict)}`];
  });
  const repeated = historyResults.flatMap((verdict) =>
    classified.filter(
      (one) =>
        one.verdict === verdict && (verdict === 'still_failing' || one.history.attempts.length > 1),
    ),
  );
  const shown = repeated.slice(0, maxHosts);
  const width = Math.max(0, ...shown.map(({ history }) => oneLine(history.name).length));
  const rest = repeated.length - shown.length;
  return [
    `jobs ${attempts.map(({ job_id }) => job_id).join(', ')}: ${tally.join(', ')}`,
    ...shown.map(({ history, verdict }) => hostLine(history, verdict, width)),
    ...(rest > 0 ? [`and ${counted(rest, 'more host')}; all of them with --json`] : []),
  ];
}

function hostLine({ name, attempts }: HostHistory, verdict: HistoryResult, width: number): string {
  const course = attempts.map(({ status }) => words(status)).join(', ');
  return `${oneLine(name).padEnd(width)}  ${words(verdict)}: ${course}`;
}

function words(word: string): string {
  return word.replaceAll('_', ' ');
}

/** A chain as JSON: every host with the outcome of each attempt. */
export function rerunChainDocument({
  root,
  attempts,
  histories,
}: RerunChain): NonNullable<Document<'show'>['lineage']> {
  return {
    root,
    jobs: attempts.map(({ job_id, number: attempt }) => ({ job_id, attempt })),
    hosts: histories.map((history) => ({
      id: history.id,
      name: history.name,
      verdict: historyResult(history),
      attempts: history.attempts.map(({ job_id, status }) => ({ job_id, status })),
    })),
  };
}
