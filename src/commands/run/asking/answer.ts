import type { RunFlags } from '../options.ts';

/** An answer of the user: as parsed options, and as the words to type the next time. */
export interface Answer {
  readonly flags: Partial<RunFlags>;
  readonly words: readonly string[];
}
