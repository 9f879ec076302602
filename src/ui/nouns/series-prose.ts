import type { Document } from '../../documents/types.ts';
import type { JobInvocation } from '../../jobs/job-invocation.ts';
import { outcomeOf } from '../../jobs/outcome.ts';
import { isOngoing, type Series, whatItRuns } from '../../jobs/schedule/series.ts';
import { halfMadeText } from '../terminal/half-made-text.ts';
import { outcomeText } from '../terminal/icons.ts';
import { labelLines } from '../terminal/label-lines.ts';
import { oneLine } from '../terminal/sanitise.ts';
import type { Screen } from '../terminal/screen.ts';
import { proseTime } from '../time/relative.ts';
import { hostsText } from './hosts-text.ts';
import { nextCommands } from './next-commands.ts';
import { runsText } from './series-columns.ts';
import { targetsText } from './targets-text.ts';

/** `schedule show`: what is repeated, when next, and its newest jobs. Ends with a line break. */
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
        ['Jobs', jobs.map((job) => jobText(job, screen))],
      ],
      screen,
    ),
  ].join('');
}

function stateText({ state }: Series): string {
  return state === 'half_made' ? halfMadeText : oneLine(state ?? 'state unknown');
}

function countText(series: Series): string | null {
  const text = runsText(series);
  if (text === null) return null;
  return series.jobs.some((job) => outcomeOf(job) === 'scheduled')
    ? `${text}, with the one that waits`
    : text;
}

function jobText(job: JobInvocation, screen: Screen): string {
  const outcome = outcomeOf(job);
  const hosts = hostsText(job, outcome);
  return `${job.id} ${outcomeText(outcome, screen)}${hosts === null ? '' : `: ${hosts}`}`;
}

/** What `schedule cancel`, `enable` and `disable` did. */
export type SeriesChange = Document<'schedule-change'>['change'];

export interface SeriesReport {
  readonly change: SeriesChange;
  readonly series: Series;
  /** Jobs that ended with it. */
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
      return `Series ${id} is ${oneLine(series.state ?? '')} already.${isOngoing(series) ? next : ''} Nothing was sent.\n`;
    case 'enabled':
      return `Series ${id} is active again.${next}\n`;
    case 'disabled':
      return `Series ${id} is disabled: nothing runs until it is enabled again.\n${nextCommands([[`rexctl schedule enable ${id}`, 'go on']])}`;
    case 'cancelled':
      return `Series ${id} is cancelled for good.${endedText(ended)}\n`;
  }
}

function endedText(ended: readonly JobInvocation[]): string {
  const parts = ended.map((job) =>
    outcomeOf(job) === 'scheduled'
      ? ` Job ${job.id} will not run.`
      : ` Job ${job.id} was told to stop; see how it ends: rexctl watch ${job.id}`,
  );
  return parts.join('');
}
