import type { HostRun, HostStatus } from './host-run.ts';

/** The kinds of reasons why a host does not succeed; `rexctl/1` may get more. */
export const hostFailureKinds = [
  'exit',
  'unreachable',
  'timed_out',
  'proxy',
  'never_ran',
  'cancelled',
  'unknown',
] as const;

export type HostFailureKind = (typeof hostFailureKinds)[number];

/** Why a host did not succeed. */
export interface HostFailure {
  readonly kind: HostFailureKind;
  /** The exit code of its script; `null` = none, or not a number. */
  readonly exit_code: number | null;
  /** The line of host, server or smart proxy that explains it best, or `null`. */
  readonly message: string | null;
}

/** What the output of an ended host shows about its end. */
export interface EndCause {
  readonly kind: HostFailureKind;
  readonly message: string | null;
  /** False if it is certain that the script did not run on the host. */
  readonly may_have_run: boolean;
}

/** How a host ended, as far as it is known. */
export interface HostEnd {
  readonly status: HostStatus;
  readonly exit_code: number | null;
  /** The last line that the host printed, or that the server added. */
  readonly last_line: string | null;
  /** `null` = the output shows none, or cannot be read; absent = it was not read. */
  readonly cause?: EndCause | null | undefined;
}

/** A host of a job, with its end if that was requested. */
export interface ExplainedHost extends HostRun {
  readonly end?: HostEnd;
}

/** The end of a host, or what its status shows about it. */
export function knownEnd({ end, status }: ExplainedHost): HostEnd {
  return end ?? { status, exit_code: null, last_line: null };
}

/** Why a host did not succeed; `null` if it did, has not ended, or its output was not read. */
export function hostFailureOf(end: HostEnd): HostFailure | null {
  const { status, exit_code, last_line, cause } = end;
  switch (status) {
    case 'never_ran':
      return { kind: 'never_ran', exit_code: null, message: null };
    case 'cancelled':
      return { kind: 'cancelled', exit_code, message: cancelMessage(end) };
    case 'failed': {
      if (cause === undefined && exit_code === null && last_line === null) return null;
      const { kind, message } = cause ?? { kind: kindOfExit(exit_code), message: last_line };
      return { kind, exit_code, message };
    }
    default:
      return null;
  }
}

/** The kind of a failure with this exit code; 0 does not explain one. */
export function kindOfExit(exitCode: number | null): 'exit' | 'unknown' {
  return exitCode === null || exitCode === 0 ? 'unknown' : 'exit';
}

/** The message of a cancelled host; its own output does not explain the cancel. */
function cancelMessage({ cause }: HostEnd): string | null {
  return cause?.kind === 'cancelled' ? cause.message : null;
}

/** Whether it is certain that the script of this host, which did not succeed, did not run. */
export function neverStarted({ status, cause }: Pick<HostEnd, 'status' | 'cause'>): boolean {
  if (status === 'never_ran') return true;
  return status === 'failed' && cause?.may_have_run === false;
}
