import type { JobCounts, JobInvocation } from '../../jobs/job-invocation.ts';
import type { RecordedOutcome } from '../../jobs/outcome.ts';
import { number } from '../../text/counts.ts';

/**
 * How a job's hosts fared, failures before successes: `84 of 120 done, 2 failed`, `2 failed, 118
 * ok`, `120 targeted`. `null` where there are no hosts or nothing is known.
 */
export function hostsText(
  { counts }: Pick<JobInvocation, 'counts'>,
  outcome: RecordedOutcome,
): string | null {
  switch (outcome) {
    case 'broken':
      return 'never started (orphan record)';
    case 'no_hosts':
      return null;
    case 'scheduled':
      return targeted(counts);
    case 'running':
    case 'paused':
      return progressText(counts);
    default:
      return countParts(counts, outcome).join(', ') || uncounted(counts, outcome);
  }
}

/** The parts of a job's count, none of them zero. */
export function countParts(counts: JobCounts, outcome: RecordedOutcome): string[] {
  // Before REX 13.1 the server counts cancelled hosts as failed and says so nowhere.
  const failed = counts.cancelled === null ? 'failed or cancelled' : 'failed';
  const parts: [number | null, string][] = [
    [counts.failed, failed],
    ...stoppedParts(counts, outcome),
    [counts.pending, 'unfinished'],
    [counts.succeeded, 'ok'],
  ];
  return parts
    .filter(([count]) => (count ?? 0) > 0)
    .map(([count, word]) => `${number(count ?? 0)} ${word}`);
}

/**
 * The server counts hosts that never ran as cancelled once the job has stopped; only the hosts tell
 * them apart.
 */
function stoppedParts(
  { cancelled, never_ran }: JobCounts,
  outcome: RecordedOutcome,
): [number | null, string][] {
  if (never_ran !== undefined)
    return [
      [(cancelled ?? 0) - never_ran, 'cancelled'],
      [never_ran, 'never ran'],
    ];
  return [[cancelled, stoppedWord(outcome)]];
}

function stoppedWord(outcome: RecordedOutcome): string {
  const noneNeverRan = outcome === 'running' || outcome === 'paused' || outcome === 'cancelled';
  return noneNeverRan ? 'cancelled' : 'cancelled or never ran';
}

function progressText(counts: JobCounts): string | null {
  const { total, succeeded, failed, cancelled } = counts;
  if (total === null || succeeded === null || failed === null) return targeted(counts);
  const done = succeeded + failed + (cancelled ?? 0);
  const bad = countParts({ ...counts, succeeded: null, pending: null }, 'running');
  return [`${number(done)} of ${number(total)} done`, ...bad].join(', ');
}

function targeted({ total }: JobCounts): string | null {
  return total === null ? null : `${number(total)} targeted`;
}

/** Some servers count no host at all of a job that never began. */
function uncounted({ total }: JobCounts, outcome: RecordedOutcome): string | null {
  if (total === null || total === 0) return null;
  return `${number(total)} ${outcome === 'cancelled' ? 'cancelled' : 'never ran'}`;
}
