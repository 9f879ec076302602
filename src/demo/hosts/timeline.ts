import type { Foreman } from '../foreman.ts';
import {
  type HostRun,
  isOver,
  type JobRecord,
  noSecrets,
  type TaskResult,
  unfinishedRuns,
} from '../jobs/job-record.ts';
import { launchRun } from './host-timeline.ts';
import { finishRun } from './run-end.ts';

/** The number of hosts that are planned in a batch. */
const BATCH = 100;

/** Starts a job: its task is planned for a moment, then runs and plans its hosts. */
export function startJob(foreman: Foreman, job: JobRecord): void {
  const task = job.task;
  if (task === null || task.state === 'stopped') return;
  task.state = 'planned';
  task.started_at = foreman.time;
  task.start_at ??= foreman.time;
  foreman.after(foreman.world.timing.startMs, () => runJob(foreman, job));
  foreman.after(foreman.world.timing.parentTickMs, () => tick(foreman, job));
}

function runJob(foreman: Foreman, job: JobRecord): void {
  if (job.task?.state !== 'planned') return;
  job.task.state = 'running';
  planNext(foreman, job);
}

/** Plans a host and schedules the next, unless the limit of hosts at a time is reached. */
function planNext(foreman: Foreman, job: JobRecord): void {
  if (isOver(job) || job.cancel_requested || job.planning_done) return;
  const hostId = job.targeting.host_ids[job.runs.size];
  if (hostId === undefined) {
    job.planning_done = true;
    if (unfinishedRuns(job) === 0) settle(foreman, job);
    return;
  }
  if (job.concurrency_level !== null && unfinishedRuns(job) >= job.concurrency_level) return;
  if (pauses(foreman, job)) return;
  const run = planHost(foreman, job, hostId);
  const { planMs, batchPauseMs } = foreman.world.timing;
  launchRun(foreman, job, run);
  const pause = job.runs.size % BATCH === 0 ? batchPauseMs : 0;
  foreman.after(planMs + pause, () => planNext(foreman, job));
}

/**
 * The fault `pausedTask`: pauses once half of the hosts are planned; the others wait until a user
 * resumes the task.
 */
function pauses(foreman: Foreman, job: JobRecord): boolean {
  const half = Math.floor(job.targeting.host_ids.length / 2);
  if (!foreman.faults.pausedTask || job.was_paused || job.task === null || job.runs.size < half)
    return false;
  job.task.state = 'paused';
  job.was_paused = true;
  return true;
}

function planHost(foreman: Foreman, job: JobRecord, hostId: number): HostRun {
  const host = foreman.world.hosts.get(hostId);
  const run: HostRun = {
    template_invocation_id: foreman.takeId('template_invocation'),
    job_id: job.id,
    host_id: hostId,
    host_name: host?.name ?? '',
    task: foreman.newTask('planning', foreman.time),
    script: null,
    script_started_at: null,
    chunks: [],
    copied: 0,
    stored: [],
    exit: null,
    cancel_sent: false,
    generation: 0,
  };
  foreman.rememberRun(job, run);
  return run;
}

/** The job's task checks its hosts every 15 s, counted from its start. */
function tick(foreman: Foreman, job: JobRecord): void {
  if (isOver(job)) return;
  foreman.after(foreman.world.timing.parentTickMs, () => tick(foreman, job));
  if (job.task?.state !== 'running') return;
  countForOldVersions(job);
  if (job.cancel_requested) cancelLateChildren(foreman, job);
  else if (job.concurrency_level !== null) planNext(foreman, job);
  const planned = job.planning_done || job.cancel_requested;
  if (planned && unfinishedRuns(job) === 0) settle(foreman, job);
}

/** Cancels, at the next tick, the hosts that were not running yet when the cancel came. */
function cancelLateChildren(foreman: Foreman, job: JobRecord): void {
  for (const run of job.runs.values()) {
    if (run.task.state === 'stopped' || run.cancel_sent) continue;
    run.cancel_sent = true;
    finishRun(foreman, job, run, { kind: 'cancelled' });
  }
}

/** Ends the job's task with the result of its hosts. */
function settle(foreman: Foreman, job: JobRecord): void {
  const { success } = job.ended;
  const all = success === job.runs.size && success === job.targeting.host_ids.length;
  stopJob(foreman, job, all ? 'success' : 'warning', all ? [] : ['A sub task failed']);
}

/** Stops the job's task with this result; running hosts continue. */
export function stopJob(
  foreman: Foreman,
  job: JobRecord,
  result: TaskResult,
  errors: string[],
): void {
  const task = job.task;
  if (task === null) return;
  task.state = 'stopped';
  task.ended_at = foreman.time;
  job.secrets = noSecrets;
  const broken = foreman.faults.finalizeError && result !== 'cancelled';
  task.result = broken ? 'error' : result;
  task.errors = broken ? ["undefined method `finalize_hosts' for nil:NilClass"] : errors;
  countForOldVersions(job);
}

function countForOldVersions(job: JobRecord): void {
  const { success, error, cancelled } = job.ended;
  job.tick_counts = {
    succeeded: success,
    failed: error + cancelled,
    pending: isOver(job) ? 0 : job.targeting.host_ids.length - success - error - cancelled,
  };
}

/** Resumes a paused task of a job; returns false if it is not paused. */
export function resumeJob(foreman: Foreman, job: JobRecord): boolean {
  if (job.task?.state !== 'paused') return false;
  job.task.state = 'running';
  planNext(foreman, job);
  return true;
}
