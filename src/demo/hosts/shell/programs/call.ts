import type { DemoHost } from '../../../world/world-records.ts';
import type { JobForHost } from '../../script.ts';

/** One call of a program: its words, its streams and the host that it runs on. */
export interface Call {
  readonly words: readonly string[];
  /** `null` where nothing is piped in. */
  readonly stdin: string | null;
  readonly host: DemoHost;
  readonly job: JobForHost;
  /** Milliseconds since the epoch, in simulated time. */
  readonly now: number;
  /** Writes to standard output; printing takes `afterMs`. */
  print(text: string, afterMs?: number): void;
  /** Writes a line to standard error. */
  complain(text: string): void;
  /** Lets simulated time pass. */
  pass(ms: number): void;
}

/** Resolves to the exit status. */
export type Program = (call: Call) => number;
