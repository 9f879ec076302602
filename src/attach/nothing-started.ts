import { type Context, isMachine } from '../cli/context.ts';
import type { Answered, EventDocument } from '../documents/types.ts';
import type { JobDetail } from '../jobs/job-invocation.ts';
import { schemaVersion } from '../ui/answers/answer.ts';
import { jsonLine } from '../ui/answers/json.ts';
import { hostNameColumns } from '../ui/nouns/host.ts';
import { printSummaryEvent, unfollowedResult } from './summary-event.ts';

/**
 * Success without a request: says why there was nothing to start; with `--quiet` only to programs.
 * Returns 0.
 */
export async function printNothingToDo(
  context: Context,
  job: JobDetail | null,
  sentence: string,
): Promise<number> {
  const { format, quiet } = context.globals;
  if (format === 'ndjson' && job === null) {
    await printNothingStarted(context, sentence);
  } else if (format === 'ndjson' && job !== null) {
    const event = { type: 'warning', code: 'nothing_to_do', message: sentence } as const;
    await printSummaryEvent(context, unfollowedResult(job), {}, [event]);
  } else if (isMachine(format) || !quiet) {
    await context.print({
      document: { job: null, hosts: [], message: sentence } satisfies Answered<'nothing-to-do'>,
      ...(format === 'csv' ? { rowsKey: 'hosts', rows: [], columns: hostNameColumns } : {}),
      prose: () => `${sentence}\n`,
    });
  }
  return 0;
}

/** The last event, of no job. */
async function printNothingStarted({ io, clock }: Context, reason: string): Promise<void> {
  const time = new Date(clock.now()).toISOString();
  await io.out.write(
    jsonLine({
      schema: schemaVersion,
      type: 'summary',
      time,
      job_id: null,
      jobs: [],
      reason,
      exit_code: 0,
    } satisfies EventDocument<'summary'>),
  );
}
