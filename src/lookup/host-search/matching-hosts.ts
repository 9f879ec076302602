import { idsOfMatching } from '../../api/endpoints/job-host-search.ts';
import type { Context } from '../../cli/context.ts';
import type { HostRun } from '../../jobs/hosts/host-run.ts';
import type { JobInvocation } from '../../jobs/job-invocation.ts';
import type { Search } from '../../jobs/search/read-search.ts';
import { searchToSend, warnOfKept } from '../search.ts';

/** The hosts of a job that a search matches now, in the same order; without a search, all. */
export async function matchingHosts(
  context: Context,
  job: JobInvocation,
  hosts: readonly HostRun[],
  search: Search | null,
): Promise<readonly HostRun[]> {
  if (search === null) return hosts;
  const text = await searchToSend(context, search);
  if (hosts.length === 0) return hosts;
  const connection = await context.connection();
  const found = await context.during('searching its hosts', () =>
    idsOfMatching(connection, job, hosts, text),
  );
  const matching = hosts.filter(({ id }) => found.has(id));
  await warnOfKept(context, text, matching);
  return matching;
}
