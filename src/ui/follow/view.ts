import type { FollowEvent } from '../../jobs/event.ts';
import type { Format } from '../answers/answer.ts';
import type { OpenSpool } from '../terminal/spool.ts';
import type { LineTimes } from '../time/timestamps.ts';
import type { LineFilter } from './line-filter.ts';

/** What a command that waits or follows wants to be seen of its job. */
export interface FollowView {
  /**
   * `progress`: states of hosts (`run`, `watch`, `cancel --wait`); `output`: what hosts print
   * (`--follow`).
   */
  readonly what: 'progress' | 'output';
  readonly format: Format;
  /** Nothing but failures, at the end (machine formats are not changed by it). */
  readonly quiet: boolean;
  /**
   * Hosts that are shown: those of the job, or those named on the command line; `null` = not known
   * yet.
   */
  readonly hostCount: number | null;
  /** What to type to come back to a job that goes on; `rexctl watch ID` where absent. */
  readonly comeBack?: string;
  /** The clock counts from here, epoch milliseconds, where it began before the job did. */
  readonly since?: number;
  /** `--grep`, `--exclude`, `--highlight`: applied to the lines of hosts in every format. */
  readonly filter?: LineFilter;
  /** `--timestamps`: the time before each line, in the human formats. */
  readonly times?: LineTimes;
  /** `--fields`: of the one document at the end. */
  readonly fields?: readonly string[] | undefined;
  /** Other jobs are shown beside it: host names alone would be ambiguous. */
  readonly amongJobs?: boolean;
  /**
   * The command says the last words itself (`cancel --wait`), and prints the one document of
   * `--json`.
   */
  readonly silentEnd?: boolean;
  /** Where `--json` keeps long output until the end; a temporary file where absent. */
  readonly openSpool?: OpenSpool;
}

/**
 * Shows one followed job. Exactly one of `end` and `abort` is called, once, after the last event.
 */
export interface FollowPrinter {
  /** Cheap; may be called thousands of times a second. */
  accept(event: FollowEvent): void;
  /** Resolves when standard output has taken what it was given; `undefined` where it has. */
  room(): Promise<void> | undefined;
  /**
   * Takes a live screen away, because something is asked there; only a summary and the end come
   * after it.
   */
  pause(): Promise<void>;
  /** Prints what is left and the last words; resolves when everything is handed to the streams. */
  end(): Promise<void>;
  /** For failures told elsewhere: leaves the terminal clean and says nothing more. */
  abort(): void;
}

/** The command line that leads back to the job. */
export function comeBackLine(view: Pick<FollowView, 'comeBack'>, jobId: number): string {
  return view.comeBack ?? `rexctl watch ${jobId}`;
}
