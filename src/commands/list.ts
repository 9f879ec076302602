import { Option } from '@commander-js/extra-typings';
import pMap from 'p-map';
import { type ReadRows, readPages } from '../api/endpoints/all-pages.ts';
import { listJobInvocations } from '../api/endpoints/job-invocations.ts';
import { command } from '../cli/command.ts';
import type { Context } from '../cli/context.ts';
import {
  collected,
  columnsOption,
  filled,
  wholeNumber,
  words,
} from '../cli/options/option-parsers.ts';
import { inGroup, listing } from '../cli/options/option-text.ts';
import type { OptionValues } from '../cli/options/option-values.ts';
import type { Answered } from '../documents/types.ts';
import { usageError } from '../errors.ts';
import type { NamedHost } from '../jobs/hosts/host-names.ts';
import {
  type JobFilter,
  jobSearch,
  mayMatch,
  needsMorePages,
  searchableStatuses,
} from '../jobs/job-filter.ts';
import type { JobInvocation } from '../jobs/job-invocation.ts';
import { type Outcome, outcomeOf, outcomes } from '../jobs/outcome.ts';
import { readSearch } from '../jobs/search/read-search.ts';
import { unknownTimes } from '../jobs/times/job-times.ts';
import { hostNames } from '../lookup/host-names.ts';
import { hostsOfServer } from '../lookup/hosts-of-server.ts';
import { knownEnd } from '../lookup/job.ts';
import { timesOfJobs } from '../lookup/job-times.ts';
import { searchToSend } from '../lookup/search.ts';
import { alternatives, counted, countedOf } from '../text/counts.ts';
import { jobColumns, jobDocument, type ListedJob } from '../ui/nouns/job.ts';
import { namesTimes } from '../ui/nouns/time-columns.ts';
import { parsePastTime } from '../ui/time/past.ts';

interface ListOptions {
  readonly filter: JobFilter;
  /** `null` = all. */
  readonly limit: number | null;
  readonly order: string | undefined;
  readonly columns: readonly string[] | undefined;
}

const sortFields = [
  'id',
  'started_at',
  'start_at',
  'ended_at',
  'description',
  'job_category',
] as const;
const largestPage = 100;
/** Whose whole names fit into the address of a search. */
const maxHosts = 50;

const options = [
  ...inGroup('Filters', [
    listing(
      outcomes,
      new Option('--outcome <outcomes>', 'only jobs with these outcomes').argParser(parseOutcomes),
    ),
    new Option('--status <status>', "filter by Foreman's own status").choices(searchableStatuses),
    new Option('--mine', 'only your jobs'),
    new Option('--owner <login>', 'only jobs that this user started').argParser(filled('--owner')),
    new Option(
      '--host <names>',
      'only jobs that ran on one of these hosts, e.g. web[01-20]; repeatable',
    ).argParser(collected),
    new Option('--template <name>', 'only jobs of this template').argParser(filled('--template')),
    new Option('--since <time>', 'only jobs started since then, e.g. 2h, 3d, 2026-11-23T14:00'),
    new Option('--search <query>', "only jobs that match this search, e.g. 'description ~ kernel'"),
  ]),
  ...inGroup('Output', [
    new Option('--sort <field>', `sort by ${alternatives(sortFields)}, e.g. started_at:desc`)
      .choices(sortFields)
      .argParser(parseSort),
    new Option('-n, --limit <n>', 'list at most n jobs (default: 20)').argParser(
      wholeNumber('--limit', 1),
    ),
    new Option('--all', 'list all jobs'),
    columnsOption(jobColumns),
  ]),
] as const;

/** Jobs, newest first. */
export const list = command({
  description: 'Lists jobs, newest first.',
  options,
  conflicts: [
    ['limit', 'all'],
    ['mine', 'owner'],
    ['outcome', 'status'],
  ],
  topics: ['search', 'times', 'hosts', 'json'],
  examples: [
    ['rexctl list --outcome failed --since 1d', 'jobs that failed in the last day'],
    ['rexctl list --host web01.example.com --all', 'all jobs that ran on a host'],
    ['rexctl list --columns id,user,ended_at,duration', 'who started them, and how long they took'],
    ['rexctl list --mine --json | jq ".jobs[].id"', 'the ids of your jobs'],
  ],
  run: (context, values) => runList(toListOptions(values, context.clock.now()), context),
});

/** Everything that can be refused without asking the server is refused here. */
function toListOptions(values: OptionValues<typeof options>, now: number): ListOptions {
  const { outcome, status, mine, owner, host, template, since, search } = values;
  return {
    filter: {
      outcomes: outcome ?? [],
      status,
      owner: mine === true ? 'current_user' : owner,
      hosts: host ?? [],
      template,
      since: since === undefined ? undefined : parsePastTime(since, now, '--since'),
      search:
        search === undefined ? undefined : readSearch(search, { where: '--search', of: 'jobs' }),
    },
    limit: values.all === true ? null : (values.limit ?? 20),
    order: values.sort,
    columns: values.columns,
  };
}

async function runList(options: ListOptions, context: Context): Promise<number> {
  if (options.filter.search !== undefined) await searchToSend(context, options.filter.search);
  const hosts = await hostsOfFilter(context, options.filter);
  const search = jobSearch({ ...options.filter, hosts });
  const {
    rows: found,
    subtotal,
    more,
  } = await context.during('reading jobs', () => readJobs(context, options, search));
  const jobs = await withTimes(context, options, found);
  const documents = jobs.map((job) => jobDocument(job, job.outcome));
  await context.print(
    {
      document: {
        jobs: documents,
        subtotal: needsMorePages(options.filter) ? null : subtotal,
      } satisfies Answered<'list'>,
      rowsKey: 'jobs',
      rows: jobs,
      columns: jobColumns,
      note: closingNote(jobs.length, more ? subtotal : null, options),
    },
    options.columns,
  );
  return 0;
}

/** Times cost requests beside those of the list, so only where they are asked for by name. */
async function withTimes(
  context: Context,
  { columns = [] }: ListOptions,
  jobs: readonly ListedJob[],
): Promise<readonly ListedJob[]> {
  if (!namesTimes([...columns, ...(context.globals.fields ?? [])])) return jobs;
  const times = await context.during('reading users and times', () => timesOfJobs(context, jobs));
  return jobs.map((job) => ({ ...job, times: times.get(job.id) ?? unknownTimes }));
}

/** The whole names of the hosts, because a search of jobs matches no others. */
async function hostsOfFilter(context: Context, { hosts }: JobFilter): Promise<readonly string[]> {
  if (hosts.length === 0) return hosts;
  const names = await hostNames(context, '--host', hosts);
  const found = await context.during('looking up the hosts', () =>
    hostsOfServer(context, names, { byId, sends: false }),
  );
  if (found.length > maxHosts)
    throw usageError(
      `--host: ${found.length} hosts are too many for one search of jobs`,
      `name at most ${maxHosts} hosts`,
    );
  return found.map(({ name }) => name);
}

function byId({ id }: NamedHost): string {
  return `choose by id: --search 'targeted_host_id = ${id}'`;
}

/**
 * Reads on in pages until the limit is reached, because part of the filter can only be applied
 * here.
 */
async function readJobs(
  context: Context,
  { filter, limit, order }: ListOptions,
  search: string | undefined,
): Promise<ReadRows<ListedJob>> {
  const connection = await context.connection();
  const withOutcomes = outcomeReader(context, filter, limit);
  const fetchPage = async (page: number, perPage: number) => {
    const answer = await listJobInvocations(connection, { search, order, page, perPage });
    return { ...answer, items: await withOutcomes(answer.items) };
  };
  const perPage = needsMorePages(filter)
    ? largestPage
    : Math.min(limit ?? largestPage, largestPage);
  return readPages(fetchPage, { perPage, limit, only: (job) => fits(filter, job) });
}

/** Jobs whose hosts are asked for at the same time. */
const jobsAtOnce = 4;

/**
 * Adds the outcomes; where one is asked for, the hosts of jobs that leave it open are read, each
 * job once, until more fit than are wanted.
 */
function outcomeReader(
  context: Context,
  filter: JobFilter,
  limit: number | null,
): (jobs: readonly JobInvocation[]) => Promise<ListedJob[]> {
  const known = new Map<number, ListedJob>();
  let fitting = 0;
  const withOutcome = async (job: JobInvocation): Promise<ListedJob> => {
    const before = known.get(job.id);
    if (before !== undefined) return before;
    const enough = fitting > (limit ?? Number.POSITIVE_INFINITY);
    if (enough || filter.outcomes.length === 0 || !mayMatch(filter, job))
      return { ...job, outcome: outcomeOf(job) };
    const listed = { ...job, ...(await knownEnd(context, job)) };
    known.set(job.id, listed);
    if (fits(filter, listed)) fitting++;
    return listed;
  };
  return (jobs) => pMap(jobs, withOutcome, { concurrency: jobsAtOnce });
}

function fits(filter: JobFilter, job: ListedJob): boolean {
  const { outcomes: wanted } = filter;
  return (
    mayMatch(filter, job) &&
    (wanted.length === 0 || wanted.some((outcome) => outcome === job.outcome))
  );
}

function closingNote(shown: number, subtotal: number | null, options: ListOptions): string {
  if (shown === 0) return 'No job matches.';
  if (subtotal === null) return '';
  const next = Math.min((options.limit ?? 20) * 5, 1000);
  const count = needsMorePages(options.filter)
    ? counted(shown, 'job')
    : countedOf(shown, subtotal, 'job');
  return `Showing ${count}; more with --limit ${next}`;
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

function parseSort(text: string): string {
  const [field = '', direction = 'desc', ...rest] = text.split(':');
  if (
    rest.length > 0 ||
    !sortFields.some((known) => known === field) ||
    !/^(asc|desc)$/.test(direction)
  ) {
    throw usageError(
      `invalid --sort \`${text}\`: expected ${alternatives(sortFields)}`,
      'add :asc or :desc for the direction',
    );
  }
  return `${field} ${direction.toUpperCase()}`;
}
