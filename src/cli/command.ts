import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { usageError } from '../errors.ts';
import type { Context } from './context.ts';

/** Runs a command's work with a context made from its options, and keeps the exit code. */
export type Runner = (
  command: CommandUnknownOpts,
  work: (context: Context) => Promise<number>,
) => Promise<void>;

export type Parent = CommandUnknownOpts;

/** Refuses options that contradict each other, naming both. */
export function refuseTogether(
  options: Readonly<Record<string, unknown>>,
  ...names: readonly string[]
): void {
  const given = names.filter((name) => options[name] !== undefined && options[name] !== false);
  if (given.length > 1) {
    const flags = given.map(
      (name) => `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
    );
    throw usageError(`${flags.join(' and ')} cannot be used together`, 'give one of them');
  }
}
