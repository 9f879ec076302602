import type { CommandModel, LiveKind, OptionModel, ValueSource } from '../../cli/command-model.ts';
import { topics } from '../../cli/topics.ts';
import type { CompletionWord } from '../../settings/caches.ts';
import type { TypedLine } from './typed-line.ts';

/** What can stand at the cursor. */
export interface Candidates {
  /** Whole words that replace the one at the cursor. */
  readonly words: readonly CompletionWord[];
  /** The shell's own names of files or directories too. */
  readonly paths?: 'files' | 'directories';
  /** Names that only the server has; `prefix` is typed, `before` stands in front of each. */
  readonly live?: { readonly of: LiveKind; readonly prefix: string; readonly before: string };
}

/** Where in the command tree the words before the cursor lead. */
interface WordPosition {
  readonly command: CommandModel;
  /** Arguments of the command so far. */
  readonly count: number;
  /** The option whose value comes next. */
  readonly pending: OptionModel | null;
  readonly given: ReadonlySet<string>;
  /** After `--` there are no more options. */
  readonly onlyArguments: boolean;
  /** After `help`, whose arguments are commands and topics. */
  readonly help: boolean;
}

const none: Candidates = { words: [] };

/** What a user may want to type at the cursor. */
export function candidatesFor(root: CommandModel, { words, current }: TypedLine): Candidates {
  const start: WordPosition = {
    command: root,
    count: 0,
    pending: null,
    given: new Set(),
    onlyArguments: false,
    help: false,
  };
  const place = words.reduce((here, word) => step(root, here, word), start);
  const { pending, onlyArguments } = place;
  if (pending?.value === 'always') return valuesOf(pending.source, current);
  const isFlag = current.startsWith('-') && !onlyArguments;
  if (isFlag) return flagCandidates(root, place, current);
  const values = pending === null ? none : valuesOf(pending.source, current);
  const found = both(values, argumentCandidates(place, current));
  const isNothing = found.words.length === 0 && !found.paths && !found.live;
  return isNothing && !onlyArguments ? { words: flagWords(root, place) } : found;
}

function step(root: CommandModel, place: WordPosition, word: string): WordPosition {
  const { command, pending, onlyArguments } = place;
  const isFlag = word.startsWith('-') && word !== '-';
  if (pending?.value === 'always' || (pending !== null && !isFlag))
    return { ...place, pending: null };
  if (word === '--') return { ...place, onlyArguments: true, pending: null };
  if (isFlag && !onlyArguments) return afterFlag(root, place, word);
  const child = place.count > 0 ? undefined : childOf(command, word);
  if (command === root && word === 'help') return { ...place, help: true };
  if (child !== undefined) return { ...place, command: child };
  return { ...place, count: place.count + 1 };
}

function afterFlag(root: CommandModel, place: WordPosition, word: string): WordPosition {
  const [flag = ''] = word.split('=');
  const option = optionOf(root, place, word.startsWith('--') ? flag : word.slice(0, 2));
  if (option === undefined) return { ...place, pending: null };
  const isWhole = word === option.long || word === option.short;
  return {
    ...place,
    given: new Set([...place.given, option.long]),
    pending: isWhole && option.value !== 'never' ? option : null,
  };
}

function childOf({ commands }: CommandModel, word: string): CommandModel | undefined {
  return commands.find(({ names }) => names.includes(word));
}

/** Options of the command, and those of every command that it does not replace. */
function optionsAt(root: CommandModel, { command }: WordPosition): readonly OptionModel[] {
  if (command === root) return root.options;
  const own = ['--version', ...command.options.map(({ long }) => long)];
  return [...command.options, ...root.options.filter(({ long }) => !own.includes(long))];
}

function optionOf(root: CommandModel, place: WordPosition, flag: string): OptionModel | undefined {
  return optionsAt(root, place).find(({ long, short }) => long === flag || short === flag);
}

function flagCandidates(root: CommandModel, place: WordPosition, current: string): Candidates {
  const [flag = '', ...value] = current.split('=');
  if (!current.startsWith('--') || value.length === 0) return { words: flagWords(root, place) };
  const option = optionOf(root, place, flag);
  if (option === undefined || option.value === 'never') return none;
  return behind(`${flag}=`, valuesOf(option.source, value.join('=')));
}

/** Without those that are given already, unless they may be repeated. */
function flagWords(root: CommandModel, place: WordPosition): readonly CompletionWord[] {
  const open = optionsAt(root, place).filter(
    ({ long, repeatable }) => repeatable || !place.given.has(long),
  );
  const flags = open.flatMap(({ long, short, description }) =>
    [long, short ?? []].flat().map((word) => ({ word, about: description })),
  );
  return [...flags, ...['--help', '-h'].map((word) => ({ word, about: 'print this help' }))];
}

function argumentCandidates({ command, count, help }: WordPosition, current: string): Candidates {
  const argument = command.arguments[count] ?? command.arguments.at(-1);
  const isTaken = argument === command.arguments[count] || argument?.variadic === true;
  const values = argument === undefined || !isTaken ? none : valuesOf(argument.source, current);
  return both(values, { words: count > 0 ? [] : commandWords(command, help) });
}

function commandWords({ path, commands }: CommandModel, help: boolean): CompletionWord[] {
  const words = commands.flatMap(({ names, summary }) =>
    names.map((word) => ({ word, about: summary })),
  );
  return path === '' && help ? helpWords(words) : words;
}

/** What `help` explains, but for itself. */
function helpWords(commands: readonly CompletionWord[]): CompletionWord[] {
  const pages = topics.map(({ name, summary }) => ({ word: name, about: summary }));
  const list = { word: 'topics', about: 'all topics' };
  return [...commands.filter(({ word }) => word !== 'help'), list, ...pages];
}

function valuesOf(source: ValueSource, current: string): Candidates {
  switch (source.kind) {
    case 'words':
      return { words: source.words.map((word) => ({ word, about: '' })) };
    case 'list':
      return listCandidates(source.words, current);
    case 'file':
      return { words: [], paths: 'files' };
    case 'directory':
      return { words: [], paths: 'directories' };
    case 'live':
      return { words: [], live: { of: source.of, prefix: current, before: '' } };
    default:
      return none;
  }
}

/** One more word behind the last comma. */
function listCandidates(known: readonly string[], current: string): Candidates {
  const listed = current.split(',').slice(0, -1);
  const before = listed.map((word) => `${word},`).join('');
  const open = known.filter((word) => !listed.includes(word));
  return { words: open.map((word) => ({ word: before + word, about: '' })) };
}

function behind(before: string, { words, live, ...rest }: Candidates): Candidates {
  return {
    ...rest,
    words: words.map(({ word, about }) => ({ word: before + word, about })),
    ...(live === undefined ? {} : { live: { ...live, before } }),
  };
}

function both(one: Candidates, other: Candidates): Candidates {
  return { ...one, ...other, words: [...one.words, ...other.words] };
}
