import type { HostTimes } from '../times/host-times.ts';
import type { EndCause } from './host-failure.ts';
import type { HostStatus } from './host-run.ts';

/** How one host of a followed job stands. */
export interface HostState {
  readonly id: number;
  readonly name: string;
  readonly status: HostStatus;
  /**
   * Known only once the output of an ended host has been read; `null` = not known, or no number.
   */
  readonly exit_code: number | null;
  /** Last line of its output where it was read, for naming a failure in one line; else `null`. */
  readonly last_line: string | null;
  /** Of a host that failed or was cancelled, once its output was read; `null` = not known. */
  readonly cause?: EndCause | null | undefined;
  /** As far as it was seen to begin and to end. */
  readonly times?: HostTimes | undefined;
}
