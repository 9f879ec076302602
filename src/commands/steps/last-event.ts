import type { Context } from '../../context.ts';
import type { JobDetail } from '../../jobs/job-invocation.ts';
import { type JobResult, outcomeOf } from '../../jobs/outcome.ts';
import { jsonLine } from '../../ui/json-text.ts';
import { eventDocument } from '../../ui/live/event-document.ts';

/** What is known of a job that nobody waits for; `exitCode` is that of the command. */
export function resultUnwaited(job: JobDetail, exitCode: number): JobResult {
  return {
    job_id: job.id,
    outcome: outcomeOf(job),
    counts: job.counts,
    failed_hosts: [],
    exit_code: exitCode,
    reason: null,
  };
}

/** With `--format ndjson` the last event of every run, rerun and cancel is a summary with the exit code (DESIGN §4). */
export async function sayLastEvent(
  context: Context,
  result: JobResult,
  more: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  if (context.globals.format !== 'ndjson') return;
  const time = new Date(context.clock.now()).toISOString();
  const event = eventDocument({ type: 'summary', time, job_id: result.job_id, result });
  await context.io.out.write(jsonLine({ ...event, ...more }));
}
