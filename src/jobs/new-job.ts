import type { JobDetail, TargetHost } from './job-invocation.ts';
import type { InputSheet } from './template-inputs.ts';

/** Everything one create can carry, in the API's names. What is absent is not sent. */
export interface NewJob {
  readonly job_template_id?: number;
  /** Forces static targeting on the server, whatever else is given. */
  readonly feature?: string;
  readonly targeting_type: 'static_query' | 'dynamic_query';
  readonly search_query?: string;
  readonly bookmark_id?: number;
  readonly host_ids?: readonly number[];
  /** Always strings: other JSON types reach the script as Ruby literals. */
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
  /** Seconds; only pull providers look at it. */
  readonly time_to_pickup?: number;
  /** UTC with `Z`, whole minutes. */
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

/** The values of a new job that must never be shown: passwords, and inputs that are hidden. */
export function secretsOf(job: NewJob, sheet: InputSheet): readonly string[] {
  const hidden = [...sheet.own, ...sheet.foreign].filter((input) => input.hidden_value);
  const values = hidden.map(({ name }) => job.inputs?.[name]);
  const passwords = [job.password, job.key_passphrase, job.ssh?.effective_user_password];
  return [...passwords, ...values].filter((value) => value !== undefined);
}

/** How the attempt of `run` or `rerun` to start a job ended. */
export type StartOutcome = StartedJob | SkippedStart | AnsweredStart;

/**
 * A job that was created; whatever it lacks of the hosts that were meant makes its result no
 * success.
 */
export interface StartedJob {
  readonly kind: 'started';
  readonly job: JobDetail;
  /** Hosts that were meant and are not part of the job. */
  readonly missing: readonly TargetHost[];
  /** A sentence about hosts that were meant and cannot be named. */
  readonly leftOut: string | null;
  /** How many hosts were meant; `null` where the server chooses them. */
  readonly hostCount: number | null;
}

/** Nothing was sent, because the same thing is running already (`--if-running skip`). */
export interface SkippedStart {
  readonly kind: 'skipped';
  readonly reason: string;
}

/** The answer has been printed: a dry run, nothing to do, or a run that was followed to its end. */
export interface AnsweredStart {
  readonly kind: 'answered';
  readonly exitCode: number;
}

export function answered(exitCode: number): AnsweredStart {
  return { kind: 'answered', exitCode };
}

/** At most this many hosts at a time, in the API's form; `undefined` without a limit. */
export function concurrencyControl(
  level: number | null | undefined,
): NewJob['concurrency_control'] {
  return level === null || level === undefined ? undefined : { concurrency_level: level };
}
