import type { WarningCode } from './event-types.ts';
import type { HostState } from './host-run.ts';
import type { JobDetail, JobInvocation } from './job-invocation.ts';
import type { JobResult } from './job-result.ts';
import type { OutputLine } from './output.ts';

/**
 * What following a job reports, in the order in which it became known; the NDJSON events are made
 * from these.
 */
export type FollowEvent =
  | JobEvent
  | HostEvent
  | OutputEvent
  | GapEvent
  | WarningEvent
  | ContactEvent
  | SummaryEvent;

interface Stamped {
  /** ISO 8601 UTC, the client's clock. */
  readonly time: string;
  readonly job_id: number;
}

/** First, and whenever counts or the server's status changed. */
export interface JobEvent extends Stamped {
  readonly type: 'job';
  readonly job: JobInvocation | JobDetail;
}

/** A host changed its state; the first look at a job sends one for every host. */
export interface HostEvent extends Stamped {
  readonly type: 'host';
  readonly host: HostState;
}

export interface OutputEvent extends Stamped {
  readonly type: 'output';
  readonly host: { readonly id: number; readonly name: string };
  readonly line: OutputLine;
}

/** Output that is lost, e.g. after a forced cancel. */
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

/**
 * The view is stale since a time, or fresh again (`stale_since: null`). For screens; not part of
 * NDJSON.
 */
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
