import type { Context } from '../cli/context.ts';
import type { Answered, EventDocument } from '../documents/types.ts';
import type { FollowEvent } from '../jobs/event.ts';
import type { JobDetail } from '../jobs/job-invocation.ts';
import type { EndKind, JobResult } from '../jobs/job-result.ts';
import { certainOutcome } from '../jobs/observed-outcome.ts';
import { jsonLine } from '../ui/answers/json.ts';
import { eventDocument } from '../ui/follow/event-document.ts';

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

type Told = Extract<FollowEvent, { type: 'job' | 'warning' }>;
/**
 * An event as a command knows it that follows nothing: the time is now, the job that of the result.
 */
type Untimed = Told extends infer Event
  ? Event extends Told
    ? Omit<Event, 'time' | 'job_id'>
    : never
  : never;

/** What a command adds to its last event. */
type SummaryMore = Partial<EventDocument<'summary'> & Answered<'resume'>>;

/**
 * With `--format ndjson` the last event of every run, rerun and cancel is a summary with the exit
 * code, also where nothing was followed; `before` is what is told instead.
 */
export async function printSummaryEvent(
  context: Context,
  result: JobResult,
  more: SummaryMore = {},
  before: readonly Untimed[] = [],
): Promise<void> {
  if (context.globals.format !== 'ndjson') return;
  const stamp = { time: new Date(context.clock.now()).toISOString(), job_id: result.job_id };
  const events = before.map((event) => jsonLine(eventDocument({ ...event, ...stamp })));
  const summary = jsonLine({ ...eventDocument({ type: 'summary', ...stamp, result }), ...more });
  await context.io.out.write(events.join('') + summary);
}
