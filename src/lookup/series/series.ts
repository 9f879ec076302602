import pMap from 'p-map';
import type { Connection } from '../../api/connection.ts';
import { allPages, readPages } from '../../api/endpoints/all-pages.ts';
import { listJobInvocations, readJob } from '../../api/endpoints/job-invocations.ts';
import { listRecurringLogics } from '../../api/endpoints/recurring-logics.ts';
import type { Context } from '../../cli/context.ts';
import { Failure } from '../../errors.ts';
import type { JobInvocation, Recurrence } from '../../jobs/job-invocation.ts';
import { jobEnded, outcomeOf } from '../../jobs/outcome.ts';
import {
  isHalfMade,
  openStates,
  type Series,
  type SeriesReference,
  type SeriesState,
  seriesStateOf,
} from '../../jobs/schedule/series.ts';
import { cronWords } from '../../ui/time/cron-words.ts';
import { seriesId } from './series-id.ts';

/** Requests at the same time if each series is read separately. */
const atOnce = 4;
/** The number of jobs of a series that are read, newest first. */
const newestJobs = 5;

/** A series with its newest jobs. If one of its jobs is visible, no other permission is needed. */
export async function findSeries(context: Context, reference: SeriesReference): Promise<Series> {
  const id = await seriesId(context, reference);
  return context.during('reading the series', async () => readSeries(context, id));
}

async function readSeries(context: Context, id: number): Promise<Series> {
  const connection = await context.connection();
  const jobs = await jobsOf(connection, id, newestJobs);
  const [first] = jobs;
  const newest = first === undefined ? null : await readJob(connection, first.id);
  const logic = (await logicById(connection, id)) ?? newest?.recurrence ?? null;
  if (logic !== null) return { ...seriesOf(logic, jobs), newest };
  throw new Failure(
    'not_found',
    `no series ${id} on ${new URL(connection.server).host}, or not visible to you`,
    {
      hint: 'list the series: rexctl schedule list',
    },
  );
}

/**
 * Reads a series from the index, because show would return all tasks of the series. `null` = none,
 * or not allowed.
 */
async function logicById(connection: Connection, id: number): Promise<Recurrence | null> {
  const query = { search: `id = ${id}`, perPage: 1 };
  const page = await orNotAllowed(listRecurringLogics(connection, query));
  return page?.items.find((logic) => logic.id === id) ?? null;
}

async function orNotAllowed<T>(response: Promise<T>): Promise<T | null> {
  try {
    return await response;
  } catch (error) {
    if (error instanceof Failure && error.kind === 'not_allowed' && error.httpStatus === 403)
      return null;
    throw error;
  }
}

async function jobsOf(
  connection: Connection,
  id: number,
  perPage: number,
): Promise<readonly JobInvocation[]> {
  const query = { search: `recurring_logic.id = ${id}`, order: 'id DESC', perPage };
  return (await listJobInvocations(connection, query)).items;
}

/** The unfinished jobs of a series; the server also finds waiting ones as running. */
export async function openJobsOf(context: Context, id: number): Promise<readonly JobInvocation[]> {
  const connection = await context.connection();
  const query = { search: `recurring_logic.id = ${id} and status = running`, order: 'id DESC' };
  const fetchPage = (page: number, perPage: number) =>
    listJobInvocations(connection, { ...query, page, perPage });
  const jobs = await allPages(fetchPage, { perPage: 100 });
  return jobs.filter((job) => job.task !== null && !jobEnded(job));
}

function seriesOf(logic: Recurrence, jobs: readonly JobInvocation[]): Series {
  return {
    ...logic,
    state: seriesStateOf(logic),
    next_occurrence: isHalfMade(logic) ? startOfWaiting(jobs) : logic.next_occurrence,
    cron_words: logic.cron_line === null ? null : cronWords(logic.cron_line),
    jobs,
  };
}

/** The next run of a half-made series, whose record lacks it. */
function startOfWaiting([newest]: readonly JobInvocation[]): string | null {
  return newest !== undefined && outcomeOf(newest) === 'scheduled' ? newest.start_at : null;
}

/** The search for series with a state. */
function stateSearch(state: SeriesState): string {
  return state === 'half_made' ? 'null? state' : `state = ${state}`;
}

export interface SeriesQuery {
  readonly states: readonly SeriesState[];
  /** `null` = all. */
  readonly limit: number | null;
}

interface FoundSeries {
  readonly series: readonly Series[];
  /** The number of matching series; `null` if only those with a visible waiting job were found. */
  readonly matching: number | null;
}

/**
 * The series with these states, newest first. The usual roles are not allowed to list series; then
 * those of visible waiting jobs are returned, and ended series cannot be listed.
 */
export async function listSeries(context: Context, query: SeriesQuery): Promise<FoundSeries> {
  const connection = await context.connection();
  const { limit } = query;
  const search = query.states.map(stateSearch).join(' or ');
  const readPage = (page: number, perPage: number) =>
    listRecurringLogics(connection, { search, order: 'id DESC', page, perPage });
  const reading = { perPage: Math.min(limit ?? 100, 100), limit };
  try {
    const { rows: logics, subtotal: matching } = await readPages(readPage, reading);
    const toSeries = async (logic: Recurrence) =>
      seriesOf(logic, await jobsOf(connection, logic.id, 1));
    return { series: await pMap(logics, toSeries, { concurrency: atOnce }), matching };
  } catch (error) {
    const openOnly = query.states.every((state) => openStates.includes(state));
    if (!(error instanceof Failure) || error.kind !== 'not_allowed' || !openOnly) throw error;
    return { series: await seriesOfWaitingJobs(connection, query), matching: null };
  }
}

/** The series of visible waiting jobs; an active series has exactly one. */
async function seriesOfWaitingJobs(
  connection: Connection,
  { states, limit }: SeriesQuery,
): Promise<readonly Series[]> {
  const search = 'recurring = true and status = queued';
  const readPage = (page: number, perPage: number) =>
    listJobInvocations(connection, { search, order: 'id DESC', page, perPage });
  const waiting = await allPages(readPage, { perPage: Math.min(limit ?? 100, 100), limit });
  const details = await pMap(waiting, (job) => readJob(connection, job.id), {
    concurrency: atOnce,
  });
  const found = new Map<number, Series>();
  for (const job of details) {
    const logic = job.recurrence;
    if (logic === null || found.has(logic.id)) continue;
    const series = seriesOf(logic, [job]);
    if (states.some((state) => state === series.state)) found.set(logic.id, series);
  }
  return [...found.values()];
}
