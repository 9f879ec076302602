import { cancelRecurringLogic } from '../api/endpoints/recurring-logics.ts';
import type { Context } from '../cli/context.ts';
import type { JobInvocation, Recurrence } from '../jobs/job-invocation.ts';
import { outcomeOf } from '../jobs/outcome.ts';
import { sendRecorded } from './audit-log.ts';
import { sendOnceToEach } from './cancel-claim.ts';

/** Ends a series, with what of it waits and what runs; `open`: its jobs that have not ended. */
export async function cancelSeriesOnce(
  context: Context,
  seriesId: number,
  open: readonly JobInvocation[],
): Promise<Recurrence> {
  const connection = await context.connection();
  const running = open.filter((job) => outcomeOf(job) !== 'scheduled');
  const deed = { action: 'cancel-series', job_id: null, series_id: seriesId, hosts: null } as const;
  return sendOnceToEach(context, running, () =>
    sendRecorded(context, deed, () => cancelRecurringLogic(connection, seriesId)),
  );
}
