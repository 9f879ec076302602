import type { Connection } from '../api/connection.ts';
import { allHostRuns } from '../api/endpoints/job-hosts.ts';
import { listJobInvocations, readJob } from '../api/endpoints/job-invocations.ts';
import type { Context } from '../cli/context.ts';
import { Failure } from '../errors.ts';
import { countsWithHosts } from '../jobs/hosts/host-counts.ts';
import type { HostRun } from '../jobs/hosts/host-run.ts';
import type { JobCounts, JobDetail, JobInvocation } from '../jobs/job-invocation.ts';
import type { JobReference } from '../jobs/job-reference.ts';
import {
  certainOutcome,
  observedOutcome,
  outcomesStillPossible,
} from '../jobs/observed-outcome.ts';
import type { Outcome } from '../jobs/outcome.ts';
import { refuseForeignJobs } from './job-server.ts';

const pageSize = 50;
/** The most pages that `@last:OUTCOME` searches; older jobs are unlikely to be meant. */
const maxPages = 20;

/** The job that a user named. An orphan is not an error. */
export async function findJob(context: Context, reference: JobReference): Promise<JobDetail> {
  await refuseForeignJobs(context, [reference]);
  const connection = await context.connection();
  return context.during('reading the job', async () => {
    const id =
      reference.kind === 'id'
        ? reference.id
        : await lastJobId(context, connection, reference.outcome);
    return readJob(connection, id);
  });
}

async function lastJobId(
  context: Context,
  connection: Connection,
  outcome: Outcome | null,
): Promise<number> {
  for (let page = 1; page <= maxPages; page++) {
    const response = await listJobInvocations(connection, {
      search: 'user = current_user',
      page,
      perPage: outcome === null ? 1 : pageSize,
    });
    const job = await newestWith(context, response.items, outcome);
    if (job !== undefined) return job.id;
    if (response.items.length === 0 || page * pageSize >= response.subtotal) break;
  }
  if (outcome === 'broken')
    throw new Failure(
      'not_found',
      '@last:broken does not exist: the server does not report who started an orphan record',
      {
        hint: 'list them: rexctl list --outcome broken',
      },
    );
  const what = outcome === null ? 'no jobs' : `no job with outcome ${outcome}`;
  throw new Failure('not_found', `you have ${what} on this server`, {
    hint: 'list your jobs: rexctl list --mine',
  });
}

/** The newest job with an outcome. Jobs are checked one by one, to read few hosts. */
async function newestWith(
  context: Context,
  jobs: readonly JobInvocation[],
  outcome: Outcome | null,
): Promise<JobInvocation | undefined> {
  if (outcome === null) return jobs[0];
  for (const job of jobs) {
    if (!outcomesStillPossible(job).includes(outcome)) continue;
    if ((await knownEnd(context, job)).outcome === outcome) return job;
  }
  return undefined;
}

/** The outcome of a job and the counts of its hosts. */
interface KnownEnd {
  readonly outcome: Outcome;
  readonly counts: JobCounts;
}

/** The end of a job. Hosts are read only if the record of the job is not enough. */
export async function knownEnd(context: Context, job: JobInvocation): Promise<KnownEnd> {
  const outcome = certainOutcome(job);
  if (outcome !== null) return { outcome, counts: job.counts };
  const hosts = await allHostRuns(await context.connection(), job);
  return observedEnd(job, hosts);
}

/** The end of a job from its record and its visible hosts. */
export function observedEnd(job: JobInvocation, hosts: readonly HostRun[]): KnownEnd {
  const { outcome } = observedOutcome(job, hosts);
  return { outcome, counts: countsWithHosts(job.counts, hosts) };
}
