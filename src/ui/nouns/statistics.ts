import type { Document } from '../../documents/types.ts';
import type { JobInvocation } from '../../jobs/job-invocation.ts';
import type { Outcome } from '../../jobs/outcome.ts';
import {
  countResults,
  type HostStatistics,
  inOrderOfTime,
  passRate,
  type ResultCounts,
  type RunOfJob,
} from '../../jobs/statistics/statistics.ts';
import type { Column } from '../answers/answer.ts';
import { durationText } from '../time/duration.ts';

/** A job in the statistics. */
export interface StatisticsRun extends RunOfJob {
  readonly job: JobInvocation;
  readonly outcome: Outcome;
  readonly duration_s: number | null;
  readonly hidden: number;
}

/** The result of `stats`. */
export interface Statistics {
  /** The beginning of the period; both times are in ISO 8601 in UTC. */
  readonly since: string;
  readonly until: string;
  readonly template: string | null;
  readonly name: string | null;
  /** The number of matching jobs, the newest of which are in `runs`; `null` = unknown. */
  readonly matching: number | null;
  readonly more: boolean;
  readonly runs: readonly StatisticsRun[];
  /** The ids of jobs whose hosts could not be read. */
  readonly unread: readonly number[];
  readonly hosts: readonly HostStatistics[];
}

/** A share in percent, rounded down, so that 99.9 % is not shown as 100 %. */
export function percentText(share: number | null): string {
  return share === null ? '-' : `${Math.floor(share * 100)}%`;
}

/** The columns of `stats`, which lists hosts, those with the most failures first. */
export const hostStatisticsColumns: readonly Column<HostStatistics>[] = [
  { key: 'name', header: 'HOST', value: ({ name }) => name },
  number('failed', 'FAILED'),
  number('succeeded', 'OK'),
  {
    key: 'pass_rate',
    header: 'PASS RATE',
    value: ({ pass_rate }) => pass_rate,
    text: ({ pass_rate }) => percentText(pass_rate),
    align: 'right',
  },
  number('flaps', 'FLAPS'),
  { key: 'last_status', header: 'LAST', value: ({ last_status }) => last_status },
  { key: 'last_job_id', header: 'JOB', value: ({ last_job_id }) => last_job_id },
  { ...number('cancelled', 'CANCELLED'), optional: true },
  { ...number('never_ran', 'NEVER RAN'), optional: true },
  { ...number('unfinished', 'UNFINISHED'), optional: true },
  {
    key: 'median_duration_s',
    header: 'MEDIAN',
    value: ({ median_duration_s }) => median_duration_s,
    text: ({ median_duration_s: seconds }) =>
      seconds === null ? '-' : durationText(seconds * 1000),
    align: 'right',
    optional: true,
  },
  { key: 'id', header: 'ID', value: ({ id }) => id, optional: true },
];

function number(key: keyof ResultCounts | 'flaps', header: string): Column<HostStatistics> {
  return { key, header, value: (host) => host[key], align: 'right' };
}

/** The counts of all results in all jobs. */
export function resultsOf({ runs }: Pick<Statistics, 'runs'>): ResultCounts {
  return countResults(runs.flatMap(({ hosts }) => hosts));
}

/** The statistics as JSON; the oldest run is first. */
export function statisticsDocument(
  statistics: Statistics,
): Pick<Document<'stats'>, 'stats' | 'runs' | 'hosts'> {
  const { since, until, template, name, matching, more, runs, unread, hosts } = statistics;
  const results = resultsOf(statistics);
  return {
    stats: {
      ...{ since, until, template, name, jobs: runs.length, matching_jobs: matching },
      more_jobs: more,
      unread_job_ids: unread,
      ...results,
      hidden: runs.reduce((sum, { hidden }) => sum + hidden, 0),
      pass_rate: passRate(results),
    },
    runs: inOrderOfTime(runs).map(runDocument),
    hosts,
  };
}

function runDocument(run: StatisticsRun): Document<'stats'>['runs'][number] {
  const results = countResults(run.hosts);
  return {
    job_id: run.job_id,
    description: run.job.description,
    template_name: run.job.template_name,
    start_at: run.start_at,
    outcome: run.outcome,
    duration_s: run.duration_s,
    ...results,
    hidden: run.hidden,
    pass_rate: passRate(results),
  };
}
