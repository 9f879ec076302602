import type { Shape } from '../../documents/types.ts';
import { type Series, whatItRuns } from '../../jobs/schedule/series.ts';
import type { Column } from '../answers/answer.ts';
import { columnTime } from '../time/relative.ts';

/** The columns of `schedule list`. */
export const seriesColumns: readonly Column<Series>[] = [
  { key: 'id', header: 'ID', value: ({ id }) => id },
  {
    key: 'state',
    header: 'STATE',
    value: ({ state }) => state,
    text: ({ state }) => (state === 'half_made' ? 'half made' : (state ?? '')),
  },
  { key: 'cron_line', header: 'CRON LINE', value: ({ cron_line }) => cron_line },
  { key: 'cron_words', header: 'IN WORDS', value: ({ cron_words }) => cron_words, shrinks: true },
  {
    key: 'next_occurrence',
    header: 'NEXT RUN',
    value: ({ next_occurrence }) => next_occurrence,
    text: ({ next_occurrence }, screen) => columnTime(next_occurrence, screen),
  },
  { key: 'runs', header: 'RUNS', value: runsText },
  { key: 'last_job_id', header: 'JOB', value: lastJobId },
  { key: 'description', header: 'DESCRIPTION', value: whatItRuns, shrinks: true },
  { key: 'purpose', header: 'PURPOSE', value: ({ purpose }) => purpose, shrinks: true },
  optional('iteration', ({ iteration }) => iteration),
  optional('max_iteration', ({ max_iteration }) => max_iteration),
  optional('last_occurrence', ({ last_occurrence }) => last_occurrence),
  optional('template_name', ({ jobs }) => jobs[0]?.template_name ?? null),
  optional('action', ({ action }) => action ?? null),
];

function optional(key: string, value: Column<Series>['value']): Column<Series> {
  return { key, header: key.replaceAll('_', ' ').toUpperCase(), value, optional: true };
}

/** `2 of 20`; the run that waits is counted, as the server does. */
export function runsText({ iteration, max_iteration }: Series): string | null {
  if (iteration === null) return null;
  return max_iteration === null ? String(iteration) : `${iteration} of ${max_iteration}`;
}

function lastJobId({ jobs }: Series): number | null {
  return jobs[0]?.id ?? null;
}

/** A series as JSON: the API's names, spelled right, and what its newest job tells. */
export function seriesDocument(series: Series): Shape<'series'> {
  const [job] = series.jobs;
  return {
    id: series.id,
    state: series.state,
    cron_line: series.cron_line,
    cron_words: series.cron_words,
    next_occurrence: series.next_occurrence,
    last_occurrence: series.last_occurrence,
    iteration: series.iteration,
    max_iteration: series.max_iteration,
    end_time: series.end_time,
    purpose: series.purpose,
    last_job_id: lastJobId(series),
    description: whatItRuns(series),
    template_id: job?.template_id ?? null,
    template_name: job?.template_name ?? null,
    action: series.action ?? null,
  };
}
