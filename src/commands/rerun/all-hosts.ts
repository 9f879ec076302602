import type { Context } from '../../cli/context.ts';
import { throwUnsent } from '../../cli/nothing-sent.ts';
import type { Answered } from '../../documents/types.ts';
import { refusal, usageError } from '../../errors.ts';
import { type Guard, passGuards } from '../../guards/guard.ts';
import { hostCountConfirmation, hostLimit } from '../../guards/host-limits.ts';
import { type HiddenHosts, hiddenHosts, hiddenHostsText } from '../../jobs/hosts/host-counts.ts';
import type { JobDetail, TargetHost } from '../../jobs/job-invocation.ts';
import { answered, type StartOutcome } from '../../jobs/new-job.ts';
import { foldedNames } from '../../lookup/named-hosts.ts';
import { type Chain, readChain, runningAttempt } from '../../lookup/rerun-chain.ts';
import { secretVariables } from '../../start/secrets.ts';
import { type Started, startJob } from '../../start/start-job.ts';
import { hostCount } from '../../text/counts.ts';
import { commandOf, templateRuns, whatRuns } from '../../ui/nouns/job-words.ts';
import { foldNames } from '../../ui/terminal/fold-names.ts';
import { listed } from '../../ui/terminal/names.ts';
import type { RerunOptions } from './options.ts';

/**
 * The server's own rerun, without any restriction; then the new job's hosts are compared with the
 * old ones.
 */
export async function rerunAllHosts(
  context: Context,
  job: JobDetail,
  options: RerunOptions,
): Promise<StartOutcome> {
  const chain = await idleChain(context, job).catch(throwUnsent);
  const copy = planCopy(job, chain);
  await warnOfUnused(context);
  await passGuards(context, [countLimit(copy, options)]);
  if (options.dryRun) return previewCopy(context, copy);
  await confirmCopy(context, copy, options);
  const started = await startJob(context, {
    action: 'rerun',
    what: { kind: 'copy', of: job },
    hosts: copy.isStatic ? copy.hosts : null,
    tooFew: 'name',
    hidden: copy.hidden.count,
  }).catch(throwUnsent);
  const deleted = copy.isStatic ? copy.hidden.count - hiddenIn(started, copy.hosts.length) : 0;
  const leftOut = `job ${started.job.id} does not include ${hiddenHostsText(deleted, copy.hidden)}`;
  return {
    ...started,
    leftOut: deleted > 0 ? leftOut : null,
    hostCount: copy.isStatic ? copy.hosts.length : null,
  };
}

/** Throws a refusal if hosts of the chain have not finished: their result is not known yet. */
async function idleChain(context: Context, job: JobDetail): Promise<Chain> {
  const chain = await context.during('reading all attempts', () => readChain(context, job));
  const running = runningAttempt(chain, null);
  if (running === null) return chain;
  throw refusal(
    `${running.sentence}. Nothing was sent`,
    `wait for the job: rexctl watch ${running.jobId}`,
  );
}

/** A copy of a job that the server makes. */
interface Copy {
  readonly job: JobDetail;
  /** The hosts of the job that this user can see. */
  readonly hosts: readonly TargetHost[];
  readonly hidden: HiddenHosts;
  /** False if the server evaluates the search again. */
  readonly isStatic: boolean;
}

function planCopy(job: JobDetail, { attempts }: Chain): Copy {
  const hosts = attempts.find((attempt) => attempt.job_id === job.id)?.hosts ?? [];
  const hidden = hiddenHosts(job, hosts);
  const isStatic = job.targeting?.targeting_type === 'static_query';
  if (isStatic && hosts.length + hidden.count === 0)
    throw refusal(`job ${job.id} has no hosts to rerun. Nothing was sent`);
  return { job, hosts, hidden, isStatic };
}

/** The server does not copy passwords, and its rerun request has no field for them. */
async function warnOfUnused(context: Context): Promise<void> {
  const unused = secretVariables(context);
  if (unused.length > 0)
    await context.warn(
      `the server copies a rerun of all hosts without passwords: ${listed(unused)} is not sent`,
    );
}

/** If the server evaluates the search again, the number of hosts is not known before the start. */
function countLimit(copy: Copy, { hostLimits }: RerunOptions): Guard {
  if (copy.isStatic) return hostLimit(hostLimits, countOf(copy));
  return () => {
    if (hostLimits.max === undefined && hostLimits.expect === undefined) return;
    throw usageError(
      `job ${copy.job.id} searches its hosts again: --max-hosts and --expect-hosts cannot be checked. Nothing was sent`,
      'choose the hosts with --host, --failed or --succeeded',
    );
  };
}

async function confirmCopy(
  context: Context,
  copy: Copy,
  { hostLimits }: RerunOptions,
): Promise<void> {
  await context.note(`Rerun ${copyText(copy, foldedNames)}`);
  const count = countOf(copy);
  const where = copy.isStatic ? `on ${hostCount(count)}` : onServerChoice(copy);
  const question = `Rerun ${titleOf(copy.job)} ${where}?`;
  await passGuards(context, [hostCountConfirmation(hostLimits, count, question)]);
}

/** The server copies hosts that are not visible to this user, but not those that were deleted. */
function hiddenIn({ job, missing }: Started, seenBefore: number): number {
  return Math.max(0, (job.counts.total ?? 0) - (seenBefore - missing.length));
}

/** The template, what it was given, and where: the server copies all of it. */
function copyText(copy: Copy, fold: (names: readonly string[]) => string): string {
  const { job, hosts, hidden, isStatic } = copy;
  const what = `job ${job.id}, ${templateRuns(job)}`;
  if (!isStatic) return `${what}, ${onServerChoice(copy)}`;
  const names = hosts.map(({ name }) => name);
  const seen = names.length === 0 ? [] : [`on ${hostCount(names.length)}: ${fold(names)}`];
  const others = hidden.count === 0 ? [] : [`on ${hiddenHostsText(hidden.count, hidden)}`];
  return `${what}, ${[...seen, ...others].join('; ')}`;
}

function onServerChoice(copy: Copy): string {
  return `on the hosts that its search matches now (last time ${hostCount(countOf(copy))})`;
}

function countOf({ hosts, hidden }: Copy): number {
  return hosts.length + hidden.count;
}

function titleOf(job: JobDetail): string {
  return whatRuns(job.template_name ?? `job ${job.id}`, commandOf(job.inputs ?? []));
}

async function previewCopy(context: Context, copy: Copy): Promise<StartOutcome> {
  const { job, hosts, isStatic } = copy;
  const request = { method: 'POST', path: `/api/job_invocations/${job.id}/rerun`, body: {} };
  await context.print({
    document: {
      dry_run: true,
      hosts: isStatic ? hosts.map(({ id, name }) => ({ id, name })) : null,
      request,
    } satisfies Answered<'dry-run'>,
    prose: () =>
      [
        `Would rerun ${copyText(copy, foldNames)}`,
        `The server copies the job: ${request.method} ${request.path}`,
        'Nothing was sent.',
        '',
      ].join('\n'),
  });
  return answered(0);
}
