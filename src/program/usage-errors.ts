import type { Command } from 'commander';
import { commandInstead } from '../cli/words/command-words.ts';
import { topicInstead } from '../cli/words/topic-words.ts';
import { isJob } from '../cli/words/typed-job.ts';
import { type Failure, usageError } from '../errors.ts';
import { alternatives } from '../text/counts.ts';
import { shellWord } from '../text/shell-word.ts';
import { closest, didYouMean } from '../text/suggestion.ts';
import type { StoppedReading } from './command-tree.ts';
import { excessArgument } from './excess-argument.ts';
import { likelyMeant, similarNames } from './likely-meant.ts';
import { helpHint, pathOf } from './typed-words.ts';
import { unknownOption } from './unknown-option.ts';

/**
 * The failure for an invalid command line, with the correct one as a hint. `wholeTree` declares all
 * commands in full: an option that one command does not know may belong to another.
 */
export async function commandLineFailure(
  { command, reason }: StoppedReading,
  argv: readonly string[],
  wholeTree: () => Promise<Command>,
): Promise<Failure> {
  const message = reason.message.replace(/^error: /, '');
  switch (reason.code) {
    case 'commander.help':
      return nothingToDo(command, argv);
    case 'commander.excessArguments':
      return excessArgument(command, argv);
    case 'commander.unknownCommand':
      return unknownCommand(command, message, argv);
    case 'commander.helpDisplayed':
      return unknownCommand(command, unknownWithHelp(command), argv);
    case 'commander.unknownOption':
      return unknownOption(command, message, argv, wholeTree);
    case 'commander.invalidArgument':
      return invalidChoice(command, message);
    case 'commander.missingArgument':
      return missingArgument(command, message, argv);
    case 'commander.optionMissingArgument':
      return missingValue(command, message);
    default:
      return usageError(message, helpHint(command));
  }
}

/**
 * The failure for a missing command or subcommand, for which Commander reports a request for help.
 */
function nothingToDo(command: Command, argv: readonly string[]): Failure {
  if (command.parent === null) return noCommand(command, argv);
  const names = command.commands.map((child) => child.name());
  const hint = names.length === 1 ? `try: ${pathOf(command)} ${names[0]}` : helpHint(command);
  return usageError(`\`${pathOf(command)}\` needs a subcommand: ${alternatives(names)}`, hint);
}

function noCommand(root: Command, argv: readonly string[]): Failure {
  if (argv.join(' ') === '-v') return usageError('no command given', 'try: rexctl --version');
  const names = new Set(root.commands.map((child) => child.name()));
  const at = argv.findIndex((word) => names.has(word));
  const [flag, taken] = [argv[at - 1], argv[at]];
  return at > 0 && flag?.startsWith('-') === true
    ? usageError(`no command given: ${flag} took \`${taken}\` as its value`, helpHint(root))
    : usageError('no command given', helpHint(root));
}

function unknownCommand(command: Command, message: string, argv: readonly string[]): Failure {
  const typed = /^unknown command '(.*)'/s.exec(message)?.[1] ?? '';
  const group = command.parent === null ? '' : command.name();
  const { unknown: words, instead } = commandInstead(group, typed, argv);
  const unknown = `unknown command \`${words}\``;
  if (instead !== undefined) return usageError(unknown, `try: ${instead}`);
  if (isShown(group, typed))
    return usageError(unknown, `try: rexctl ${group} show ${shellWord(typed)}`);
  const topic = group === '' ? topicInstead(typed) : undefined;
  if (topic !== undefined) return usageError(unknown, `try: rexctl help ${topic}`);
  const [first] = similarNames(typed, message);
  // For words that begin with dashes, Commander's similar names lack their first letters.
  if (first === undefined || typed.startsWith('--')) return usageError(unknown, helpHint(command));
  return usageError(
    `${unknown}${likelyMeant(typed, message)}`,
    `try: ${pathOf(command)} ${first} --help`,
  );
}

/** The message of Commander for an unknown word, which it does not write if `--help` follows. */
function unknownWithHelp({ args: [word = ''], commands }: Command): string {
  const near = closest(
    word,
    commands.map((child) => child.name()),
  );
  return `unknown command '${word}'${near === undefined ? '' : `\n(Did you mean ${near}?)`}`;
}

/** Whether the word is an id or name, and `show` is missing: `host web01`, `schedule 3`. */
function isShown(group: string, typed: string): boolean {
  switch (group) {
    case 'schedule':
      return isJob(typed);
    case 'template':
      return isJob(typed) || /[A-Z ]/.test(typed);
    default:
      return group === 'host' && /[\d.]/.test(typed);
  }
}

/** More choices are not listed. */
const mostListed = 12;

/** The beginnings of messages about invalid arguments, by name. */
const nouns: Readonly<Record<string, string>> = { shell: 'no completion for', name: 'no schema' };

function invalidChoice(command: Command, message: string): Failure {
  const option = /^option '.*(--[\w-]+).*' argument '([\s\S]*)' is invalid\./.exec(message);
  const argument = /^command-argument value '([\s\S]*)' is invalid for argument '(.*)'\./.exec(
    message,
  );
  const choices = (/Allowed choices are (.*)\.$/.exec(message)?.[1] ?? '').split(', ');
  const typed = option?.[2] ?? argument?.[1] ?? '';
  const noun = argument?.[2] ?? '';
  const wrong = option === null ? (nouns[noun] ?? `invalid <${noun}>`) : `invalid ${option[1]}`;
  return choices.length <= mostListed
    ? usageError(`${wrong} \`${typed}\`: expected ${alternatives(choices)}`)
    : usageError(`${wrong} \`${typed}\`${didYouMean(typed, choices)}`, `try: ${pathOf(command)}`);
}

/** The commands that list the values of an argument. */
const sources: Readonly<Record<string, string>> = {
  after: 'rexctl list',
  before: 'rexctl list',
  host: 'rexctl host list',
  job: 'rexctl list',
  key: 'rexctl config list',
  'rexctl profile remove name': 'rexctl profile list',
  'rexctl profile rename name': 'rexctl profile list',
  'rexctl profile use name': 'rexctl profile list',
  template: 'rexctl template list',
  series: 'rexctl schedule list',
};

function missingArgument(command: Command, message: string, argv: readonly string[]): Failure {
  const name = /^missing required argument '(.*)'/.exec(message)?.[1] ?? '';
  const missing = `missing argument <${name}>`;
  const at = argv.findIndex((word, index) => isJob(word) && mayTake(command, argv[index - 1]));
  if (at <= 0) {
    const split = splitPair(command);
    if (split !== undefined) return usageError(missing, `try: ${split}`);
    const source = sources[`${pathOf(command)} ${name}`] ?? sources[name];
    return usageError(missing, source === undefined ? helpHint(command) : `find one: ${source}`);
  }
  const [flag, taken] = [argv[at - 1], argv[at]];
  const rest = argv.filter((_, index) => index !== at && index !== at - 1);
  return usageError(
    `${missing}: ${flag} took \`${taken}\` as its value`,
    `try: rexctl ${[...rest, taken, flag].map((word = '') => shellWord(word)).join(' ')}`,
  );
}

/**
 * The correct command line for `config set key=value`: it takes key and value, but `profile set`
 * takes pairs.
 */
function splitPair(command: Command): string | undefined {
  const [, key, value] = /^(\w+)=(.*)$/s.exec(command.args[0] ?? '') ?? [];
  if (pathOf(command) !== 'rexctl config set' || key === undefined) return undefined;
  return `rexctl config set ${key} ${shellWord(value ?? '')}`;
}

/**
 * Whether an option may have taken the next word as its value, although that was meant as an
 * argument.
 */
function mayTake(command: Command, flag: string | undefined): boolean {
  return command.options.some(({ long, optional }) => long === flag && optional);
}

function missingValue(command: Command, message: string): Failure {
  const [, flag = '', value = ''] = /^option '.*(--[\w-]+) <(.*)>'/.exec(message) ?? [];
  const hint = command.parent === null ? 'see: rexctl help options' : helpHint(command);
  return usageError(`${flag} needs a value: ${flag} <${value}>`, hint);
}
