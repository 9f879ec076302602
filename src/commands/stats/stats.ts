import { Option } from '@commander-js/extra-typings';
import { command } from '../../cli/command.ts';
import type { Context } from '../../cli/context.ts';
import { columnsOption, filled, wholeNumber } from '../../cli/options/option-parsers.ts';
import type { Answered } from '../../documents/types.ts';
import { usageError } from '../../errors.ts';
import { costHint, costKnown } from '../../guards/cost.ts';
import { confirmation } from '../../guards/guard.ts';
import { isJobName } from '../../jobs/description.ts';
import type { JobInvocation } from '../../jobs/job-invocation.ts';
import { hostStatistics } from '../../jobs/statistics/statistics.ts';
import { warnOfUnreadJobs } from '../../lookup/failures/unread-jobs.ts';
import {
  countJobs,
  jobsToCount,
  readRuns,
  requestsFor,
  type StatisticsQuery,
} from '../../lookup/statistics.ts';
import { counted } from '../../text/counts.ts';
import {
  hostStatisticsColumns,
  type Statistics,
  statisticsDocument,
} from '../../ui/nouns/statistics.ts';
import { statisticsProse } from '../../ui/nouns/statistics-prose.ts';
import type { Screen } from '../../ui/terminal/screen.ts';
import { parsePastTime } from '../../ui/time/past.ts';

/** The most jobs without a confirmation or a limit. */
const unaskedJobs = 200;
/** The advice how to avoid a confirmation. */
const fewer = 'choose fewer jobs with --limit or --since';
/** The most hosts in each list. */
const shownHosts = 10;

export const stats = command({
  description: 'Shows which hosts fail most, flap or are slow, since a given time.',
  options: [
    new Option(
      '--since <time>',
      'only jobs started since this time, e.g. 12h (12 hours ago), 2026-11-23 (default: 30d)',
    ),
    new Option('--template <name>', 'only jobs of this template').argParser(filled('--template')),
    new Option('--name <name>', 'only jobs started with this run --name').argParser(jobName),
    new Option('-n, --limit <n>', 'only the newest n jobs').argParser(wholeNumber('--limit', 1)),
    new Option(
      '--slowest',
      'also show the slowest hosts; takes one request for every 50 hosts of a job',
    ),
    columnsOption(hostStatisticsColumns),
  ],
  topics: ['results', 'times', 'json'],
  examples: [
    ['rexctl stats --since 7d', 'show the hosts that failed most in the last week'],
    ['rexctl stats --name nightly', 'show the pass rate and duration of each run of a cron entry'],
    ['rexctl stats --since 1d --slowest --json', 'also print the slowest hosts, for a script'],
  ],
  paged: () => true,
  run: (context, { since = '30d', template, name, limit = null, slowest, columns }) =>
    runStats(
      context,
      { since: parsePastTime(since, context.clock.now(), '--since'), template, name, limit },
      { hostTimes: slowest === true, columns },
    ),
});

function jobName(text: string): string {
  if (isJobName(text)) return text;
  throw usageError(
    `invalid --name \`${text}\`: expected a letter, then letters, digits, \`.\`, \`_\` or \`-\`, 64 at most`,
  );
}

interface StatsOptions {
  readonly hostTimes: boolean;
  readonly columns: readonly string[] | undefined;
}

async function runStats(
  context: Context,
  query: StatisticsQuery,
  { hostTimes, columns }: StatsOptions,
): Promise<number> {
  const { jobs, ...found } = await chosenJobs(context, query);
  await sayCost(context, jobs, hostTimes);
  const { runs, unread } = await context.during(
    `reading the hosts of ${counted(jobs.length, 'job')}`,
    () => readRuns(context, jobs, hostTimes),
  );
  const statistics: Statistics = {
    since: query.since,
    until: new Date(context.clock.now()).toISOString(),
    template: query.template ?? null,
    name: query.name ?? null,
    ...{ ...found, runs, unread, hosts: hostStatistics(runs) },
  };
  await context.print(answerOf(statistics), columns);
  return warnOfUnreadJobs(context, unread, (jobs) => `the hosts of ${jobs}`);
}

function answerOf(statistics: Statistics) {
  const isEmpty = statistics.runs.length === 0;
  return {
    document: statisticsDocument(statistics) satisfies Answered<'stats'>,
    rowsKey: 'hosts',
    rows: statistics.hosts,
    columns: hostStatisticsColumns,
    prose: (screen: Screen) => statisticsProse(statistics, { most: shownHosts }, screen),
    note: isEmpty ? 'No job matches.' : '',
  };
}

interface ChosenJobs {
  readonly jobs: readonly JobInvocation[];
  readonly matching: number | null;
  /** Whether `--limit` leaves out older jobs. */
  readonly more: boolean;
}

/** Reads the jobs; they are counted first, so that thousands are read only after a confirmation. */
async function chosenJobs(context: Context, query: StatisticsQuery): Promise<ChosenJobs> {
  const connection = await context.connection();
  const found = await context.during('counting jobs', () => countJobs(connection, query));
  const wanted = Math.min(found, query.limit ?? found);
  if (wanted > unaskedJobs && query.limit === null)
    await confirmation(
      `Read the hosts of ${counted(wanted, 'job')}, at least ${counted(wanted, 'request')}?`,
      costHint(fewer),
    )(context);
  const {
    rows: jobs,
    subtotal,
    more,
  } = await context.during('reading jobs', () => jobsToCount(connection, query));
  return { jobs, matching: query.name === undefined ? subtotal : null, more };
}

/** Reports the number of requests: even a few jobs may have thousands of hosts. */
async function sayCost(
  context: Context,
  jobs: readonly JobInvocation[],
  hostTimes: boolean,
): Promise<void> {
  const requests = requestsFor(jobs, hostTimes);
  await costKnown(context, {
    what: `the hosts of ${counted(jobs.length, 'job')}`,
    requests,
    fewer,
  });
}
