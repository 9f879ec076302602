import { attach } from '../attach/attach.ts';
import {
  type FollowPolicy,
  followOptions,
  prepareToAttach,
  toFollowPolicy,
} from '../attach/options.ts';
import { attachSeveral } from '../attach/several-jobs.ts';
import type { Parent, Runner } from '../cli/command.ts';
import type { Context } from '../cli/context.ts';
import { examples } from '../cli/option-parsers.ts';
import { refuseFieldsOfFollow, refuseUnknownFields } from '../cli/refuse-fields.ts';
import { type JobReference, parseJobReference } from '../jobs/job-reference.ts';
import { findJob } from '../lookup/job.ts';
import { hostCount } from '../text/counts.ts';
import { oneLine } from '../ui/terminal/sanitise.ts';

/**
 * Live view of the states of hosts, of one or several jobs, until the end. Costs no smart proxy
 * anything.
 */
export function registerWatch(parent: Parent, run: Runner): Parent {
  const command = parent
    .command('watch')
    .description("Shows how jobs go on until they have ended; exits with the jobs' result.")
    .argument('<job...>', 'id, @last, or @last:OUTCOME; several are shown side by side');
  for (const option of followOptions()) command.addOption(option);
  command.addHelpText(
    'after',
    examples(
      ['rexctl watch @last', 'your newest job'],
      ['rexctl watch 214 215 --timeout 1h', 'two jobs, for an hour at most'],
      ['rexctl watch 215 --format ndjson', 'events for a program, the summary last'],
    ),
  );
  command.action((jobs, options) =>
    run(command as Parent, (context) =>
      runWatch(jobs.map(parseJobReference), toFollowPolicy({ ...options }), context),
    ),
  );
  return command as Parent;
}

async function runWatch(
  references: readonly JobReference[],
  policy: FollowPolicy,
  context: Context,
): Promise<number> {
  await refuseUnknownFields(context, references.length > 1 ? 'follow-jobs' : 'follow');
  refuseFieldsOfFollow(context);
  prepareToAttach(context, policy);
  const [reference] = references;
  if (reference === undefined || references.length > 1)
    return attachSeveral(context, references, { policy, silent: false });
  const job = await findJob(context, reference);
  const { total } = job.counts;
  const name = [
    job.description ?? job.template_name ?? 'without description',
    total === null ? null : hostCount(total),
  ];
  if (context.io.err.isTerminal)
    await context.note(
      `Job ${job.id}: ${oneLine(name.filter((part) => part !== null).join(', '))}.  Ctrl-C leaves it.`,
    );
  const result = await attach(context, job, { output: 'none', hostCount: total, policy });
  return result.exit_code;
}
