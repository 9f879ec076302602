import { Option } from '@commander-js/extra-typings';
import { allHostRuns } from '../api/host-runs.ts';
import type { Context } from '../context.ts';
import { Failure } from '../errors.ts';
import type { HostRun } from '../jobs/host-run.ts';
import type { JobDetail } from '../jobs/job-invocation.ts';
import { exitCodeOf, outcomeOf, outcomeOfHosts } from '../jobs/outcome.ts';
import type { Parent, Runner } from '../program.ts';
import { parseMasks } from '../ui/compare/mask.ts';
import { findJob } from './steps/find-job.ts';
import { followToEnd } from './steps/follow-to-end.ts';
import { hostOfJob } from './steps/host-of-job.ts';
import { examples } from './steps/options.ts';
import { answerDiff, answerGroups, answerSnapshot } from './steps/output-answers.ts';
import { writeFolder } from './steps/output-folder.ts';
import { type OutputFlags, type OutputOptions, toOutputOptions } from './steps/output-options.ts';
import { printRaw } from './steps/raw-output.ts';

/** What the hosts of a job printed: so far, or followed to the end. */
export function registerOutput(parent: Parent, run: Runner): Parent {
  const command = parent
    .command('output')
    .description('Prints what the hosts of a job printed.')
    .argument('<job>', 'id, @last, or @last:OUTCOME')
    .argument('[hosts...]', 'only these hosts')
    .option('--failed', 'only hosts that did not succeed')
    .option(
      '-f, --follow',
      'go on until the job, or the named hosts, have ended; the result is the exit code',
    )
    .option('--raw', "the server's raw text, bytes unchanged")
    .option('--group', 'fold hosts that printed the same and ended alike')
    .addOption(
      new Option('--mask <what>', 'with --group or --diff, ignore numbers, times, host').argParser(
        parseMasks,
      ),
    )
    .option('--diff [host]', 'compare with this host, or with what most hosts printed')
    .option('--dir <folder>', 'write one file per host and a manifest')
    .option('--grep <regex>', 'only lines that match')
    .option('--exclude <regex>', 'leave out lines that match')
    .option('--highlight <regex>', 'mark what matches')
    .option('--exit-status', "exit with the job's result instead of 0")
    .addHelpText(
      'after',
      examples(
        ['rexctl output 215 --failed', 'what the failed hosts said'],
        ['rexctl output @last --follow', 'stream the newest job'],
        ['rexctl output 215 --group --mask numbers,host', 'who said what, folded'],
      ),
    );
  command.action((job, hosts, options) =>
    run(command as Parent, (context) =>
      runOutput(toOutputOptions(job, hosts, options as OutputFlags), context),
    ),
  );
  return command as Parent;
}

async function runOutput(options: OutputOptions, context: Context): Promise<number> {
  const job = await findJob(context, options.reference);
  if (job.task === null && (options.how.kind === 'follow' || options.exitStatus)) {
    throw new Failure(
      'hosts_failed',
      `job ${job.id} never started (orphan record): no host printed anything`,
    );
  }
  const connection = await context.connection();
  const all = await context.during('asking for its hosts', () =>
    allHostRuns(connection, job, { signal: context.signal }),
  );
  const named = options.hosts.length === 0 ? all : options.hosts.map((name) => hostOfJob(job.id, all, name));
  if (options.how.kind === 'follow') return follow(context, options, job, named);
  const hosts = options.failedOnly
    ? named.filter(({ status }) => status !== 'succeeded' && isOver(status))
    : named;
  if (hosts.length === 0) await context.note(nothingToShow(job, all));
  await answer(context, options, job, hosts);
  return options.exitStatus ? resultOf(job, options.hosts.length === 0 ? all : named, options) : 0;
}

async function follow(
  context: Context,
  options: OutputOptions,
  job: JobDetail,
  hosts: readonly HostRun[],
): Promise<number> {
  const ids = hosts.map((host) => host.id);
  const result = await followToEnd(context, job, {
    output: options.hosts.length === 0 ? 'all' : ids,
    ...(options.hosts.length === 0 ? {} : { hosts: ids }),
    hostCount: options.hosts.length === 0 ? job.counts.total : ids.length,
    comeBack: `rexctl output ${job.id}${options.hosts.map((name) => ` ${name}`).join('')} --follow`,
    filter: options.filter,
  });
  return result.exit_code;
}

async function answer(
  context: Context,
  { how, filter }: OutputOptions,
  job: JobDetail,
  hosts: readonly HostRun[],
): Promise<void> {
  switch (how.kind) {
    case 'raw':
      return printRaw(context, job, hosts);
    case 'group':
      return answerGroups(context, job, hosts, { masks: how.masks, filter });
    case 'diff':
      return answerDiff(context, job, hosts, { against: how.against, masks: how.masks, filter });
    case 'folder':
      return writeFolder(context, job, hosts, how.path);
    default:
      return answerSnapshot(context, job, hosts, filter);
  }
}

/** Why there is no output at all. */
function nothingToShow(job: JobDetail, all: readonly HostRun[]): string {
  if (job.task === null) return `Job ${job.id} never started (orphan record): no host printed anything.`;
  if (all.length > 0) return `No host of job ${job.id} failed.`;
  return outcomeOf(job) === 'scheduled' ? `Job ${job.id} has not started yet.` : `Job ${job.id} has no host.`;
}

function isOver(status: HostRun['status']): boolean {
  return status === 'failed' || status === 'cancelled' || status === 'never_ran';
}

function resultOf(job: JobDetail, hosts: readonly HostRun[], options: OutputOptions): number {
  const ofJob = outcomeOf(job);
  if (options.hosts.length === 0 && ofJob !== 'incomplete') return exitCodeOf(ofJob);
  return exitCodeOf(outcomeOfHosts(hosts.map((host) => host.status)));
}
