import type { Option } from 'commander';
import { alternatives } from '../../text/counts.ts';

/** The headings of the help, in their order. */
const optionGroups = [
  'What',
  'Where',
  'Filters',
  'View',
  'Lines',
  'Output',
  'Inputs',
  'Credentials',
  'When',
  'Safety',
  'Waiting',
  'When done',
] as const;

/** Puts options under one heading of the help. */
export function inGroup<const Has extends readonly Option[]>(
  title: (typeof optionGroups)[number],
  options: Has,
): Has {
  for (const option of options) option.helpGroup(`${title}:`);
  return options;
}

interface TitledOptions {
  /** The heading, e.g. `Where:`; `Options:` for options without a group. */
  readonly title: string;
  readonly options: readonly Option[];
}

/** The options that the help shows, by heading. */
export function byGroup(options: readonly Option[]): readonly TitledOptions[] {
  const titles = [...optionGroups.map((group) => `${group}:`), 'Options:'];
  const shown = options.filter(({ hidden }) => !hidden);
  return titles
    .map((title) => ({
      title,
      options: shown.filter(({ helpGroupHeading = 'Options:' }) => helpGroupHeading === title),
    }))
    .filter((group) => group.options.length > 0);
}

interface ListOption {
  readonly listed: readonly string[];
}

/** The option takes one or several of these words, separated by commas. */
export function listing<One extends Option>(
  words: readonly string[],
  option: One,
  defaults: readonly string[] = [],
): One & ListOption {
  if (defaults.length > 0) option.defaultValueDescription = defaults.join(',');
  return Object.assign(option, { listed: words });
}

export function isListOption(option: object): option is ListOption {
  return 'listed' in option;
}

interface Described {
  readonly description: string;
  readonly argChoices?: readonly string[];
  readonly defaultValue?: unknown;
  readonly defaultValueDescription?: string;
}

/** The description of an option or argument, with its possible values and its default. */
export function optionText(described: Described): string {
  const { description, argChoices } = described;
  const listed = isListOption(described) ? described.listed.join(', ') : undefined;
  const words = listed ?? (argChoices === undefined ? undefined : alternatives(argChoices));
  const choices = words === undefined || namesAll(described) ? '' : `: ${words}`;
  return `${description}${choices}${defaultText(described)}`;
}

function defaultText({ defaultValue, defaultValueDescription }: Described): string {
  const isText = typeof defaultValue === 'string' && defaultValue !== '';
  const isShown = isText || typeof defaultValue === 'number';
  const value = defaultValueDescription ?? (isShown ? defaultValue : undefined);
  return value === undefined ? '' : ` (default: ${value})`;
}

function namesAll({ description, argChoices = [] }: Described): boolean {
  return argChoices.length > 0 && argChoices.every((word) => description.includes(word));
}
