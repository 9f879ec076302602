import type { Answered } from '../../documents/types.ts';
import type { Failure } from '../../errors.ts';
import type { FollowEvent } from '../../jobs/event.ts';
import type { JobInvocation } from '../../jobs/job-invocation.ts';
import type { Format } from '../answers/answer.ts';
import type { OpenSpool } from '../terminal/spool.ts';
import type { LineTimes } from '../time/timestamps.ts';
import type { Grouping } from './groups/ended-hosts.ts';
import type { LineFilter } from './line-filter.ts';
import type { TemplatedLines } from './line-template.ts';

/** What a command that waits or follows shows of its job. */
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
  /** Each line has its host also where only one is shown: more could have been meant. */
  readonly namesHosts?: boolean;
  /** The names of all hosts of the job, where only some of them are followed. */
  readonly allNames?: readonly string[];
  /** What to type to return to a job that has not finished; `rexctl watch ID` where absent. */
  readonly reattachCommand?: string;
  /** The clock counts from here, epoch milliseconds, where it began before the job did. */
  readonly since?: number;
  /** `--grep`, `--exclude`, `--highlight`: applied to the lines of hosts in every format. */
  readonly filter?: LineFilter;
  /** `--group`: hosts with the same output are printed together at the end, instead of lines. */
  readonly group?: Grouping;
  /** `--dir`: what hosts print goes to files, and the answer is about those. */
  readonly files?: FilesView;
  /** `--timestamps`: the time before each line, in the human formats. */
  readonly times?: LineTimes;
  /** `--line-template`: the form of each line, on a terminal as in a pipe. */
  readonly templated?: TemplatedLines;
  /** `--fields`: of the one document at the end. */
  readonly fields?: readonly string[];
  /** Other jobs are shown beside it: host names alone would be ambiguous. */
  readonly amongJobs?: boolean;
  /**
   * The command prints the final message itself (`cancel --wait`), and the one document of
   * `--json`.
   */
  readonly silentEnd?: boolean;
  /** Where `--json` keeps long output until the end; a temporary file where absent. */
  readonly openSpool?: OpenSpool;
}

/** What is shown at the end of files that were written while a job was followed. */
export interface FilesView {
  answer(): FilesAnswer;
}

export interface FilesAnswer {
  readonly document: Omit<Answered<'follow-dir'>, 'job' | 'warnings' | 'summary'>;
  /** Ends with a line break. */
  readonly prose: string;
  /** What people should know besides. */
  readonly note: string | null;
}

/**
 * Shows what is followed. Exactly one of `end` and `abort` is called, once, after the last event.
 */
export interface FollowPrinter<Summary = void> {
  /** Cheap; may be called thousands of times a second. */
  accept(event: FollowEvent): void;
  /**
   * Resolves when standard output has taken what it was given; `undefined` where it has. Rejects
   * where not all could be kept.
   */
  drained(): Promise<void> | undefined;
  /**
   * Takes a live screen away, because something is asked there; only summaries and the end come
   * after it.
   */
  pause(): Promise<void>;
  /** Prints what is left and how it ended; resolves when everything is handed to the streams. */
  end(summary: Summary): Promise<void>;
  /** For failures that are reported elsewhere: leaves the terminal clean and prints no more. */
  abort(): void;
}

/** Shows several jobs at once. */
export interface JobsPrinter extends FollowPrinter<JobsSummary> {
  /** A job that is followed from now on. */
  open(job: JobInvocation): void;
  /** A job that could not be found, or not followed to its end. */
  fail(failure: Failure): void;
}

/** How several jobs ended, and the exit code of the command. */
export type JobsSummary = Answered<'follow-jobs'>['summary'];

/** Room where all of them have it. */
export function allDrained(
  printers: Iterable<Pick<FollowPrinter, 'drained'>>,
): Promise<void> | undefined {
  for (const printer of printers) {
    const drained = printer.drained();
    if (drained !== undefined) return drained;
  }
  return undefined;
}

/** The command line that leads back to the job. */
export function returnCommand(view: Pick<FollowView, 'reattachCommand'>, jobId: number): string {
  return view.reattachCommand ?? `rexctl watch ${jobId}`;
}
