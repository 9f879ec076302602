import type { CommandModel } from '../../cli/command-model.ts';
import { topics } from '../../cli/topics.ts';
import type { CompletionWord } from '../../settings/caches.ts';
import { type TypedContext, typedContext } from './typed-context.ts';
import type { TypedLine } from './typed-line.ts';
import { behind, type Candidates, valuesOf } from './values.ts';
import { optionOf, optionsAt, type WordPosition, wordPosition } from './word-position.ts';

const none: Candidates = { words: [] };

/** The words that the user can type at the cursor. */
export function candidatesFor(root: CommandModel, typed: TypedLine): Candidates {
  const { current } = typed;
  const place = wordPosition(root, typed.words);
  const { pending, onlyArguments } = place;
  const context = typedContext(root, place, typed);
  if (pending?.value === 'always') return valuesOf(pending.source, current, context(pending));
  const isFlag = current.startsWith('-') && !onlyArguments;
  if (isFlag) return flagCandidates(root, place, current, context);
  const values = pending === null ? none : valuesOf(pending.source, current, context(pending));
  const found = both(values, argumentCandidates(place, current, context(null)));
  const isNothing = found.words.length === 0 && !found.paths && !found.live;
  return isNothing && !onlyArguments ? { words: flagWords(root, place) } : found;
}

function flagCandidates(
  root: CommandModel,
  place: WordPosition,
  current: string,
  context: ReturnType<typeof typedContext>,
): Candidates {
  const [flag = ''] = current.split('=');
  if (!current.startsWith('--') || flag === current) return { words: flagWords(root, place) };
  const option = optionOf(root, place, flag);
  if (option === undefined || option.value === 'never') return none;
  return behind(
    `${flag}=`,
    valuesOf(option.source, current.slice(flag.length + 1), context(option)),
  );
}

/** The options that are not on the line yet, or can be repeated. */
function flagWords(root: CommandModel, place: WordPosition): readonly CompletionWord[] {
  const open = optionsAt(root, place).filter(
    ({ long, repeatable }) => repeatable || !place.given.has(long),
  );
  const flags = open.flatMap(({ long, short, description }) =>
    [long, short ?? []].flat().map((word) => ({ word, about: description })),
  );
  return [...flags, ...['--help', '-h'].map((word) => ({ word, about: 'print this help' }))];
}

function argumentCandidates(
  { command, args, help }: WordPosition,
  current: string,
  context: TypedContext,
): Candidates {
  const argument = command.arguments[args.length] ?? command.arguments.at(-1);
  const isTaken = argument === command.arguments[args.length] || argument?.variadic === true;
  const values =
    argument === undefined || !isTaken ? none : valuesOf(argument.source, current, context);
  return both(values, { words: args.length > 0 ? [] : commandWords(command, help) });
}

function commandWords({ path, commands }: CommandModel, help: boolean): CompletionWord[] {
  const words = commands.flatMap(({ names, summary }) =>
    names.map((word) => ({ word, about: summary })),
  );
  return path === '' && help ? helpWords(words) : words;
}

/** The arguments of `help`: all commands except itself, and all topics. */
function helpWords(commands: readonly CompletionWord[]): CompletionWord[] {
  const pages = topics.map(({ name, summary }) => ({ word: name, about: summary }));
  const list = { word: 'topics', about: 'all topics' };
  return [...commands.filter(({ word }) => word !== 'help'), list, ...pages];
}

function both(one: Candidates, other: Candidates): Candidates {
  return { ...one, ...other, words: [...one.words, ...other.words] };
}
