import type { Connection } from '../api/connection.ts';
import { cancelJobInvocation } from '../api/endpoints/job-actions.ts';
import { pollJob, readJob } from '../api/endpoints/job-invocations.ts';
import type { Context } from '../cli/context.ts';
import { Failure } from '../errors.ts';
import type { JobDetail } from '../jobs/job-invocation.ts';
import { jobEnded } from '../jobs/outcome.ts';
import { sendRecorded } from './audit-log.ts';
import { type CancelClaims, openCancelClaims, sendOnce } from './cancel-once.ts';
import { untilCancelReaches } from './cancel-reach.ts';

/** A new job cannot be cancelled for a moment; after this long something is wrong with it. */
const maxWaitMs = 30_000;
const betweenMs = 1_000;

/** `sent_before`: an earlier cancel was sent from this machine, and no second one is sent. */
export type CancelResponse =
  /**
   * `missed`: hosts that the cancel may have reached too early, so that their scripts keep running.
   */
  | { readonly kind: 'sent'; readonly missed: number }
  | { readonly kind: 'sent_before' | 'had_ended' };

interface CancelJob {
  readonly force?: boolean;
  /** Ends the waiting, but never a cancel that was sent. */
  readonly signal?: AbortSignal;
  /** Called once if the job has just started and the cancel waits for its hosts. */
  readonly onWait?: () => Promise<void>;
  /** The job has hosts that were not intended: those that have not started must not start. */
  readonly sparesHosts?: boolean;
}

/**
 * Waits until the job can be cancelled and its hosts are reached, and then sends one cancel: a
 * second one would abandon the scripts on the hosts.
 */
export async function cancelJobOnce(
  context: Context,
  jobId: number,
  { force = false, signal, onWait = noWord, sparesHosts = false }: CancelJob = {},
): Promise<CancelResponse> {
  const claims = openCancelClaims(context);
  claims.catch(() => undefined);
  const job = await cancellableJob(context, jobId, signal);
  if (job === null) return { kind: 'had_ended' };
  if (force || job.task?.state !== 'running') return send(context, job, force, claims);
  const missed = await untilCancelReaches(context, job, { sparesHosts, signal, onWait });
  const response = await send(context, job, force, claims);
  return response.kind === 'sent' ? { ...response, missed } : response;
}

async function noWord(): Promise<void> {}

/** `null` if the job has finished; throws a `Failure` if it cannot be cancelled in time. */
async function cancellableJob(
  context: Context,
  jobId: number,
  signal: AbortSignal | undefined,
): Promise<JobDetail | null> {
  const connection = (await context.connection()).with({ signal });
  const until = context.clock.now() + maxWaitMs;
  for (;;) {
    const job = await readJob(connection, jobId);
    if (job.task?.cancellable === true) return job;
    if (jobEnded(await pollJob(connection, jobId))) return null;
    if (context.clock.now() >= until)
      throw new Failure(
        'server_error',
        `job ${jobId} could not be cancelled: the server reports it as not cancellable`,
        { hint: `see: rexctl show ${jobId}`, retryable: true },
      );
    await context.clock.sleep(betweenMs, signal);
  }
}

async function send(
  context: Context,
  job: JobDetail,
  force: boolean,
  claims: Promise<CancelClaims>,
): Promise<CancelResponse> {
  const connection = (await context.connection()).uninterrupted();
  const { id } = job;
  const request = () => cancelJobInvocation(connection, id, { force });
  try {
    if (force)
      await sendRecorded(context, { action: 'force-cancel', job_id: id, hosts: null }, request);
    else if (!(await sendOnce(context, { job, hosts: null, send: request, claims })))
      return { kind: 'sent_before' };
    return { kind: 'sent', missed: 0 };
  } catch (error) {
    if (error instanceof Failure && error.httpStatus === 404)
      throw notAllowed(connection, id, error);
    const notCancellable = error instanceof Failure && error.httpStatus === 422;
    if (notCancellable && jobEnded(await pollJob(connection, id))) return { kind: 'had_ended' };
    throw error;
  }
}

/** The user can see the job, so a filter of the permission to cancel must exclude it. */
function notAllowed({ login }: Connection, jobId: number, cause: Failure): Failure {
  const user = login === null ? 'this user' : `user ${login}`;
  return new Failure(
    'not_allowed',
    `${user} can see job ${jobId}, but is not allowed to cancel it`,
    {
      hint: 'ask an administrator to extend the filter of cancel_job_invocations in one of your roles',
      httpStatus: 404,
      cause,
    },
  );
}
