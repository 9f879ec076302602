import type { HostTimes } from '../times/host-times.ts';

/** A host in a job: a row of `…/hosts`, or of show with `host_status` on old servers. */
export interface HostRun {
  readonly id: number;
  readonly name: string;
  readonly status: HostStatus;
  /** The server's word for the status, unchanged; `null` = none. */
  readonly job_status: string | null;
  readonly operatingsystem_name: string | null;
  readonly hostgroup_name: string | null;
  readonly smart_proxy_name: string | null;
  readonly operatingsystem_id?: number | null;
  readonly hostgroup_id?: number | null;
  readonly smart_proxy_id?: number | null;
  /** Only if requested. */
  readonly times?: HostTimes;
  /** The task of the host, or `null`. Only if permissions were requested (REX 17.1+). */
  readonly task?: { readonly id: string; readonly cancellable: boolean | null } | null;
  /** Permissions of the user; only if requested (REX 17.1+). */
  readonly permissions?: {
    readonly view_foreman_tasks: boolean | null;
    readonly cancel_job_invocations: boolean | null;
    readonly execute_jobs: boolean | null;
  };
}

/**
 * The statuses of a host. `waiting`: it has no task yet; after the end of the job that means
 * `never_ran`. Unknown words of the server become `unknown`, which is not final.
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

/** The status for a word of the server. `jobEnded`: the job's task has stopped. */
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

/** Whether the host has ended. */
export function isFinal(status: HostStatus): boolean {
  return finalStatuses.includes(status);
}
