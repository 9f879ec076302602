import { Argument, Option } from '@commander-js/extra-typings';
import { allHostRuns } from '../api/endpoints/job-hosts.ts';
import { command } from '../cli/command.ts';
import type { Context } from '../cli/context.ts';
import { jobArgument } from '../cli/options/option-parsers.ts';
import { countsWithHosts, hiddenHosts } from '../jobs/hosts/host-counts.ts';
import type { HostEnd } from '../jobs/hosts/host-failure.ts';
import type { HostRun } from '../jobs/hosts/host-run.ts';
import { scriptNeverRan } from '../jobs/hosts/never-started.ts';
import type { JobDetail, TargetHost } from '../jobs/job-invocation.ts';
import type { JobReference } from '../jobs/job-reference.ts';
import { exitCodeOf } from '../jobs/job-result.ts';
import { observedOutcome } from '../jobs/observed-outcome.ts';
import { type Outcome, outcomeOfHosts } from '../jobs/outcome.ts';
import { hiddenOfJob } from '../lookup/hidden-hosts.ts';
import { hostNames } from '../lookup/host-names.ts';
import { hostPages } from '../lookup/host-pages.ts';
import { findJob } from '../lookup/job.ts';
import { hostsOfJob } from '../lookup/named-hosts.ts';
import { hostCount } from '../text/counts.ts';
import { type FailedHost, failedHost, foldFailures } from '../ui/compare/failure-groups.ts';
import { hostPageEnd } from '../ui/nouns/host-page.ts';
import { hostTotals, type WhyAnswer, whyColumns, whyDocument, whyProse } from '../ui/nouns/why.ts';
import { domainToLeaveOut, listed } from '../ui/terminal/names.ts';

interface WhyOptions {
  readonly reference: JobReference;
  readonly names: readonly string[];
  /** Whether all groups and all their hosts are shown. */
  readonly all: boolean;
  readonly exitStatus: boolean;
}

/** Shows why hosts did not succeed; those with the same failure are on one line. */
export const why = command({
  description: 'Shows why hosts did not succeed, grouped by reason.',
  arguments: [jobArgument, new Argument('[host...]', 'only these hosts')],
  options: [
    new Option('--all', 'print all groups, and the names of all their hosts'),
    new Option('--exit-status', "exit with the job's result instead of 0"),
  ],
  topics: ['results', 'hosts', 'exit-codes'],
  examples: [
    ['rexctl why @last', 'show why hosts of your newest job failed'],
    ["rexctl why 215 'web[01-20]' --all", 'show it for these hosts, with every name'],
    ['rexctl why 215 --format csv', 'print a row for each group, for a report'],
  ],
  answers: () => ({ schemas: ['why'] }),
  paged: () => true,
  run: (context, { job, host, all, exitStatus }) =>
    runWhy(context, {
      reference: job,
      names: host,
      all: all === true,
      exitStatus: exitStatus === true,
    }),
});

async function runWhy(context: Context, options: WhyOptions): Promise<number> {
  const names = await hostNames(context, 'the command line', options.names);
  const job = await findJob(context, options.reference);
  const connection = await context.connection();
  const all = await context.during('reading its hosts', () => allHostRuns(connection, job));
  const isPart = names.length > 0;
  const hosts = isPart ? hostsOfJob(job.id, all, names) : all;
  const answer = await whyAnswer(context, job, hosts, { all, isPart });
  await printWhy(context, answer, options);
  await warnOfGaps(context, answer, all);
  const outcome = options.exitStatus ? answer.outcome : 'succeeded';
  if (outcome === 'succeeded' && !answer.complete) return exitCodeOf('unknown');
  return exitCodeOf(outcome, answer.neverStarted);
}

async function whyAnswer(
  context: Context,
  job: JobDetail,
  hosts: readonly HostRun[],
  { all, isPart }: { readonly all: readonly HostRun[]; readonly isPart: boolean },
): Promise<WhyAnswer> {
  const hidden = isPart || job.task === null ? null : hiddenHosts(job, all);
  const hiddenCount = hidden?.count ?? 0;
  const { ends, failed, torn } = await readFailed(context, job, hosts);
  const observed = isPart
    ? { outcome: outcomeOf(job, hosts), reason: null }
    : observedOutcome(job, all);
  return {
    job: { ...job, counts: countsWithHosts(job.counts, all) },
    ...observed,
    totals: hostTotals(hosts, hiddenCount),
    groups: foldFailures(failed),
    torn,
    neverStarted: scriptNeverRan(job, ends, isPart),
    complete: torn.length === 0 && hiddenCount === (hidden?.succeeded ?? 0),
    isPart,
    domain: domainToLeaveOut(all.map(({ name }) => name)),
  };
}

/** The outcome of the hosts, or of the job if not all hosts have ended. */
function outcomeOf(job: JobDetail, hosts: readonly HostRun[]): Outcome {
  const outcome = outcomeOfHosts(hosts.map(({ status }) => status));
  return outcome === 'unknown' ? observedOutcome(job, hosts).outcome : outcome;
}

interface Failed {
  /** The ends of all hosts. */
  readonly ends: readonly (HostEnd & TargetHost)[];
  readonly failed: readonly FailedHost[];
  /** Names of hosts whose output could not be read in full. */
  readonly torn: readonly string[];
}

/** Reads the output of failed hosts only: that of other hosts explains nothing. */
async function readFailed(
  context: Context,
  job: JobDetail,
  hosts: readonly HostRun[],
): Promise<Failed> {
  const unread = hosts.filter(({ status }) => status !== 'failed');
  const toRead = hosts.filter(({ status }) => status === 'failed');
  const ends: (HostEnd & TargetHost)[] = unread.map(({ id, name, status }) => ({
    ...{ id, name, status, exit_code: null, last_line: null },
  }));
  const torn: string[] = [];
  const read = async () => {
    for await (const page of hostPages(context, job, toRead)) {
      if (page.torn) torn.push(page.name);
      ends.push({ id: page.id, name: page.name, ...hostPageEnd(page) });
    }
  };
  if (toRead.length > 0)
    await context.during(`reading the output of ${hostCount(toRead.length)}`, read);
  const failed = ends.map((end) => failedHost(end, end)).filter((host) => host !== null);
  return { ends, failed, torn };
}

/** The most groups in a pipe, which has no height. */
const mostInPipe = 100;
/** The rows of a terminal for headline, remarks, next commands and prompt. */
const rowsAround = 9;

async function printWhy(
  context: Context,
  answer: WhyAnswer,
  { all }: Pick<WhyOptions, 'all'>,
): Promise<void> {
  const { out } = context.io;
  const bound = out.isTerminal ? Math.max(5, out.rows - rowsAround) : mostInPipe;
  const most = all ? answer.groups.length : bound;
  await context.print({
    document: whyDocument(answer),
    rowsKey: 'groups',
    rows: answer.groups,
    columns: whyColumns,
    prose: (screen) => whyProse(answer, screen, { most, allNames: all }),
  });
}

/** Warns of hidden hosts, which may have failed, too, and of output that was not read. */
async function warnOfGaps(
  context: Context,
  { job, totals, complete, isPart, torn }: WhyAnswer,
  all: readonly HostRun[],
): Promise<void> {
  if (torn.length > 0)
    await context.warn(`the answer is incomplete: not all output of ${listed(torn)} could be read`);
  if (isPart || totals.hidden === 0) return;
  const hidden = hiddenHosts(job, all);
  const text = hiddenOfJob(job, hidden);
  if (hidden.count === hidden.succeeded)
    await context.note(`${text}; ${hidden.count === 1 ? 'it' : 'each'} succeeded`);
  else if (!complete) await context.warn(`the answer is incomplete: ${text}`);
}
