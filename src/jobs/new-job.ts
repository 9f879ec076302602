import type { InputSheet } from './template-inputs.ts';

/** Everything one create can carry, in the API's names. What is absent is not sent. */
export interface NewJob {
  readonly job_template_id?: number;
  /** Forces static targeting on the server, whatever else is said. */
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

/**
 * The values of a new job that must never be shown: passwords, and inputs that are hidden.
 */
export function secretsOf(job: NewJob, sheet: InputSheet): readonly string[] {
  const hidden = [...sheet.own, ...sheet.foreign].filter((input) => input.hidden_value);
  const values = hidden.map(({ name }) => job.inputs?.[name]);
  const passwords = [job.password, job.key_passphrase, job.ssh?.effective_user_password];
  return [...passwords, ...values].filter((value) => value !== undefined);
}
