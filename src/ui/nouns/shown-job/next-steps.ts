import type { JobDetail } from '../../../jobs/job-invocation.ts';
import type { Outcome } from '../../../jobs/outcome.ts';
import { shellWord } from '../../../text/shell-word.ts';
import type { NextCommand } from '../../terminal/command-lines.ts';
import type { RerunChain } from './rerun-chain.ts';

interface KnownEnd {
  readonly outcome: Outcome;
  readonly reruns: readonly unknown[];
  readonly rerunChain: RerunChain | null;
}

/** The next commands after `show`; none if all hosts have recovered in a rerun. */
export function nextSteps(job: JobDetail, related: KnownEnd): readonly NextCommand[] {
  const steps = hasRecovered(related) ? undefined : stepsAfter[related.outcome];
  return steps?.(job) ?? [];
}

const stepsAfter: Partial<Record<Outcome, (job: JobDetail) => readonly NextCommand[]>> = {
  scheduled: ({ id, recurrence }) => [
    ...(recurrence === null
      ? []
      : [[`rexctl schedule show ${recurrence.id}`, 'show the series'] as const]),
    [`rexctl cancel ${id}`, 'cancel it before it starts'],
  ],
  running: ({ id }) => [[`rexctl watch ${id}`, 'follow the job']],
  paused: ({ id }) => [
    [`rexctl resume ${id}`, 'resume the job'],
    [`rexctl cancel ${id}`, 'cancel the hosts that have not finished'],
  ],
  succeeded: ({ id }) => [[`rexctl output ${id}`, 'show its output']],
  failed: ({ id, counts }) =>
    (counts.failed ?? 0) === 0
      ? []
      : [
          [`rexctl output ${id} --failed`, 'show the output of the failed hosts'],
          [`rexctl rerun ${id} --failed --follow`, 'run again on the failed hosts'],
        ],
  incomplete: ({ id }) => [
    [`rexctl rerun ${id} --failed --follow`, 'run on the hosts that did not run'],
  ],
  no_hosts: ({ targeting }) => {
    const search = targeting?.search_query ?? null;
    return search === null
      ? []
      : [[`rexctl host list ${shellWord(search)}`, 'list the hosts that match now']];
  },
};

function hasRecovered({ outcome, reruns, rerunChain }: KnownEnd): boolean {
  if (outcome !== 'failed' && outcome !== 'incomplete') return false;
  return rerunChain?.histories.every(({ latest }) => latest === 'succeeded') ?? reruns.length > 0;
}
