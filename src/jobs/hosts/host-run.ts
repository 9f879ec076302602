import type { HostTimes } from '../times/host-times.ts';

/**
 * One host of one job invocation: a row of `…/hosts`, or of show with `host_status` on old servers.
 */
export interface HostRun {
  readonly id: number;
  readonly name: string;
  readonly status: HostStatus;
  /** The server's word as it came; `null` where it gave none. */
  readonly job_status: string | null;
  readonly operatingsystem_name: string | null;
  readonly hostgroup_name: string | null;
  readonly smart_proxy_name: string | null;
  readonly operatingsystem_id?: number | null;
  readonly hostgroup_id?: number | null;
  readonly smart_proxy_id?: number | null;
  /** Only where they were asked for. */
  readonly times?: HostTimes;
  /** Of this host; `null` without one. Only when permissions were asked for (REX 17.1+). */
  readonly task?: { readonly id: string; readonly cancellable: boolean | null } | null;
  /** What this user may do; only when asked for (REX 17.1+). */
  readonly permissions?: {
    readonly view_foreman_tasks: boolean | null;
    readonly cancel_job_invocations: boolean | null;
    readonly execute_jobs: boolean | null;
  };
}

/**
 * This program's words. `waiting`: no task yet; the same server word after the end of the job means
 * `never_ran`. Unknown words are `unknown` and never final.
 */
export const hostStatuses = [
  'failed',
  'never_ran',
  'cancelled',
  'unknown',
  'running',
  'waiting',
  'succeeded',
] as const;

export type HostStatus = (typeof hostStatuses)[number];

/** `jobEnded`: whether the job's task has stopped, which turns "no task yet" into "never ran". */
export function hostStatusOf(jobStatus: string | null, jobEnded: boolean): HostStatus {
  switch (jobStatus) {
    case 'success':
      return 'succeeded';
    case 'error':
    case 'warning':
      return 'failed';
    case 'cancelled':
      return 'cancelled';
    case 'running':
      return 'running';
    case 'planned':
    case 'pending':
      return 'waiting';
    case 'N/A':
    case null:
      return jobEnded ? 'never_ran' : 'waiting';
    default:
      return 'unknown';
  }
}

const finalStatuses: readonly HostStatus[] = ['succeeded', 'failed', 'cancelled', 'never_ran'];

/** True where the host's part of the job has ended. */
export function isFinal(status: HostStatus): boolean {
  return finalStatuses.includes(status);
}
