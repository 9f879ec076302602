import * as v from 'valibot';
import type {
  JobCounts,
  JobInvocation,
  JobStatus,
  JobTask,
  UnreadableField,
} from '../../jobs/job-invocation.ts';
import { flag, id, maybeId, number, text, time } from './fields.ts';

const task = v.object({ id: text, state: text, started_at: time, cancellable: flag });

const permissions = v.object({
  edit_job_templates: flag,
  view_foreman_tasks: flag,
  edit_recurring_logics: flag,
});

/** The fields of a job in every response; optional fields exist in newer versions only. */
export const jobEntries = {
  id,
  description: text,
  job_category: text,
  targeting_id: maybeId,
  status: number,
  status_label: text,
  start_at: time,
  template_id: maybeId,
  template_name: text,
  effective_user: v.optional(text),
  ssh_user: v.optional(text),
  time_to_pickup: v.optional(number),
  concurrency_level: v.optional(number),
  execution_timeout_interval: v.optional(number),
  succeeded: number,
  failed: number,
  pending: number,
  cancelled: number,
  missing: number,
  total: number,
  total_hosts: number,
  dynflow_task: v.nullish(task),
  task: v.nullish(task),
  permissions: v.optional(permissions),
};

const wireJob = v.object(jobEntries);
/** A parsed job of the server. */
type WireJob = v.InferOutput<typeof wireJob>;

/** A row of the index. */
export const jobRow = v.pipe(wireJob, v.transform(jobOf));

/** Converts a job of the server to a job of rexctl. */
export function jobOf(row: WireJob): JobInvocation {
  return {
    id: row.id,
    description: row.description,
    job_category: row.job_category,
    targeting_id: row.targeting_id,
    status: statusOf(row),
    start_at: row.start_at,
    task: taskOf(row),
    template_id: row.template_id,
    template_name: row.template_name,
    effective_user: row.effective_user ?? null,
    ssh_user: row.ssh_user ?? null,
    time_to_pickup: row.time_to_pickup ?? null,
    concurrency_level: row.concurrency_level ?? null,
    execution_timeout_interval: row.execution_timeout_interval ?? null,
    counts: countsOf(row),
    unreadable: versioned.filter((field) => row[field] === undefined),
    permissions: row.permissions,
  };
}

const versioned = [
  'effective_user',
  'ssh_user',
  'time_to_pickup',
  'concurrency_level',
  'execution_timeout_interval',
] as const satisfies readonly UnreadableField[];

const statuses: readonly JobStatus[] = ['succeeded', 'failed', 'queued', 'running', 'cancelled'];

/** The status, preferably from the number, because the server translates the label. */
function statusOf({ status, status_label }: WireJob): JobStatus {
  if (status !== null) return statuses[status] ?? 'unknown';
  return statuses.find((known) => known === status_label) ?? 'unknown';
}

/** The task; `null` only if the server reports that there is none, not if it omits the task. */
function taskOf({ dynflow_task, task: shown }: WireJob): JobTask | null {
  const both = [shown, dynflow_task];
  if (!both.some((one) => one?.id != null) && both.includes(null)) return null;
  return {
    id: shown?.id ?? dynflow_task?.id ?? '',
    state: shown?.state ?? dynflow_task?.state ?? 'unknown',
    started_at: shown?.started_at ?? null,
    cancellable: shown?.cancellable ?? null,
  };
}

/** The counts. While a job is queued, the server sends a word as `total`. */
function countsOf(row: WireJob): JobCounts {
  const counts = {
    total: row.total ?? row.total_hosts,
    succeeded: row.succeeded,
    failed: row.failed,
    cancelled: row.cancelled,
    pending: row.pending,
    missing: row.missing,
  };
  if (statusOf(row) !== 'cancelled' || !countsNoHost(row)) return counts;
  return { ...counts, cancelled: counts.total, never_ran: 0 };
}

/** Whether no host is counted. In a cancelled job that means: it was cancelled before its start. */
function countsNoHost({ succeeded, failed, cancelled, pending }: WireJob): boolean {
  return [succeeded, failed, cancelled, pending].every((count) => count === 0);
}
