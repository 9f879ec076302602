import type { Context } from '../../cli/context.ts';
import { usageError } from '../../errors.ts';
import type { SeriesReference } from '../../jobs/schedule/series.ts';
import { findJob } from '../job.ts';

/** The id of a series; if a job is named, reads it. */
export async function seriesId(context: Context, reference: SeriesReference): Promise<number> {
  return reference.kind === 'series' ? reference.id : seriesOfJob(context, reference.job);
}

async function seriesOfJob(
  context: Context,
  reference: Extract<SeriesReference, { kind: 'job' }>['job'],
): Promise<number> {
  const { id, recurrence } = await findJob(context, reference);
  if (recurrence !== null) return recurrence.id;
  throw usageError(
    `job ${id} is not recurring and has no series`,
    'list the series: rexctl schedule list',
  );
}
