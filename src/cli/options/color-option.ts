import { type Failure, usageError } from '../../errors.ts';
import { alternatives } from '../../text/counts.ts';
import { type ColorChoice, colorChoices } from '../../ui/terminal/io.ts';

/** The parser of `--color`; `before` is the earlier value on the command line. */
export function colorChoice(text: string, before: unknown): ColorChoice {
  const choice = colorChoices.find((known) => known === text);
  if (choice === undefined)
    throw usageError(`invalid --color \`${text}\`: expected ${alternatives(colorChoices)}`);
  if (before !== undefined && before !== choice) throw twoChoices(before, `--color ${choice}`);
  return choice;
}

/** The parser of `--no-color`. */
export function noColor(_: string, before: unknown): ColorChoice {
  if (before !== undefined && before !== 'never') throw twoChoices(before, '--no-color');
  return 'never';
}

function twoChoices(before: unknown, flag: string): Failure {
  return usageError(`--color ${before} and ${flag} cannot be used together`, 'use only one');
}
