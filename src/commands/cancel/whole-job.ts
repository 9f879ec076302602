import { allHostRuns } from '../../api/endpoints/job-hosts.ts';
import type { Context } from '../../cli/context.ts';
import { usageError } from '../../errors.ts';
import { type CancelResponse, cancelJobOnce } from '../../guards/cancel-job.ts';
import { cancelSeriesOnce } from '../../guards/cancel-once.ts';
import { confirmation, passGuards } from '../../guards/guard.ts';
import { type HostRun, isFinal } from '../../jobs/hosts/host-run.ts';
import type { JobDetail } from '../../jobs/job-invocation.ts';
import { jobEnded, outcomeOf } from '../../jobs/outcome.ts';
import { knownEnd, observedEnd } from '../../lookup/job.ts';
import { openJobsOf } from '../../lookup/series/series.ts';
import { countedOf } from '../../text/counts.ts';
import type { CancelReport } from '../../ui/nouns/cancel.ts';
import { earlyCancelText } from '../../ui/nouns/cancel-prose.ts';
import type { CancelOptions } from './options.ts';
import { rescueOutput } from './rescue-output.ts';
import { watchCancelled } from './watch-cancelled.ts';

type WholeJobOptions = Pick<CancelOptions, 'force' | 'wait' | 'dryRun' | 'recurring' | 'policy'> & {
  /** True if the user has already confirmed it, together with other jobs. */
  readonly isConfirmed: boolean;
};

/** Cancels a whole job, or the series that it belongs to, once. */
export async function cancelWholeJob(
  context: Context,
  job: JobDetail,
  options: WholeJobOptions,
): Promise<CancelReport> {
  refuseWrongRecurring(job, options);
  if (options.recurring === 'series' && job.recurrence !== null)
    return cancelSeries(context, job, job.recurrence.id, options);
  const unsent = { job, meant: [], result: null, after: null };
  if (job.task === null || jobEnded(job))
    return { ...unsent, answer: 'had_ended', end: await knownEnd(context, job) };
  const hosts = await readHosts(context, job);
  const meant = hosts.filter(isUnfinished);
  if (options.dryRun) return { ...unsent, meant, answer: 'dry_run', series: false };
  if (allEnded(job, hosts)) return { ...unsent, answer: 'had_ended', end: observedEnd(job, hosts) };
  await passGuards(context, [
    options.isConfirmed ? null : confirmation(question(job, hosts, options)),
  ]);
  if (options.force) await rescueOutput(context, job, meant);
  const { kind: answer } = await send(context, job, options);
  const sent = { ...unsent, meant, answer };
  if (!options.wait || answer === 'had_ended') return sent;
  if (answer === 'sent') await context.note(sentNote(options));
  return watchCancelled(context, sent, { policy: options.policy });
}

/** Also allowed for an occurrence that has finished, because the next one is already scheduled. */
async function cancelSeries(
  context: Context,
  job: JobDetail,
  seriesId: number,
  { dryRun, isConfirmed }: WholeJobOptions,
): Promise<CancelReport> {
  const meant = (await readHosts(context, job)).filter(isUnfinished);
  const unsent = { job, meant, result: null, after: null };
  if (dryRun) return { ...unsent, answer: 'dry_run', series: true };
  const all = `Permanently cancel series ${seriesId} (${job.recurrence?.cron_line}), with ${titleOf(job)}?`;
  await passGuards(context, [isConfirmed ? null : confirmation(all)]);
  await cancelSeriesOnce(context, seriesId, await openJobsOf(context, seriesId));
  return { ...unsent, answer: 'series_cancelled' };
}

/** The id of a recurring job is that of one occurrence: the next one would appear at once. */
export function refuseWrongRecurring(
  job: JobDetail,
  { recurring }: Pick<CancelOptions, 'recurring'>,
): void {
  if (job.recurrence !== null && job.recurrence.state === 'active' && recurring === null)
    throw usageError(
      `job ${job.id} is one occurrence of series ${job.recurrence.id} (${job.recurrence.cron_line}). Nothing was sent`,
      'add --occurrence to cancel only this one, or --series to cancel the whole series',
    );
  if (job.recurrence === null && recurring !== null)
    throw usageError(
      `--${recurring} needs a recurring job, and job ${job.id} is not recurring. Nothing was sent`,
    );
}

function readHosts(context: Context, job: JobDetail): Promise<readonly HostRun[]> {
  return context.during('reading the hosts of the job', async () =>
    allHostRuns(await context.connection(), job),
  );
}

function isUnfinished({ status }: HostRun): boolean {
  return !isFinal(status);
}

/** True only if every host of the job is visible. */
function allEnded({ counts }: JobDetail, hosts: readonly HostRun[]): boolean {
  return hosts.length > 0 && hosts.length === counts.total && !hosts.some(isUnfinished);
}

function question(job: JobDetail, hosts: readonly HostRun[], { force }: WholeJobOptions): string {
  if (outcomeOf(job) === 'scheduled') return `Cancel ${titleOf(job)}, which has not started yet?`;
  const scripts = force ? 'Scripts may keep running untracked. ' : '';
  const open = hosts.filter(isUnfinished).length;
  const count = countedOf(open, hosts.length, 'host');
  const have = open === 1 ? 'has' : 'have';
  return `${count} ${have} not finished. ${scripts}Cancel ${titleOf(job)}?`;
}

function titleOf({ id, description, template_name }: JobDetail): string {
  return `job ${id} (${description ?? template_name ?? 'without description'})`;
}

async function send(
  context: Context,
  { id }: JobDetail,
  { force }: WholeJobOptions,
): Promise<CancelResponse> {
  const justBegun = `Job ${id} has just started: rexctl sends the cancel once its hosts run, because an earlier one would miss some.`;
  const response = await context.during('cancelling', () =>
    cancelJobOnce(context, id, {
      force,
      signal: context.signal,
      onWait: () => context.note(justBegun),
    }),
  );
  const missed = response.kind === 'sent' ? response.missed : 0;
  const early = earlyCancelText(`the cancel of job ${id}`, missed);
  if (early !== null) await context.warn(early);
  return response;
}

function sentNote({ force }: WholeJobOptions): string {
  return force
    ? 'Cancel sent. The server stops tracking the scripts, which may keep running.'
    : 'Cancel sent. Hosts finish when their scripts stop. A second cancel would stop tracking them; rexctl does not send one.';
}
