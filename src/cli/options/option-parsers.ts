import { Argument, Option } from '@commander-js/extra-typings';
import { usageError } from '../../errors.ts';
import { type JobReference, parseJobReference, referenceText } from '../../jobs/job-reference.ts';
import { shellWord } from '../../text/shell-word.ts';
import type { Column } from '../../ui/answers/answer.ts';
import { parseDuration } from '../../ui/time/duration.ts';
import { listing } from './option-text.ts';

/** The ways to name a job. */
export const jobForms = 'id, URL, @last (your newest) or e.g. @last:failed';

/** The one job of a command. */
export const jobArgument = new Argument('<job>', jobForms).argParser((text: string) =>
  parseJobReference(text),
);

/** The hint for a host that was typed in the place of another job. */
export type HostInstead = (job: string, host: string) => string;

/** The one or more jobs of a command. */
export function jobArguments(description: string, instead: HostInstead) {
  return new Argument('<job...>', description).argParser(
    (text: string, previous: readonly JobReference[] = []): readonly JobReference[] => [
      ...previous,
      nextJob(text, previous, instead),
    ],
  );
}

/** The job after others. */
export function nextJob(
  text: string,
  [first]: readonly JobReference[],
  instead: HostInstead,
): JobReference {
  const hint =
    first === undefined ? undefined : `try: ${instead(referenceText(first), shellWord(text))}`;
  return parseJobReference(text, hint);
}

/** A parser for options that take names separated by commas. */
export function words(flag: string): (text: string) => string[] {
  return (text) => {
    const list = text.split(',').map((word) => word.trim());
    if (list.includes(''))
      throw usageError(`invalid ${flag} \`${text}\`: expected names separated by commas`);
    return list;
  };
}

/**
 * A parser that refuses an empty value: from an unset variable it would mean another server, user
 * or file.
 */
export function filled(flag: string): (text: string) => string {
  return (text) => {
    if (text.trim() !== '') return text;
    throw usageError(`${flag} is empty`, 'give a value or omit the option');
  };
}

/** A parser for options that take a whole number of at least `least`. */
export function wholeNumber(flag: string, least: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d{1,9}$/.test(text) || value < least) {
      throw usageError(`invalid ${flag} \`${text}\`: expected a whole number, ${least} or more`);
    }
    return value;
  };
}

/** A parser for options that take a duration; the value is in milliseconds. */
export function duration(flag: string): (text: string) => number {
  return (text) => parseDuration(text, flag);
}

/** The same for limits in which something must have time to happen. */
export function positiveDuration(flag: string): (text: string) => number {
  return (text) => {
    const isBareZero = /^\s*0+\s*$/.test(text);
    const value = isBareZero ? 0 : parseDuration(text, flag);
    if (value > 0) return value;
    throw usageError(`invalid ${flag} \`${text}\`: expected more than 0s`);
  };
}

/** Collects a repeatable option. */
export function collected(value: string, previous: readonly string[] | undefined): string[] {
  return [...(previous ?? []), value];
}

export function columnsOption<Row>(columns: readonly Column<Row>[]) {
  return listing(
    columns.map((column) => column.key),
    new Option('--columns <names>', 'columns of the table').argParser(words('--columns')),
  );
}
