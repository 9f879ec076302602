import { allPages } from '../../api/endpoints/all-pages.ts';
import { listJobInvocations, readJob } from '../../api/endpoints/job-invocations.ts';
import type { Context } from '../../cli/context.ts';
import type { JobDetail } from '../../jobs/job-invocation.ts';
import { jobEnded, outcomeOf } from '../../jobs/outcome.ts';
import { listed } from '../../ui/terminal/names.ts';
import type { CancelOptions } from './options.ts';

/** A job that a search found, and what to cancel of its series; `null` where it has none. */
export interface SearchedJob {
  readonly reference: string;
  readonly job: JobDetail;
  readonly recurring: CancelOptions['recurring'];
}

/**
 * The jobs of a search that have not ended; a record that never started cannot be cancelled. Of a
 * series what runs is cancelled; what only waits for its turn is left out and told, unless it was
 * said what to cancel of a series.
 */
export async function searchedJobs(
  context: Context,
  search: string,
  recurring: CancelOptions['recurring'],
): Promise<readonly SearchedJob[]> {
  const jobs = await openJobs(context, search);
  if (recurring === 'series') return firstOfEachSeries(jobs).map((job) => searched(job, recurring));
  const isLeftOut = (job: JobDetail) => recurring === null && isWaitingOccurrence(job);
  await printLeftOut(context, jobs.filter(isLeftOut));
  return jobs
    .filter((job) => !isLeftOut(job))
    .map((job) => searched(job, recurring ?? 'occurrence'));
}

async function openJobs(context: Context, search: string): Promise<readonly JobDetail[]> {
  const connection = await context.connection();
  const fetchPage = (page: number, perPage: number) =>
    listJobInvocations(connection, { search, page, perPage });
  const rows = await context.during('looking for jobs', () =>
    allPages(fetchPage, { perPage: 100 }),
  );
  const open = rows.filter((job) => job.task !== null && !jobEnded(job));
  return Promise.all(open.map(({ id }) => readJob(connection, id)));
}

function searched(job: JobDetail, recurring: 'occurrence' | 'series'): SearchedJob {
  return { reference: String(job.id), job, recurring: job.recurrence === null ? null : recurring };
}

function isWaitingOccurrence(job: JobDetail): boolean {
  return job.recurrence?.state === 'active' && outcomeOf(job) === 'scheduled';
}

/** A series ends with all that waits and runs of it, once. */
function firstOfEachSeries(jobs: readonly JobDetail[]): readonly JobDetail[] {
  const seen = new Set<number>();
  return jobs.filter(({ recurrence }) => {
    if (recurrence === null) return true;
    const isNew = !seen.has(recurrence.id);
    seen.add(recurrence.id);
    return isNew;
  });
}

async function printLeftOut(context: Context, jobs: readonly JobDetail[]): Promise<void> {
  if (jobs.length === 0) return;
  const named = listed(jobs.map(({ id, recurrence }) => `job ${id} of series ${recurrence?.id}`));
  const [wait, them] =
    jobs.length === 1 ? ['waits for its turn', 'it'] : ['wait for their turn', 'them'];
  await context.warn(
    `left out: ${named}, which only ${wait}; --occurrence or --series would cancel ${them} too`,
  );
}
