import { Argument } from '@commander-js/extra-typings';
import { prepareToAttach } from '../../attach/options.ts';
import { command } from '../../cli/command.ts';
import type { Context } from '../../cli/context.ts';
import { throwUnsent } from '../../cli/nothing-sent.ts';
import { jobForms } from '../../cli/options/option-parsers.ts';
import { findJob } from '../../lookup/job.ts';
import {
  type CancelOptions,
  cancelConflicts,
  cancelNeeds,
  cancelOptions,
  toCancelOptions,
} from './options.ts';
import { printReport } from './print-report.ts';
import { cancelSeveral } from './several-jobs.ts';
import { cancelSomeHosts } from './some-hosts.ts';
import { cancelWholeJob } from './whole-job.ts';

/**
 * Cancels jobs, or some hosts of a job. A cancel is sent once: a second one would abandon the
 * scripts on the hosts.
 */
export const cancel = command({
  description: 'Cancels jobs, or some hosts of a job; finished hosts are not affected.',
  arguments: [new Argument('[job...]', jobForms)],
  options: cancelOptions(),
  conflicts: cancelConflicts,
  needs: cancelNeeds,
  topics: ['hosts', 'search', 'safety', 'old-servers'],
  examples: [
    ['rexctl cancel 214 --wait', 'cancel a job, and show the result of each host'],
    ["rexctl cancel 214 --host 'web[01-03].example.com'", 'cancel it only on three hosts'],
    ["rexctl cancel --jobs-search 'user = current_user' --yes", 'cancel all your unfinished jobs'],
  ],
  answers: () => ({ schemas: ['cancel', 'cancel-jobs'], isEvents: true, isRecord: true }),
  run: (context, { job, ...flags }) => runCancel(toCancelOptions(job, flags), context),
});

async function runCancel(options: CancelOptions, context: Context): Promise<number> {
  if (options.wait) prepareToAttach(context, options.policy);
  const { which, hosts } = options;
  if (which.kind === 'search' || which.references.length > 1)
    return cancelSeveral(context, options);
  const job = await findJob(context, which.references[0]).catch(throwUnsent);
  const report =
    hosts === null
      ? await cancelWholeJob(context, job, { ...options, isConfirmed: false })
      : await cancelSomeHosts(context, job, hosts, options);
  return printReport(context, options, report);
}
