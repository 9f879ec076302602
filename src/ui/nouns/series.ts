import type { Document, Shape } from '../../documents/types.ts';
import type { JobInvocation } from '../../jobs/job-invocation.ts';
import { outcomeOf } from '../../jobs/outcome.ts';
import { isOngoing, type Series, whatItRuns } from '../../jobs/schedule/series.ts';
import type { Column } from '../answers/answer.ts';
import { nextCommands } from '../terminal/command-lines.ts';
import { labelLines } from '../terminal/label-lines.ts';
import { oneLine } from '../terminal/sanitise.ts';
import type { Screen } from '../terminal/screen.ts';
import { columnTime, proseTime } from '../time/relative.ts';
import { jobInBrief, targetsText } from './job-words.ts';

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
  {
    key: 'cron_words',
    header: 'IN WORDS',
    value: ({ cron_words }) => cron_words,
    shrinks: true,
    goesFirst: true,
  },
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
  const shrinks = key === 'template_name' || key === 'action';
  return { key, header: key.replaceAll('_', ' ').toUpperCase(), value, optional: true, shrinks };
}

/** The number of runs, e.g. `2 of 20`; like on the server, the pending run is counted. */
function runsText({ iteration, max_iteration }: Series): string | null {
  if (iteration === null) return null;
  return max_iteration === null ? String(iteration) : `${iteration} of ${max_iteration}`;
}

function lastJobId({ jobs }: Series): number | null {
  return jobs[0]?.id ?? null;
}

/** A series as JSON: the API's names with corrected spelling, and facts of its newest job. */
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

/** The text of `schedule show`: facts and the newest jobs; ends with a line break. */
export function seriesProse(series: Series, screen: Screen): string {
  const space = screen.isTerminal ? '  ' : '\t';
  const title = screen.style.bold(`Series ${series.id}`);
  const { newest = null, jobs } = series;
  const moment = (iso: string | null) => (iso === null ? null : proseTime(iso, screen));
  return [
    `${[title, stateText(series), series.cron_words ?? ''].join(space).trimEnd()}\n`,
    `${oneLine(whatItRuns(series) ?? '')}\n`.trimStart(),
    screen.isTerminal ? '\n' : '',
    labelLines(
      [
        ['Cron line', series.cron_line],
        ['Next run', moment(series.next_occurrence)],
        ['Last run', moment(series.last_occurrence)],
        ['Runs', countText(series)],
        ['Until', moment(series.end_time)],
        ['Purpose', series.purpose || null],
        ['Template', newest?.template_name ?? null],
        [
          'Input',
          newest?.inputs?.map(({ name, value }) => `${oneLine(name)} = ${value ?? ''}`) ?? null,
        ],
        ['Targets', newest === null ? null : targetsText(newest)],
        ['Jobs', jobs.map((job) => jobInBrief(job, screen))],
      ],
      screen,
    ),
  ].join('');
}

/** The text for the state of a series that the server has saved incompletely. */
export const halfMadeText = 'half made: it runs once, then never again';

function stateText({ state }: Series): string {
  return state === 'half_made' ? halfMadeText : oneLine(state ?? 'state unknown');
}

function countText(series: Series): string | null {
  const text = runsText(series);
  if (text === null) return null;
  return series.jobs.some((job) => outcomeOf(job) === 'scheduled')
    ? `${text} (including the pending one)`
    : text;
}

/** The results of `schedule cancel`, `enable` and `disable`. */
type SeriesChange = Document<'schedule-change'>['change'];

export interface SeriesReport {
  readonly change: SeriesChange;
  readonly series: Series;
  /** The jobs that were cancelled with the series. */
  readonly ended: readonly JobInvocation[];
}

export function changeProse({ change, series, ended }: SeriesReport, screen: Screen): string {
  const next =
    series.next_occurrence === null
      ? ''
      : ` Next run: ${proseTime(series.next_occurrence, screen)}.`;
  const { id } = series;
  switch (change) {
    case 'unchanged':
      return `Series ${id} is already ${oneLine(series.state ?? '')}.${isOngoing(series) ? next : ''} Nothing was sent.\n`;
    case 'enabled':
      return `Series ${id} is active again.${next}\n`;
    case 'disabled':
      return `Series ${id} is disabled: nothing runs until it is enabled again.\n${nextCommands([[`rexctl schedule enable ${id}`, 'enable it again']])}`;
    case 'cancelled':
      return `Series ${id} is permanently cancelled.${endedText(ended)}\n`;
  }
}

function endedText(ended: readonly JobInvocation[]): string {
  const parts = ended.map((job) =>
    outcomeOf(job) === 'scheduled'
      ? ` Job ${job.id} will not run.`
      : ` Cancel sent to job ${job.id}; check the result: rexctl watch ${job.id}`,
  );
  return parts.join('');
}
