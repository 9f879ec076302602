import { Argument, Option } from '@commander-js/extra-typings';
import type { Connection } from '../../api/connection.ts';
import { allHostRuns, hostRunsByName } from '../../api/endpoints/job-hosts.ts';
import { command } from '../../cli/command.ts';
import type { Context } from '../../cli/context.ts';
import { columnsOption, jobArgument, words } from '../../cli/options/option-parsers.ts';
import { listing } from '../../cli/options/option-text.ts';
import type { Answered } from '../../documents/types.ts';
import { usageError } from '../../errors.ts';
import { countsWithHosts } from '../../jobs/hosts/host-counts.ts';
import {
  type HostOrder,
  hostSortNames,
  parseHostOrder,
  sortedHosts,
} from '../../jobs/hosts/host-order.ts';
import { type HostRun, type HostStatus, hostStatuses } from '../../jobs/hosts/host-run.ts';
import { jobPageAddress } from '../../jobs/job-address.ts';
import type { JobDetail } from '../../jobs/job-invocation.ts';
import type { JobReference } from '../../jobs/job-reference.ts';
import { isByFailures } from '../../jobs/job-result.ts';
import { certainOutcome, observedByRecord, observedOutcome } from '../../jobs/observed-outcome.ts';
import type { Outcome } from '../../jobs/outcome.ts';
import { readJobHostsSearch } from '../../jobs/search/job-hosts-search.ts';
import type { Search } from '../../jobs/search/read-search.ts';
import { unknownHostTimes } from '../../jobs/times/host-times.ts';
import { exitStatusOf } from '../../lookup/failures/exit-status.ts';
import { hostNames } from '../../lookup/host-names.ts';
import { matchingHosts } from '../../lookup/host-search/matching-hosts.ts';
import { noMatchText } from '../../lookup/host-search/no-match.ts';
import { timesOfHosts } from '../../lookup/host-times.ts';
import { findJob } from '../../lookup/job.ts';
import { hostsOfJob } from '../../lookup/named-hosts.ts';
import { readRelatedJobs } from '../../lookup/related-jobs.ts';
import { alternatives } from '../../text/counts.ts';
import { hostColumns, hostDocument, hostTable } from '../../ui/nouns/host.ts';
import { jobDocument } from '../../ui/nouns/job.ts';
import { jobProse } from '../../ui/nouns/job-prose.ts';
import { rerunChainDocument } from '../../ui/nouns/rerun-chain.ts';
import { namesTimes } from '../../ui/nouns/time-columns.ts';
import type { Screen } from '../../ui/terminal/screen.ts';
import { openJobPage } from './job-page.ts';

/**
 * Everything the API has about one job; its hosts only when asked for, because they may be
 * thousands.
 */
interface ShowOptions {
  readonly reference: JobReference;
  /** Only these are listed; empty = all. */
  readonly names: readonly string[];
  /** `null` = no hosts; empty = all. */
  readonly hosts: readonly HostStatus[] | null;
  /** Which of them: those that match now; `null` = all. */
  readonly hostsSearch: Search | null;
  readonly sort: HostOrder | undefined;
  readonly exitStatus: boolean;
  readonly columns: readonly string[] | undefined;
}

export const show = command({
  description: 'Shows one job in detail.',
  arguments: [jobArgument, new Argument('[host...]', 'list these hosts')],
  options: [
    listing(
      hostStatuses,
      new Option('--hosts [status]', 'also list the hosts, all or only with these statuses'),
    ),
    new Option(
      '--hosts-search <query>',
      "with --hosts: only those that match this search now, e.g. 'hostgroup = web'",
    ),
    new Option('--sort <field>', 'with --hosts: sort them, e.g. by status or duration:desc')
      .choices(hostSortNames)
      .argParser(parseHostOrder),
    columnsOption(hostColumns),
    new Option('--exit-status', "exit with the job's result instead of 0"),
    new Option('--web', "open the job's page in the browser"),
  ],
  conflicts: (['hosts', 'hostsSearch', 'sort', 'columns', 'exitStatus'] as const).map(
    (name) => [name, 'web'] as const,
  ),
  needs: [{ options: ['columns', 'hostsSearch', 'sort'], oneOf: ['hosts'], orArgument: 'host' }],
  topics: ['hosts', 'json', 'exit-codes'],
  examples: [
    ['rexctl show @last --hosts failed', 'your newest job and its failed hosts'],
    ["rexctl show 215 'web[01-03]'", 'the state of these hosts'],
    [
      "rexctl show 215 --hosts --hosts-search 'hostgroup = web' --columns name,duration",
      'how long each host of a group took',
    ],
    ['rexctl show 215 --json | jq .job.counts', 'the numbers of hosts, for a script'],
    ['rexctl show @last --web', 'the page of your newest job in the browser'],
  ],
  paged: ({ web }) => web !== true,
  run: (context, typed) => {
    const { job: reference, host: names, hosts, hostsSearch, sort, exitStatus, columns } = typed;
    if (typed.web === true) return openJobPage(context, reference, names);
    const options = {
      reference,
      names,
      hosts: hosts === undefined && names.length > 0 ? [] : statusesOf(hosts),
      hostsSearch:
        hostsSearch === undefined ? null : readJobHostsSearch(hostsSearch, '--hosts failed'),
      sort,
      exitStatus: exitStatus === true,
      columns,
    };
    return runShow(options, context);
  },
});

/** `null` = no hosts; empty = all. */
function statusesOf(hosts: string | true | undefined): readonly HostStatus[] | null {
  if (hosts === undefined) return null;
  return hosts === true ? [] : words('--hosts')(hosts).map(toStatus);
}

function toStatus(word: string): HostStatus {
  const status = hostStatuses.find((known) => known === word.replaceAll('-', '_'));
  if (status === undefined) {
    throw usageError(
      `invalid --hosts \`${word}\`: expected ${alternatives(hostStatuses)}`,
      'name hosts before the options: rexctl show JOB HOST',
    );
  }
  return status;
}

async function runShow(typed: ShowOptions, context: Context): Promise<number> {
  const names = await hostNames(context, 'the command line', typed.names);
  const options = { ...typed, names };
  const found = await findJob(context, options.reference);
  const needed = options.hosts !== null || needsHosts(certainOutcome(found), options);
  const connection = await context.connection();
  const [hosts, around] = await context.during('reading its hosts and reruns', () =>
    Promise.all([
      needed ? readHosts(connection, found, options) : null,
      readRelatedJobs(context, found),
    ]),
  );
  const job = { ...found, counts: countsWithHosts(found.counts, hosts ?? []) };
  const told = hosts === null ? observedByRecord(found, around.errors) : null;
  const { outcome, reason } = told ?? observedOutcome(found, hosts ?? [], around.errors);
  const shown =
    options.hosts === null || hosts === null
      ? null
      : await shownHosts(context, options, job, hosts);
  const answer = {
    document: {
      job: jobDocument({ ...job, times: around.times }, outcome),
      reason,
      ended_at: around.times.ended_at,
      last_host_ended_at: around.lastHostEnded,
      reruns: around.reruns.map((rerun) => jobDocument(rerun)),
      lineage: around.rerunChain === null ? null : rerunChainDocument(around.rerunChain),
      ...(shown === null ? {} : { hosts: shown.map(hostDocument) }),
      url: jobPageAddress(connection.server, job.id),
    } satisfies Answered<'show'>,
    ...(shown === null ? {} : { rowsKey: 'hosts', rows: shown, columns: hostColumns }),
    prose: async (screen: Screen) =>
      jobProse(job, { ...around, outcome, reason, server: connection.server }, screen) +
      (shown === null ? '' : `\n${await hostTable(shown, screen)}`),
  };
  await context.print(answer, options.columns);
  return options.exitStatus ? exitStatusOf(context, found, { outcome, hosts: hosts ?? [] }) : 0;
}

/** Where the job's record does not decide its outcome, or the reasons of hosts its exit code. */
function needsHosts(outcome: Outcome | null, { exitStatus }: ShowOptions): boolean {
  return outcome === null || (exitStatus && isByFailures(outcome));
}

function readHosts(
  connection: Connection,
  job: JobDetail,
  { sort }: ShowOptions,
): Promise<readonly HostRun[]> {
  return sort?.name === 'name'
    ? hostRunsByName(connection, job, sort.descending)
    : allHostRuns(connection, job);
}

/** Those that were asked for, in the order that was asked for. */
async function shownHosts(
  context: Context,
  options: ShowOptions,
  job: JobDetail,
  all: readonly HostRun[],
): Promise<readonly HostRun[]> {
  const { hostsSearch, sort } = options;
  const named = namedHosts(options, job, all).filter((host) => wanted(options.hosts, host));
  const matching = await matchingHosts(context, job, named, hostsSearch);
  if (hostsSearch !== null && matching.length === 0 && named.length > 0)
    await context.note(noMatchText(job, { all, named }, hostsSearch.typed));
  const hosts = await withTimes(context, options, job, matching);
  return sort === undefined || sort.name === 'name' ? hosts : sortedHosts(hosts, sort);
}

/** In the order in which they are named, unless they are sorted. */
function namedHosts(
  { names, sort }: ShowOptions,
  job: JobDetail,
  all: readonly HostRun[],
): readonly HostRun[] {
  if (names.length === 0) return all;
  const named = hostsOfJob(job.id, all, names);
  const chosen = new Set(named);
  return sort === undefined ? named : all.filter((host) => chosen.has(host));
}

/** Only where they are named, because they cost more than everything else. */
async function withTimes(
  context: Context,
  { columns = [], sort }: ShowOptions,
  job: JobDetail,
  hosts: readonly HostRun[],
): Promise<readonly HostRun[]> {
  const names = [...columns, ...(context.globals.fields ?? []), ...(sort ? [sort.name] : [])];
  if (hosts.length === 0 || !namesTimes(names)) return hosts;
  const times = await timesOfHosts(context, job, job.counts.total ?? hosts.length);
  return hosts.map((host) => ({ ...host, times: times.get(host.id) ?? unknownHostTimes }));
}

function wanted(statuses: readonly HostStatus[] | null, host: HostRun): boolean {
  return statuses === null || statuses.length === 0 || statuses.includes(host.status);
}
