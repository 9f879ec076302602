import type { RunFlags } from '../options.ts';

/** What was asked for: as the command line would have it, and as it is typed the next time. */
export interface Answer {
  readonly flags: Partial<RunFlags>;
  readonly words: readonly string[];
}
