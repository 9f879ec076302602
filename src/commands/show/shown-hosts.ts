import type { Context } from '../../cli/context.ts';
import type { FailedKind } from '../../jobs/hosts/failed-kinds.ts';
import type { ExplainedHost } from '../../jobs/hosts/host-failure.ts';
import { type HostOrder, sortedHosts } from '../../jobs/hosts/host-order.ts';
import type { HostRun, HostStatus } from '../../jobs/hosts/host-run.ts';
import type { JobDetail } from '../../jobs/job-invocation.ts';
import type { Search } from '../../jobs/search/read-search.ts';
import { unknownHostTimes } from '../../jobs/times/host-times.ts';
import { explainedHosts, hostsOfKinds } from '../../lookup/failures/explained-hosts.ts';
import { matchingHosts } from '../../lookup/host-search/matching-hosts.ts';
import { noMatchText } from '../../lookup/host-search/no-match.ts';
import { timesOfHosts } from '../../lookup/host-times.ts';
import { hostsOfJob } from '../../lookup/named-hosts.ts';
import { namesFailure } from '../../ui/nouns/host.ts';
import { namesTimes } from '../../ui/nouns/time-columns.ts';

/** The listed hosts of a job, their order and columns. */
export interface HostChoice {
  /** The names of hosts to list; empty = all. */
  readonly names: readonly string[];
  /** The states of hosts to list; `null` = no hosts; empty = all states. */
  readonly hosts: readonly HostStatus[] | null;
  /** A search that the hosts must match now; `null` = none. */
  readonly hostsSearch: Search | null;
  /** The kinds of failures of hosts to list. */
  readonly only: readonly FailedKind[] | undefined;
  readonly sort: HostOrder | undefined;
  readonly columns: readonly string[] | undefined;
}

/** The requested hosts in the requested order. */
export async function shownHosts(
  context: Context,
  options: HostChoice,
  job: JobDetail,
  all: readonly HostRun[],
): Promise<readonly ExplainedHost[]> {
  const { hostsSearch, sort } = options;
  const candidates = namedHosts(options, job, all);
  const named = candidates.filter((host) => wanted(options.hosts, host));
  if (named.length === 0 && candidates.length > 0)
    await context.note(`No host of job ${job.id} matches --hosts ${options.hosts?.join(',')}.`);
  const matching = await matchingHosts(context, job, named, hostsSearch);
  if (hostsSearch !== null && matching.length === 0 && named.length > 0)
    await context.note(noMatchText(job, { all, named }, hostsSearch.typed));
  const explained = await withFailures(context, options, job, matching);
  const hosts = await withTimes(context, options, job, explained);
  return sort === undefined || sort.name === 'name' ? hosts : sortedHosts(hosts, sort);
}

/** The named hosts, or all; in the order of the names unless they are sorted. */
function namedHosts(
  { names, sort }: HostChoice,
  job: JobDetail,
  all: readonly HostRun[],
): readonly HostRun[] {
  if (names.length === 0) return all;
  const named = hostsOfJob(job.id, all, names);
  const chosen = new Set(named);
  return sort === undefined ? named : all.filter((host) => chosen.has(host));
}

/** Adds the reasons of failures if requested, because that needs the output of hosts. */
async function withFailures(
  context: Context,
  { only, columns = [] }: HostChoice,
  job: JobDetail,
  hosts: readonly HostRun[],
): Promise<readonly ExplainedHost[]> {
  const { fields = [], query = '' } = context.globals;
  if (only === undefined) {
    const isNamed = namesFailure([...columns, ...fields]) || /\bfailure\b/.test(query);
    return isNamed ? explainedHosts(context, job, hosts) : hosts;
  }
  const found = await hostsOfKinds(context, job, hosts, only);
  if (found.length === 0 && hosts.length > 0)
    await context.note(`No host of job ${job.id} matches --only ${only.join(',')}.`);
  return found;
}

/** Adds times if requested, because they need more requests than everything else. */
async function withTimes(
  context: Context,
  { columns = [], sort }: HostChoice,
  job: JobDetail,
  hosts: readonly ExplainedHost[],
): Promise<readonly ExplainedHost[]> {
  const names = [...columns, ...(context.globals.fields ?? []), ...(sort ? [sort.name] : [])];
  if (hosts.length === 0 || !namesTimes(names)) return hosts;
  const times = await timesOfHosts(context, job, job.counts.total ?? hosts.length);
  return hosts.map((host) => ({ ...host, times: times.get(host.id) ?? unknownHostTimes }));
}

function wanted(statuses: readonly HostStatus[] | null, host: HostRun): boolean {
  return statuses === null || statuses.length === 0 || statuses.includes(host.status);
}
