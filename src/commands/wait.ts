import { Option } from '@commander-js/extra-typings';
import { allHostRuns } from '../api/endpoints/job-hosts.ts';
import { type AttachOptions, attach } from '../attach/attach.ts';
import {
  type FollowPolicy,
  followOptions,
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
import { parseWaitCondition, reachedText, type WaitCondition } from '../jobs/job-condition.ts';
import type { JobDetail } from '../jobs/job-invocation.ts';
import type { JobReference } from '../jobs/job-reference.ts';
import { resultExitCode } from '../jobs/job-result.ts';
import { hostNames } from '../lookup/host-names.ts';
import { findJob } from '../lookup/job.ts';
import { hostsOfJob } from '../lookup/named-hosts.ts';

/** The options of `wait`, which prints nothing while it waits, and then only failures. */
interface WaitOptions {
  readonly references: readonly JobReference[];
  readonly condition: WaitCondition;
  readonly policy: FollowPolicy;
  readonly telling: TellingOptions;
}

export const wait = command({
  description: 'Waits silently until jobs finish or a condition is met; exits with the result.',
  arguments: [jobArguments(jobForms, (job, host) => `rexctl wait ${job} --for hosts=${host}`)],
  options: [
    ...inGroup('Waiting', [
      new Option(
        '--for <what>',
        'wait for this condition: done, first-failure, failures>=N, failures>=N%, KIND>=N (e.g. unreachable>=3) or hosts=NAMES (default: done)',
      ).argParser(parseWaitCondition),
      ...followOptions(),
    ]),
    ...tellingOptions(),
  ],
  needs: tellingNeeds,
  topics: ['following', 'hosts', 'cron', 'when-done', 'exit-codes'],
  examples: [
    ['rexctl wait 215 --timeout 1h && echo done', 'wait at most an hour'],
    ["rexctl wait 215 --for 'failures>=5%'", 'exit with 3 once 5% of the hosts have failed'],
    ["rexctl wait 215 --for 'unreachable>=3'", 'exit with 3 once 3 hosts are unreachable'],
    ['rexctl wait 215 --for hosts=db01,db02', 'wait until two hosts finish'],
  ],
  answers: ({ job }) => followAnswer(job.length > 1 ? 'follow-jobs' : 'follow'),
  run: (context, { job, for: condition, ...options }) =>
    runWait(
      {
        references: job,
        condition: condition ?? { kind: 'done' },
        policy: toFollowPolicy(options),
        telling: toTellingOptions(options),
      },
      context,
    ),
});

async function runWait(
  { references, condition, policy, telling }: WaitOptions,
  context: Context,
): Promise<number> {
  const endWhen = (progress: Parameters<typeof reachedText>[1]) => reachedText(condition, progress);
  const explainsAll = condition.kind === 'of_kinds';
  const teller = await openTeller(context, telling, { jobCount: references.length });
  prepareToAttach(context, policy, { silent: true });
  const [reference] = references;
  if (reference === undefined || references.length > 1) {
    if (condition.kind === 'hosts')
      throw usageError('--for hosts= needs exactly one job', 'name one job');
    return attachSeveral(context, references, {
      policy,
      teller,
      silent: true,
      endWhen,
      explainsAll,
    });
  }
  const names =
    condition.kind === 'hosts'
      ? await hostNames(context, '--for hosts=', condition.names)
      : undefined;
  const job = await findJob(context, reference);
  const chosen = names === undefined ? undefined : await chosenHosts(context, job, names);
  const result = await attach(context, job, {
    output: 'none',
    hostCount: chosen?.hosts.length ?? job.counts.total,
    ...(chosen ?? { endWhen, explainsAll }),
    policy,
    teller,
    silent: true,
  });
  return resultExitCode(result);
}

async function chosenHosts(
  context: Context,
  job: JobDetail,
  names: readonly string[],
): Promise<Required<Pick<AttachOptions, 'hosts' | 'allNames'>>> {
  const all = await allHostRuns(await context.connection(), job);
  const hosts = hostsOfJob(job.id, all, names).map(({ id }) => id);
  return { hosts, allNames: all.map(({ name }) => name) };
}
