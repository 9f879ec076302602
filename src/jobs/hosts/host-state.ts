import type { HostTimes } from '../times/host-times.ts';
import type { EndCause } from './host-failure.ts';
import type { HostStatus } from './host-run.ts';

/** The state of a host in a followed job. */
export interface HostState {
  readonly id: number;
  readonly name: string;
  readonly status: HostStatus;
  /** Known after the output of the ended host was read; `null` = unknown, or not a number. */
  readonly exit_code: number | null;
  /** The last line of its output, to explain a failure; `null` = not read. */
  readonly last_line: string | null;
  /** Why the host failed or was cancelled, after its output was read; `null` = unknown. */
  readonly cause?: EndCause | null | undefined;
  /** When the follow saw it start and end. */
  readonly times?: HostTimes | undefined;
}
