import { Argument, Option } from '@commander-js/extra-typings';
import { setRecurringLogicEnabled } from '../api/endpoints/recurring-logics.ts';
import { type Command, type CommandGroup, command, type Example } from '../cli/command.ts';
import type { Context } from '../cli/context.ts';
import { columnsOption, wholeNumber, words } from '../cli/options/option-parsers.ts';
import { listing } from '../cli/options/option-text.ts';
import type { OptionValues } from '../cli/options/option-values.ts';
import type { SchemaName } from '../documents/schema-names.ts';
import type { Answered } from '../documents/types.ts';
import { Failure, usageError } from '../errors.ts';
import { cancelSeriesOnce } from '../guards/cancel-once.ts';
import { confirmation, passGuards } from '../guards/guard.ts';
import type { JobInvocation, Recurrence } from '../jobs/job-invocation.ts';
import { outcomeOf } from '../jobs/outcome.ts';
import {
  isOpen,
  needsStateChange,
  openStates,
  parseSeriesReference,
  type Series,
  type SeriesState,
  seriesStates,
  whatItRuns,
} from '../jobs/schedule/series.ts';
import { findSeries, listSeries, openJobsOf, type SeriesQuery } from '../lookup/series/series.ts';
import { alternatives, numberText, showingText } from '../text/counts.ts';
import { jobDocument } from '../ui/nouns/job.ts';
import {
  changeProse,
  type SeriesReport,
  seriesColumns,
  seriesDocument,
  seriesProse,
} from '../ui/nouns/series.ts';

const listOptions = [
  listing(
    seriesStates,
    new Option('--state <states>', 'only series in these states').argParser(words('--state')),
    openStates,
  ),
  new Option('-n, --limit <n>', 'list at most n series (default: 20)').argParser(
    wholeNumber('--limit', 1),
  ),
  new Option('--all', 'list all series'),
  columnsOption(seriesColumns),
] as const;

const list = command({
  description: 'Lists series of recurring jobs, newest first.',
  options: listOptions,
  conflicts: [['limit', 'all']],
  topics: ['cron', 'times'],
  examples: [
    ['rexctl schedule list', 'list active and disabled series'],
    ['rexctl schedule list --state finished', 'list finished series'],
    ["rexctl schedule list --json | jq '.schedules[].id'", 'print their ids, for a script'],
  ],
  run: (context, values) => runList(toListOptions(values), context),
});

const show = oneSeries({
  description: 'Shows a series of recurring jobs, when it runs next, and its newest jobs.',
  examples: [
    ['rexctl schedule show 3', 'show series 3 and its newest jobs'],
    ['rexctl schedule show job:215', 'show the series of job 215'],
  ],
  act: runShow,
});

const cancel = oneSeries({
  description: 'Cancels a series permanently, with its pending and running jobs.',
  examples: [
    ['rexctl schedule cancel 3', 'ask, then cancel series 3'],
    ['rexctl schedule cancel job:215 --yes', 'cancel the series of job 215 without asking'],
  ],
  schema: 'schedule-change',
  act: runCancel,
});

const enable = oneSeries({
  description: 'Enables a disabled series again.',
  examples: [
    ['rexctl schedule enable 3', 'enable series 3 again'],
    ['rexctl schedule enable job:215', 'enable the series of job 215 again'],
  ],
  schema: 'schedule-change',
  act: (series, context) => runSet(series, context, 'active'),
});

const disable = oneSeries({
  description: 'Pauses a series: none of its jobs start until it is enabled again.',
  examples: [
    ['rexctl schedule disable 3', 'pause series 3'],
    ['rexctl schedule disable job:215', 'pause the series of job 215'],
  ],
  schema: 'schedule-change',
  act: (series, context) => runSet(series, context, 'disabled'),
});

/** Manages series of recurring jobs: those of `run --cron`, and others of the server. */
export const schedule: CommandGroup = {
  description: 'Lists, shows, enables, disables and cancels series of recurring jobs.',
  subcommands: [
    { name: 'list', alias: 'ls', summary: 'list active and disabled series', command: list },
    { name: 'show', summary: 'show one series and its newest jobs', command: show },
    { name: 'cancel', summary: 'cancel a series permanently', command: cancel },
    { name: 'enable', summary: 'enable a series again', command: enable },
    { name: 'disable', summary: 'pause a series', command: disable },
  ],
};

interface OneSeries {
  readonly description: string;
  readonly examples: readonly Example[];
  /** The schema of the answer, so that `--fields` can be checked before the change. */
  readonly schema?: SchemaName;
  readonly act: (series: Series, context: Context) => Promise<number>;
}

function oneSeries({ description, examples, schema, act }: OneSeries): Command {
  return command({
    description,
    arguments: [
      new Argument('<series>', 'id of a series, or job:ID for the series of that job').argParser(
        (text: string) => parseSeriesReference(text),
      ),
    ],
    examples,
    topics: ['cron', 'times'],
    answers: () => (schema === undefined ? undefined : { schemas: [schema], isRecord: true }),
    run: async (context, { series }) => act(await findSeries(context, series), context),
  });
}

interface ListOptions extends SeriesQuery {
  readonly columns: readonly string[] | undefined;
}

function toListOptions(values: OptionValues<typeof listOptions>): ListOptions {
  const states = (values.state ?? openStates).map(toState);
  const limit = values.all === true ? null : (values.limit ?? 20);
  return { states, limit, columns: values.columns };
}

function toState(word: string): SeriesState {
  const state = seriesStates.find((known) => known === word);
  if (state !== undefined) return state;
  throw usageError(`invalid --state \`${word}\`: expected ${alternatives(seriesStates)}`);
}

async function runList(options: ListOptions, context: Context): Promise<number> {
  const { series, matching } = await context.during('reading series', () =>
    listSeries(context, options),
  );
  if (matching === null) {
    await context.warn(
      'missing permission view_recurring_logics: only series of scheduled jobs visible to you are listed',
    );
  }
  await context.print(
    {
      document: {
        schedules: series.map(seriesDocument),
        subtotal: matching,
      } satisfies Answered<'schedules'>,
      rowsKey: 'schedules',
      rows: series,
      columns: seriesColumns,
      note: listNote(series.length, matching),
    },
    options.columns,
  );
  return 0;
}

function listNote(shown: number, matching: number | null): string {
  if (shown === 0) return 'No series matches.';
  if (matching === null || matching <= shown) return '';
  return showingText(`${numberText(shown)} of ${numberText(matching)} series`, shown);
}

async function runShow(series: Series, context: Context): Promise<number> {
  await context.print({
    document: {
      schedule: seriesDocument(series),
      jobs: series.jobs.map((job) => jobDocument(job)),
    } satisfies Answered<'schedule'>,
    prose: (screen) => seriesProse(series, screen),
  });
  return 0;
}

/**
 * Cancels a series. The server also cancels its scheduled and running jobs, so the question names
 * them. Nothing is sent if the series is already cancelled: for a job that is still stopping it
 * would be a second cancel, which abandons the scripts on its hosts.
 */
async function runCancel(series: Series, context: Context): Promise<number> {
  const ended = await openJobsOf(context, series.id);
  if (series.state === 'cancelled' || (!isOpen(series) && ended.length === 0))
    return printChange(context, { change: 'unchanged', series, ended: [] });
  await passGuards(context, [confirmation(cancelQuestion(series, ended))]);
  const answer = await context.during('cancelling', () =>
    cancelSeriesOnce(context, series.id, ended),
  );
  return printChange(context, {
    change: 'cancelled',
    series: changed(series, answer, 'cancelled'),
    ended,
  });
}

function cancelQuestion(series: Series, open: readonly JobInvocation[]): string {
  const what = `series ${series.id} (${whatItRuns(series) ?? 'without description'}; ${series.cron_line})`;
  const running = open.filter((job) => outcomeOf(job) !== 'scheduled');
  const stops = running.map((job) => `Job ${job.id} is running and is cancelled too. `).join('');
  return `${stops}Permanently cancel ${what}?`;
}

async function runSet(
  series: Series,
  context: Context,
  wish: 'active' | 'disabled',
): Promise<number> {
  if (!needsStateChange(series, wish))
    return printChange(context, { change: 'unchanged', series, ended: [] });
  const answer = await context.during('changing the series', async () =>
    setRecurringLogicEnabled(await context.connection(), series.id, wish === 'active'),
  );
  const after = changed(series, answer, wish);
  if (wish === 'active' && after.next_occurrence === null) {
    await context.warn(
      `the server returns no next run of series ${series.id}; check it in Foreman`,
    );
  }
  return printChange(context, {
    change: wish === 'active' ? 'enabled' : 'disabled',
    series: after,
    ended: [],
  });
}

/** The series after a change: the response lacks its times. Throws if the state is not `wish`. */
function changed(before: Series, answer: Recurrence, wish: SeriesState): Series {
  if (answer.state !== wish) {
    const state = answer.state ?? 'without a state';
    throw new Failure(
      'bad_answer',
      `the server accepted the change, but series ${before.id} is ${state}`,
      {
        hint: `see: rexctl schedule show ${before.id}`,
      },
    );
  }
  const next = wish === 'cancelled' ? null : answer.next_occurrence;
  return { ...before, state: answer.state, next_occurrence: next };
}

async function printChange(context: Context, report: SeriesReport): Promise<number> {
  await context.print({
    document: {
      schedule: seriesDocument(report.series),
      change: report.change,
      ended_job_ids: report.ended.map(({ id }) => id),
    } satisfies Answered<'schedule-change'>,
    prose: (screen) => changeProse(report, screen),
  });
  return 0;
}
