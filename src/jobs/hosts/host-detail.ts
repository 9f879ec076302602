import type { JobInvocation } from '../job-invocation.ts';
import type { HostTimes } from '../times/host-times.ts';
import type { HostEnd } from './host-failure.ts';

/** What jobs care about of one host of the server; `null` is unknown. */
export interface HostDetail {
  readonly id: number;
  readonly name: string;
  readonly operatingsystem_name: string | null;
  /** With the names of its parents, where the server has them. */
  readonly hostgroup_name: string | null;
  readonly organization_name: string | null;
  readonly location_name: string | null;
  readonly ip: string | null;
  /** Of Remote Execution. */
  readonly smart_proxies: readonly string[] | null;
  /** The server's own words about its last job. */
  readonly execution_status: string | null;
}

/** How one host fared in one job. */
export interface HostResult {
  readonly job: JobInvocation;
  readonly end: HostEnd;
  readonly times: HostTimes;
}
