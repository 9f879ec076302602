import { rerunJobInvocation } from '../../api/endpoints/job-actions.ts';
import { readJob } from '../../api/endpoints/job-invocations.ts';
import { attachOrDetach } from '../../attach/after-start.ts';
import type { Context } from '../../cli/context.ts';
import { untilSent } from '../../cli/nothing-sent.ts';
import type { Answered } from '../../documents/types.ts';
import { refusal, usageError } from '../../errors.ts';
import { type Guard, passGuards } from '../../guards/guard.ts';
import { hostCountConfirmation, hostLimit } from '../../guards/host-limits.ts';
import { expectedCopy } from '../../jobs/expected-job.ts';
import { type HiddenHosts, hiddenHosts, hiddenHostsText } from '../../jobs/host-counts.ts';
import type { JobDetail, TargetHost } from '../../jobs/job-invocation.ts';
import { foldedNames } from '../../lookup/refuse-names.ts';
import type { Chain } from '../../lookup/rerun-chain.ts';
import { secretVariables } from '../../start/secrets.ts';
import { type Start, type Started, startJob } from '../../start/start-job.ts';
import { startedUnchecked } from '../../start/verify-hosts.ts';
import { hostCount } from '../../text/counts.ts';
import { commandOf, templateRuns, whatRuns } from '../../ui/nouns/what-runs.ts';
import { foldNames } from '../../ui/terminal/fold-names.ts';
import { listed } from '../../ui/terminal/names.ts';
import type { RerunOptions } from './options.ts';

/**
 * The server's own rerun, without any restriction; then the new job's hosts are compared with the
 * old ones.
 */
export async function rerunAll(
  options: RerunOptions,
  context: Context,
  job: JobDetail,
  chain: Chain,
): Promise<number> {
  const before = chain.attempts.find((attempt) => attempt.job_id === job.id)?.hosts ?? [];
  const isStatic = job.targeting?.targeting_type === 'static_query';
  const hidden = hiddenHosts(job, before);
  if (isStatic && before.length + hidden.count === 0)
    throw refusal(`job ${job.id} has no hosts to run on again. Nothing was sent`);
  await warnOfUnused(context);
  await passGuards(context, [
    countLimit(options, job, isStatic ? before.length + hidden.count : null),
  ]);
  const what = { job, hosts: before, hidden, isStatic };
  if (options.dryRun) return printWholeDryRun(context, what);
  await context.note(wholeText(what, foldedNames));
  const where = isStatic ? `on ${hostCount(before.length + hidden.count)}` : anew(what);
  const question = `Run ${titleOf(job)} again ${where}?`;
  const count = before.length + hidden.count;
  await passGuards(context, [hostCountConfirmation(options.hostLimits, count, question)]);
  const start: Start = {
    action: 'rerun',
    create: () => again(context, job),
    expected: expectedCopy(job),
    hosts: isStatic ? before : null,
    tooFew: 'name',
    hidden: hidden.count,
  };
  const started = await untilSent(() => startJob(context, start));
  const gone = isStatic ? hidden.count - hiddenIn(started, before.length) : 0;
  return attachOrDetach(context, started.job, options, {
    missing: started.missing,
    leftOut: gone > 0 ? `job ${started.job.id} leaves out ${hiddenHostsText(gone, hidden)}` : null,
    hostCount: isStatic ? before.length : null,
  });
}

/** The server copies no passwords, and its rerun takes none. */
async function warnOfUnused(context: Context): Promise<void> {
  const unused = secretVariables(context);
  if (unused.length > 0)
    await context.warn(
      `a rerun of all hosts is copied by the server, without passwords: ${listed(unused)} is not sent`,
    );
}

/** `null` = the server looks for the hosts anew, so their number is not known before. */
function countLimit({ hostLimits }: RerunOptions, { id }: JobDetail, count: number | null): Guard {
  if (count !== null) return hostLimit(hostLimits, count);
  return () => {
    if (hostLimits.max === undefined && hostLimits.expect === undefined) return;
    throw usageError(
      `the server looks for the hosts of job ${id} anew: --max-hosts and --expect-hosts cannot be checked before. Nothing was sent`,
      'name the hosts with --host, or choose them with --failed or --succeeded',
    );
  };
}

async function again(context: Context, job: JobDetail): Promise<JobDetail> {
  const connection = (await context.connection()).uninterrupted();
  const { id } = await rerunJobInvocation(connection, job.id);
  return readJob(connection, id).catch((error: unknown) => {
    throw startedUnchecked(id, error);
  });
}

/** The server copies hosts that this user may not see, but not those that were deleted. */
function hiddenIn({ job, missing }: Started, seenBefore: number): number {
  return Math.max(0, (job.counts.total ?? 0) - (seenBefore - missing.length));
}

interface Whole {
  readonly job: JobDetail;
  /** Those of the job that this user sees. */
  readonly hosts: readonly TargetHost[];
  readonly hidden: HiddenHosts;
  /** False where the server looks for the hosts anew. */
  readonly isStatic: boolean;
}

/** The template, what it was given, and where: the server copies all of it. */
function wholeText(whole: Whole, fold: (names: readonly string[]) => string): string {
  const { job, hosts, hidden, isStatic } = whole;
  const what = `Job ${job.id} again, ${templateRuns(job)}`;
  if (!isStatic) return `${what}, ${anew(whole)}`;
  const names = hosts.map(({ name }) => name);
  const seen = names.length === 0 ? [] : [`on ${hostCount(names.length)}: ${fold(names)}`];
  const others = hidden.count === 0 ? [] : [`on ${hiddenHostsText(hidden.count, hidden)}`];
  return `${what}, ${[...seen, ...others].join('; ')}`;
}

function anew({ hosts, hidden }: Whole): string {
  return `on the hosts that its search matches now (last time ${hostCount(hosts.length + hidden.count)})`;
}

function titleOf(job: JobDetail): string {
  return whatRuns(job.template_name ?? `job ${job.id}`, commandOf(job.inputs ?? []));
}

async function printWholeDryRun(context: Context, whole: Whole): Promise<number> {
  const { job, hosts, isStatic } = whole;
  const request = { method: 'POST', path: `/api/job_invocations/${job.id}/rerun`, body: {} };
  await context.print({
    document: {
      dry_run: true,
      hosts: isStatic ? hosts.map(({ id, name }) => ({ id, name })) : null,
      request,
    } satisfies Answered<'dry-run'>,
    prose: () =>
      [
        `Would run ${lowerFirst(wholeText(whole, foldNames))}`,
        `As a copy made by the server: ${request.method} ${request.path}`,
        'Nothing was sent.',
        '',
      ].join('\n'),
  });
  return 0;
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
