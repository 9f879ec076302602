import type { HostStatus } from './host-run.ts';

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

/** How one host ended, as far as it is known. */
export interface HostEnd {
  readonly status: HostStatus;
  readonly exit_code: number | null;
  /** The last line of the host, or of the server about it. */
  readonly last_line: string | null;
}

/** `null` for a host that succeeded, or has not ended. */
export function hostFailureOf({ status, exit_code, last_line }: HostEnd): HostFailure | null {
  if (status === 'never_ran') return { kind: 'never_ran', exit_code: null, message: null };
  if (status === 'cancelled') return { kind: 'cancelled', exit_code, message: last_line };
  if (status !== 'failed') return null;
  const kind = isUnreachable(exit_code, last_line) ? 'unreachable' : kindOfExit(exit_code);
  return { kind, exit_code, message: last_line };
}

function kindOfExit(exitCode: number | null): HostFailureKind {
  return exitCode === null ? 'unknown' : 'exit';
}

/** ssh itself exits with 255 when it cannot connect, so that number alone means nothing. */
function isUnreachable(exitCode: number | null, lastLine: string | null): boolean {
  return (exitCode === null || exitCode === 255) && neverReached.test(lastLine ?? '');
}

/** What ssh, the smart proxy and Foreman print when they never reached the host. */
const neverReached =
  /^ssh: |could not establish connection|no route to host|connection (?:refused|timed out)|could not resolve|host key verification failed|permission denied \(|not picked up in time|only applicable proxy|could not use any proxy/i;
