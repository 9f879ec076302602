import { Argument } from '@commander-js/extra-typings';
import { allHostRuns } from '../../api/endpoints/job-hosts.ts';
import {
  refuseTemplated,
  refuseUnusedTimes,
  templatedLinesOf,
} from '../../attach/line-template-option.ts';
import { prepareToAttach } from '../../attach/options.ts';
import { command } from '../../cli/command.ts';
import { isMachine } from '../../cli/command-output.ts';
import type { Context } from '../../cli/context.ts';
import { type ExpectedAnswer, followAnswer } from '../../cli/expected-answer.ts';
import { jobArgument } from '../../cli/options/option-parsers.ts';
import { Failure, usageError } from '../../errors.ts';
import type { HostRun } from '../../jobs/hosts/host-run.ts';
import type { JobDetail } from '../../jobs/job-invocation.ts';
import { exitCodeOf } from '../../jobs/job-result.ts';
import { observedOutcome } from '../../jobs/observed-outcome.ts';
import { type Outcome, outcomeOfHosts } from '../../jobs/outcome.ts';
import { exitStatusOf } from '../../lookup/failures/exit-status.ts';
import { warnOfHidden } from '../../lookup/hidden-hosts.ts';
import { hostNames } from '../../lookup/host-names.ts';
import { matchingHosts } from '../../lookup/host-search/matching-hosts.ts';
import { findJob } from '../../lookup/job.ts';
import { refuseForeignJobs } from '../../lookup/job-server.ts';
import { hostsOfJob } from '../../lookup/named-hosts.ts';
import { domainToLeaveOut } from '../../ui/terminal/names.ts';
import { printDiff, printGroups } from './compare.ts';
import { writeFolder } from './folder/write-folder.ts';
import { followOutput, timesOf } from './follow.ts';
import { printJobDiff } from './job-diff.ts';
import { type Chosen, nothingToShow, printUnfinished } from './notices.ts';
import {
  isPart,
  type OutputFlags,
  type OutputOptions,
  otherJobOf,
  outputConflicts,
  outputNeeds,
  outputOptions,
  toOutputOptions,
} from './options.ts';
import { printRaw } from './raw.ts';
import { printSnapshot, type Shown, type Wholeness } from './snapshot.ts';

/** Shows the output of a job's hosts, up to now or followed to the end. */
export const output = command({
  description: "Shows a job's output, host by host.",
  arguments: [jobArgument, new Argument('[host...]', 'only these hosts')],
  options: outputOptions(),
  conflicts: outputConflicts,
  needs: outputNeeds,
  topics: ['hosts', 'following', 'times', 'events', 'exit-codes'],
  examples: [
    ['rexctl output 215 --failed', 'show the output of failed hosts'],
    ['rexctl output @last --follow', 'follow the output of your newest job'],
    [
      'rexctl output 215 --group --mask numbers,host',
      'show the same output of several hosts only once',
    ],
    ['rexctl output 215 --diff 214', 'compare each host with itself in another job'],
    [
      'rexctl output 215 --follow --resume 215.state >> 215.log',
      'continue after a crash; no line is lost or repeated',
    ],
  ],
  answers: expectedAnswer,
  paged: ({ follow, dir }) => follow !== true && dir === undefined,
  run: (context, { job, host, ...flags }) =>
    runOutput(context, toOutputOptions(job, host, flags, context.clock.now())),
});

async function runOutput(context: Context, typed: OutputOptions): Promise<number> {
  checkFormat(context, typed);
  refuseTemplated(context, typed.lineTemplate);
  if (typed.mode.kind === 'follow') prepareToAttach(context, typed.mode.policy);
  if (typed.mode.kind === 'job_diff' && typed.mode.other !== 'attempt')
    await refuseForeignJobs(context, [typed.reference, typed.mode.other]);
  const options = await readTypedHosts(context, typed);
  const job = await findJob(context, options.reference);
  refuseOrphan(job, options);
  const connection = await context.connection();
  const all = await context.during('reading its hosts', () => allHostRuns(connection, job));
  const named = options.hosts.length === 0 ? all : hostsOfJob(job.id, all, options.hosts);
  const matching = await matchingHosts(context, job, named, options.hostsSearch);
  const { mode } = options;
  return mode.kind === 'follow'
    ? followOutput(context, { ...options, mode }, job, { all, named, matching })
    : showOutput(context, options, job, { all, named, matching });
}

/** Shows the output up to now; if it is incomplete, the exit code is not that of success. */
async function showOutput(
  context: Context,
  options: OutputOptions,
  job: JobDetail,
  chosen: Chosen,
): Promise<number> {
  const { all, named, matching } = chosen;
  const hosts = options.failedOnly
    ? matching.filter(({ status }) => failedStates.has(status))
    : matching;
  const hidden = options.hosts.length === 0 && (await warnOfHidden(context, job, all));
  if (hosts.length === 0)
    await context.note(nothingToShow(job, chosen, options.hostsSearch?.typed));
  const candidates =
    options.hosts.length > 0 ? named.length : Math.max(all.length, job.counts.total ?? 0);
  const shown = { hosts, named: candidates > 1 };
  const wholeness = await unlessClosed(print(context, options, job, all, shown));
  await printUnfinished(context, job, matching, { listed: !options.failedOnly });
  const outcome = options.exitStatus ? outcomeFor(job, matching, options) : 'succeeded';
  if (outcome === 'succeeded' && (hidden || wholeness === 'torn')) return exitCodeOf('unknown');
  if (hidden && options.hostsSearch !== null) return exitCodeOf(outcome);
  return exitStatusOf(context, job, { outcome, hosts: matching, isPart: isPart(options) });
}

const failedStates: ReadonlySet<HostRun['status']> = new Set(['failed', 'cancelled', 'never_ran']);

async function print(
  context: Context,
  options: OutputOptions,
  job: JobDetail,
  all: readonly HostRun[],
  shown: Shown,
): Promise<Wholeness> {
  const { mode, filter, tail } = options;
  const { hosts } = shown;
  const domain = hosts.length === 1 ? '' : domainToLeaveOut(all.map(({ name }) => name));
  switch (mode.kind) {
    case 'raw':
      return printRaw(context, job, shown);
    case 'group':
      return printGroups(context, job, hosts, { masks: mode.masks, filter, tail, domain });
    case 'diff': {
      const [against = null] = mode.against === null ? [] : hostsOfJob(job.id, all, [mode.against]);
      const { masks } = mode;
      return printDiff(context, job, hosts, { against, masks, filter, tail, domain });
    }
    case 'job_diff':
      return printJobDiff(context, { job, all, hosts }, options, mode);
    case 'folder':
      return writeFolder(context, job, { hosts, all }, mode.path);
    default:
      return printSnapshot(context, job, shown, {
        ...{ filter, tail, domain },
        times: timesOf(options, job),
        templated: templatedLinesOf(options.lineTemplate, job),
      });
  }
}

/** Ignores that the reader of a pipe has closed it: the reader has seen enough. */
async function unlessClosed(printed: Promise<Wholeness>): Promise<Wholeness> {
  try {
    return await printed;
  } catch (error) {
    if (error instanceof Failure && error.kind === 'output_closed') return 'whole';
    throw error;
  }
}

/** The outcome of the job, or of the chosen hosts. */
function outcomeFor(job: JobDetail, hosts: readonly HostRun[], options: OutputOptions): Outcome {
  if (!isPart(options)) return observedOutcome(job, hosts).outcome;
  return outcomeOfHosts(hosts.map((host) => host.status));
}

/** Resolves host names from files, standard input and sets before any request. */
async function readTypedHosts(context: Context, options: OutputOptions): Promise<OutputOptions> {
  const hosts = await hostNames(context, 'the command line', options.hosts);
  const { mode } = options;
  if (mode.kind !== 'diff' || mode.against === null) return { ...options, hosts };
  const [against = '', ...others] = await hostNames(context, '--diff', [mode.against]);
  if (others.length > 0) throw usageError('--diff takes exactly one host', 'name one host');
  return { ...options, hosts, mode: { ...mode, against } };
}

function refuseOrphan(job: JobDetail, { mode, exitStatus }: OutputOptions): void {
  if (job.task !== null || (mode.kind !== 'follow' && !exitStatus)) return;
  throw new Failure(
    'hosts_failed',
    `job ${job.id} never started (orphan record): no host printed anything`,
  );
}

/** Refuses options that need lines for people, or lines printed when they arrive. */
function checkFormat(
  { globals }: Context,
  { mode, timestamps, lineTemplate }: OutputOptions,
): void {
  const { format, query } = globals;
  if (query !== undefined && mode.kind === 'follow' && mode.resume !== undefined)
    throw usageError(
      '--query cannot be used with --resume, which continues the text of a file',
      'filter the events afterwards, for example with jq',
    );
  if (timestamps !== undefined && isMachine(format)) {
    throw usageError(
      `--timestamps cannot be used with ${format}`,
      'each line there has the field `timestamp`',
    );
  }
  if (timestamps !== undefined) refuseUnusedTimes(lineTemplate);
  if (
    mode.kind === 'follow' &&
    mode.resume !== undefined &&
    isMachine(format) &&
    format !== 'ndjson'
  ) {
    throw usageError(
      `--resume cannot be used with ${format}, which is printed only at the end`,
      'use --format ndjson',
    );
  }
}

/** The schema of the answer; plain output of hosts has no fields. */
function expectedAnswer({ follow, raw, group, diff, dir }: OutputFlags): ExpectedAnswer {
  if (follow === true && dir !== undefined)
    return { ...followAnswer('follow-dir'), isRecord: true };
  if (follow === true) return followAnswer(group === true ? 'follow-group' : 'follow');
  const text = 'the plain output of hosts';
  if (raw === true) return { schemas: ['output-raw'], text };
  if (group === true) return { schemas: ['output-group'] };
  if (typeof diff === 'string' && otherJobOf(diff) !== null)
    return { schemas: ['diff'], isRecord: true };
  if (diff !== undefined) return { schemas: ['output-diff'] };
  return dir === undefined
    ? { schemas: ['output'], text }
    : { schemas: ['output-dir'], isRecord: true };
}
