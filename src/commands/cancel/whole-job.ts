import { allHostRuns } from '../../api/endpoints/job-hosts.ts';
import { pollJob } from '../../api/endpoints/job-invocations.ts';
import { attach } from '../../attach/attach.ts';
import type { FollowPolicy } from '../../attach/options.ts';
import type { Context } from '../../cli/context.ts';
import { usageError } from '../../errors.ts';
import { snapshotOutput } from '../../follow/snapshot.ts';
import { cancelOnce } from '../../guards/cancel-once.ts';
import { cancelSeriesOnce } from '../../guards/cancel-series.ts';
import { confirmation, passGuards } from '../../guards/guard.ts';
import { countsWithHosts } from '../../jobs/host-counts.ts';
import { type HostRun, isFinal } from '../../jobs/host-run.ts';
import type { JobDetail } from '../../jobs/job-invocation.ts';
import { observedOutcome } from '../../jobs/observed-outcome.ts';
import { jobEnded, outcomeOf } from '../../jobs/outcome.ts';
import { knownEnd } from '../../lookup/known-end.ts';
import { openJobsOf } from '../../lookup/series.ts';
import { countedOf } from '../../text/counts.ts';
import { type CancelReport, hostsTold } from '../../ui/nouns/cancel-report.ts';
import { earlyCancelText } from '../../ui/nouns/early-cancel.ts';
import type { CancelOptions } from './options.ts';
import { saveOutputBeforeForce } from './save-output.ts';

/** How this job is to be cancelled. */
export type CancelManner = Pick<
  CancelOptions,
  'force' | 'wait' | 'dryRun' | 'recurring' | 'policy'
> & {
  /** It was asked about already, among others. */
  readonly agreed: boolean;
};

/** Cancels a whole job, once, and says what became of it. */
export async function cancelJob(
  context: Context,
  options: CancelManner,
  job: JobDetail,
): Promise<CancelReport> {
  checkRecurring(options, job);
  const unsent = { job, meant: [], result: null, after: null };
  const ended = job.task === null || jobEnded(job);
  if (ended && options.recurring !== 'series')
    return { ...unsent, answer: 'had_ended', end: await knownEnd(context, job) };
  const hosts = await context.during('asking for its hosts', async () =>
    allHostRuns(await context.connection(), job),
  );
  const meant = hosts.filter((host) => !isFinal(host.status));
  if (options.dryRun)
    return {
      ...unsent,
      meant,
      answer: 'dry_run',
      series: options.recurring === 'series',
    };
  if (options.recurring === 'series' && job.recurrence !== null)
    return cancelSeries(options, context, { ...unsent, meant }, job.recurrence.id);
  if (meant.length === 0 && hosts.length > 0 && hosts.length === job.counts.total)
    return {
      ...unsent,
      answer: 'had_ended',
      end: {
        outcome: observedOutcome(job, hosts).outcome,
        counts: countsWithHosts(job.counts, hosts),
      },
    };
  if (!options.agreed)
    await passGuards(context, [confirmation(question(options, job, meant.length, hosts.length))]);
  return sendAndWait(context, options, job, meant);
}

async function sendAndWait(
  context: Context,
  options: CancelManner,
  job: JobDetail,
  meant: readonly HostRun[],
): Promise<CancelReport> {
  if (options.force) await saveOutputBeforeForce(context, job, meant);
  const cancel = await context.during('cancelling', () =>
    cancelOnce(context, job.id, {
      force: options.force,
      signal: context.signal,
      onWait: () => context.note(waitingText(job.id)),
    }),
  );
  const early = earlyCancelText(
    `the cancel of job ${job.id}`,
    cancel.kind === 'sent' ? cancel.missed : 0,
  );
  if (early !== null) await context.warn(early);
  const answer = cancel.kind;
  if (!options.wait || answer === 'had_ended')
    return { job, answer, meant, result: null, after: null };
  if (answer === 'sent')
    await context.note(
      'Cancel sent. Hosts answer as their scripts stop; a second cancel would abandon running scripts, so rexctl will not send one.',
    );
  return waitForHosts(context, { job, answer, meant }, options.policy);
}

function waitingText(jobId: number): string {
  return `job ${jobId} has just begun: its cancel is sent when its hosts run, for an earlier one would miss some`;
}

/** Also of an occurrence that has ended: the next one waits already. */
async function cancelSeries(
  options: CancelManner,
  context: Context,
  unsent: Omit<CancelReport, 'answer'>,
  logicId: number,
): Promise<CancelReport> {
  if (!options.agreed)
    await passGuards(context, [
      confirmation(question(options, unsent.job, unsent.meant.length, 0)),
    ]);
  await cancelSeriesOnce(context, logicId, await openJobsOf(context, logicId));
  return { ...unsent, answer: 'series_cancelled' };
}

/**
 * Waits until every host of the job, or every one of these, has stopped, and looks how each ended.
 */
export async function waitForHosts(
  context: Context,
  sent: Pick<CancelReport, 'job' | 'answer' | 'meant' | 'unreached' | 'partial'>,
  policy: FollowPolicy,
  hosts?: readonly number[],
): Promise<CancelReport> {
  const result = await attach(context, sent.job, {
    output: 'none',
    hostCount: null,
    hosts,
    comeBack: `rexctl show ${sent.job.id} --hosts`,
    silentEnd: true,
    policy,
  });
  const seen = await lookAfter(context, sent.job.id);
  return { ...sent, result, ...seen, exits: await exitsOf(context, sent, seen.after) };
}

/**
 * `null` where nobody can say. The job is read anew: whether it has ended tells hosts that never
 * ran.
 */
async function lookAfter(
  context: Context,
  jobId: number,
): Promise<Pick<CancelReport, 'after' | 'end'>> {
  try {
    const retry = !context.signal.aborted;
    const connection = (await context.connection()).uninterrupted().with({ retry });
    const job = await pollJob(connection, jobId);
    const after = await allHostRuns(connection, job);
    return {
      after,
      end: {
        outcome: observedOutcome(job, after).outcome,
        counts: countsWithHosts(job.counts, after),
      },
    };
  } catch {
    return { after: null };
  }
}

/**
 * A host that a cancel reached too late is called cancelled all the same; only its exit status
 * tells. Ended hosts cost their smart proxy nothing.
 */
async function exitsOf(
  context: Context,
  { job, meant }: Pick<CancelReport, 'job' | 'meant'>,
  after: CancelReport['after'],
): Promise<ReadonlyMap<number, number | null>> {
  const exits = new Map<number, number | null>();
  if (meant.length > hostsTold || context.signal.aborted) return exits;
  const cancelled = (after ?? [])
    .filter(({ status }) => status === 'cancelled')
    .map(({ id }) => id);
  const ids = meant.map(({ id }) => id).filter((id) => cancelled.includes(id));
  try {
    const connection = await context.connection();
    for await (const { id, exit_code } of snapshotOutput(connection, job.id, ids))
      exits.set(id, exit_code);
  } catch {
    // What became of the hosts is known all the same.
  }
  return exits;
}

/** A recurring job's current id is only one occurrence: the next one would appear at once. */
export function checkRecurring(options: Pick<CancelManner, 'recurring'>, job: JobDetail): void {
  if (job.recurrence !== null && job.recurrence.state === 'active' && options.recurring === null) {
    throw usageError(
      `job ${job.id} is one occurrence of a recurring job (${job.recurrence.cron_line}). Nothing was sent`,
      'cancel only this occurrence with --occurrence, or all of them with --series',
    );
  }
  if (job.recurrence === null && options.recurring !== null) {
    throw usageError(
      `job ${job.id} is not recurring: --${options.recurring} does not apply. Nothing was sent`,
    );
  }
}

function question(options: CancelManner, job: JobDetail, meant: number, total: number): string {
  const name = `Job ${job.id}, ${job.description ?? job.template_name ?? 'without description'}`;
  if (options.recurring === 'series')
    return `${name}: cancel the whole series (${job.recurrence?.cron_line})?`;
  if (outcomeOf(job) === 'scheduled') return `${name}: it has not started yet. Cancel it?`;
  const force = options.force ? ' Their scripts may go on unwatched.' : '';
  const open = `${countedOf(meant, total, 'host')} ${meant === 1 ? 'has' : 'have'} not finished`;
  return `${name}: ${open}.${force} Cancel ${meant === 1 ? 'it' : 'them'}?`;
}
