import { Argument, Option } from '@commander-js/extra-typings';
import type { Connection } from '../../api/connection.ts';
import { allHostRuns, hostRunsByName } from '../../api/endpoints/job-hosts.ts';
import { command } from '../../cli/command.ts';
import type { Context } from '../../cli/context.ts';
import { onlyOption } from '../../cli/options/only-option.ts';
import { columnsOption, jobArgument, words } from '../../cli/options/option-parsers.ts';
import { listing } from '../../cli/options/option-text.ts';
import type { Answered } from '../../documents/types.ts';
import { usageError } from '../../errors.ts';
import { countsWithHosts } from '../../jobs/hosts/host-counts.ts';
import type { ExplainedHost } from '../../jobs/hosts/host-failure.ts';
import { hostSortNames, parseHostOrder } from '../../jobs/hosts/host-order.ts';
import { type HostRun, type HostStatus, hostStatuses } from '../../jobs/hosts/host-run.ts';
import { jobPageAddress } from '../../jobs/job-address.ts';
import type { JobDetail } from '../../jobs/job-invocation.ts';
import type { JobReference } from '../../jobs/job-reference.ts';
import { isByFailures } from '../../jobs/job-result.ts';
import { certainOutcome, observedByRecord, observedOutcome } from '../../jobs/observed-outcome.ts';
import type { Outcome } from '../../jobs/outcome.ts';
import { readJobHostsSearch } from '../../jobs/search/job-hosts-search.ts';
import { exitStatusOf } from '../../lookup/failures/exit-status.ts';
import { warnOfHidden } from '../../lookup/hidden-hosts.ts';
import { hostNames } from '../../lookup/host-names.ts';
import { findJob } from '../../lookup/job.ts';
import { readRelatedJobs } from '../../lookup/related-jobs.ts';
import { alternatives } from '../../text/counts.ts';
import type { Column } from '../../ui/answers/answer.ts';
import { hostColumns, hostDocument, hostTable } from '../../ui/nouns/host.ts';
import { jobDocument } from '../../ui/nouns/job.ts';
import { jobProse } from '../../ui/nouns/shown-job/job-prose.ts';
import { rerunChainDocument } from '../../ui/nouns/shown-job/rerun-chain.ts';
import type { Screen } from '../../ui/terminal/screen.ts';
import { openJobPage } from './job-page.ts';
import { type HostChoice, shownHosts } from './shown-hosts.ts';

/**
 * The options of `show`, which shows all facts about a job; hosts only if requested, because they
 * may be thousands.
 */
interface ShowOptions extends HostChoice {
  readonly reference: JobReference;
  readonly exitStatus: boolean;
}

export const show = command({
  description: 'Shows one job in detail.',
  arguments: [jobArgument, new Argument('[host...]', 'list these hosts')],
  options: [
    listing(
      hostStatuses,
      new Option('--hosts [status]', 'also list the hosts, all or only those with these statuses'),
    ),
    new Option(
      '--hosts-search <query>',
      "with --hosts, only hosts that match this search now, e.g. 'hostgroup = web'",
    ),
    new Option(
      '--sort <field>',
      `with --hosts, sort them by ${alternatives(hostSortNames)}, e.g. duration:desc`,
    )
      .choices(hostSortNames)
      .argParser(parseHostOrder),
    onlyOption('with --hosts, only hosts that failed in these ways'),
    columnsOption(hostColumns),
    new Option('--exit-status', "exit with the job's result instead of 0"),
    new Option('--web', "open the job's page in the browser"),
  ],
  conflicts: (['hosts', 'hostsSearch', 'only', 'sort', 'columns', 'exitStatus'] as const).map(
    (name) => [name, 'web'] as const,
  ),
  needs: [
    { options: ['columns', 'hostsSearch', 'only', 'sort'], oneOf: ['hosts'], orArgument: 'host' },
  ],
  topics: ['hosts', 'json', 'exit-codes'],
  examples: [
    ['rexctl show @last --hosts failed', 'show your newest job and its failed hosts'],
    [
      "rexctl show 215 'web[01-20]' --only unreachable,timed_out",
      'show which of these hosts were unreachable or timed out',
    ],
    [
      "rexctl show 215 --hosts --hosts-search 'hostgroup = web' --columns name,duration",
      'show how long each host of a host group took',
    ],
    ['rexctl show 215 --json | jq .job.counts', 'print the numbers of hosts, for a script'],
    ['rexctl show @last --web', 'open the page of your newest job in the browser'],
  ],
  paged: ({ web }) => web !== true,
  run: (context, typed) => {
    const { job: reference, host: names, hosts, hostsSearch, exitStatus } = typed;
    if (typed.web === true) return openJobPage(context, reference, names);
    const options = {
      reference,
      names,
      hosts: hosts === undefined && names.length > 0 ? [] : statusesOf(hosts),
      hostsSearch:
        hostsSearch === undefined ? null : readJobHostsSearch(hostsSearch, '--hosts failed'),
      only: typed.only,
      sort: typed.sort,
      exitStatus: exitStatus === true,
      columns: typed.columns,
    };
    return runShow(options, context);
  },
});

/** The states of `--hosts`; `null` = show no hosts; empty = all states. */
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
    ...(shown === null ? {} : { rowsKey: 'hosts', rows: shown, columns: columnsFor(options) }),
    server: connection.server,
    prose: async (screen: Screen) =>
      jobProse(
        job,
        { ...around, outcome, reason, server: connection.server },
        screen,
        shown === null || (shown.length === 0 && screen.isTerminal)
          ? null
          : await hostTable(shown, screen),
      ),
  };
  await context.print(answer, options.columns);
  await warnOfMissingRows(context, options, found, hosts);
  return options.exitStatus ? exitStatusOf(context, found, { outcome, hosts: hosts ?? [] }) : 0;
}

/** The columns of hosts; as a field, `reason` is that of the job, not of a host. */
function columnsFor({ columns }: ShowOptions): readonly Column<ExplainedHost>[] {
  return columns === undefined ? hostColumns.filter(({ key }) => key !== 'reason') : hostColumns;
}

/** Warns of missing hosts if only rows are printed: the rest of the answer would count them. */
async function warnOfMissingRows(
  context: Context,
  { names, hosts, columns }: ShowOptions,
  job: JobDetail,
  all: readonly HostRun[] | null,
): Promise<void> {
  if (hosts === null || all === null || names.length > 0) return;
  const { fields, format } = context.globals;
  const isRowsAlone = columns !== undefined || fields !== undefined || format === 'csv';
  if (isRowsAlone) await warnOfHidden(context, job, all, 'the list');
}

/** Whether hosts must be read: to know the outcome, or the exit code from failures of hosts. */
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
