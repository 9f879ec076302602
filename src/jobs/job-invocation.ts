/**
 * A job invocation as this program knows it: the server's record with its names kept and its quirks
 * taken out. Times are ISO 8601 UTC, counts are numbers or `null` for "not known", `null` never
 * means zero.
 */
export interface JobInvocation {
  readonly id: number;
  /** At most 255 characters; hidden inputs are shown as `***` by the server. */
  readonly description: string | null;
  readonly job_category: string | null;
  readonly targeting_id: number | null;
  /** As the server reports it, up to 15 s behind the hosts. */
  readonly status: JobStatus;
  /** Planned start of a scheduled job, actual creation of an immediate one. */
  readonly start_at: string | null;
  /** `null` for an orphan: a row whose start never happened. */
  readonly task: JobTask | null;
  readonly template_id: number | null;
  readonly template_name: string | null;
  readonly effective_user: string | null;
  readonly ssh_user: string | null;
  readonly time_to_pickup: number | null;
  readonly concurrency_level: number | null;
  readonly execution_timeout_interval: number | null;
  readonly counts: JobCounts;
  /** Fields that this server's version does not have, so that `null` is not read as "none". */
  readonly unreadable: readonly UnreadableField[];
  /** What this user may do around the job; only when asked for (REX 12+). */
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
  /** scheduled, pending, planning, planned, running, paused, stopped. */
  readonly state: string;
  readonly started_at: string | null;
  /** `null` where the server does not report it (index rows). */
  readonly cancellable: boolean | null;
}

export interface JobCounts {
  /** Hosts this job is for; `null` until the targeting is resolved. */
  readonly total: number | null;
  readonly succeeded: number | null;
  readonly failed: number | null;
  /** Includes hosts that never ran once the job has stopped. */
  readonly cancelled: number | null;
  /** How many of the cancelled ones never ran; only where the hosts themselves were counted. */
  readonly never_ran?: number;
  readonly pending: number | null;
  /** Hosts that were deleted or are hidden from this user, organization or location. */
  readonly missing: number | null;
}

/** With the fields that only `show` and `create` return. */
export interface JobDetail extends JobInvocation {
  readonly targeting: Targeting | null;
  readonly mode: 'recurring' | 'future' | 'immediate';
  readonly scheduling: {
    readonly start_at: string | null;
    readonly start_before: string | null;
  } | null;
  readonly recurrence: Recurrence | null;
  /**
   * By input name; a hidden value is the server's `*****`. `null` when no response had them
   * (`unreadable`).
   */
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
  /**
   * Only when hosts were asked for, in execution order; hosts hidden from this user are missing.
   */
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
  /** Times of the neighbors of this occurrence (the API spells them with one r). */
  readonly last_occurrence: string | null;
  readonly next_occurrence: string | null;
  readonly task_group_id?: number | null;
  /** Iterations so far. */
  readonly task_count?: number | null;
  /** The server's sentence about what is repeated. */
  readonly action?: string | null;
}
