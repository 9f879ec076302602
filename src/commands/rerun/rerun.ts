import { Argument, Option } from '@commander-js/extra-typings';
import { afterStart, afterStartOptions, prepareStart } from '../../attach/after-start.ts';
import { command } from '../../cli/command.ts';
import type { Context } from '../../cli/context.ts';
import { throwUnsent } from '../../cli/nothing-sent.ts';
import { collected, filled, wholeNumber } from '../../cli/option-parsers.ts';
import { refusal } from '../../errors.ts';
import { ifRunningOption } from '../../guards/exclusive-start.ts';
import { hostLimitOptions } from '../../guards/host-limits.ts';
import type { JobDetail } from '../../jobs/job-invocation.ts';
import { failedKinds } from '../../jobs/rerun-plan.ts';
import { findJob } from '../../lookup/job.ts';
import { newestJobOfSearch, searchToSend } from '../../lookup/search.ts';
import { executionOptions } from '../../start/execution-options.ts';
import { providerOptions } from '../../start/provider-inputs.ts';
import { secretOptions } from '../../start/secrets.ts';
import { rerunAllHosts } from './all-hosts.ts';
import {
  parseKinds,
  type RerunOptions,
  rerunConflicts,
  rerunNeeds,
  toRerunOptions,
  type WhichJob,
} from './options.ts';
import { rerunSomeHosts } from './some-hosts.ts';

/** Runs a job again: on all its hosts, or on a set that is decided here and never by the server. */
export const rerun = command({
  description:
    'Runs a job again, on all of its hosts or on those that failed, succeeded or are named.',
  arguments: [
    new Argument(
      '[job]',
      'id, @last, or @last:OUTCOME; any job of a chain of reruns stands for the chain',
    ),
  ],
  options: [...whichOptions(), ...howOptions(), ...executionOptions(), ...afterStartOptions()],
  conflicts: rerunConflicts,
  needs: rerunNeeds,
  notes:
    'Whether the job used passwords cannot be read back: such a job fails on its rerun, unless they are given\n' +
    'again with --failed, --succeeded or --host. The server copies none for a rerun of all hosts.',
  examples: [
    ['rexctl rerun 215 --failed --dry-run', 'which hosts would it be?'],
    ['rexctl rerun @last --failed --follow', 'try the failed hosts again and watch'],
    [
      `rexctl rerun --jobs-search 'user = current_user and description ~ "#patching:"' --failed --max-attempts 3 --quiet`,
      'every night from cron, of a job started with --name patching',
    ],
  ],
  run: (context, { job, ...flags }) => runRerun(context, toRerunOptions(job, flags)),
});

function whichOptions() {
  return [
    new Option(
      '--jobs-search <query>',
      'in place of <job>: the newest job that this search of jobs finds',
    ),
    new Option('--failed', 'only hosts whose latest attempt failed, was cancelled or never ran'),
    new Option('--only <kinds>', `with --failed, only these: ${failedKinds.join(', ')}`).argParser(
      parseKinds,
    ),
    new Option('--succeeded', 'only hosts whose latest attempt succeeded'),
    new Option(
      '--host <names>',
      'only this host or set of the job, as for run; repeatable',
    ).argParser(collected),
    ...hostLimitOptions(),
    new Option('--include-cancelled', 'also hosts that were cancelled on purpose, without asking'),
    new Option(
      '--max-attempts <n>',
      'no more than so many reruns of the first job (exit 9)',
    ).argParser(wholeNumber('--max-attempts', 1)),
    ifRunningOption('when an attempt on one of the hosts goes on'),
  ] as const;
}

function howOptions() {
  return [
    new Option(
      '-i, --input <name=value>',
      'a value that cannot be read back, as for run; repeatable',
    ).argParser(collected),
    new Option('--inputs-file <file>', 'more such values, a YAML or JSON file; - reads it'),
    ...providerOptions(),
    new Option('--effective-user <name>', 'run as this user on the hosts').argParser(
      filled('--effective-user'),
    ),
    ...secretOptions(),
    new Option(
      '--without-unreadable',
      'go on without what the server does not tell of the first job',
    ),
    new Option('-n, --dry-run', 'show hosts and request; send nothing'),
  ] as const;
}

async function runRerun(context: Context, options: RerunOptions): Promise<number> {
  await prepareStart(context, options, {
    dryRun: options.dryRun,
    leaves: options.afterStart === 'detach',
    mayWait: options.ifRunning === 'wait',
    followed: 'follow',
  });
  const job = await jobToRerun(context, options.which).catch(throwUnsent);
  const outcome =
    options.choice === null
      ? await rerunAllHosts(context, job, options)
      : await rerunSomeHosts(context, job, options.choice, options);
  return afterStart(context, outcome, options, job);
}

async function jobToRerun(context: Context, which: WhichJob): Promise<JobDetail> {
  const job =
    which.kind === 'reference'
      ? await findJob(context, which.reference)
      : await newestJobOfSearch(context, await searchToSend(context, which.query));
  if (job.task !== null) return job;
  throw refusal(`job ${job.id} never started (orphan record): there is nothing to run again`);
}
