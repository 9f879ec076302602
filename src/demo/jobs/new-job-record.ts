import type { Foreman } from '../foreman.ts';
import type { JobRecord, Targeting } from './job-record.ts';

/** The fields of a job that a create sets; the database adds the others. */
export type NewJobRecord = Pick<
  JobRecord,
  | 'description'
  | 'job_category'
  | 'template_id'
  | 'user_id'
  | 'inputs'
  | 'ssh_user'
  | 'time_to_pickup'
  | 'concurrency_level'
  | 'execution_timeout_interval'
  | 'effective_user'
  | 'remote_execution_feature_id'
  | 'provider_inputs'
  | 'secrets'
  | 'organization_id'
  | 'location_id'
> & { readonly targeting: Omit<Targeting, 'id'> };

/** Inserts the row without a task; if a later step fails, the row never gets one. */
export function insertJob(foreman: Foreman, job: NewJobRecord): JobRecord {
  const record: JobRecord = {
    id: foreman.takeId('job_invocation'),
    description: job.description,
    job_category: job.job_category,
    template_id: job.template_id,
    created_at: foreman.time,
    user_id: job.user_id,
    inputs: job.inputs,
    targeting: { ...job.targeting, id: foreman.takeId('targeting') },
    ssh_user: job.ssh_user,
    time_to_pickup: job.time_to_pickup,
    concurrency_level: job.concurrency_level,
    execution_timeout_interval: job.execution_timeout_interval,
    effective_user: job.effective_user,
    remote_execution_feature_id: job.remote_execution_feature_id,
    provider_inputs: job.provider_inputs,
    secrets: job.secrets,
    task_group_id: foreman.takeId('task_group'),
    organization_id: job.organization_id,
    location_id: job.location_id,
    triggering: null,
    recurring_logic_id: null,
    task: null,
    runs: new Map(),
    ended: { success: 0, error: 0, cancelled: 0 },
    tick_counts: null,
    cancel_requested: false,
    planning_done: false,
    was_paused: false,
  };
  foreman.jobs.set(record.id, record);
  return record;
}
