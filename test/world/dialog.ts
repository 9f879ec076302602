import type { RunOptions } from './run.ts';

/** Questions as they appear, and the keys that are pressed then. */
export type Dialog = NonNullable<RunOptions['dialog']>;

/** A terminal on which the program asks. */
export const terminal = { stdin: true, stderr: true };

export const [enter, down, tab] = ['\r', '\u001b[B', '\t'];

/** The last confirmation. */
export const yes: Dialog = [['[y/N]', `y${enter}`]];
