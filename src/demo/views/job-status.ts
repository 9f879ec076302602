import type { Abilities } from '../http/versions.ts';
import { type HostRun, isOver, type JobRecord } from '../jobs/job-record.ts';

export interface JobStatus {
  readonly status: number;
  readonly label: 'succeeded' | 'failed' | 'queued' | 'running' | 'cancelled';
}

/** The status of a job. It depends on the job's task only, not on the hosts. */
export function statusOf(job: JobRecord): JobStatus {
  const task = job.task;
  if (task === null || task.state === 'scheduled') return { status: 2, label: 'queued' };
  if (task.state !== 'stopped') return { status: 3, label: 'running' };
  if (task.result === 'success') return { status: 0, label: 'succeeded' };
  return task.result === 'cancelled'
    ? { status: 4, label: 'cancelled' }
    : { status: 1, label: 'failed' };
}

/** The `job_status` of one host; null before 14.1 for a host without a task. */
export function hostStatusOf(job: JobRecord, hostId: number, abilities: Abilities): string | null {
  const run = job.runs.get(hostId);
  if (run !== undefined) return runStatus(run);
  if (!abilities.hostsEndpoint) return null;
  return job.task?.result === 'cancelled' ? 'cancelled' : 'N/A';
}

function runStatus({ task }: HostRun): string {
  if (task.state === 'stopped') return task.result === 'warning' ? 'error' : task.result;
  if (task.state === 'planned' || task.state === 'running') return task.state;
  return 'pending';
}

export interface Counts {
  readonly succeeded: number;
  readonly failed: number;
  readonly pending: number;
  readonly cancelled: number;
}

/**
 * The counts of host tasks, all 0 before the start. Hosts that are not planned count as pending,
 * and as cancelled once the job's task has stopped.
 */
export function countsOf(job: JobRecord): Counts {
  if (!job.targeting.resolved || job.task === null || job.task.started_at === null) {
    return { succeeded: 0, failed: 0, pending: 0, cancelled: 0 };
  }
  const { success, error, cancelled } = job.ended;
  const rest = job.targeting.host_ids.length - success - error - cancelled;
  const over = isOver(job);
  return {
    succeeded: success,
    failed: error,
    pending: over ? 0 : rest,
    cancelled: over ? cancelled + rest : cancelled,
  };
}

/** Whether a job can be cancelled: a running or scheduled one, but not right after its create. */
export function isCancellable(job: JobRecord): boolean {
  return job.task?.state === 'running' || job.task?.state === 'scheduled';
}
