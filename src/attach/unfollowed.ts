import { isMachine } from '../cli/command-output.ts';
import type { Context } from '../cli/context.ts';
import type { Answered, EventDocument } from '../documents/types.ts';
import type { FollowEvent } from '../jobs/event.ts';
import type { JobDetail } from '../jobs/job-invocation.ts';
import type { EndKind, JobResult } from '../jobs/job-result.ts';
import { certainOutcome } from '../jobs/observed-outcome.ts';
import { schemaVersion } from '../ui/answers/answer.ts';
import { jsonLine } from '../ui/answers/json.ts';
import { eventDocument } from '../ui/follow/machine/event-document.ts';
import { hostNameColumns } from '../ui/nouns/host.ts';

/** What is known of a job that is not waited for. */
export function unfollowedResult(job: JobDetail, ended: EndKind = 'detached'): JobResult {
  return {
    job_id: job.id,
    outcome: certainOutcome(job) ?? 'unknown',
    ended,
    counts: job.counts,
    failed_hosts: [],
    reason: null,
  };
}

type Untimed<Event> = Event extends unknown ? Omit<Event, 'time' | 'job_id'> : never;

/** An event before the summary: its time is now, its job that of the result. */
type EarlierEvent = Untimed<Extract<FollowEvent, { type: 'job' | 'warning' }>>;

/** What a command adds to the summary. */
type SummaryMore = Partial<EventDocument<'summary'> & Pick<Answered<'resume'>, 'resume'>>;

/**
 * With `--format ndjson` the last event of every run, rerun and cancel is a summary with the exit
 * code, also where nothing was followed; `before` is printed instead of a follow.
 */
export async function printSummaryEvent(
  context: Context,
  result: JobResult,
  more: SummaryMore = {},
  before: readonly EarlierEvent[] = [],
): Promise<void> {
  if (context.globals.format !== 'ndjson') return;
  const stamp = { time: new Date(context.clock.now()).toISOString(), job_id: result.job_id };
  const events = before.map((event) => jsonLine(eventDocument({ ...event, ...stamp })));
  const summary = jsonLine({ ...eventDocument({ type: 'summary', ...stamp, result }), ...more });
  await context.io.out.write(events.join('') + summary);
}

/**
 * Prints why there was nothing to start, which is a success; with `--quiet` only for programs. The
 * exit code.
 */
export async function printNothingToDo(
  context: Context,
  job: JobDetail | null,
  sentence: string,
): Promise<number> {
  const { format, quiet } = context.globals;
  if (format === 'ndjson' && job === null) {
    await printSummaryOfNone(context, sentence);
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

/** The summary where there is no job. */
async function printSummaryOfNone({ io, clock }: Context, reason: string): Promise<void> {
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
