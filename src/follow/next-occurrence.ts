import type { Connection } from '../api/connection.ts';
import { listJobInvocations } from '../api/endpoints/job-invocations.ts';
import { Failure } from '../errors.ts';
import type { JobDetail, JobInvocation } from '../jobs/job-invocation.ts';

/**
 * The next job of a recurring job's series, made when this one began; `null` where there is none or
 * nobody may tell.
 */
export async function nextOccurrence(
  connection: Connection,
  job: JobInvocation | JobDetail,
): Promise<number | null> {
  const series = 'recurrence' in job ? job.recurrence?.id : undefined;
  if (series === undefined) return null;
  const query = { search: `recurring_logic.id = ${series}`, order: 'id DESC', perPage: 1 };
  try {
    const { items } = await listJobInvocations(connection, query);
    const next = items[0]?.id ?? 0;
    return next > job.id ? next : null;
  } catch (error) {
    if (error instanceof Failure && connection.signal?.aborted !== true) return null;
    throw error;
  }
}
