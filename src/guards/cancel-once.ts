import type { Connection } from '../api/connection.ts';
import { cancelJobInvocation } from '../api/endpoints/job-actions.ts';
import { pollJob, readJob } from '../api/endpoints/job-invocations.ts';
import type { Context } from '../cli/context.ts';
import { Failure } from '../errors.ts';
import type { JobDetail } from '../jobs/job-invocation.ts';
import { jobEnded } from '../jobs/outcome.ts';
import type { CancelFile } from '../settings/cancel-file.ts';
import { sendRecorded } from './audit-log.ts';
import { cancelMemory, sendOnce } from './cancel-claim.ts';
import { untilCancelReaches } from './cancel-reach.ts';

/** A job just created is not cancellable for a moment; longer than this it is stuck. */
const patienceMs = 30_000;
const betweenMs = 1_000;

/** `sent_before`: from this machine, and not once more. */
export type CancelResponse = SentCancel | { readonly kind: 'sent_before' | 'had_ended' };

interface SentCancel {
  readonly kind: 'sent';
  /** Hosts for which it may have come too early: they may run to their end. */
  readonly missed: number;
}

interface CancelOnce {
  readonly force?: boolean;
  /** Ends the waiting, never a cancel that was sent. */
  readonly signal?: AbortSignal;
  /** Called once, when the job has just begun and its hosts are waited for. */
  readonly onWait?: () => Promise<void>;
  /**
   * The job hits hosts that were not meant: those that it has not begun with yet are to be spared.
   */
  readonly sparesHosts?: boolean;
}

/**
 * Waits until the job can be cancelled and its hosts can be reached, and then sends ONE cancel: a
 * second one would abandon the remote scripts.
 */
export async function cancelOnce(
  context: Context,
  jobId: number,
  { force = false, signal, onWait = noWord, sparesHosts = false }: CancelOnce = {},
): Promise<CancelResponse> {
  const connection = (await context.connection()).with({ signal });
  const memory = cancelMemory(context);
  memory.catch(() => undefined);
  const until = context.clock.now() + patienceMs;
  let job = await readJob(connection, jobId);
  for (; job.task?.cancellable !== true; job = await readJob(connection, jobId)) {
    if (jobEnded(await pollJob(connection, jobId))) return { kind: 'had_ended' };
    if (context.clock.now() >= until) {
      throw new Failure(
        'server_error',
        `job ${jobId} could not be cancelled: the server calls it not cancellable`,
        {
          hint: `look at it: rexctl show ${jobId}`,
          retryable: true,
        },
      );
    }
    await context.clock.sleep(betweenMs, signal);
  }
  if (force || job.task.state !== 'running') return send(context, job, force, memory);
  const missed = await untilCancelReaches(context, job, { sparesHosts, signal, onWait });
  const answer = await send(context, job, force, memory);
  return answer.kind === 'sent' ? { ...answer, missed } : answer;
}

async function noWord(): Promise<void> {}

async function send(
  context: Context,
  job: JobDetail,
  force: boolean,
  memory: Promise<CancelFile>,
): Promise<CancelResponse> {
  const connection = (await context.connection()).uninterrupted();
  const { id: jobId } = job;
  try {
    if (force) {
      await sendRecorded(context, { action: 'force-cancel', job_id: jobId, hosts: null }, () =>
        cancelJobInvocation(connection, jobId, { force }),
      );
      return { kind: 'sent', missed: 0 };
    }
    const isFirst = await sendOnce(
      context,
      job,
      null,
      () => cancelJobInvocation(connection, jobId),
      memory,
    );
    return isFirst ? { kind: 'sent', missed: 0 } : { kind: 'sent_before' };
  } catch (error) {
    if (error instanceof Failure && error.httpStatus === 404)
      throw notThisOne(connection, jobId, error);
    const notCancellable = error instanceof Failure && error.httpStatus === 422;
    if (notCancellable && jobEnded(await pollJob(connection, jobId))) return { kind: 'had_ended' };
    throw error;
  }
}

/** The job was read a moment ago: a filter on the right to cancel leaves it out. */
function notThisOne({ login }: Connection, jobId: number, cause: Failure): Failure {
  return new Failure('not_allowed', `${login ?? 'you'} may see job ${jobId}, but not cancel it`, {
    hint: 'an administrator can widen the filter on cancel_job_invocations in a role of yours',
    httpStatus: 404,
    cause,
  });
}
