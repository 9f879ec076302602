import type { TaskOwner } from '../foreman.ts';
import { uuidOf } from '../hosts/random.ts';
import type { EndpointContext } from '../http/endpoint-context.ts';
import { isTruthy } from '../http/ruby.ts';
import type { JobRecord, TaskRecord } from '../jobs/job-record.ts';
import { formatTime } from '../jobs/zone.ts';
import { isCancellable } from './job-status.ts';

type Json = Record<string, unknown>;

/** The task of a job or of one of its hosts, as foreman-tasks shows it. */
export function taskView(endpoint: EndpointContext, owner: TaskOwner): Json {
  const { task, job, run } = owner;
  const { user, foreman } = endpoint;
  const text = (time: number | null) => (time === null ? null : formatTime(time, user.timezone));
  const action = actionOf(owner);
  const details = run === null ? parentDetails(job) : runDetails(owner);
  return {
    id: task.id,
    label:
      run === null
        ? 'Actions::RemoteExecution::RunHostsJob'
        : 'Actions::RemoteExecution::RunHostJob',
    pending: task.state !== 'stopped',
    action,
    username: foreman.world.userById(job.user_id)?.login ?? null,
    started_at: text(task.started_at),
    ended_at: text(task.ended_at),
    ...(task.started_at === null ? {} : { duration: durationOf(task, foreman.time) }),
    state: task.state,
    result: task.result,
    progress: progressOf(owner),
    input: inputOf(endpoint, owner),
    output: details.output,
    humanized: {
      action,
      input: task.started_at === null ? null : job.description,
      output: task.started_at === null ? null : details.summary,
      errors: task.errors.length === 0 && task.state !== 'stopped' ? null : task.errors,
    },
    cli_example: null,
    start_at: text(task.start_at),
    available_actions: {
      cancellable: run === null ? isCancellable(job) : task.state === 'running',
      resumable: task.state === 'paused',
    },
  };
}

function actionOf({ task, job, run }: TaskOwner): string {
  if (run !== null) return `Remote action: ${job.description} on ${run.host_name}`;
  return task.started_at === null ? 'Run hosts job:' : `Run hosts job: ${job.description}`;
}

/** The duration in seconds; until now if the task still runs. */
function durationOf(task: TaskRecord, now: number): string {
  return (((task.ended_at ?? now) - (task.started_at ?? 0)) / 1000).toFixed(6);
}

/** The progress, 0 to 1; a running host counts as half done. */
function progressOf({ task, job, run }: TaskOwner): number {
  if (task.state === 'stopped') return 1;
  if (run !== null) return run.task.state === 'running' ? 0.5 : 0;
  const total = job.targeting.host_ids.length;
  const { success, error, cancelled } = job.ended;
  const running = [...job.runs.values()].filter((one) => one.task.state === 'running').length;
  return total === 0 ? 0 : (success + error + cancelled + running / 2) / total;
}

/** The input of a task; the task of a job has more fields once it has started. */
function inputOf({ foreman }: EndpointContext, { job, run, task }: TaskOwner): Json {
  const base = {
    job_invocation: { id: job.id, name: job.job_category, description: job.description },
  };
  const context = {
    current_request_id: uuidOf('request', job.id),
    current_timezone: 'UTC',
    current_organization_id: job.organization_id,
    current_location_id: job.location_id,
    current_user_id: job.user_id,
  };
  if (run !== null) return { ...base, host: { id: run.host_id, name: run.host_name }, ...context };
  if (task.started_at === null) return { ...base, ...context };
  const features = foreman.world.features.filter((one) => one.job_template_id === job.template_id);
  const job_features = features.map((one) => one.label);
  const planned = { job_features, job_category: job.job_category, job_invocation_id: job.id };
  return {
    ...base,
    ...planned,
    proxy_batch_size: 100,
    trigger_run_step_id: 5,
    ...context,
    dynflow: {},
  };
}

function parentDetails(job: JobRecord): { output: Json; summary: string } {
  const { success, error, cancelled } = job.ended;
  const total = job.targeting.host_ids.length;
  if (!isTruthy(job.task?.started_at)) return { output: {}, summary: '' };
  const output = {
    host_count: total,
    remote_triggered_count: 0,
    planned_count: job.runs.size,
    cancelled_count: cancelled,
    total_count: total,
    failed_count: error,
    pending_count: total - success - error - cancelled,
    success_count: success,
  };
  return { output, summary: `${total} task(s), ${success} success, ${error} fail` };
}

/** The details of a host's task, with all of its output, so that lists of tasks are expensive. */
function runDetails({ run }: TaskOwner): { output: Json; summary: string } {
  const summary = run === null ? '' : run.stored.map((element) => element.output).join('');
  return { output: {}, summary };
}
