import type { JobDetail, TargetHost } from './job-invocation.ts';
import type { InputSheet } from './template-inputs.ts';

/** A create request, with the API's names. Absent fields are not sent. */
export interface NewJob {
  readonly job_template_id?: number;
  /** With a feature, the server always uses static targeting. */
  readonly feature?: string;
  readonly targeting_type: 'static_query' | 'dynamic_query';
  readonly search_query?: string;
  readonly bookmark_id?: number;
  readonly host_ids?: readonly number[];
  /** Always strings: the server writes other JSON types into the script as Ruby literals. */
  readonly inputs?: Readonly<Record<string, string>>;
  readonly description_format?: string;
  readonly randomized_ordering?: boolean;
  readonly ssh_user?: string;
  readonly password?: string;
  readonly key_passphrase?: string;
  readonly ssh?: { readonly effective_user?: string; readonly effective_user_password?: string };
  readonly concurrency_control?: { readonly concurrency_level: number };
  /** Seconds. */
  readonly execution_timeout_interval?: number;
  /** Seconds; used by pull providers only. */
  readonly time_to_pickup?: number;
  /** In UTC with `Z`, whole minutes. */
  readonly scheduling?: { readonly start_at: string; readonly start_before?: string };
  readonly recurrence?: {
    readonly cron_line: string;
    readonly max_iteration?: number;
    readonly end_time?: string;
    readonly purpose?: string;
  };
  /** Inputs of the template's provider by namespace, e.g. `{ ansible: { tags: 'a,b' } }`. */
  readonly provider_inputs?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** The values of a new job that must never be shown: passwords and hidden inputs. */
export function secretsOf(job: NewJob, sheet: InputSheet): readonly string[] {
  const hidden = [...sheet.own, ...sheet.foreign].filter((input) => input.hidden_value);
  const values = hidden.map(({ name }) => job.inputs?.[name]);
  const passwords = [job.password, job.key_passphrase, job.ssh?.effective_user_password];
  return [...passwords, ...values].filter((value) => value !== undefined);
}

/** The result of starting a job in `run` or `rerun`. */
export type StartOutcome = StartedJob | SkippedStart | AnsweredStart;

/** A started job. If it lacks intended hosts, its result is not a success. */
export interface StartedJob {
  readonly kind: 'started';
  readonly job: JobDetail;
  /** The intended hosts that are not in the job. */
  readonly missing: readonly TargetHost[];
  /** A sentence about intended hosts that are not in the job and cannot be named. */
  readonly leftOut: string | null;
  /** The number of intended hosts; `null` if the server chooses them. */
  readonly hostCount: number | null;
}

/** Nothing was sent, because the same job is already running (`--if-running skip`). */
export interface SkippedStart {
  readonly kind: 'skipped';
  readonly reason: string;
}

/** The answer was already printed: a dry run, nothing to do, or a run followed to its end. */
export interface AnsweredStart {
  readonly kind: 'answered';
  readonly exitCode: number;
}

export function answered(exitCode: number): AnsweredStart {
  return { kind: 'answered', exitCode };
}

/** The limit of hosts at a time, in the API's form; `undefined` = no limit. */
export function concurrencyControl(
  level: number | null | undefined,
): NewJob['concurrency_control'] {
  return level === null || level === undefined ? undefined : { concurrency_level: level };
}
