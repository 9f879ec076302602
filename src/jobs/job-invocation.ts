/**
 * A job invocation: the server's record with the same names, but without its quirks. Times are ISO
 * 8601 in UTC. Counts are numbers, or `null` = unknown; `null` never means zero.
 */
export interface JobInvocation {
  readonly id: number;
  /** At most 255 characters; the server shows hidden inputs as `***`. */
  readonly description: string | null;
  readonly job_category: string | null;
  readonly targeting_id: number | null;
  /** The server's status, up to 15 s behind the hosts. */
  readonly status: JobStatus;
  /** The planned start of a scheduled job, or the creation of an immediate one. */
  readonly start_at: string | null;
  /** `null` for an orphan: a record whose start failed. */
  readonly task: JobTask | null;
  readonly template_id: number | null;
  readonly template_name: string | null;
  readonly effective_user: string | null;
  readonly ssh_user: string | null;
  readonly time_to_pickup: number | null;
  readonly concurrency_level: number | null;
  readonly execution_timeout_interval: number | null;
  readonly counts: JobCounts;
  /** Fields that this version of the server does not return: there `null` means unknown. */
  readonly unreadable: readonly UnreadableField[];
  /** Permissions of the user; only if requested (REX 12+). */
  readonly permissions?: {
    readonly edit_job_templates: boolean | null;
    readonly view_foreman_tasks: boolean | null;
    readonly edit_recurring_logics: boolean | null;
  };
}

export type JobStatus = 'succeeded' | 'failed' | 'queued' | 'running' | 'cancelled' | 'unknown';

export type UnreadableField =
  | 'effective_user'
  | 'ssh_user'
  | 'time_to_pickup'
  | 'concurrency_level'
  | 'execution_timeout_interval'
  | 'inputs';

export interface JobTask {
  readonly id: string;
  /** scheduled, pending, planning, planned, running, paused or stopped. */
  readonly state: string;
  readonly started_at: string | null;
  /** `null` in rows of the index. */
  readonly cancellable: boolean | null;
}

export interface JobCounts {
  /** The number of hosts of the job; `null` until the server has resolved them. */
  readonly total: number | null;
  readonly succeeded: number | null;
  readonly failed: number | null;
  /** After the end of the job also includes hosts that never ran. */
  readonly cancelled: number | null;
  /** How many of the cancelled hosts never ran; only if the hosts were counted. */
  readonly never_ran?: number;
  readonly pending: number | null;
  /** The number of hosts that were deleted or are not visible to the user. */
  readonly missing: number | null;
}

/** A job with the fields that only `show` and `create` return. */
export interface JobDetail extends JobInvocation {
  readonly targeting: Targeting | null;
  readonly mode: 'recurring' | 'future' | 'immediate';
  readonly scheduling: {
    readonly start_at: string | null;
    readonly start_before: string | null;
  } | null;
  readonly recurrence: Recurrence | null;
  /** The inputs; a hidden value is `*****`. `null` if no response had them (`unreadable`). */
  readonly inputs: readonly InputValue[] | null;
  readonly job_organization: string | null;
  readonly job_location: string | null;
}

export interface InputValue {
  readonly name: string;
  readonly id: number | null;
  readonly value: string | null;
}

export interface Targeting {
  readonly bookmark_id: number | null;
  readonly bookmark_name: string | null;
  readonly search_query: string | null;
  readonly targeting_type: 'static_query' | 'dynamic_query' | null;
  readonly user_id: number | null;
  readonly randomized_ordering: boolean | null;
  /** The visible hosts in order of execution, if requested; else `null`. */
  readonly hosts: readonly TargetHost[] | null;
}

export interface TargetHost {
  readonly id: number;
  readonly name: string;
}

export interface Recurrence {
  readonly id: number;
  readonly cron_line: string | null;
  readonly state: string | null;
  readonly iteration: number | null;
  readonly max_iteration: number | null;
  readonly end_time: string | null;
  readonly purpose: string | null;
  /** The times of the runs before and after this one (the API spells them with one r). */
  readonly last_occurrence: string | null;
  readonly next_occurrence: string | null;
  readonly task_group_id?: number | null;
  /** The number of runs so far. */
  readonly task_count?: number | null;
  /** The server's description of what is repeated. */
  readonly action?: string | null;
}
