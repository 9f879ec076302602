import { usageError } from '../errors.ts';
import type { Column } from '../ui/answers/answer.ts';

/** Lines for the end of a command's help: what to type, and what it does. */
export function examples(...lines: readonly (readonly [string, string])[]): string {
  const width = Math.max(...lines.map(([command]) => command.length));
  const rows = lines.map(([command, meaning]) => `  ${command.padEnd(width)}  ${meaning}`);
  return `\nExamples:\n${rows.join('\n')}`;
}

export function words(text: string): string[] {
  const list = text.split(',').map((word) => word.trim());
  if (list.includes(''))
    throw usageError(`\`${text}\` is not a list: expected names separated by commas`);
  return list;
}

/**
 * A parser for options where an empty value, as of a variable that is not set, would quietly mean
 * another server, user or file.
 */
export function filled(flag: string): (text: string) => string {
  return (text) => {
    if (text.trim() !== '') return text;
    throw usageError(`${flag} is empty`, 'give it a value, or leave it out');
  };
}

/** A parser for options that take a whole number of at least `least`. */
export function wholeNumber(flag: string, least: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d{1,9}$/.test(text) || value < least) {
      throw usageError(
        `${flag} \`${text}\` is not possible: expected a whole number, ${least} or more`,
      );
    }
    return value;
  };
}

/** Collects a repeatable option. */
export function collected(value: string, previous: readonly string[] | undefined): string[] {
  return [...(previous ?? []), value];
}

export function fieldNames<Row>(columns: readonly Column<Row>[]): string {
  return columns.map((column) => column.key).join(', ');
}
