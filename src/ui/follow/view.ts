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

/** How a command that waits or follows shows its job. */
export interface FollowView {
  /** `progress`: states of hosts (`run`, `watch`, `cancel --wait`); `output`: `--follow`. */
  readonly what: 'progress' | 'output';
  readonly format: Format;
  /** Print only failures, at the end. Machine formats ignore it. */
  readonly quiet: boolean;
  /** The number of hosts shown: of the job, or of the command line; `null` = not known yet. */
  readonly hostCount: number | null;
  /** Lines have the name of their host even if there is only one. */
  readonly namesHosts?: boolean;
  /** The names of all hosts of the job, if only some of them are followed. */
  readonly allNames?: readonly string[];
  /** The command to return with; `rexctl watch ID` by default. */
  readonly reattachCommand?: string;
  /** The start of the clock in milliseconds since 1970, if it is before the start of the job. */
  readonly since?: number;
  /** `--grep`, `--exclude`, `--highlight`, which apply to every format. */
  readonly filter?: LineFilter;
  /** `--group`: hosts with the same output are printed together at the end, instead of lines. */
  readonly group?: Grouping;
  /** `--dir`: output is written to files, and the answer is about these. */
  readonly files?: FilesView;
  /** `--timestamps`: the format of the time before each line, in the human formats. */
  readonly times?: LineTimes;
  /** `--line-template`: the form of each line. */
  readonly templated?: TemplatedLines;
  /** `--fields` of the document at the end. */
  readonly fields?: readonly string[];
  /** Other jobs are shown, too, so that host names alone would be ambiguous. */
  readonly amongJobs?: boolean;
  /** The command prints the final message and the document itself (`cancel --wait`). */
  readonly silentEnd?: boolean;
  /** Where `--json` stores long output until the end; by default a temporary file. */
  readonly openSpool?: OpenSpool;
}

/** The files that were written while a job was followed. */
export interface FilesView {
  answer(): FilesAnswer;
}

export interface FilesAnswer {
  readonly document: Omit<Answered<'follow-dir'>, 'job' | 'warnings' | 'summary'>;
  /** The text for people; ends with a line break. */
  readonly prose: string;
  /** Another note for people, or `null`. */
  readonly note: string | null;
}

/** Prints a follow. After the last event, either `end` or `abort` is called once. */
export interface FollowPrinter<Summary = void> {
  /** Accepts an event. Must be fast: it may be called thousands of times a second. */
  accept(event: FollowEvent): void;
  /**
   * Resolves when standard output has accepted everything so far; `undefined` if it has. Rejects if
   * output could not be stored.
   */
  drained(): Promise<void> | undefined;
  /** Erases a live view, because a question is asked; only summaries and the end follow. */
  pause(): Promise<void>;
  /** Prints the rest and the result; resolves when everything was passed to the streams. */
  end(summary: Summary): Promise<void>;
  /** Cleans the terminal and prints nothing more: a failure is reported elsewhere. */
  abort(): void;
}

/** Prints several jobs at once. */
export interface JobsPrinter extends FollowPrinter<JobsSummary> {
  /** Begins a job. */
  open(job: JobInvocation): void;
  /** Reports a job that was not found, or could not be followed to its end. */
  fail(failure: Failure): void;
}

/** The ends of several jobs, and the exit code of the command. */
export type JobsSummary = Answered<'follow-jobs'>['summary'];

/** `drained` of several printers. */
export function allDrained(
  printers: Iterable<Pick<FollowPrinter, 'drained'>>,
): Promise<void> | undefined {
  for (const printer of printers) {
    const drained = printer.drained();
    if (drained !== undefined) return drained;
  }
  return undefined;
}

/** The command to return with. */
export function returnCommand(view: Pick<FollowView, 'reattachCommand'>, jobId: number): string {
  return view.reattachCommand ?? `rexctl watch ${jobId}`;
}
