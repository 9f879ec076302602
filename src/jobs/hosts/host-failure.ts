import type { HostRun, HostStatus } from './host-run.ts';

/** Kinds of reasons for which a host does not succeed; more may be added within `rexctl/1`. */
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
  /** Of its script; `null` where it has none, or it is not a number. */
  readonly exit_code: number | null;
  /** The line that explains it best: of the host, or of server and smart proxy; else `null`. */
  readonly message: string | null;
}

/** What the output of an ended host shows about its end. */
export interface EndCause {
  readonly kind: HostFailureKind;
  readonly message: string | null;
  /** False only where the script is known not to have run on the host. */
  readonly may_have_run: boolean;
}

/** How one host ended, as far as it is known. */
export interface HostEnd {
  readonly status: HostStatus;
  readonly exit_code: number | null;
  /** The last line of the host, or of the server about it. */
  readonly last_line: string | null;
  /** `null`: its output shows none, or cannot be read; absent: it was not read. */
  readonly cause?: EndCause | null | undefined;
}

/** A host of a job with how it ended, where that was asked for. */
export interface ExplainedHost extends HostRun {
  readonly end?: HostEnd;
}

/** As far as it is known: a state alone explains hosts that never ran or were cancelled. */
export function knownEnd({ end, status }: ExplainedHost): HostEnd {
  return end ?? { status, exit_code: null, last_line: null };
}

/**
 * `null` for a host that succeeded or has not ended, and for one that failed while its output was
 * not read.
 */
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

/** An exit code of 0 is no reason to fail. */
export function kindOfExit(exitCode: number | null): 'exit' | 'unknown' {
  return exitCode === null || exitCode === 0 ? 'unknown' : 'exit';
}

/** What the host printed before does not explain why it was cancelled. */
function cancelMessage({ cause }: HostEnd): string | null {
  return cause?.kind === 'cancelled' ? cause.message : null;
}

/** True where the script of a host that did not succeed is known not to have run. */
export function neverStarted({ status, cause }: Pick<HostEnd, 'status' | 'cause'>): boolean {
  if (status === 'never_ran') return true;
  return status === 'failed' && cause?.may_have_run === false;
}
