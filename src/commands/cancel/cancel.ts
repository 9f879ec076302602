import { Argument } from '@commander-js/extra-typings';
import { prepareToAttach } from '../../attach/options.ts';
import { command } from '../../cli/command.ts';
import type { Context } from '../../cli/context.ts';
import { untilSent } from '../../cli/nothing-sent.ts';
import { refuseCsv } from '../../cli/refuse-csv.ts';
import { refuseFieldsOfEvents, refuseUnknownFields } from '../../cli/refuse-fields.ts';
import { findJob } from '../../lookup/job.ts';
import { searchToSend } from '../../lookup/search-to-send.ts';
import { printCancel } from './answer.ts';
import { type CancelOptions, cancelOptions, toCancelOptions } from './options.ts';
import { searchedJobs } from './searched-jobs.ts';
import { cancelSeveral, namedJobs } from './several-jobs.ts';
import { cancelHosts } from './some-hosts.ts';
import { cancelJob } from './whole-job.ts';

/**
 * Stops jobs or some hosts of one. A cancel is sent once: a second one would abandon the scripts on
 * the hosts.
 */
export const cancel = command({
  description: 'Cancels jobs: hosts that have not finished are told to stop, once.',
  arguments: [new Argument('[job...]', 'id, @last, or @last:OUTCOME')],
  options: cancelOptions(),
  examples: [
    ['rexctl cancel 214 --wait', 'ask, cancel, and see how each host ended'],
    ['rexctl cancel 214 --host web[01-03].example.com', 'only these hosts'],
    ["rexctl cancel --jobs-search 'user = current_user' --yes", 'everything of yours that goes on'],
  ],
  run: (context, { job, ...flags }) => runCancel(toCancelOptions(job, flags), context),
});

async function runCancel(options: CancelOptions, context: Context): Promise<number> {
  refuseCsv(context);
  await refuseUnknownFields(context, 'cancel', 'cancel-jobs');
  refuseFieldsOfEvents(context);
  if (options.wait) prepareToAttach(context, options.policy);
  const { which, hosts } = options;
  if (which.kind === 'search')
    return cancelSeveral(
      context,
      options,
      await searchedJobs(context, await searchToSend(context, which.query), options.recurring),
    );
  const [reference, ...others] = which.references;
  if (others.length > 0)
    return cancelSeveral(context, options, await namedJobs(context, which.references));
  const job = await untilSent(() => findJob(context, reference));
  const report =
    hosts === null
      ? await cancelJob(context, { ...options, agreed: false }, job)
      : await cancelHosts(context, { ...options, hosts }, job);
  return printCancel(context, options, report);
}
