import type { JobInvocation } from '../job-invocation.ts';
import type { HostTimes } from '../times/host-times.ts';
import type { HostEnd } from './host-failure.ts';

/** The facts about a host that matter for jobs; `null` = unknown. */
export interface HostDetail {
  readonly id: number;
  readonly name: string;
  readonly operatingsystem_name: string | null;
  /** With the names of its parents, if the server returns them. */
  readonly hostgroup_name: string | null;
  readonly organization_name: string | null;
  readonly location_name: string | null;
  readonly ip: string | null;
  /** The smart proxies for Remote Execution. */
  readonly smart_proxies: readonly string[] | null;
  /** The server's words about its last job. */
  readonly execution_status: string | null;
}

/** The result of a host in a job. */
export interface HostResult {
  readonly job: JobInvocation;
  readonly end: HostEnd;
  readonly times: HostTimes;
}
