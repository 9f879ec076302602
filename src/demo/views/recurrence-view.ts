import type { EndpointContext } from '../http/endpoint-context.ts';
import type { RecurringLogic } from '../jobs/job-record.ts';
import { lastOccurrence, nextOccurrence } from '../jobs/recurrence.ts';
import { formatTime } from '../jobs/zone.ts';

/** The recurrence object, which is part of a job and a row of the index of series. */
export function recurrenceView(
  endpoint: EndpointContext,
  logic: RecurringLogic,
): Record<string, unknown> {
  const { foreman, user } = endpoint;
  const text = (time: number | null) => (time === null ? null : formatTime(time, user.timezone));
  const description = foreman.jobs.get(logic.job_ids[0] ?? 0)?.description ?? '';
  const ran = logic.job_ids.some((id) => foreman.jobs.get(id)?.task?.started_at !== null);
  return {
    id: logic.id,
    cron_line: logic.cron_line,
    end_time: null,
    iteration: logic.iteration,
    task_group_id: logic.task_group_id,
    state: logic.state,
    max_iteration: logic.max_iteration,
    purpose: logic.purpose,
    task_count: logic.job_ids.length,
    action: logic.state === null ? null : ran ? `Run hosts job: ${description}` : 'Run hosts job:',
    last_occurence: text(logic.state === null ? null : lastOccurrence(foreman, logic)),
    next_occurence: text(nextOccurrence(foreman, logic)),
  };
}
