import type { Connection } from '../../../api/connection.ts';
import { allHostRuns, hostsPerPage, pageHostRuns } from '../../../api/endpoints/job-hosts.ts';
import { listJobInvocations, readJob } from '../../../api/endpoints/job-invocations.ts';
import type { HostRun } from '../../../jobs/hosts/host-run.ts';
import type { JobDetail } from '../../../jobs/job-invocation.ts';
import { type JobReference, parseJobReference } from '../../../jobs/job-reference.ts';
import { outcomesStillPossible } from '../../../jobs/observed-outcome.ts';
import { jobEnded } from '../../../jobs/outcome.ts';
import type { KeptWords } from '../../../settings/caches.ts';
import { foldNames } from '../../../ui/terminal/fold-names.ts';
import { beginningWith } from './name-search.ts';

/**
 * The job that the user typed; rejects if it is not valid. `@last:OUTCOME` is searched in one page
 * only. `null` = not found, or on another server.
 */
export async function typedJob(connection: Connection, typed: string): Promise<JobDetail | null> {
  const reference = parseJobReference(typed);
  if (reference.kind === 'id')
    return isHere(connection, reference) ? readJob(connection, reference.id) : null;
  const { outcome } = reference;
  const { items } = await listJobInvocations(connection, {
    search: 'user = current_user',
    perPage: outcome === null ? 1 : 50,
  });
  const job = items.find((one) => outcome === null || outcomesStillPossible(one).includes(outcome));
  return job === undefined ? null : readJob(connection, job.id);
}

/** Whether the job is on this server: an address of a job names its server. */
function isHere({ server }: Connection, reference: JobReference): boolean {
  return !('server' in reference) || reference.server === undefined || reference.server === server;
}

/** The hosts of a job; of a large one only those that begin with `prefix`. */
export async function hostsOfJobWords(
  connection: Connection,
  typed: string,
  prefix: string,
): Promise<KeptWords> {
  const job = await typedJob(connection, typed);
  if (job === null) return { words: [], isComplete: true };
  const isLarge = (job.counts.total ?? 0) > hostsPerPage;
  const hosts = isLarge
    ? await somePage(connection, job, prefix)
    : await allHostRuns(connection, job);
  const words = hosts.map(({ name, status }) => ({ word: foldNames([name]), about: status }));
  return { words, isComplete: !isLarge };
}

async function somePage(
  connection: Connection,
  job: JobDetail,
  prefix: string,
): Promise<readonly HostRun[]> {
  const search = beginningWith(prefix);
  const query = { search, perPage: hostsPerPage, jobEnded: jobEnded(job) };
  const { items } = await pageHostRuns(connection, job.id, query);
  return items;
}
