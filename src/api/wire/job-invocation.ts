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

/** The base object of every response about a job. What is optional here came with some version. */
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
/** The base object after the schema, before it becomes a job. */
type WireJob = v.InferOutput<typeof wireJob>;

/** A row of the index. */
export const jobRow = v.pipe(wireJob, v.transform(jobOf));

/** The domain's job from the base object. */
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

/** The number first: it is never translated. Unknown values are `unknown`. */
function statusOf({ status, status_label }: WireJob): JobStatus {
  if (status !== null) return statuses[status] ?? 'unknown';
  return statuses.find((known) => known === status_label) ?? 'unknown';
}

/**
 * `null` only where the server reports that there is none; a response that does not mention the
 * task is no orphan.
 */
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

/** `total` is a word while the job is queued, although the hosts may be known by then. */
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

/** So it is with a job that was cancelled before its start: all of its hosts were. */
function countsNoHost({ succeeded, failed, cancelled, pending }: WireJob): boolean {
  return [succeeded, failed, cancelled, pending].every((count) => count === 0);
}
