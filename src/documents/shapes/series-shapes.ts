import * as v from 'valibot';
import { described, list, number, numberOrNull, text, textOrNull, timeOrNull } from './fields.ts';

export const recurrence = v.object({
  id: number('id of the series'),
  cron_line: textOrNull('cron line of the series'),
  state: textOrNull('active, disabled, cancelled, finished, failed or half_made'),
  iteration: numberOrNull('runs so far, with the pending one'),
  max_iteration: numberOrNull('the series ends after this many runs; null: no limit'),
  end_time: timeOrNull('the series ends at this time; null: no limit'),
  purpose: textOrNull('name of the series; no other active series has it'),
  last_occurrence: timeOrNull('when the series last ran'),
  next_occurrence: timeOrNull('when the series runs next; null: it does not run again, or unknown'),
  task_group_id: v.optional(numberOrNull('id of the group of its tasks in Foreman')),
  task_count: v.optional(numberOrNull('tasks of the series so far')),
  action: v.optional(textOrNull("the server's description of what is repeated")),
});

/** A series of recurring jobs, with facts about its newest visible job. */
export const series = v.object({
  ...v.omit(recurrence, ['task_group_id', 'task_count', 'action']).entries,
  cron_words: textOrNull('cron line in words'),
  last_job_id: numberOrNull('id of the newest job: the pending run, while the series is active'),
  description: textOrNull('title of the newest job'),
  template_id: numberOrNull('id of the template of the newest job'),
  template_name: textOrNull('name of the template of the newest job'),
  action: textOrNull("the server's description of what is repeated"),
});

/** The schedule of a new job, as rexctl understood it before sending. */
export const plannedSchedule = v.object({
  kind: described(v.picklist(['future', 'recurring']), 'one run later, or a series'),
  start_at: timeOrNull('when the job starts; for a series: no run before this time'),
  start_before: timeOrNull('the server drops the job if it has not started by then'),
  cron_line: textOrNull('cron line of the series'),
  cron_words: textOrNull('cron line in words'),
  next_runs: described(
    v.nullable(v.array(text('time of a run; ISO 8601, UTC'))),
    "the first runs of a series; null: the server's time zone is unknown",
  ),
  max_runs: numberOrNull('the series ends after this many runs; null: no limit'),
  until: timeOrNull('no run of the series after this time'),
  last_run: timeOrNull('last run of the series, where it has an end'),
  purpose: textOrNull('name of the series'),
  time_zone: text('time zone in which the given times were understood'),
  server_time_zone: textOrNull('time zone in which the server reads the cron line; null: unknown'),
  remarks: list(v.string(), 'how unclear times were understood'),
});
