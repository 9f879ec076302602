import { Failure } from '../../errors.ts';
import type { JobInvocation } from '../../jobs/job-invocation.ts';
import { failedWithoutHost } from '../../jobs/observed-outcome.ts';
import type { Connection } from '../connection.ts';
import { showTask } from './tasks.ts';

/**
 * Why the server calls a job failed although every host succeeded; nothing where that is not so, or
 * not told.
 */
export async function taskErrors(
  connection: Connection,
  job: JobInvocation,
): Promise<readonly string[]> {
  if (job.task === null || !failedWithoutHost(job)) return [];
  try {
    return (await showTask(connection, job.task.id)).errors;
  } catch (error) {
    if (error instanceof Failure && connection.signal?.aborted !== true) return [];
    throw error;
  }
}
