import type { JobInvocation } from './job-invocation.ts';
import { outcomesStillPossible } from './observed-outcome.ts';
import type { Outcome } from './outcome.ts';
import type { Search } from './search/read-search.ts';
import { allOf, anyOf, equals, userQuery } from './search/search-query.ts';

/** Which jobs to list, in the user's terms. */
export interface JobFilter {
  readonly outcomes: readonly Outcome[];
  readonly status?: JobSearchStatus;
  /** A login, or `current_user` for the one who asks. */
  readonly owner?: string;
  /** Whole names; jobs that ran on any of them. */
  readonly hosts: readonly string[];
  readonly template?: string;
  readonly category?: string;
  /** Id of a recurring logic. */
  readonly series?: number;
  /** Whether it belongs to a series. */
  readonly recurring?: boolean;
  /** ISO 8601; jobs that have not started are neither since nor until a time. */
  readonly since?: string;
  readonly until?: string;
  /** In the server's own language. */
  readonly search?: Search;
}

export const searchableStatuses = [
  'succeeded',
  'failed',
  'queued',
  'running',
  'cancelled',
] as const;
type JobSearchStatus = (typeof searchableStatuses)[number];

/**
 * The part of the filter that the server can apply; `mayMatch` and the hosts of what is left open
 * do the rest.
 */
export function jobSearch(filter: JobFilter): string | undefined {
  const parts: string[] = [];
  const statuses = filter.status === undefined ? statusesOf(filter.outcomes) : [filter.status];
  if (statuses.length > 0) parts.push(anyOf(statuses.map((status) => `status = ${status}`)));
  if (filter.owner === 'current_user') parts.push('user = current_user');
  else if (filter.owner !== undefined) parts.push(equals('user', filter.owner));
  if (filter.hosts.length > 0) parts.push(anyOf(filter.hosts.map((name) => equals('host', name))));
  if (filter.template !== undefined) parts.push(equals('pattern_template_name', filter.template));
  if (filter.category !== undefined) parts.push(equals('job_category', filter.category));
  if (filter.series !== undefined) parts.push(`recurring_logic.id = ${filter.series}`);
  if (filter.recurring !== undefined) parts.push(ofAnySeries(filter.recurring));
  if (filter.since !== undefined) parts.push(`started_at >= "${filter.since}"`);
  if (filter.until !== undefined) parts.push(`started_at < "${filter.until}"`);
  if (filter.search !== undefined) parts.push(userQuery(filter.search));
  return allOf(parts);
}

/** `recurring = false` finds nothing. */
function ofAnySeries(recurring: boolean): string {
  return recurring ? 'recurring = true' : 'null? recurring';
}

/**
 * True for jobs that the server's search lets through although they do not fit; then pages are read
 * on.
 */
export function needsMorePages(filter: JobFilter): boolean {
  return filter.outcomes.length > 0 || filter.status === 'running';
}

/**
 * False where not even the hosts could make it fit: the server's `status = running` also finds
 * queued jobs.
 */
export function mayMatch(filter: JobFilter, job: JobInvocation): boolean {
  if (filter.status !== undefined && job.status !== filter.status) return false;
  const { outcomes } = filter;
  return (
    outcomes.length === 0 ||
    outcomesStillPossible(job).some((outcome) => outcomes.includes(outcome))
  );
}

/**
 * Server statuses under which jobs of these outcomes may stand; none when there may be others. A
 * job whose hosts have all ended stays `running` for up to 15 s, and orphans are never found by a
 * status.
 */
function statusesOf(wanted: readonly Outcome[]): readonly JobSearchStatus[] {
  const sets = wanted.map((outcome) => statusesOfOutcome[outcome]);
  return sets.some((set) => set.length === 0) ? [] : [...new Set(sets.flat())];
}

const statusesOfOutcome: Record<Outcome, readonly JobSearchStatus[]> = {
  scheduled: ['queued'],
  running: ['running'],
  paused: ['running'],
  succeeded: ['succeeded', 'running'],
  failed: ['failed', 'running', 'cancelled'],
  cancelled: ['cancelled', 'failed', 'running'],
  incomplete: ['failed', 'running'],
  no_hosts: ['succeeded', 'failed'],
  broken: [],
  unknown: [],
};
