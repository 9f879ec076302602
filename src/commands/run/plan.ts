import { attachOrDetach } from '../../attach/after-start.ts';
import type { Context } from '../../cli/context.ts';
import { usageError } from '../../errors.ts';
import { passGuards } from '../../guards/guard.ts';
import { hostCountConfirmation } from '../../guards/host-limits.ts';
import type { CanarySize } from '../../jobs/canary.ts';
import { checkPlaceholders, namedDescription } from '../../jobs/description.ts';
import type { NewJob } from '../../jobs/new-job.ts';
import { type ChosenTarget, targetingOf } from '../../lookup/target.ts';
import type { ChosenTemplate } from '../../lookup/template.ts';
import type { Competitors } from '../../start/concurrent-start.ts';
import { printDryRun } from '../../start/dry-run.ts';
import { type JobSecrets, withSecrets } from '../../start/secrets.ts';
import { creating, type Started, startJob } from '../../start/start-job.ts';
import { hostCount } from '../../text/counts.ts';
import type { PlannedSchedule } from '../../ui/nouns/schedule-text.ts';
import { runCanary } from './canary.ts';
import type { Manner, RunOptions } from './options.ts';
import { previewHosts } from './preview.ts';
import { attachOrDetachScheduled } from './scheduled-job.ts';

/** All that is decided about a run before anything is sent. */
export interface RunPlan {
  readonly chosen: ChosenTemplate;
  /** What runs, as a sentence names it. */
  readonly title: string;
  readonly target: ChosenTarget;
  readonly newJob: NewJob;
  readonly planned: PlannedSchedule | null;
}

export function printRunDryRun(
  context: Context,
  { chosen, target, newJob, planned }: RunPlan,
): Promise<number> {
  const { template, sheet } = chosen;
  return printDryRun(context, {
    title: template.name,
    hosts: target.hosts,
    newJob,
    sheet,
    planned,
  });
}

/** What the template, its provider and the login on the hosts are given. */
export interface RunValues {
  readonly inputs: Readonly<Record<string, string>>;
  readonly provided: Pick<NewJob, 'provider_inputs'>;
  readonly secrets: JobSecrets;
}

/** First on a few hosts; returns the exit code of both. */
export async function startCanaryRun(
  context: Context,
  options: RunOptions,
  {
    chosen,
    title,
    target,
    canary,
    values,
    competitors,
  }: RunPlan & {
    readonly canary: CanarySize;
    readonly values: RunValues;
    readonly competitors: Competitors | undefined;
  },
): Promise<number> {
  if (!options.dryRun) await confirmRun(context, options, title, target);
  const jobFor = (hosts: ChosenTarget['hosts']) =>
    newJobOf(chosen, { ...target, hosts }, values, options);
  return runCanary(context, canary, options, {
    template: chosen.template.name,
    ...{ title, jobFor, sheet: chosen.sheet, competitors },
    hosts: target.hosts,
  });
}

export async function startRun(
  context: Context,
  options: RunOptions,
  { chosen, title, target, newJob, planned }: RunPlan,
  competitors: Competitors | undefined,
): Promise<Started> {
  await previewHosts(context, title, target);
  await confirmRun(context, options, title, target);
  if (planned !== null) await (await import('./schedule.ts')).printSchedule(context, planned);
  return startJob(context, {
    action: 'run',
    ...creating(context, newJob, chosen.sheet),
    hosts: target.dynamic ? null : target.hosts,
    tooFew: options.hostLimits.expect === undefined ? 'name' : 'cancel',
    competitors,
  });
}

function confirmRun(
  context: Context,
  { hostLimits }: RunOptions,
  title: string,
  { hosts }: ChosenTarget,
): Promise<void> {
  const question = `Run ${title} on ${hostCount(hosts.length)}?`;
  return passGuards(context, [hostCountConfirmation(hostLimits, hosts.length, question)]);
}

/** Leaves, waits or follows; returns the exit code. */
export async function attachOrDetachRun(
  context: Context,
  options: RunOptions,
  { target, planned }: RunPlan,
  { job, missing }: Started,
): Promise<number> {
  const plan = { missing, hostCount: target.hosts.length };
  if (planned === null) return attachOrDetach(context, job, options, plan);
  const leaves = options.schedule?.leaves === true;
  return attachOrDetachScheduled(context, job, planned, { leaves, choice: options, plan });
}

/**
 * Throws a usage `Failure` for what the template would ignore, or the server write as two quotes.
 */
export function refuseUnfit(
  { template, sheet }: ChosenTemplate,
  { effectiveUser, description_format }: Manner,
): void {
  if (effectiveUser !== undefined && template.effective_user?.overridable === false) {
    throw usageError(
      `template "${template.name}" does not let --effective-user be chosen; it would be ignored`,
    );
  }
  if (description_format !== undefined) checkPlaceholders(description_format, sheet);
}

/** The request's body. */
export function newJobOf(
  chosen: ChosenTemplate,
  target: ChosenTarget,
  { inputs, provided, secrets }: RunValues,
  { manner: { effectiveUser, ...manner }, named }: Pick<RunOptions, 'manner' | 'named'>,
): NewJob {
  const job = {
    job_template_id: chosen.template.id,
    ...targetingOf(target),
    inputs,
    ...manner,
    ...(named === null ? {} : { description_format: describedAs(named.name, chosen, manner) }),
    ...provided,
    ...(effectiveUser === undefined ? {} : { ssh: { effective_user: effectiveUser } }),
  };
  return withSecrets(job, secrets);
}

function describedAs(
  name: string,
  { template }: ChosenTemplate,
  { description_format }: Manner,
): string {
  return namedDescription(name, description_format, template.description_format);
}
