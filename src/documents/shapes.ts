import * as v from 'valibot';
import { failureKinds } from '../errors.ts';
import { hostFailureKinds } from '../jobs/hosts/host-failure.ts';
import { hostStatuses } from '../jobs/hosts/host-run.ts';
import { outcomes } from '../jobs/outcome.ts';
import { hostClocks } from '../jobs/times/host-times.ts';

/**
 * The things that documents and events are made of: `null` is "unknown", times are ISO 8601 UTC.
 */

const nullableText = v.nullable(v.string());
const nullableNumber = v.nullable(v.number());
const nullableFlag = v.nullable(v.boolean());
const time = v.pipe(v.string(), v.description('ISO 8601, UTC'));
const nullableTime = v.nullable(time);

const outcome = v.pipe(
  v.picklist(outcomes),
  v.description('result or state of the job; more may be added within rexctl/1'),
);
const hostStatus = v.picklist(hostStatuses);
const exitCode = v.pipe(v.number(), v.description('exit code of the command; see rexctl --help'));

const counts = v.object({
  total: v.pipe(nullableNumber, v.description('hosts of the job; null until they are resolved')),
  succeeded: nullableNumber,
  failed: nullableNumber,
  cancelled: v.pipe(
    nullableNumber,
    v.description('includes hosts that never ran, once the job has stopped'),
  ),
  never_ran: v.pipe(
    nullableNumber,
    v.description('part of cancelled; null if the hosts were not read'),
  ),
  pending: nullableNumber,
  missing: v.pipe(
    nullableNumber,
    v.description('hosts that were deleted or are not visible to you'),
  ),
});

const target = v.object({ id: v.number(), name: v.string() });

const task = v.object({
  id: v.string(),
  state: v.string(),
  started_at: nullableTime,
  cancellable: nullableFlag,
});

/** Read from the job's task; `list` has them only where one of them is named. */
const jobTimes = {
  user: v.optional(
    v.pipe(nullableText, v.description('login of who started it; null: not visible to you')),
  ),
  started_at: v.optional(
    v.pipe(nullableTime, v.description("by the server's clock; null: not started, or unknown")),
  ),
  ended_at: v.optional(
    v.pipe(nullableTime, v.description("by the server's clock; null: not ended, or unknown")),
  ),
  duration_s: v.optional(
    v.pipe(nullableNumber, v.description('seconds; null: not ended, or unknown')),
  ),
};

/** What every answer has of a job. */
const jobRow = {
  id: v.number(),
  outcome: v.pipe(
    v.nullable(outcome),
    v.description('null: depends on its hosts, which were not read; see possible_outcomes'),
  ),
  possible_outcomes: v.optional(
    v.pipe(v.array(outcome), v.description('present if outcome is null')),
  ),
  status: v.pipe(v.string(), v.description("the server's own status, up to 15 s behind")),
  description: nullableText,
  job_category: nullableText,
  template_id: nullableNumber,
  template_name: nullableText,
  effective_user: nullableText,
  ssh_user: nullableText,
  start_at: nullableTime,
  ...jobTimes,
  counts,
  task: v.pipe(v.nullable(task), v.description('null: the job never started')),
  time_to_pickup: nullableNumber,
  concurrency_level: nullableNumber,
  execution_timeout_interval: nullableNumber,
  rerun: v.nullable(v.object({ attempt: v.number(), root: v.number() })),
  unreadable: v.pipe(v.array(v.string()), v.description('fields that this server does not return')),
};

const recurrence = v.object({
  id: v.number(),
  cron_line: nullableText,
  state: nullableText,
  iteration: nullableNumber,
  max_iteration: nullableNumber,
  end_time: nullableTime,
  purpose: nullableText,
  last_occurrence: nullableTime,
  next_occurrence: nullableTime,
  task_group_id: v.optional(nullableNumber),
  task_count: v.optional(nullableNumber),
  action: v.optional(nullableText),
});

/** A series of recurring jobs, and facts of its newest visible job. */
const series = v.object({
  ...v.omit(recurrence, ['task_group_id', 'task_count', 'action']).entries,
  cron_words: nullableText,
  last_job_id: v.pipe(
    nullableNumber,
    v.description('newest job: the pending run, while the series is active'),
  ),
  description: nullableText,
  template_id: nullableNumber,
  template_name: nullableText,
  action: nullableText,
});

/** When a new job runs, as it was understood before it was sent. */
const plannedSchedule = v.object({
  kind: v.picklist(['future', 'recurring']),
  start_at: v.pipe(nullableTime, v.description('for a series: no run before this time')),
  start_before: nullableTime,
  cron_line: nullableText,
  cron_words: nullableText,
  next_runs: v.pipe(
    v.nullable(v.array(time)),
    v.description("the first runs of a series; null if the server's time zone is unknown"),
  ),
  max_runs: nullableNumber,
  until: nullableTime,
  last_run: nullableTime,
  purpose: nullableText,
  time_zone: v.string(),
  server_time_zone: nullableText,
  remarks: v.array(v.string()),
});

const targeting = v.object({
  bookmark_id: nullableNumber,
  bookmark_name: nullableText,
  search_query: nullableText,
  targeting_type: nullableText,
  user_id: nullableNumber,
  randomized_ordering: nullableFlag,
  hosts: v.nullable(v.array(target)),
});

/** What only a read of the one job returns; a list leaves it out. */
const jobDetail = {
  mode: v.optional(v.picklist(['recurring', 'future', 'immediate'])),
  scheduling: v.optional(
    v.nullable(v.object({ start_at: nullableTime, start_before: nullableTime })),
  ),
  recurrence: v.optional(v.nullable(recurrence)),
  targeting: v.optional(v.nullable(targeting)),
  inputs: v.optional(v.nullable(v.array(v.object({ name: v.string(), value: nullableText })))),
  job_organization: v.optional(nullableText),
  job_location: v.optional(nullableText),
};

const job = v.object({ ...jobRow, ...jobDetail });

/** When a job ran on a host. */
const hostTimes = v.object({
  started_at: nullableTime,
  ended_at: nullableTime,
  duration_s: v.pipe(nullableNumber, v.description('seconds; null: not ended, or unknown')),
  clock: v.pipe(
    v.nullable(v.picklist(hostClocks)),
    v.description(
      'whose clock: server, from when the host was planned; smart_proxy, when its script printed first and last; rexctl, as a follow saw it; null: neither time is known',
    ),
  ),
});

const failureReason = v.pipe(
  nullableText,
  v.description(
    'why the host failed: unreachable, exit 3; null: it did not fail, or the reason is unknown',
  ),
);

const hostFailure = v.pipe(
  v.nullable(
    v.object({
      kind: v.picklist(hostFailureKinds),
      exit_code: v.pipe(nullableNumber, v.description("of the host's script; null: none")),
      message: v.pipe(nullableText, v.description('the line that explains it best')),
    }),
  ),
  v.description('null: the host succeeded, has not finished, or its output was not read yet'),
);

const hostRun = v.object({
  ...target.entries,
  status: hostStatus,
  job_status: nullableText,
  failure: hostFailure,
  operatingsystem_name: nullableText,
  hostgroup_name: nullableText,
  smart_proxy_name: nullableText,
  ...v.partial(hostTimes).entries,
});

/** A host of a job that is followed. */
const hostState = v.object({
  ...target.entries,
  status: hostStatus,
  exit_code: v.pipe(nullableNumber, v.description('null: unknown, or there is none')),
  reason: failureReason,
  failure: hostFailure,
  last_line: nullableText,
  ...v.partial(hostTimes).entries,
});

const line = v.object({
  stream: v.pipe(
    v.string(),
    v.description("stdout, stderr, or debug: the server's messages about the host"),
  ),
  text: v.pipe(v.string(), v.description('including its line end, if it had one')),
  timestamp: v.pipe(
    v.number(),
    v.description('seconds since 1970, by the clock of the smart proxy'),
  ),
  late: v.pipe(v.boolean(), v.description('the line arrived after later lines had been printed')),
});

const summary = v.object({
  outcome,
  partial: v.pipe(
    v.boolean(),
    v.description('true: outcome and counts cover only some hosts; the job may still be running'),
  ),
  counts: v.nullable(counts),
  failed_hosts: v.array(hostState),
  exit_code: exitCode,
  reason: nullableText,
});

const jobEnd = v.object({
  reference: v.pipe(v.string(), v.description('the job as it was named')),
  job_id: nullableNumber,
  outcome: v.nullable(outcome),
  exit_code: exitCode,
  error: v.nullable(v.object({ code: v.string(), message: v.string() })),
});

const failure = v.object({
  code: v.picklist(Object.keys(failureKinds) as (keyof typeof failureKinds)[]),
  exit_code: exitCode,
  message: v.string(),
  hint: nullableText,
  retryable: v.boolean(),
  http_status: nullableNumber,
});

const template = v.object({
  id: v.number(),
  name: v.string(),
  job_category: nullableText,
  provider_type: nullableText,
  snippet: v.boolean(),
  description_format: nullableText,
});

const templateInput = v.object({
  id: v.number(),
  name: v.string(),
  input_type: v.string(),
  description: nullableText,
  required: v.boolean(),
  default: nullableText,
  hidden_value: v.boolean(),
  options: v.nullable(v.array(v.string())),
});

const feature = v.object({
  id: v.number(),
  label: v.string(),
  name: v.string(),
  description: nullableText,
  job_template_id: v.pipe(nullableNumber, v.description('null: no template runs for it')),
  job_template_name: nullableText,
});

const bookmark = v.object({
  id: v.number(),
  name: v.string(),
  query: v.pipe(v.string(), v.description('the host search')),
  public: v.pipe(v.boolean(), v.description('other users see it, too')),
});

const taxonomy = v.object({
  id: v.number(),
  name: v.string(),
  title: v.pipe(v.string(), v.description('the names from the top to this one: A/B')),
  parent_id: nullableNumber,
  description: nullableText,
  current: v.pipe(
    nullableFlag,
    v.description('the option or the profile names it; null: it may be another of that name'),
  ),
});

export const shapes = {
  schema: v.literal('rexctl/1'),
  nullableText,
  nullableNumber,
  nullableFlag,
  time,
  nullableTime,
  outcome,
  hostStatus,
  exitCode,
  counts,
  target,
  job,
  plannedSchedule,
  series,
  hostRun,
  hostTimes,
  hostState,
  failureReason,
  hostFailure,
  line,
  summary,
  jobEnd,
  failure,
  template,
  templateInput,
  feature,
  bookmark,
  taxonomy,
};
