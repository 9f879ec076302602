import { allHostRuns } from '../api/endpoints/job-hosts.ts';
import { LostResponse } from '../api/failures.ts';
import type { Context } from '../cli/context.ts';
import { Failure } from '../errors.ts';
import { type CancelResponse, cancelJobOnce } from '../guards/cancel-job.ts';
import type { HostRun } from '../jobs/hosts/host-run.ts';
import type { JobDetail, TargetHost } from '../jobs/job-invocation.ts';
import { hostCount } from '../text/counts.ts';
import { earlyCancelText } from '../ui/nouns/cancel-prose.ts';
import { listed } from '../ui/terminal/names.ts';

/** The hosts that a new job should have. */
interface ExpectedHosts {
  readonly hosts: readonly TargetHost[];
  /** If a host is missing: `cancel` cancels the job, `name` lets it run and names the host. */
  readonly tooFew: 'cancel' | 'name';
  /** How many of the intended hosts this user cannot see; they do not count as too many. */
  readonly hidden?: number;
}

/**
 * Compares the hosts of a new job with the intended ones, and returns those that it lacks. A host
 * that was not intended always cancels the job and throws a refusal, also if only the counts show
 * it and it has no name here.
 */
export async function verifyHosts(
  context: Context,
  job: JobDetail,
  { hosts: meant, tooFew, hidden: expected = 0 }: ExpectedHosts,
): Promise<readonly TargetHost[]> {
  const actual = await hostsOf(context, job);
  const expectedIds = new Set(meant.map((host) => host.id));
  const actualIds = new Set(actual.map((host) => host.id));
  const surplus = actual.filter((host) => !expectedIds.has(host.id));
  const hidden = Math.max(0, (job.counts.total ?? 0) - actual.length);
  const missing = meant.filter((host) => !actualIds.has(host.id));
  const surplusHidden = Math.max(0, hidden - expected);
  if (surplus.length > 0 || surplusHidden > 0)
    throw await stopped(context, job, { surplus, surplusHidden, missing });
  if (missing.length > 0 && tooFew === 'cancel') throw await stoppedShort(context, job, missing);
  return missing;
}

async function hostsOf(context: Context, job: JobDetail): Promise<readonly HostRun[]> {
  try {
    return await allHostRuns((await context.connection()).uninterrupted(), job);
  } catch (error) {
    throw startedUnchecked(job.id, error);
  }
}

/** For a job of which only the id is known: the failure names it. */
export function startedUnchecked(jobId: number, cause: unknown): Failure {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new Failure(
    'unknown_result',
    `job ${jobId} was started, but rexctl could not check that it has the intended hosts (${why})`,
    { hint: `see its hosts: rexctl show ${jobId} --hosts`, cause },
  );
}

interface Difference {
  readonly surplus: readonly HostRun[];
  /** How many hosts, beyond the expected ones, this user cannot see. */
  readonly surplusHidden: number;
  readonly missing: readonly TargetHost[];
}

async function stopped(
  context: Context,
  job: JobDetail,
  { surplus, surplusHidden, missing }: Difference,
): Promise<Failure> {
  const cancel = await cancelStarted(context, job.id);
  const began = await startedAmong(context, job, surplus);
  const names = [
    ...surplus.map((host) => host.name),
    ...(surplusHidden > 0 ? [`${hostCount(surplusHidden)} not visible to you`] : []),
  ];
  const lacks =
    missing.length === 0 ? '' : ` It also lacks ${listed(missing.map((host) => host.name))}.`;
  const started =
    began.length === 0
      ? ''
      : ` It had already started on ${listed(began.map((host) => host.name))}.`;
  return new Failure(
    'refused',
    `job ${job.id} was created with hosts that were not intended: ${listed(names)}. ${cancel.sentence}.${lacks}${started}`,
    { hint: cancel.hint ?? `see its hosts: rexctl show ${job.id} --hosts` },
  );
}

async function stoppedShort(
  context: Context,
  job: JobDetail,
  missing: readonly TargetHost[],
): Promise<Failure> {
  const cancel = await cancelStarted(context, job.id);
  const names = listed(missing.map((host) => host.name));
  return new Failure(
    'refused',
    `job ${job.id} was created without hosts that were intended: ${names}. ${cancel.sentence}.`,
    { hint: cancel.hint ?? `see its hosts: rexctl show ${job.id} --hosts` },
  );
}

/** What the failure says about the cancel of a job that must not run. */
interface CancelOfStarted {
  /** It has no full stop. */
  readonly sentence: string;
  /** What to type if the job is still running; `null` if its cancel was sent. */
  readonly hint: string | null;
}

/** Cancels a job that must not run. */
export async function cancelStarted(context: Context, jobId: number): Promise<CancelOfStarted> {
  try {
    const cancel = await cancelJobOnce(context, jobId, { sparesHosts: true });
    return { sentence: cancelSentence(jobId, cancel), hint: null };
  } catch (error) {
    return notCancelled(jobId, error);
  }
}

/** After a lost response the cancel is not repeated: a second one would abandon the scripts. */
function notCancelled(jobId: number, error: unknown): CancelOfStarted {
  const why = error instanceof Error ? error.message : String(error);
  if (error instanceof LostResponse)
    return {
      sentence: `It is unknown whether job ${jobId} was cancelled (${why})`,
      hint: `see its hosts: rexctl show ${jobId} --hosts`,
    };
  const isForbidden = error instanceof Failure && error.kind === 'not_allowed';
  const who = isForbidden ? 'ask a user who is allowed to cancel it' : 'cancel it';
  return {
    sentence: `Job ${jobId} could not be cancelled (${why})`,
    hint: `${who}: rexctl cancel ${jobId}`,
  };
}

function cancelSentence(jobId: number, cancel: CancelResponse): string {
  if (cancel.kind === 'had_ended') return `Job ${jobId} finished before it could be cancelled`;
  const early = earlyCancelText('it', cancel.kind === 'sent' ? cancel.missed : 0);
  const sent = `A cancel of job ${jobId} was sent`;
  return early === null ? sent : `${sent}, but ${early}`;
}

async function startedAmong(
  context: Context,
  job: JobDetail,
  hosts: readonly HostRun[],
): Promise<readonly HostRun[]> {
  const ids = new Set(hosts.map((host) => host.id));
  const now = await allHostRuns((await context.connection()).uninterrupted(), job).catch(() => []);
  return now.filter(
    (host) => ids.has(host.id) && host.status !== 'waiting' && host.status !== 'never_ran',
  );
}
