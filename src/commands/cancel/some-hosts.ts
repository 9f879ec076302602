import { allHosts } from '../../api/endpoints/hosts.ts';
import { cancelJobHosts } from '../../api/endpoints/job-actions.ts';
import { allHostRuns } from '../../api/endpoints/job-hosts.ts';
import { readJob } from '../../api/endpoints/job-invocations.ts';
import { cancelTasks } from '../../api/endpoints/tasks.ts';
import type { Context } from '../../cli/context.ts';
import { Failure, refusal } from '../../errors.ts';
import { sendRecorded } from '../../guards/audit-log.ts';
import { sendOnce } from '../../guards/cancel-claim.ts';
import { confirmation, passGuards } from '../../guards/guard.ts';
import { readiness } from '../../guards/hosts-begun.ts';
import type { NamedHost } from '../../jobs/host-names.ts';
import { type HostRun, isFinal } from '../../jobs/host-run.ts';
import type { JobDetail } from '../../jobs/job-invocation.ts';
import { jobEnded } from '../../jobs/outcome.ts';
import { idIn } from '../../jobs/search/search-query.ts';
import { hostNames } from '../../lookup/host-names.ts';
import { hostsOfJob } from '../../lookup/hosts-of-job.ts';
import { searchToSend } from '../../lookup/search-to-send.ts';
import { hostCount } from '../../text/counts.ts';
import type { CancelReport } from '../../ui/nouns/cancel-report.ts';
import { listed } from '../../ui/terminal/names.ts';
import { hostTasks } from './host-tasks.ts';
import type { CancelOptions, SomeHosts } from './options.ts';
import { saveOutputBeforeForce } from './save-output.ts';
import { waitForHosts } from './whole-job.ts';

type Options = CancelOptions & { readonly hosts: SomeHosts };

const betweenMs = 2_000;

/**
 * Cancels some hosts of a job, each once. A filter reaches only hosts whose task runs: the others
 * are waited for, or told as those that will still run.
 */
export async function cancelHosts(
  context: Context,
  options: Options,
  job: JobDetail,
): Promise<CancelReport> {
  const { hosts, force, dryRun, wait } = options;
  const chosen = await chosenHosts(context, job, hosts);
  const meant = chosen.filter(({ status }) => !isFinal(status));
  const unsent = { job, meant, result: null, after: null, partial: true } as const;
  if (meant.length === 0) return { ...unsent, meant: chosen, answer: 'had_ended' };
  await refuseUnheeded(context, hosts);
  if (dryRun) return { ...unsent, answer: 'dry_run' };
  await passGuards(context, [confirmation(question(job, meant, force))]);
  if (force) await saveOutputBeforeForce(context, job, meant);
  const { reached, unreached } = await reachEach(context, options, job, meant);
  const answer = reached ? 'sent' : 'sent_before';
  const sent = { job, meant, unreached, partial: true, answer } as const;
  const ids = meant
    .filter(({ id }) => !unreached.some((host) => host.id === id))
    .map(({ id }) => id);
  if (!wait || ids.length === 0) return { ...sent, result: null, after: null };
  return waitForHosts(context, sent, options.policy, ids);
}

/**
 * Names must be hosts of the job; a search is resolved here, so that what is shown is what is sent.
 */
async function chosenHosts(
  context: Context,
  job: JobDetail,
  { which }: SomeHosts,
): Promise<readonly HostRun[]> {
  const connection = await context.connection();
  const names =
    which.kind === 'names' ? await hostNames(context, '--host', which.texts, '--search') : null;
  const all = await context.during('asking for its hosts', () => allHostRuns(connection, job));
  if (which.kind === 'names' || names !== null)
    return hostsOfJob(job.id, all, names ?? [], { byId, sends: true });
  const search = await searchToSend(context, which.query);
  const found = new Set((await allHosts(connection, { search })).map(({ id }) => id));
  const chosen = all.filter(({ id }) => found.has(id));
  if (chosen.length === 0)
    throw refusal(`no host of job ${job.id} matches \`${search}\`. Nothing was sent`);
  return chosen;
}

function byId({ id }: NamedHost): string {
  return `choose by id: --search 'id = ${id}'`;
}

/** A server that ignores the filter would cancel the whole job. */
async function refuseUnheeded(context: Context, { viaTasks }: SomeHosts): Promise<void> {
  const { cancelSearch, rexVersion } = await (await context.connection()).capabilities();
  if (cancelSearch || viaTasks) return;
  throw refusal(
    `this server (${rexVersion === null ? 'of unknown REX version' : `REX ${rexVersion}`}) heeds no host filter and would cancel the whole job. Nothing was sent`,
    'cancel the tasks of those hosts, if you may: --via-tasks',
  );
}

function question(job: JobDetail, meant: readonly HostRun[], force: boolean): string {
  const scripts = force ? ' Their scripts may go on unwatched.' : '';
  return `Job ${job.id}: cancel ${hostCount(meant.length)} of it, ${listed(meant.map(({ name }) => name))}?${scripts}`;
}

interface Reached {
  /** A cancel was sent for at least one host. */
  readonly reached: boolean;
  readonly unreached: readonly HostRun[];
}

async function reachEach(
  context: Context,
  { hosts, force }: Options,
  job: JobDetail,
  meant: readonly HostRun[],
): Promise<Reached> {
  const waits = hosts.waitsForPlanning && !force;
  const isReady = readiness(context, job);
  let left = meant;
  let reached = false;
  let told = false;
  for (;;) {
    const ready = left.filter((host) => isReady(host) || (isRunning(host) && !waits));
    if (ready.length > 0)
      reached = (await send(context, { ...hosts, force }, job, ready)) || reached;
    left = left.filter((host) => !ready.includes(host));
    if (left.length === 0 || !hosts.waitsForPlanning) return { reached, unreached: left };
    if (!told)
      await context.note(
        `${hostCount(left.length)} cannot be cancelled yet: waiting until they begin`,
      );
    told = true;
    await context.clock.sleep(betweenMs, context.signal);
    left = await stillMeant(context, job.id, left);
  }
}

function isRunning({ status }: HostRun): boolean {
  return status === 'running';
}

async function stillMeant(
  context: Context,
  jobId: number,
  left: readonly HostRun[],
): Promise<readonly HostRun[]> {
  const connection = await context.connection();
  const job = await readJob(connection, jobId);
  if (jobEnded(job)) return [];
  const ids = new Set(left.map(({ id }) => id));
  const now = await allHostRuns(connection, job);
  return now.filter(({ id, status }) => ids.has(id) && !isFinal(status));
}

async function send(
  context: Context,
  how: { readonly viaTasks: boolean; readonly force: boolean },
  job: JobDetail,
  hosts: readonly HostRun[],
): Promise<boolean> {
  const ids = hosts.map(({ id }) => id);
  const connection = (await context.connection()).uninterrupted();
  const work = async () => {
    if (!how.viaTasks) return cancelJobHosts(connection, job.id, idIn(ids), { force: how.force });
    return cancelTasks(connection, await hostTasks(context, job, ids));
  };
  if (!how.force) return sendOnce(context, job, ids, () => explained(work(), how.viaTasks));
  await sendRecorded(context, { action: 'force-cancel', job_id: job.id, hosts: ids.length }, work);
  return true;
}

async function explained<T>(work: Promise<T>, viaTasks: boolean): Promise<T> {
  return work.catch((error: unknown) => {
    if (!viaTasks || !(error instanceof Failure) || error.kind !== 'not_allowed') throw error;
    throw new Failure('not_allowed', `--via-tasks: ${error.message}`, {
      hint: error.hint,
      httpStatus: error.httpStatus,
      cause: error,
    });
  });
}
