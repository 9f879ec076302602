import { Argument } from '@commander-js/extra-typings';
import { afterStart, startAnswer } from '../../attach/after-start.ts';
import { refuseTemplated } from '../../attach/line-template-option.ts';
import { prepareToAttach } from '../../attach/options.ts';
import { openTeller } from '../../attach/telling/telling.ts';
import { command } from '../../cli/command.ts';
import type { Context } from '../../cli/context.ts';
import { throwUnsent } from '../../cli/nothing-sent.ts';
import { jobForms } from '../../cli/options/option-parsers.ts';
import { refusal } from '../../errors.ts';
import type { JobDetail } from '../../jobs/job-invocation.ts';
import { findJob } from '../../lookup/job.ts';
import { newestJobOfSearch, searchToSend } from '../../lookup/search.ts';
import { rerunAllHosts } from './all-hosts.ts';
import {
  type RerunOptions,
  rerunConflicts,
  rerunNeeds,
  rerunOptions,
  toRerunOptions,
  type WhichJob,
} from './options.ts';
import { rerunSomeHosts } from './some-hosts.ts';

/** Reruns a job: on all its hosts, or on a set that rexctl chooses, never the server. */
export const rerun = command({
  description: 'Reruns a job on all of its hosts, or on failed, succeeded or named hosts.',
  arguments: [new Argument('[job]', `${jobForms}; any job of a chain of reruns`)],
  options: rerunOptions(),
  conflicts: rerunConflicts,
  needs: rerunNeeds,
  notes:
    'The server does not report whether a job used passwords. If it did, pass them again together with ' +
    '--failed, --succeeded or --host. Without one of these, the server copies the job without its passwords.',
  topics: ['hosts', 'inputs', 'secrets', 'safety', 'cron', 'when-done'],
  examples: [
    ['rexctl rerun @last --failed --follow', 'rerun on failed hosts, and print their output live'],
    ['rexctl rerun 215 --failed --dry-run', 'show the hosts that it would run on'],
    ["rexctl rerun 215 --host 'web[01-03].example.com'", 'rerun the job on three hosts'],
    [
      `rexctl rerun --jobs-search 'user = current_user and description ~ "#patching:"' --failed --max-attempts 3 --quiet`,
      'from cron: rerun the job that was started with --name patching',
    ],
  ],
  answers: ({ dryRun, detach, group }) =>
    startAnswer({
      dryRun: dryRun === true,
      leaves: detach === true,
      followed: group === true ? 'follow-group' : 'follow',
    }),
  run: (context, { job, ...flags }) => runRerun(context, toRerunOptions(job, flags)),
});

async function runRerun(context: Context, options: RerunOptions): Promise<number> {
  const teller = await openTeller(context, options.telling);
  refuseTemplated(context, options.lineTemplate);
  const stays = options.afterStart !== 'detach' || options.ifRunning === 'wait';
  if (!options.dryRun && stays) prepareToAttach(context, options.policy);
  const job = await jobToRerun(context, options.which).catch(throwUnsent);
  const outcome =
    options.choice === null
      ? await rerunAllHosts(context, job, options)
      : await rerunSomeHosts(context, job, options.choice, options);
  return afterStart(context, outcome, { ...options, teller }, job);
}

async function jobToRerun(context: Context, which: WhichJob): Promise<JobDetail> {
  const job =
    which.kind === 'reference'
      ? await findJob(context, which.reference)
      : await newestJobOfSearch(context, await searchToSend(context, which.query));
  if (job.task !== null) return job;
  throw refusal(`job ${job.id} never started (orphan record) and cannot be rerun`);
}
