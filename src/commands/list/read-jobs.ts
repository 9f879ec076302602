import pMap from 'p-map';
import type { Connection } from '../../api/connection.ts';
import { type ReadRows, readPages } from '../../api/endpoints/all-pages.ts';
import { listJobInvocations } from '../../api/endpoints/job-invocations.ts';
import type { Page } from '../../api/wire/response.ts';
import type { Context } from '../../cli/context.ts';
import { costKnown } from '../../guards/cost.ts';
import { type JobFilter, mayMatch, needsMorePages } from '../../jobs/job-filter.ts';
import type { JobInvocation } from '../../jobs/job-invocation.ts';
import { outcomeOf } from '../../jobs/outcome.ts';
import { unknownTimes } from '../../jobs/times/job-times.ts';
import { knownEnd } from '../../lookup/job.ts';
import { requestsForJobTimes, timesOfJobs } from '../../lookup/job-times.ts';
import { counted } from '../../text/counts.ts';
import type { ListedJob } from '../../ui/nouns/job.ts';
import { namesTimes } from '../../ui/nouns/time-columns.ts';
import { type ListOptions, largestPage } from './options.ts';
import { hiddenSort, type OwnSort, refuseUnreadable, sortedJobs } from './sort.ts';

/** The jobs to show, and facts about those that are not shown. */
export interface ListedJobs extends ReadRows<ListedJob> {
  /** The number of matching rows before these, if one page was read. */
  readonly before: number;
}

/** Reads the jobs that match `search` and the rest of the filter. */
export async function listedJobs(
  context: Context,
  options: ListOptions,
  search: string | undefined,
): Promise<ListedJobs> {
  const { sort, limit } = options;
  if (sort.kind === 'own') return sortedHere(context, { ...options, sort }, search);
  const read = { ...options, most: limit, order: sort.order };
  const found = await context.during('reading jobs', () => readJobs(context, read, search));
  const rows = await withTimes(context, options, found.rows);
  if (timesHidden(rows))
    await context.warn(
      'missing permission view_foreman_tasks: users and times of these jobs are not visible to you',
    );
  return { ...found, rows };
}

/** Sorts by a value that the server cannot sort by, so that all matching jobs must be read. */
async function sortedHere(
  context: Context,
  options: ListOptions & { readonly sort: OwnSort },
  search: string | undefined,
): Promise<ListedJobs> {
  const { sort, limit } = options;
  const connection = await context.connection();
  await sayCost(context, connection, { search, times: sort.byTimes });
  const read = { ...options, most: null, order: 'id DESC' };
  const found = await context.during('reading jobs', () => readJobs(context, read, search));
  refuseUnreadable(found.rows, sort);
  const jobs = await withTimes(context, options, found.rows);
  if (sort.byTimes && timesHidden(jobs)) throw hiddenSort(sort);
  const rows = sortedJobs(jobs, sort);
  const shown = rows.slice(0, limit ?? rows.length);
  return { ...found, rows: shown, more: shown.length < rows.length };
}

async function sayCost(
  context: Context,
  connection: Connection,
  { search, times }: { readonly search: string | undefined; readonly times: boolean },
): Promise<void> {
  const { subtotal } = await context.during('counting jobs', () =>
    listJobInvocations(connection, { search, perPage: 1 }),
  );
  const requests = Math.ceil(subtotal / largestPage) + (times ? requestsForJobTimes(subtotal) : 0);
  await costKnown(context, {
    ...{ what: `${counted(subtotal, 'job')} to sort them`, requests },
    fewer: 'choose fewer jobs, e.g. with --since',
  });
}

/** Adds times if the user requests them, because they need further requests. */
async function withTimes(
  context: Context,
  { columns = [], sort }: ListOptions,
  jobs: readonly ListedJob[],
): Promise<readonly ListedJob[]> {
  const named = namesTimes([...columns, ...(context.globals.fields ?? [])]);
  if (!named && !(sort.kind === 'own' && sort.byTimes)) return jobs;
  const times = await context.during('reading users and times', () => timesOfJobs(context, jobs));
  return jobs.map((job) => ({ ...job, times: times.get(job.id) ?? unknownTimes }));
}

/** Whether this user cannot see the times of any job; call it after reading times. */
function timesHidden(jobs: readonly ListedJob[]): boolean {
  const ran = jobs.filter(({ task }) => task !== null);
  return ran.length > 0 && ran.every(({ times }) => times === unknownTimes);
}

interface Reading extends Pick<ListOptions, 'filter' | 'page'> {
  /** The most jobs; `null` = all. */
  readonly most: number | null;
  readonly order: string | undefined;
}

/**
 * Reads pages until enough jobs match, because the server cannot apply every part of the filter.
 */
async function readJobs(
  context: Context,
  { filter, most, page: onePage, order }: Reading,
  search: string | undefined,
): Promise<ListedJobs> {
  const connection = await context.connection();
  const withOutcomes = outcomeReader(context, filter, most);
  const fetchPage = async (page: number, perPage: number) => {
    const answer = await listJobInvocations(connection, { search, order, page, perPage });
    return { ...answer, items: await withOutcomes(answer.items) };
  };
  if (onePage !== null) return ofOnePage(await fetchPage(onePage, most ?? largestPage), onePage);
  const perPage = needsMorePages(filter) ? largestPage : Math.min(most ?? largestPage, largestPage);
  const only = (job: ListedJob) => fits(filter, job);
  return { ...(await readPages(fetchPage, { perPage, limit: most, only })), before: 0 };
}

/** The rows of one page, which may be smaller than requested. */
function ofOnePage({ items, subtotal, per_page }: Page<ListedJob>, page: number): ListedJobs {
  const before = (page - 1) * per_page;
  return { rows: items, subtotal, before, more: before + items.length < subtotal };
}

/** The number of jobs whose hosts are read at the same time. */
const jobsAtOnce = 4;

/**
 * Returns a function that adds outcomes. If the filter has outcomes, it reads the hosts of jobs
 * whose records do not decide theirs, each job once, until more jobs than the limit match.
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
