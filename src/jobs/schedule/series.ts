import { refusal, usageError } from '../../errors.ts';
import type { JobDetail, JobInvocation, Recurrence } from '../job-invocation.ts';
import { type JobReference, parseJobReference } from '../job-reference.ts';

/**
 * A recurring logic as this program knows it: what is repeated, and its newest jobs as far as they
 * are visible.
 */
export interface Series extends Recurrence {
  /** As the server reports it, or `half_made`. */
  readonly state: string | null;
  /** The words of its cron line, where there are any. */
  readonly cron_words: string | null;
  /** Newest first; the first one is the run that waits, as long as the series is active. */
  readonly jobs: readonly JobInvocation[];
  /** The newest job in full, where it was read. */
  readonly newest?: JobDetail | null;
}

/** How a user names a series: its id, or a job that belongs to it. */
export type SeriesReference =
  | { readonly kind: 'series'; readonly id: number }
  | { readonly kind: 'job'; readonly job: JobReference };

export function parseSeriesReference(text: string): SeriesReference {
  const job = /^job:(.+)$/.exec(text)?.[1];
  if (job !== undefined) return { kind: 'job', job: parseJobReference(job) };
  const id = Number(/^[1-9]\d{0,9}$/.exec(text)?.[0]);
  if (id <= 2_147_483_647) return { kind: 'series', id };
  throw usageError(
    `\`${text}\` is not a valid series: expected an id such as 3, or job:215 for the series of job 215`,
    'list the series: rexctl schedule list',
  );
}

/** States of a recurring logic; the server reports no state for one that was stored half made. */
export const seriesStates = [
  'active',
  'disabled',
  'finished',
  'cancelled',
  'failed',
  'half_made',
] as const;

export type SeriesState = (typeof seriesStates)[number];

/** States in which it may run again. */
const ongoingStates: readonly SeriesState[] = ['active', 'disabled'];

/** Those that may still need an action. */
export const openStates: readonly SeriesState[] = [...ongoingStates, 'half_made'];

/**
 * Stored by a user who may create series and not edit them: its first run happens, no other, and
 * nothing on the server shows it.
 */
export function isHalfMade({ state, iteration, next_occurrence }: Recurrence): boolean {
  return state === null && iteration === 0 && next_occurrence === null;
}

export function seriesStateOf(logic: Recurrence): string | null {
  return isHalfMade(logic) ? 'half_made' : logic.state;
}

export function isOngoing({ state }: Pick<Recurrence, 'state'>): boolean {
  return ongoingStates.some((ongoing) => ongoing === state);
}

export function isOpen({ state }: Pick<Recurrence, 'state'>): boolean {
  return openStates.some((open) => open === state);
}

/**
 * Whether a series must be set to enabled or disabled; `false` where it is already. Throws a
 * refusal for one that has ended, because the server would respond 500.
 */
export function needsStateChange(
  { id, state }: Recurrence,
  wanted: 'active' | 'disabled',
): boolean {
  if (state === wanted) return false;
  if (state === null || state === 'half_made' || isOngoing({ state })) return true;
  const verb = wanted === 'active' ? 'enabled' : 'disabled';
  throw refusal(
    `series ${id} is ${state} and can no longer be ${verb}. Nothing was sent`,
    wanted === 'active' ? 'start a new one: rexctl run --cron …' : undefined,
  );
}

/**
 * What it runs: the description of its jobs, else the server's sentence without its first words.
 */
export function whatItRuns({ jobs, action }: Series): string | null {
  const described = jobs[0]?.description ?? null;
  if (described !== null && described !== '') return described;
  return action?.replace(/^Run hosts job:\s*/, '') || null;
}
