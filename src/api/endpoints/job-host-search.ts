import { Failure } from '../../errors.ts';
import type { HostRun } from '../../jobs/hosts/host-run.ts';
import type { JobInvocation } from '../../jobs/job-invocation.ts';
import { jobEnded } from '../../jobs/outcome.ts';
import { idIn } from '../../jobs/search/search-query.ts';
import type { Connection } from '../connection.ts';
import { allPages } from './all-pages.ts';
import { allHosts, longestSearch } from './hosts.ts';
import { hostsPerPage, pageHostRuns } from './job-hosts.ts';

/**
 * The ids of the hosts of a job that a search matches now. `…/hosts` is used from REX 16.7, where
 * its pages are cheap. Its search omits hosts without a task, so those are searched by id among all
 * hosts. That is also done if all hosts match, because the search may have been ignored.
 */
export async function idsOfMatching(
  connection: Connection,
  job: JobInvocation,
  hosts: readonly HostRun[],
  search: string,
): Promise<ReadonlySet<number>> {
  const { cheapHostPages } = await connection.capabilities();
  if (!cheapHostPages) return idsAmong(connection, hosts, search);
  const found = await idsOfPages(connection, job, search);
  const unsure = hosts.every(({ id }) => found.has(id))
    ? hosts
    : hosts.filter(({ id, status }) => !found.has(id) && mayLackTask.has(status));
  const others = await idsAmong(connection, unsure, search);
  return unsure === hosts ? others : new Set([...found, ...others]);
}

const mayLackTask: ReadonlySet<HostRun['status']> = new Set([
  ...(['waiting', 'never_ran', 'cancelled', 'unknown'] as const),
]);

async function idsOfPages(
  connection: Connection,
  job: JobInvocation,
  search: string,
): Promise<ReadonlySet<number>> {
  const fetchPage = (page: number, perPage: number) =>
    pageHostRuns(connection, job.id, { search, jobEnded: jobEnded(job), page, perPage });
  const rows = await allPages(fetchPage, { perPage: hostsPerPage });
  return new Set(rows.map(({ id }) => id));
}

async function idsAmong(
  connection: Connection,
  hosts: readonly HostRun[],
  search: string,
): Promise<ReadonlySet<number>> {
  const found = new Set<number>();
  for (const ids of fittingSets(hosts, search)) {
    const meant = new Set(ids);
    for (const { id } of await allHosts(connection, { search: among(ids, search) })) {
      if (!meant.has(id)) throw ignored();
      found.add(id);
    }
  }
  return found;
}

function among(ids: readonly number[], search: string): string {
  return `(${search}) and ${idIn(ids)}`;
}

function ignored(): Failure {
  return new Failure('bad_answer', 'the server ignored the search for hosts');
}

/** The length of a comma in an address. */
const separator = encodeURIComponent(',').length;

/** Sets of as many ids as fit into an address. */
function fittingSets(hosts: readonly HostRun[], search: string): readonly (readonly number[])[] {
  const room = longestSearch - encodeURIComponent(among([1], search)).length;
  const sets: number[][] = [];
  let left = 0;
  for (const { id } of hosts) {
    const length = String(id).length + separator;
    if (sets.length === 0 || left < length) {
      sets.push([]);
      left = room;
    }
    sets.at(-1)?.push(id);
    left -= length;
  }
  return sets;
}
