import type { OutputChunk } from '../hosts/output-chunks.ts';
import type { HostScript } from '../hosts/script.ts';

type TaskState =
  | 'scheduled'
  | 'pending'
  | 'planning'
  | 'planned'
  | 'running'
  | 'paused'
  | 'stopped';
export type TaskResult = 'pending' | 'success' | 'warning' | 'error' | 'cancelled';

/** A task of foreman-tasks, of a job or of one host. Times are in milliseconds since the epoch. */
export interface TaskRecord {
  readonly id: string;
  state: TaskState;
  result: TaskResult;
  /** The planned start. */
  start_at: number | null;
  start_before: number | null;
  started_at: number | null;
  ended_at: number | null;
  /** The reasons why it did not succeed. */
  errors: string[];
}

/** An output event in the database. */
interface StoredElement {
  readonly id: number;
  /** Seconds since the epoch. */
  readonly timestamp: number;
  /** The number of the chunk, `exit` or `exception-<8 hex>`. */
  readonly external_id: string;
  readonly output_type: string;
  readonly output: string;
}

/** The exit line. It is created when output is read, and has no id. */
interface ExitLine {
  readonly status: string;
  readonly timestamp: number;
}

/** A template invocation: the run of a job on one host. */
export interface HostRun {
  readonly template_invocation_id: number;
  readonly job_id: number;
  readonly host_id: number;
  readonly host_name: string;
  readonly task: TaskRecord;
  script: HostScript | null;
  /** The start of the script on the host. */
  script_started_at: number | null;
  /** All output of the script, past and future; computed when the script starts. */
  chunks: readonly OutputChunk[];
  /** The number of chunks that are in the database. */
  copied: number;
  readonly stored: StoredElement[];
  exit: ExitLine | null;
  /** Whether a plain cancel was sent to the proxy. */
  cancel_sent: boolean;
  /** Incremented when the planned end no longer applies. */
  generation: number;
}

export interface Targeting {
  readonly id: number;
  readonly bookmark_id: number | null;
  search_query: string | null;
  readonly targeting_type: 'static_query' | 'dynamic_query';
  readonly user_id: number;
  readonly randomized_ordering: boolean | null;
  /** The ids of the hosts, in the order of execution. */
  host_ids: readonly number[];
  resolved: boolean;
}

export interface Triggering {
  readonly id: number;
  readonly mode: 'immediate' | 'future' | 'recurring';
  readonly start_at: number | null;
  readonly start_before: number | null;
}

/** The counts at the last tick of the job's task, shown before Remote Execution 13.1. */
interface TickCounts {
  readonly succeeded: number;
  readonly failed: number;
  readonly pending: number;
}

export interface JobSecrets {
  readonly password: string | null;
  readonly key_passphrase: string | null;
  readonly effective_user_password: string | null;
}

export const noSecrets: JobSecrets = {
  password: null,
  key_passphrase: null,
  effective_user_password: null,
};

/** A job invocation in the database. */
export interface JobRecord {
  readonly id: number;
  description: string;
  readonly job_category: string;
  readonly template_id: number;
  readonly created_at: number;
  readonly user_id: number;
  /** The values by input name; hidden ones are in clear text. */
  readonly inputs: Readonly<Record<string, string>>;
  readonly targeting: Targeting;
  readonly ssh_user: string | null;
  readonly time_to_pickup: number | null;
  readonly concurrency_level: number | null;
  readonly execution_timeout_interval: number | null;
  readonly effective_user: string;
  readonly remote_execution_feature_id: number | null;
  /** The inputs of the template's provider, by key. */
  readonly provider_inputs: Readonly<Record<string, unknown>>;
  /** Kept until the job has ended; no response contains them. */
  secrets: JobSecrets;
  readonly task_group_id: number;
  readonly organization_id: number | null;
  readonly location_id: number | null;
  triggering: Triggering | null;
  recurring_logic_id: number | null;
  /** The task of the job; null = the row is an orphan. */
  task: TaskRecord | null;
  /** The runs by host id, in the order of planning. */
  readonly runs: Map<number, HostRun>;
  readonly ended: { success: number; error: number; cancelled: number };
  tick_counts: TickCounts | null;
  cancel_requested: boolean;
  planning_done: boolean;
  /** Whether the fault `pausedTask` has paused it already. */
  was_paused: boolean;
}

/** A series: it creates the next job whenever one of its jobs starts. */
export interface RecurringLogic {
  readonly id: number;
  readonly cron_line: string;
  readonly max_iteration: number | null;
  readonly purpose: string | null;
  readonly task_group_id: number;
  readonly triggering_id: number;
  readonly timezone: string | null;
  iteration: number;
  /** null = the series is stored incompletely. */
  state: 'active' | 'disabled' | 'finished' | 'cancelled' | 'failed' | null;
  /** The ids of its jobs, oldest first. */
  readonly job_ids: number[];
}

export function isOver(job: JobRecord): boolean {
  return job.task?.state === 'stopped';
}

/** The number of hosts whose task has not stopped. */
export function unfinishedRuns(job: JobRecord): number {
  return job.runs.size - job.ended.success - job.ended.error - job.ended.cancelled;
}
