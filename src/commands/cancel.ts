import type { Parent, Runner } from '../command.ts';
import type { Context } from '../context.ts';
import { cancelHosts } from './steps/cancel-hosts.ts';
import { cancelJob } from './steps/cancel-job.ts';
import {
  type CancelFlags,
  type CancelOptions,
  cancelOptions,
  toCancelOptions,
} from './steps/cancel-options.ts';
import { cancelSeveral, namedJobs } from './steps/cancel-several.ts';
import { findJob } from './steps/find-job.ts';
import { prepareToStay } from './steps/follow-options.ts';
import { untilSent } from './steps/nothing-sent.ts';
import { examples } from './steps/options.ts';
import { refuseCsv } from './steps/refuse-csv.ts';
import { refuseUnknownFields } from './steps/refuse-fields.ts';
import { searchToSend } from './steps/search-to-send.ts';
import { searchedJobs } from './steps/searched-jobs.ts';
import { tellCancel } from './steps/tell-cancel.ts';

/**
 * Stops jobs or some hosts of one. A cancel is sent once: a second one would abandon the scripts on
 * the hosts.
 */
export function registerCancel(parent: Parent, run: Runner): Parent {
  const command = parent
    .command('cancel')
    .description('Cancels jobs: hosts that have not finished are told to stop, once.')
    .argument('[job...]', 'id, @last, or @last:OUTCOME');
  for (const option of cancelOptions()) command.addOption(option);
  command.addHelpText(
    'after',
    examples(
      ['rexctl cancel 214 --wait', 'ask, cancel, and see how each host ended'],
      ['rexctl cancel 214 --host web[01-03].example.com', 'only these hosts'],
      ["rexctl cancel --jobs-search 'user = current_user' --yes", 'everything of yours that goes on'],
    ),
  );
  command.action((jobs, options) =>
    run(command as Parent, (context) => runCancel(toCancelOptions(jobs, options as CancelFlags), context)),
  );
  return command as Parent;
}

async function runCancel(options: CancelOptions, context: Context): Promise<number> {
  refuseCsv(context);
  await refuseUnknownFields(context, 'cancel', 'cancel-jobs');
  if (options.wait) prepareToStay(context, options.following);
  const { which, hosts } = options;
  if (which.kind === 'search')
    return cancelSeveral(
      context,
      options,
      await searchedJobs(context, await searchToSend(context, which.query), options.recurring),
    );
  const [reference, ...others] = which.references;
  if (others.length > 0) return cancelSeveral(context, options, await namedJobs(context, which.references));
  const job = await untilSent(() => findJob(context, reference));
  const report =
    hosts === null
      ? await cancelJob(context, { ...options, agreed: false }, job)
      : await cancelHosts(context, { ...options, hosts }, job);
  return tellCancel(context, options, report);
}
