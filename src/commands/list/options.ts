import { Option } from '@commander-js/extra-typings';
import {
  collected,
  columnsOption,
  filled,
  wholeNumber,
  words,
} from '../../cli/options/option-parsers.ts';
import { inGroup, listing } from '../../cli/options/option-text.ts';
import type { OptionValues } from '../../cli/options/option-values.ts';
import { usageError } from '../../errors.ts';
import { type JobFilter, needsMorePages, searchableStatuses } from '../../jobs/job-filter.ts';
import { type Outcome, outcomes } from '../../jobs/outcome.ts';
import { parseSeriesReference, type SeriesReference } from '../../jobs/schedule/series.ts';
import { readSearch } from '../../jobs/search/read-search.ts';
import { alternatives } from '../../text/counts.ts';
import { jobColumns } from '../../ui/nouns/job.ts';
import { parsePastTime } from '../../ui/time/past.ts';
import { type ListSort, parseSort, sortNames } from './sort.ts';

/** The options of `list`: which jobs, in which order, with which columns. */
export interface ListOptions {
  readonly filter: JobFilter;
  /** The most rows, in total or of one page; `null` = all. */
  readonly limit: number | null;
  /** The page to list; `null` = from the first job up to the limit. */
  readonly page: number | null;
  readonly sort: ListSort;
  readonly series: SeriesReference | null;
  readonly columns: readonly string[] | undefined;
}

const usualLimit = 20;
/** The most rows of a page, which is one request: the server needs a second for it. */
export const largestPage = 100;

export const listOptions = [
  ...inGroup('Filters', [
    listing(
      outcomes,
      new Option('--outcome <outcomes>', 'only jobs with these outcomes').argParser(parseOutcomes),
    ),
    new Option('--mine', 'only your jobs'),
    new Option(
      '--since <time>',
      'only jobs started since this time, e.g. 2h (2 hours ago), yesterday',
    ),
    new Option(
      '--until <time>',
      'only jobs started before this time, e.g. 1d (1 day ago), 2026-11-24',
    ),
    new Option(
      '--host <names>',
      'only jobs that ran on one of these hosts, e.g. web[01-20]; repeatable',
    ).argParser(collected),
    new Option('--search <query>', "only jobs that match this search, e.g. 'description ~ kernel'"),
    new Option('--owner <login>', 'only jobs that this user started').argParser(filled('--owner')),
    new Option('--template <name>', 'only jobs of this template').argParser(filled('--template')),
    new Option('--category <name>', 'only jobs of this category, e.g. Commands').argParser(
      filled('--category'),
    ),
    new Option('--series <series>', 'only jobs of this series: its id, or job:ID').argParser(
      (text: string) => parseSeriesReference(text),
    ),
    new Option('--recurring', 'only recurring jobs').preset('yes').argParser(isRecurring),
    new Option('--no-recurring', 'leave out recurring jobs').preset('no').argParser(isRecurring),
    new Option('--status <status>', "filter by Foreman's own status").choices(searchableStatuses),
  ]),
  ...inGroup('Output', [
    new Option('-n, --limit <n>', 'list at most n jobs (default: 20)').argParser(
      wholeNumber('--limit', 1),
    ),
    new Option('--all', 'list all jobs'),
    new Option('--page <n>', 'list page n; each page has --limit jobs').argParser(
      wholeNumber('--page', 1),
    ),
    new Option('--sort <field>', `sort by ${alternatives(sortNames)}, e.g. started_at:desc`)
      .choices(sortNames)
      .argParser(parseSort),
    columnsOption(jobColumns),
  ]),
] as const;

export const listConflicts = [
  ['limit', 'all'],
  ['page', 'all'],
  ['page', 'outcome'],
  ['mine', 'owner'],
  ['outcome', 'status'],
] as const;

type ListFlags = OptionValues<typeof listOptions>;

/** Checks the options without requests; throws a usage `Failure` for invalid ones. */
export function toListOptions(values: ListFlags, now: number): ListOptions {
  const { outcome, status, mine, owner, host, template, category, series, search } = values;
  const filter: JobFilter = {
    outcomes: outcome ?? [],
    status,
    owner: mine === true ? 'current_user' : owner,
    hosts: host ?? [],
    template,
    category,
    recurring: values.recurring,
    ...timesOf(values, now),
    search:
      search === undefined ? undefined : readSearch(search, { where: '--search', of: 'jobs' }),
  };
  if (series !== undefined && values.recurring === false)
    throw usageError('--series and --no-recurring cannot be used together', 'use only one');
  const sort = values.sort ?? { kind: 'server' };
  const limit = values.all === true ? null : (values.limit ?? usualLimit);
  const page = values.page ?? null;
  if (page !== null) checkPage(filter, limit, sort);
  return { filter, limit, page, sort, series: series ?? null, columns: values.columns };
}

/** Parses both times here, because dates that the server cannot read would match every job. */
function timesOf({ since, until }: ListFlags, now: number): Pick<JobFilter, 'since' | 'until'> {
  const from = since === undefined ? undefined : parsePastTime(since, now, '--since');
  const to = until === undefined ? undefined : parsePastTime(until, now, '--until');
  if (from !== undefined && to !== undefined && from >= to)
    throw usageError(
      `--until \`${until}\` is not after --since \`${since}\``,
      'no job can match: swap the two times',
    );
  return { since: from, until: to };
}

function isRecurring(text: string, before: boolean | undefined): boolean {
  const wanted = text === 'yes';
  if (before === undefined || before === wanted) return wanted;
  throw usageError('--recurring and --no-recurring cannot be used together', 'use only one');
}

/** Refuses options with `--page` that are applied by rexctl: a page would have gaps. */
function checkPage(filter: JobFilter, limit: number | null, sort: ListSort): void {
  if (sort.kind === 'own')
    throw usageError(`--page and --sort ${sort.name} cannot be used together`, 'use only one');
  if (needsMorePages(filter))
    throw usageError('--page and --status running cannot be used together', 'use only one');
  if (limit !== null && limit > largestPage)
    throw usageError(`invalid --limit \`${limit}\`: the maximum with --page is ${largestPage}`);
}

function parseOutcomes(text: string): Outcome[] {
  return words('--outcome')(text).map((word) => {
    const outcome = outcomes.find((known) => known === word.replaceAll('-', '_'));
    if (outcome === undefined) {
      throw usageError(`invalid --outcome \`${word}\`: expected ${alternatives(outcomes)}`);
    }
    return outcome;
  });
}
