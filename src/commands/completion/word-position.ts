import type { CommandModel, OptionModel } from '../../cli/command-model.ts';

/** The position in the command tree after the words before the cursor. */
export interface WordPosition {
  readonly command: CommandModel;
  /** The arguments of the command so far. */
  readonly args: readonly string[];
  /** The option whose value comes next. */
  readonly pending: OptionModel | null;
  /** The values of the options so far, by long name; empty for an option without a value. */
  readonly given: ReadonlyMap<string, readonly string[]>;
  /** Whether there was a `--`, after which there are no options. */
  readonly onlyArguments: boolean;
  /** Whether the command is `help`, whose arguments are commands and topics. */
  readonly help: boolean;
}

export function wordPosition(root: CommandModel, words: readonly string[]): WordPosition {
  const start: WordPosition = {
    command: root,
    args: [],
    pending: null,
    given: new Map(),
    onlyArguments: false,
    help: false,
  };
  return words.reduce((here, word) => step(root, here, word), start);
}

function step(root: CommandModel, place: WordPosition, word: string): WordPosition {
  const { command, pending, onlyArguments, args } = place;
  const isFlag = word.startsWith('-') && word !== '-';
  if (pending?.value === 'always' || (pending !== null && !isFlag))
    return { ...place, pending: null, given: withValue(place, pending, [word]) };
  if (word === '--') return { ...place, onlyArguments: true, pending: null };
  if (isFlag && !onlyArguments) return afterFlag(root, place, word);
  const child = args.length > 0 ? undefined : childOf(command, word);
  if (command === root && word === 'help') return { ...place, help: true };
  if (child !== undefined) return { ...place, command: child };
  return { ...place, args: [...args, word] };
}

function afterFlag(root: CommandModel, place: WordPosition, word: string): WordPosition {
  const [long = ''] = word.split('=');
  const flag = word.startsWith('--') ? long : word.slice(0, 2);
  const option = optionOf(root, place, flag);
  if (option === undefined) return { ...place, pending: null };
  const isWhole = word === flag;
  const value = flag === long ? word.slice(long.length + 1) : word.slice(2);
  return {
    ...place,
    given: withValue(place, option, isWhole ? [] : [value]),
    pending: isWhole && option.value !== 'never' ? option : null,
  };
}

function withValue(
  { given }: WordPosition,
  { long }: OptionModel,
  values: readonly string[],
): WordPosition['given'] {
  return new Map(given).set(long, [...(given.get(long) ?? []), ...values]);
}

function childOf({ commands }: CommandModel, word: string): CommandModel | undefined {
  return commands.find(({ names }) => names.includes(word));
}

/** The options of the command, and the global options that it does not replace. */
export function optionsAt(root: CommandModel, { command }: WordPosition): readonly OptionModel[] {
  if (command === root) return root.options;
  const own = ['--version', ...command.options.map(({ long }) => long)];
  return [...command.options, ...root.options.filter(({ long }) => !own.includes(long))];
}

export function optionOf(
  root: CommandModel,
  place: WordPosition,
  flag: string,
): OptionModel | undefined {
  return optionsAt(root, place).find(({ long, short }) => long === flag || short === flag);
}
