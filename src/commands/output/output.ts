import { Argument } from '@commander-js/extra-typings';
import { allHostRuns } from '../../api/endpoints/job-hosts.ts';
import { followOptions, prepareToAttach } from '../../attach/options.ts';
import { command } from '../../cli/command.ts';
import { type Context, isMachine } from '../../cli/context.ts';
import { jobArgument } from '../../cli/option-parsers.ts';
import {
  refuseFieldsOfFollow,
  refuseFieldsOfText,
  refuseUnknownFields,
} from '../../cli/refuse-fields.ts';
import { Failure, usageError } from '../../errors.ts';
import { hiddenHosts, hiddenHostsText } from '../../jobs/host-counts.ts';
import { type HostRun, isFinal } from '../../jobs/host-run.ts';
import type { JobDetail } from '../../jobs/job-invocation.ts';
import { exitCodeOf } from '../../jobs/job-result.ts';
import { observedOutcome } from '../../jobs/observed-outcome.ts';
import { outcomeOf, outcomeOfHosts } from '../../jobs/outcome.ts';
import { hostNames } from '../../lookup/host-names.ts';
import { findJob } from '../../lookup/job.ts';
import { hostsOfJob } from '../../lookup/named-hosts.ts';
import { outputOptions } from './flags.ts';
import { writeFolder } from './folder.ts';
import { followOutput, timesOf } from './follow.ts';
import { type OutputOptions, toOutputOptions } from './options.ts';
import { printRaw } from './raw.ts';
import { printDiff, printGroups, printSnapshot, type Shown, type Wholeness } from './snapshot.ts';
import { printUnfinished } from './unfinished.ts';

/** What the hosts of a job printed: so far, or followed to the end. */
export const output = command({
  description: 'Prints what the hosts of a job printed.',
  arguments: [jobArgument, new Argument('[hosts...]', 'only these hosts')],
  options: [...outputOptions(), ...followOptions()],
  examples: [
    ['rexctl output 215 --failed', 'what the failed hosts said'],
    ['rexctl output @last --follow', 'stream the newest job'],
    ['rexctl output 215 --group --mask numbers,host', 'who said what, folded'],
    [
      'rexctl output 215 --follow --resume 215.state >> 215.log',
      'go on after a crash: no line lost, none twice',
    ],
  ],
  run: (context, { job, hosts, ...flags }) =>
    runOutput(toOutputOptions(job, hosts, flags, context.clock.now()), context),
});

async function runOutput(typed: OutputOptions, context: Context): Promise<number> {
  checkFormat(typed, context);
  await checkFields(typed, context);
  if (typed.how.kind === 'follow') prepareToAttach(context, typed.how.policy);
  const options = await withNames(context, typed);
  const job = await findJob(context, options.reference);
  if (job.task === null && (options.how.kind === 'follow' || options.exitStatus)) {
    throw new Failure(
      'hosts_failed',
      `job ${job.id} never started (orphan record): no host printed anything`,
    );
  }
  const connection = await context.connection();
  const all = await context.during('asking for its hosts', () => allHostRuns(connection, job));
  const named = options.hosts.length === 0 ? all : hostsOfJob(job.id, all, options.hosts);
  if (options.how.kind === 'follow')
    return followOutput(context, { ...options, how: options.how }, job, named);
  return showOutput(context, options, job, { all, named });
}

/** The hosts of the job, and those of them that were named. */
interface Chosen {
  readonly all: readonly HostRun[];
  readonly named: readonly HostRun[];
}

/** What was printed so far; text that is not whole is no success. */
async function showOutput(
  context: Context,
  options: OutputOptions,
  job: JobDetail,
  { all, named }: Chosen,
): Promise<number> {
  const hosts = options.failedOnly
    ? named.filter(({ status }) => status !== 'succeeded' && isOver(status))
    : named;
  const hidden = options.hosts.length === 0 && (await warnOfHidden(context, job, all));
  if (hosts.length === 0) await context.note(nothingToShow(job, { all, named }));
  const candidates =
    options.hosts.length > 0 ? named.length : Math.max(all.length, job.counts.total ?? 0);
  const result = options.exitStatus ? resultOf(job, named, options) : 0;
  const wholeness = await unlessClosed(
    answer(context, options, job, { all, hosts, named: candidates > 1 }),
  );
  await printUnfinished(context, job, named, { listed: !options.failedOnly });
  return result === 0 && (hidden || wholeness === 'torn') ? exitCodeOf('unknown') : result;
}

/** A reader that goes away has seen enough: the result stays what it is. */
async function unlessClosed(answered: Promise<Wholeness>): Promise<Wholeness> {
  try {
    return await answered;
  } catch (error) {
    if (error instanceof Failure && error.kind === 'output_closed') return 'whole';
    throw error;
  }
}

/** Files, standard input and sets are read before anything is asked. */
async function withNames(context: Context, options: OutputOptions): Promise<OutputOptions> {
  const hosts = await hostNames(context, 'the command line', options.hosts);
  const { how } = options;
  if (how.kind !== 'diff' || how.against === null) return { ...options, hosts };
  const [against = '', ...others] = await hostNames(context, '--diff', [how.against]);
  if (others.length > 0) throw usageError('--diff compares with one host', 'name only that one');
  return { ...options, hosts, how: { ...how, against } };
}

/** Options that only mean something where lines are printed for people, or as they come. */
function checkFormat({ how, timestamps }: OutputOptions, { globals }: Context): void {
  const { format } = globals;
  if (timestamps !== undefined && isMachine(format)) {
    throw usageError(
      `--timestamps does not go with ${format}: there each line has its \`timestamp\``,
    );
  }
  if (
    how.kind === 'follow' &&
    how.resume !== undefined &&
    isMachine(format) &&
    format !== 'ndjson'
  ) {
    throw usageError(
      `--resume does not go with ${format}, which is printed at the end`,
      'use --format ndjson',
    );
  }
}

const answers = {
  follow: 'follow',
  snapshot: 'output',
  raw: 'output-raw',
  group: 'output-group',
  diff: 'output-diff',
  folder: 'output-dir',
} as const;

/** Bytes of hosts as they are have no fields. */
async function checkFields({ how: { kind } }: OutputOptions, context: Context): Promise<void> {
  await refuseUnknownFields(context, answers[kind]);
  if (kind === 'follow') refuseFieldsOfFollow(context);
  if (kind === 'snapshot' || kind === 'raw')
    refuseFieldsOfText(context, 'the bare output of hosts');
}

async function answer(
  context: Context,
  options: OutputOptions,
  job: JobDetail,
  { all, ...shown }: Shown & { readonly all: readonly HostRun[] },
): Promise<Wholeness> {
  const { how, filter, tail } = options;
  const { hosts } = shown;
  switch (how.kind) {
    case 'raw':
      return printRaw(context, job, shown);
    case 'group':
      return printGroups(context, job, hosts, { masks: how.masks, filter, tail });
    case 'diff': {
      const [against = null] = how.against === null ? [] : hostsOfJob(job.id, all, [how.against]);
      return printDiff(context, job, hosts, { against, masks: how.masks, filter, tail });
    }
    case 'folder':
      return writeFolder(context, job, hosts, how.path);
    default:
      return printSnapshot(context, job, shown, { filter, tail, times: timesOf(options, job) });
  }
}

/** More ids than these are only counted. */
const mostNamed = 20;

/** What the hosts printed that this user may not see is missing, whatever the exit code. */
async function warnOfHidden(
  context: Context,
  job: JobDetail,
  all: readonly HostRun[],
): Promise<boolean> {
  const hidden = hiddenHosts(job, all);
  if (job.task === null || hidden.count === 0) return false;
  const named = hidden.count <= mostNamed ? hidden : { ids: [] };
  await context.warn(
    `the output is not whole: job ${job.id} has ${hiddenHostsText(hidden.count, named)}`,
  );
  return true;
}

/** Why there is no output at all. */
function nothingToShow(job: JobDetail, { all, named }: Chosen): string {
  if (job.task === null)
    return `Job ${job.id} never started (orphan record): no host printed anything.`;
  if (named.length > 0) return noneFailed(job, { all, named });
  if ((job.counts.total ?? 0) > 0) return `No host of job ${job.id} is visible to you.`;
  const outcome = outcomeOf(job);
  if (outcome === 'cancelled') return `Job ${job.id} was cancelled before it ran anywhere.`;
  return outcome === 'scheduled'
    ? `Job ${job.id} has not started yet.`
    : `Job ${job.id} has no host.`;
}

/** Some of them may have to end yet. */
function noneFailed(job: JobDetail, { all, named }: Chosen): string {
  const isOpen = named.some(({ status }) => !isFinal(status));
  const failed = isOpen ? 'has failed so far' : 'failed';
  const [only] = named;
  if (named.length === all.length)
    return `No host of job ${job.id}${hiddenHosts(job, all).count > 0 ? ' that you may see' : ''} ${failed}.`;
  if (only === undefined || named.length > 1)
    return `None of these ${named.length} hosts ${failed} in job ${job.id}.`;
  return `${only.name} ${isOpen ? 'has not failed so far' : 'did not fail'} in job ${job.id}.`;
}

function isOver(status: HostRun['status']): boolean {
  return status === 'failed' || status === 'cancelled' || status === 'never_ran';
}

function resultOf(job: JobDetail, hosts: readonly HostRun[], options: OutputOptions): number {
  if (options.hosts.length === 0) return exitCodeOf(observedOutcome(job, hosts).outcome);
  return exitCodeOf(outcomeOfHosts(hosts.map((host) => host.status)));
}
