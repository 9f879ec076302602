import pMap from 'p-map';
import { allPages } from '../../api/endpoints/all-pages.ts';
import { listJobInvocations, readJob } from '../../api/endpoints/job-invocations.ts';
import type { Context } from '../../cli/context.ts';
import { Failure } from '../../errors.ts';
import type { JobDetail } from '../../jobs/job-invocation.ts';
import { type JobReference, referenceText } from '../../jobs/job-reference.ts';
import { isStopped } from '../../jobs/job-result.ts';
import { jobEnded, outcomeOf } from '../../jobs/outcome.ts';
import { findJob } from '../../lookup/job.ts';
import { refuseForeignJobs } from '../../lookup/job-server.ts';
import { searchToSend } from '../../lookup/search.ts';
import { listed } from '../../ui/terminal/names.ts';
import type { CancelOptions, WhichJobs } from './options.ts';

type Recurring = CancelOptions['recurring'];

/** A job that is to be cancelled, or why it was not found. */
export type JobToCancel = { readonly reference: string } & (
  | { readonly job: JobDetail; readonly recurring: Recurring }
  | { readonly failure: Failure }
);

/** The jobs that were named or searched for, each once. `recurring` is what was typed. */
export async function jobsToCancel(
  context: Context,
  which: WhichJobs,
  recurring: Recurring,
): Promise<readonly JobToCancel[]> {
  if (which.kind === 'references') return namedJobs(context, which.references, recurring);
  return searchedJobs(context, await searchToSend(context, which.query), recurring);
}

async function namedJobs(
  context: Context,
  references: readonly JobReference[],
  recurring: Recurring,
): Promise<readonly JobToCancel[]> {
  await refuseForeignJobs(context, references);
  const found: JobToCancel[] = [];
  for (const named of references) {
    const reference = referenceText(named);
    const one = await attempt(() => findJob(context, named));
    if ('failure' in one) found.push({ reference, failure: one.failure });
    else if (!found.some((other) => 'job' in other && other.job.id === one.value.id))
      found.push({ reference, job: one.value, recurring });
  }
  return found;
}

/**
 * The unfinished jobs of a search; a job that never started cannot be cancelled. Running
 * occurrences of a series are cancelled; scheduled ones are skipped with a warning, unless
 * `--occurrence` or `--series` was typed.
 */
async function searchedJobs(
  context: Context,
  search: string,
  recurring: Recurring,
): Promise<readonly JobToCancel[]> {
  const jobs = await openJobs(context, search);
  if (recurring === 'series') return firstOfEachSeries(jobs).map((job) => searched(job, recurring));
  const isLeftOut = (job: JobDetail) => recurring === null && isWaitingOccurrence(job);
  await warnOfLeftOut(context, jobs.filter(isLeftOut));
  return jobs.filter((job) => !isLeftOut(job)).map((job) => searched(job, 'occurrence'));
}

const readsAtOnce = 8;

async function openJobs(context: Context, search: string): Promise<readonly JobDetail[]> {
  const connection = await context.connection();
  const fetchPage = (page: number, perPage: number) =>
    listJobInvocations(connection, { search, page, perPage });
  const rows = await context.during('looking for jobs', () =>
    allPages(fetchPage, { perPage: 100 }),
  );
  const open = rows.filter((job) => job.task !== null && !jobEnded(job));
  return pMap(open, ({ id }) => readJob(connection, id), { concurrency: readsAtOnce });
}

function searched(job: JobDetail, recurring: 'occurrence' | 'series'): JobToCancel {
  return { reference: String(job.id), job, recurring: job.recurrence === null ? null : recurring };
}

function isWaitingOccurrence(job: JobDetail): boolean {
  return job.recurrence?.state === 'active' && outcomeOf(job) === 'scheduled';
}

/** A series is cancelled once, together with its scheduled and running jobs. */
function firstOfEachSeries(jobs: readonly JobDetail[]): readonly JobDetail[] {
  const seen = new Set<number>();
  return jobs.filter(({ recurrence }) => {
    if (recurrence === null) return true;
    const isNew = !seen.has(recurrence.id);
    seen.add(recurrence.id);
    return isNew;
  });
}

async function warnOfLeftOut(context: Context, jobs: readonly JobDetail[]): Promise<void> {
  if (jobs.length === 0) return;
  const named = listed(jobs.map(({ id, recurrence }) => `job ${id} of series ${recurrence?.id}`));
  const [wait, them] =
    jobs.length === 1 ? ['is only scheduled', 'it'] : ['are only scheduled', 'them'];
  await context.warn(
    `skipped ${named}, which ${wait}; to cancel ${them} too, add --occurrence or --series`,
  );
}

/** A failure of one job does not stop the others; an interrupt or the time limit stops them all. */
export async function attempt<T>(
  work: () => Promise<T>,
): Promise<{ readonly value: T } | { readonly failure: Failure }> {
  try {
    return { value: await work() };
  } catch (error) {
    if (!(error instanceof Failure) || isStopped(error.kind)) throw error;
    return { failure: error };
  }
}
