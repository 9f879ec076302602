import type { HostState } from './hosts/host-state.ts';
import type { JobDetail, JobInvocation } from './job-invocation.ts';
import type { JobResult } from './job-result.ts';
import type { OutputLine } from './output.ts';

/** The events of `--format ndjson` with their meanings. */
export const eventTypes = {
  job: 'the job as it is now; first in the stream, then after each change',
  host: 'a host changed its state; once per host at the start',
  output: 'one line of output of a host',
  gap: 'output of a host is lost, and why',
  group: 'hosts with the same result and output; with `--group`, before the summary',
  warning: 'a warning for the operator; `code` says which',
  summary: 'the result with the exit code; always the last event',
} as const;

/** The codes of warnings with their meanings. They never change; new ones may be added. */
export const warningCodes = {
  cancel_early: 'the cancel may have missed hosts that had not started',
  cancel_failed: 'the cancel of `--cancel-when` was refused',
  cancel_lost: 'no response: it is unknown whether the job is cancelled',
  cancel_not_allowed: 'your user is not allowed to cancel this job',
  cancel_when_gone: 'rexctl stopped watching: `--cancel-when` has no effect now',
  cancel_when_met: 'the limit is reached: the rest of the job is cancelled',
  contact_lost: 'the server does not answer; `stale_since` says since when',
  contact_restored: 'the server answers again',
  nothing_to_do: 'no host is left to run on',
  output_queued: 'many hosts print at once: lines may come late',
  paused: 'the job is paused on the server',
  proxy_reachable: 'the smart proxy of a host answers again',
  proxy_unreachable: 'the smart proxy of a host does not answer',
  recurring_next: 'the job belongs to a series; names the next job',
  stalled: 'nothing has changed for the time of `--stall-warning`',
} as const;

export type WarningCode = keyof typeof warningCodes;

/** What a follow reports, in the order in which it became known; the source of NDJSON events. */
export type FollowEvent =
  | JobEvent
  | HostEvent
  | OutputEvent
  | GapEvent
  | WarningEvent
  | ContactEvent
  | SummaryEvent;

interface Stamped {
  /** ISO 8601 in UTC, by the clock of this machine. */
  readonly time: string;
  readonly job_id: number;
}

/** Emitted first, and when the counts or the server's status have changed. */
export interface JobEvent extends Stamped {
  readonly type: 'job';
  readonly job: JobInvocation | JobDetail;
}

/** A host changed its state; at the beginning there is one event for each host. */
export interface HostEvent extends Stamped {
  readonly type: 'host';
  readonly host: HostState;
}

export interface OutputEvent extends Stamped {
  readonly type: 'output';
  readonly host: { readonly id: number; readonly name: string };
  readonly line: OutputLine;
}

/** Output was lost, e.g. after a forced cancel. */
interface GapEvent extends Stamped {
  readonly type: 'gap';
  readonly host: { readonly id: number; readonly name: string };
  readonly reason: string;
}

export interface WarningEvent extends Stamped {
  readonly type: 'warning';
  readonly code: WarningCode;
  readonly message: string;
  readonly host?: { readonly id: number; readonly name: string };
}

/** The server has not responded since a time, or responds again (`null`). Not in NDJSON. */
export interface ContactEvent extends Stamped {
  readonly type: 'contact';
  readonly stale_since: string | null;
  readonly reason: string | null;
}

export interface SummaryEvent extends Stamped {
  readonly type: 'summary';
  readonly result: JobResult;
}

export type EventSink = (event: FollowEvent) => void;
