import type { Command } from 'commander';
import { type Failure, usageError } from '../errors.ts';
import { outcomes } from '../jobs/outcome.ts';
import { alternatives } from '../text/counts.ts';
import { didYouMean } from '../text/suggestion.ts';
import { shellWord } from '../ui/terminal/command-lines.ts';
import type { StoppedReading } from './command-tree.ts';
import { commandInstead } from './other-words.ts';
import { helpHint, isJob, pathOf } from './typed-words.ts';
import { unknownOption } from './unknown-option.ts';

/**
 * What is wrong with a command line, and what to type instead. `wholeTree` is the program with
 * every command declared in full: an option unknown to one command may belong to another.
 */
export async function commandLineFailure(
  { command, reason }: StoppedReading,
  argv: readonly string[],
  wholeTree: () => Promise<Command>,
): Promise<Failure> {
  const message = reason.message.replace(/^error: /, '');
  switch (reason.code) {
    case 'commander.help':
      return nothingToDo(command);
    case 'commander.excessArguments':
      return excessArgument(command);
    case 'commander.unknownCommand':
      return unknownCommand(command, message, argv);
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

/** Commander reports a request for help where a command was left out. */
function nothingToDo(command: Command): Failure {
  if (command.parent === null) return usageError('no command given', helpHint(command));
  const names = command.commands.map((child) => child.name());
  const hint = names.length === 1 ? `try: ${pathOf(command)} ${names[0]}` : helpHint(command);
  return usageError(`\`${pathOf(command)}\` needs a subcommand: ${alternatives(names)}`, hint);
}

function unknownCommand(command: Command, message: string, argv: readonly string[]): Failure {
  const typed = /^unknown command '(.*)'/.exec(message)?.[1] ?? '';
  const group = command.parent === null ? '' : command.name();
  const { unknown: words, instead } = commandInstead(group, typed, argv);
  const unknown = `unknown command \`${words}\``;
  if (instead !== undefined) return usageError(unknown, `try: ${instead}`);
  const similar = /\(Did you mean (?:one of )?(.*)\?\)/.exec(message)?.[1]?.split(', ');
  // Of what begins with dashes, similar names lack their first letters.
  if (similar === undefined || typed.startsWith('--'))
    return usageError(unknown, helpHint(command));
  const names = alternatives(similar.map((name) => `\`${name}\``));
  return usageError(
    `${unknown}; did you mean ${names}?`,
    `try: ${pathOf(command)} ${similar[0]} --help`,
  );
}

function excessArgument(command: Command): Failure {
  const words = command.args.slice(command.registeredArguments.length);
  return usageError(`unexpected argument \`${words[0] ?? ''}\``, excessHint(command, words));
}

function excessHint(command: Command, words: readonly string[]): string {
  const [first = ''] = words;
  const { search } = command.opts();
  if (typeof search === 'string' && /^(?:[!^<>]?[=~]|[<>^]|not|in|and|or)$/.test(first))
    return `quote the search: --search ${shellWord([search, ...words].join(' '))}`;
  if (command.name() === 'run') return `did you mean: ${runGuess(words, command.opts())}`;
  if (command.registeredArguments.length === 0 || command.args.some(isJob)) {
    const guess = pathOf(command) === 'rexctl list' ? listGuess(first) : undefined;
    return guess === undefined
      ? `usage: ${pathOf(command)} ${command.usage()}`
      : `did you mean: ${guess}`;
  }
  const whole = command.registeredArguments.length - 1;
  const args = [...command.args.slice(0, whole), command.args.slice(whole).join(' ')];
  return `quote it as one argument: ${pathOf(command)} ${args.map(shellWord).join(' ')}`;
}

function listGuess(word: string): string | undefined {
  if (isJob(word)) return `rexctl show ${word}`;
  const outcome = outcomes.find((known) => known === word);
  return outcome === undefined ? undefined : `rexctl list --outcome ${outcome}`;
}

/** A command line, the rest of one without quotes, or hosts: judging by the other options. */
function runGuess(words: readonly string[], options: Readonly<Record<string, unknown>>): string {
  const { command, host, search, bookmark } = options;
  const isTargeted = [host, search, bookmark].some((given) => given !== undefined);
  if (typeof command !== 'string')
    return `rexctl run -c ${shellWord(words.join(' '))}${isTargeted ? ' …' : ' --host …'}`;
  return isTargeted
    ? `rexctl run -c ${shellWord([command, ...words].join(' '))} …`
    : `rexctl run -c ${shellWord(command)} --host ${shellWord(words.join(','))}`;
}

/** More choices than this are not listed. */
const mostListed = 12;

/** How messages call what an argument chooses. */
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

/** Where the values of an argument are listed. */
const sources: Readonly<Record<string, string>> = {
  job: 'rexctl list',
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
    const source = sources[name];
    return usageError(missing, source === undefined ? helpHint(command) : `find one: ${source}`);
  }
  const [flag, taken] = [argv[at - 1], argv[at]];
  const rest = argv.filter((_, index) => index !== at && index !== at - 1);
  return usageError(
    `${missing}: ${flag} took \`${taken}\` as its value`,
    `try: rexctl ${[...rest, taken, flag].join(' ')}`,
  );
}

/** `config set` takes a key and a value, where `profile set` takes pairs. */
function splitPair(command: Command): string | undefined {
  const [, key, value] = /^(\w+)=(.*)$/s.exec(command.args[0] ?? '') ?? [];
  if (pathOf(command) !== 'rexctl config set' || key === undefined) return undefined;
  return `rexctl config set ${key} ${shellWord(value ?? '')}`;
}

/** An option whose value can be left out takes the word after it, which may be meant otherwise. */
function mayTake(command: Command, flag: string | undefined): boolean {
  return command.options.some(({ long, optional }) => long === flag && optional);
}

function missingValue(command: Command, message: string): Failure {
  const [, flag = '', value = ''] = /^option '.*(--[\w-]+) <(.*)>'/.exec(message) ?? [];
  return usageError(`${flag} needs a value: ${flag} <${value}>`, helpHint(command));
}
