import type { FollowEvent, WarningCode } from '../../../src/jobs/event.ts';
import { causeOfEnd, noEvidence, withLines } from '../../../src/jobs/hosts/end-evidence.ts';
import type { EndCause } from '../../../src/jobs/hosts/host-failure.ts';
import type { HostStatus } from '../../../src/jobs/hosts/host-run.ts';
import type { HostState } from '../../../src/jobs/hosts/host-state.ts';
import type { JobCounts, JobInvocation } from '../../../src/jobs/job-invocation.ts';
import type { JobResult } from '../../../src/jobs/job-result.ts';
import type { Outcome } from '../../../src/jobs/outcome.ts';
import { counts, exampleJob } from '../example-jobs.ts';

/** Makes the events of one followed job, numbered and timed as the engine would. */
export class ExampleEvents {
  readonly jobId: number;
  private readonly time: () => string;

  constructor(time: () => string = () => '2026-11-23T14:16:02Z', jobId = 215) {
    this.time = time;
    this.jobId = jobId;
  }

  job(some: Partial<JobCounts>, more: Partial<JobInvocation> = {}): FollowEvent {
    const job = exampleJob({
      id: this.jobId,
      status: 'running',
      description: 'Run systemctl is-active nginx',
      task: {
        id: 't-215',
        state: 'running',
        started_at: '2026-11-23T14:16:02Z',
        cancellable: true,
      },
      counts: counts(some),
      ...more,
    });
    return { type: 'job', ...this.stamp(), job };
  }

  host(number: number, status: HostStatus, more: Partial<HostState> = {}): FollowEvent {
    return { type: 'host', ...this.stamp(), host: exampleState(number, status, more) };
  }

  output(
    number: number,
    text: string,
    more: { stream?: string; late?: boolean; timestamp?: number } = {},
  ): FollowEvent {
    const line = { stream: 'stdout', text, timestamp: 1_795_443_362.5, late: false, ...more };
    return { type: 'output', ...this.stamp(), host: hostRef(number), line };
  }

  warning(code: WarningCode, message: string, number?: number): FollowEvent {
    const host = number === undefined ? {} : { host: hostRef(number) };
    return { type: 'warning', ...this.stamp(), code, message, ...host };
  }

  gap(number: number, reason: string): FollowEvent {
    return { type: 'gap', ...this.stamp(), host: hostRef(number), reason };
  }

  contact(staleSince: string | null, reason: string | null = null): FollowEvent {
    return { type: 'contact', ...this.stamp(), stale_since: staleSince, reason };
  }

  summary(outcome: Outcome, some: Partial<JobCounts>, more: Partial<JobResult> = {}): FollowEvent {
    return {
      type: 'summary',
      ...this.stamp(),
      result: exampleResult(outcome, some, { job_id: this.jobId, ...more }),
    };
  }

  private stamp(): { time: string; job_id: number } {
    return { time: this.time(), job_id: this.jobId };
  }
}

export function hostName(number: number): string {
  return `web${String(number).padStart(2, '0')}.example.com`;
}

function hostRef(number: number): { readonly id: number; readonly name: string } {
  return { id: 100 + number, name: hostName(number) };
}

export function exampleState(
  number: number,
  status: HostStatus,
  more: Partial<HostState> = {},
): HostState {
  const state = { ...hostRef(number), status, exit_code: null, last_line: null, ...more };
  const { exit_code, last_line } = state;
  if (status !== 'failed' || (exit_code === null && last_line === null)) return state;
  return { cause: exampleCause(exit_code, last_line), ...state };
}

/** The last line is the server's where there is no exit code, else the host's. */
export function exampleCause(exit_code: number | null, last_line: string | null): EndCause | null {
  const stream = exit_code === null ? 'debug' : 'stdout';
  const line = { stream, text: last_line ?? '', timestamp: 0, late: false };
  return causeOfEnd(withLines(noEvidence, [line]), { exit_code, isException: false });
}

export function exampleResult(
  outcome: Outcome,
  some: Partial<JobCounts> = {},
  more: Partial<JobResult> = {},
): JobResult {
  return {
    job_id: 215,
    outcome,
    ended: 'finished',
    counts: counts(some),
    failed_hosts: [],
    reason: null,
    ...more,
  };
}
