import { attach } from '../attach/attach.ts';
import { groupNeeds, groupOptions, groupWords, toGrouping } from '../attach/group-options.ts';
import {
  type FollowPolicy,
  followOptions,
  interruptText,
  prepareToAttach,
  toFollowPolicy,
} from '../attach/options.ts';
import { attachSeveral } from '../attach/several-jobs.ts';
import { openTeller } from '../attach/telling/telling.ts';
import {
  type TellingOptions,
  tellingNeeds,
  tellingOptions,
  toTellingOptions,
} from '../attach/telling/telling-options.ts';
import { command } from '../cli/command.ts';
import type { Context } from '../cli/context.ts';
import { followAnswer } from '../cli/expected-answer.ts';
import { jobArguments, jobForms } from '../cli/options/option-parsers.ts';
import { inGroup } from '../cli/options/option-text.ts';
import { usageError } from '../errors.ts';
import type { JobDetail } from '../jobs/job-invocation.ts';
import type { JobReference } from '../jobs/job-reference.ts';
import { resultExitCode } from '../jobs/job-result.ts';
import { findJob } from '../lookup/job.ts';
import { hostCount } from '../text/counts.ts';
import type { Grouping } from '../ui/follow/groups/ended-hosts.ts';
import { iconsOf } from '../ui/terminal/icons.ts';
import { oneLine } from '../ui/terminal/sanitise.ts';
import { fitted } from '../ui/terminal/width.ts';

/**
 * Shows a live view of the hosts of one or more jobs until they finish. It causes no requests to
 * smart proxies.
 */
export const watch = command({
  description: 'Follows jobs live until they finish, and exits with their result.',
  arguments: [
    jobArguments(
      `${jobForms}; several jobs are shown together`,
      (job, host) => `rexctl output ${job} ${host} --follow`,
    ),
  ],
  options: [
    ...inGroup('Output', groupOptions()),
    ...inGroup('Waiting', followOptions()),
    ...tellingOptions(),
  ],
  needs: [...groupNeeds, ...tellingNeeds],
  topics: ['following', 'events', 'when-done', 'exit-codes'],
  examples: [
    ['rexctl watch @last', 'follow your newest job'],
    ['rexctl watch 214 215 --timeout 1h', 'follow two jobs for an hour at most'],
    ['rexctl watch 215 --group', 'at the end, print hosts with the same output together'],
    ['rexctl watch 215 --format ndjson', 'print events, and a summary at the end'],
  ],
  answers: ({ job, group }) =>
    followAnswer(job.length > 1 ? 'follow-jobs' : group === true ? 'follow-group' : 'follow'),
  run: (context, { job, ...options }) =>
    runWatch(
      job,
      {
        policy: toFollowPolicy(options),
        group: toGrouping(options),
        telling: toTellingOptions(options),
      },
      context,
    ),
});

/** The title above the view, cut to one line. */
async function headline(context: Context, job: JobDetail, policy: FollowPolicy): Promise<string> {
  const { total } = job.counts;
  const name = oneLine(job.description ?? job.template_name ?? 'no description');
  const [head, hosts] = [`Job ${job.id}: `, total === null ? '' : `, ${hostCount(total)}`];
  const tail = `${hosts}.  ${interruptText(policy)}.`;
  const screen = await context.errScreen();
  const room = screen.columns - 1 - head.length - tail.length;
  return head + fitted(name, Math.max(room, shortestName), iconsOf(screen).ellipsis) + tail;
}

const shortestName = 20;

interface WatchOptions {
  readonly policy: FollowPolicy;
  readonly group: Grouping | null;
  readonly telling: TellingOptions;
}

async function runWatch(
  references: readonly JobReference[],
  { policy, group, telling }: WatchOptions,
  context: Context,
): Promise<number> {
  if (group !== null && references.length > 1)
    throw usageError('--group takes exactly one job', 'name one job');
  const teller = await openTeller(context, telling, { jobCount: references.length });
  prepareToAttach(context, policy);
  const [reference] = references;
  if (reference === undefined || references.length > 1) {
    if (context.io.err.isTerminal)
      await context.note(`Watching ${references.length} jobs.  ${interruptText(policy)}.`);
    return attachSeveral(context, references, { policy, teller, silent: false });
  }
  const job = await findJob(context, reference);
  const { total } = job.counts;
  if (context.io.err.isTerminal) await context.note(await headline(context, job, policy));
  const result = await attach(context, job, {
    output: group === null ? 'none' : 'all',
    group: group ?? undefined,
    reattachCommand: `rexctl watch ${job.id}${groupWords(group)}`,
    hostCount: total,
    policy,
    teller,
  });
  return resultExitCode(result);
}
