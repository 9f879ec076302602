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

/** Which hosts of a job are listed, and what of them. */
export interface HostChoice {
  /** Only these are listed; empty = all. */
  readonly names: readonly string[];
  /** `null` = no hosts; empty = all. */
  readonly hosts: readonly HostStatus[] | null;
  /** Which of them: those that match now; `null` = all. */
  readonly hostsSearch: Search | null;
  /** Of them those that did not succeed in these ways. */
  readonly only: readonly FailedKind[] | undefined;
  readonly sort: HostOrder | undefined;
  readonly columns: readonly string[] | undefined;
}

/** Those that were asked for, in the order that was asked for. */
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

/** In the order in which they are named, unless they are sorted. */
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

/** Why hosts did not succeed, only where that is named, because it takes what they printed. */
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

/** Only where they are named, because they cost more than everything else. */
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
