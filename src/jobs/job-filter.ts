import type { JobInvocation } from './job-invocation.ts';
import { outcomesStillPossible } from './observed-outcome.ts';
import type { Outcome } from './outcome.ts';
import type { Search } from './search/read-search.ts';
import { allOf, anyOf, equals, userQuery } from './search/search-query.ts';

/** Which jobs to list, in terms of the user. */
export interface JobFilter {
  readonly outcomes: readonly Outcome[];
  readonly status?: JobSearchStatus;
  /** A login, or `current_user`. */
  readonly owner?: string;
  /** Full names of hosts: jobs on any of them. */
  readonly hosts: readonly string[];
  readonly template?: string;
  readonly category?: string;
  /** The id of a series. */
  readonly series?: number;
  /** Whether the job belongs to a series. */
  readonly recurring?: boolean;
  /** ISO 8601. Jobs that have not started match neither `since` nor `until`. */
  readonly since?: string;
  readonly until?: string;
  /** A search in the server's language. */
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
 * The part of the filter that the server can apply. `mayMatch` and, if needed, the hosts of the job
 * decide the rest.
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

/** The condition for jobs with or without series; `recurring = false` would find nothing. */
function ofAnySeries(recurring: boolean): string {
  return recurring ? 'recurring = true' : 'null? recurring';
}

/** Whether the server's search also finds jobs that do not match, so that more pages are needed. */
export function needsMorePages(filter: JobFilter): boolean {
  return filter.outcomes.length > 0 || filter.status === 'running';
}

/**
 * Whether a job found by the server may match; its hosts may have to decide. The server's `status =
 * running` also finds queued jobs.
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
 * The server's statuses that jobs with these outcomes may have; none if the search cannot be
 * limited. A job whose hosts have all ended stays `running` for up to 15 s, and no status finds
 * orphans.
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
