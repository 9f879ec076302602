import { Option } from '@commander-js/extra-typings';
import { isMachine } from '../cli/command-output.ts';
import type { Context } from '../cli/context.ts';
import { type ExpectedAnswer, followAnswer } from '../cli/expected-answer.ts';
import { inGroup } from '../cli/options/option-text.ts';
import type { SchemaName } from '../documents/schema-names.ts';
import type { Answered } from '../documents/types.ts';
import type { FailureThreshold } from '../jobs/job-condition.ts';
import type { JobDetail } from '../jobs/job-invocation.ts';
import { type JobResult, resultExitCode } from '../jobs/job-result.ts';
import type { StartedJob, StartOutcome } from '../jobs/new-job.ts';
import { outcomeOf } from '../jobs/outcome.ts';
import type { Grouping } from '../ui/follow/groups/ended-hosts.ts';
import { jobDocument } from '../ui/nouns/job.ts';
import { listed } from '../ui/terminal/names.ts';
import { type AttachOptions, attach } from './attach.ts';
import { cancelWhenOptions } from './cancel-when.ts';
import {
  type GroupFlags,
  groupNeeds,
  groupOptions,
  groupWords,
  toGrouping,
} from './group-options.ts';
import {
  lineTemplateOption,
  type TypedTemplate,
  templatedLinesOf,
  templateWords,
} from './line-template-option.ts';
import {
  type FollowFlags,
  type FollowPolicy,
  followOptions,
  interruptText,
  toFollowPolicy,
} from './options.ts';
import type { Teller } from './telling/teller.ts';
import {
  type TellingFlags,
  type TellingOptions,
  tellingFlags,
  tellingNeeds,
  tellingOptions,
  toTellingOptions,
} from './telling/telling-options.ts';
import { printNothingToDo, printSummaryEvent, unfollowedResult } from './unfollowed.ts';

/** What a command does once its job has started. */
type AfterStart = 'wait' | 'follow' | 'detach';

export interface AfterStartOptions {
  readonly afterStart: AfterStart;
  /** How to group the output of hosts at the end; `null` = do not group it. */
  readonly group: Grouping | null;
  /** The form of each printed line. */
  readonly lineTemplate: TypedTemplate | null;
  readonly policy: FollowPolicy;
  readonly telling: TellingOptions;
  /** How many failures cancel the unfinished hosts of the job. */
  readonly cancelWhen: FailureThreshold | null;
}

export function afterStartOptions() {
  return [
    ...inGroup('Waiting', [
      new Option('--wait', 'wait until the job finishes (the default)'),
      new Option('-f, --follow', 'wait, and print the output of the hosts live'),
      new Option('-d, --detach', "print the job's id and exit; the job keeps running"),
      ...groupOptions(),
      lineTemplateOption('with --follow, '),
      ...followOptions(),
    ]),
    ...tellingOptions(),
    ...inGroup('Safety', cancelWhenOptions()),
  ] as const;
}

/** Options that only work while the command follows the job, or prints lines. */
export const detachConflicts = [
  ['lineTemplate', 'group'],
  ['detach', 'group'],
  ['detach', 'cancelWhen'],
  ['detach', 'giveUpAfter'],
  ['detach', 'stallWarning'],
  ['detach', 'settle'],
  ['detach', 'onInterrupt'],
  ...tellingFlags.map((flag) => ['detach', flag] as const),
  ...tellingFlags.map((flag) => ['dryRun', flag] as const),
] as const;

/** The option values as Commander passes them. */
export interface AfterStartFlags extends FollowFlags, GroupFlags, TellingFlags {
  readonly wait?: true;
  readonly follow?: true;
  readonly detach?: true;
  readonly cancelWhen?: FailureThreshold;
  readonly lineTemplate?: TypedTemplate;
}

export const afterStartNeeds = [
  ...groupNeeds,
  ...tellingNeeds,
  { options: ['lineTemplate'], oneOf: ['follow'] },
] as const;

export function toAfterStartOptions(flags: AfterStartFlags): AfterStartOptions {
  const { follow, detach, lineTemplate = null, cancelWhen = null } = flags;
  return {
    afterStart: detach === true ? 'detach' : follow === true ? 'follow' : 'wait',
    group: toGrouping(flags),
    lineTemplate,
    policy: toFollowPolicy(flags),
    telling: toTellingOptions(flags),
    cancelWhen,
  };
}

/** These options with the teller that was opened for them. */
export type ToldOptions = AfterStartOptions & { readonly teller: Teller };

/** What a command that starts a job will print. */
export function startAnswer(of: {
  readonly dryRun: boolean;
  /** The command ends as soon as the job is created. */
  readonly leaves: boolean;
  /** The schema of what is printed of a job that is followed. */
  readonly followed: Extract<SchemaName, 'follow' | 'follow-group' | 'follow-jobs'>;
}): ExpectedAnswer {
  const isRecord = of.leaves;
  if (of.dryRun) return { schemas: ['dry-run', 'nothing-to-do'], isRecord };
  return of.leaves
    ? { schemas: ['started', 'nothing-to-do'], isEvents: true, isRecord }
    : followAnswer(of.followed, 'nothing-to-do');
}

/**
 * The last step of a command that starts a job: prints why none was started, detaches or attaches.
 */
export async function afterStart(
  context: Context,
  outcome: StartOutcome,
  options: ToldOptions,
  named: JobDetail | null = null,
): Promise<number> {
  switch (outcome.kind) {
    case 'answered':
      return outcome.exitCode;
    case 'skipped':
      options.teller.skip();
      return printNothingToDo(context, named, `Not started: ${outcome.reason}. Nothing to do.`);
    case 'started':
      return attachOrDetach(context, outcome, options);
  }
}

/** Names the hosts that the server left out of the job; `null` if there are none. */
export async function warnOfLeftOut(
  context: Context,
  { job, missing, leftOut }: StartedJob,
): Promise<string | null> {
  const names = missing.length === 0 ? null : listed(missing.map(({ name }) => name));
  if (names !== null) await context.warn(`the server left ${names} out of job ${job.id}`);
  if (leftOut !== null) await context.warn(leftOut);
  const reasons = [names === null ? null : `the server left out ${names}`, leftOut];
  return reasons.filter((one) => one !== null).join('; ') || null;
}

/** Detaches, waits or follows, and returns the exit code. */
export async function attachOrDetach(
  context: Context,
  started: StartedJob,
  options: ToldOptions,
): Promise<number> {
  const { job, hostCount } = started;
  const leftOut = await warnOfLeftOut(context, started);
  if (options.afterStart === 'detach') return detach(context, job, leftOut);
  return attachUntilEnd(context, job, options, { hostCount, leftOut });
}

async function detach(context: Context, job: JobDetail, leftOut: string | null): Promise<number> {
  const result = detachedResult(job, leftOut);
  const answer = {
    document: { job: jobDocument(job) } satisfies Answered<'started'>,
    prose: () => `${job.id}\n`,
  };
  if (context.globals.format === 'ndjson')
    await printSummaryEvent(context, result, {}, [{ type: 'job', job }]);
  else await context.print(answer);
  await context.note(`Job ${job.id} started.  Return with: rexctl watch ${job.id}`);
  return resultExitCode(result);
}

/** The result of a job that is not followed; it is no success if the server left out hosts. */
export function detachedResult(job: JobDetail, leftOut: string | null): JobResult {
  return unfollowedResult(job, leftOut === null ? 'detached' : 'hosts_left_out');
}

async function attachUntilEnd(
  context: Context,
  job: JobDetail,
  { afterStart, group, lineTemplate, policy, teller, cancelWhen }: ToldOptions,
  { hostCount, leftOut }: Pick<AttachOptions, 'hostCount' | 'leftOut'>,
): Promise<number> {
  const words = templateWords(lineTemplate);
  const reattachCommand = `${reattachCommandOf(job.id, afterStart, group)}${words}`;
  if (!isMachine(context.globals.format)) {
    const has = outcomeOf(job) === 'scheduled' ? 'is scheduled' : 'started';
    await context.note(
      `Job ${job.id} ${has}.  ${interruptText(policy)}; return with: ${reattachCommand}`,
    );
  }
  const result = await attach(context, job, {
    output: afterStart === 'follow' || group !== null ? 'all' : 'none',
    group: group ?? undefined,
    templated: templatedLinesOf(lineTemplate, job),
    hostCount,
    reattachCommand,
    policy,
    teller,
    leftOut,
    cancelWhen: cancelWhen === null ? undefined : { bound: cancelWhen, total: hostCount },
  });
  return resultExitCode(result);
}

/** What to type to return to a job after detaching. */
export function reattachCommandOf(
  jobId: number,
  afterStart: AfterStart,
  group: Grouping | null = null,
): string {
  if (group !== null) return `rexctl output ${jobId} --follow${groupWords(group)}`;
  return afterStart === 'follow' ? `rexctl output ${jobId} --follow` : `rexctl watch ${jobId}`;
}
