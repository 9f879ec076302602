import type { DemoHost } from '../../../world/world-records.ts';
import type { JobForHost } from '../../script.ts';

/** A call of a program, with its words, its streams and its host. */
export interface Call {
  readonly words: readonly string[];
  /** The text that is piped in; `null` = none. */
  readonly stdin: string | null;
  readonly host: DemoHost;
  readonly job: JobForHost;
  /** The simulated time, in milliseconds since the epoch. */
  readonly now: number;
  /** Writes to standard output, after `afterMs` milliseconds of simulated time. */
  print(text: string, afterMs?: number): void;
  /** Writes a line to standard error. */
  complain(text: string): void;
  /** Lets simulated time pass. */
  pass(ms: number): void;
}

/** Runs a program; returns its exit status. */
export type Program = (call: Call) => number;
