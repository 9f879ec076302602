import { Option } from '@commander-js/extra-typings';
import { wholeNumber } from './option-parsers.ts';

const usualLimit = 100;

/** The options for how many rows of a list are read; `things` names them, e.g. `templates`. */
export function limitOptions(things: string) {
  return [
    new Option('-n, --limit <n>', `list at most n ${things} (default: ${usualLimit})`).argParser(
      wholeNumber('--limit', 1),
    ),
    new Option('--all', `list all ${things}`),
  ] as const;
}

export const limitConflicts = [['limit', 'all']] as const;

/** `null` = all. */
export function limitOf(values: {
  readonly limit?: number | undefined;
  readonly all?: true | undefined;
}): number | null {
  return values.all === true ? null : (values.limit ?? usualLimit);
}
