import type { Command } from 'commander';
import { listInstead } from '../cli/words/command-words.ts';
import { isJob } from '../cli/words/typed-job.ts';
import { type Failure, usageError } from '../errors.ts';
import { outcomes } from '../jobs/outcome.ts';
import { shellWord } from '../text/shell-word.ts';
import { runGuess } from './run-guess.ts';
import { pathOf } from './typed-words.ts';

/** The failure for an argument too many, with the command line that was probably meant. */
export function excessArgument(command: Command, argv: readonly string[]): Failure {
  const words = command.args.slice(command.registeredArguments.length);
  return usageError(`unexpected argument \`${words[0] ?? ''}\``, excessHint(command, words, argv));
}

function excessHint(command: Command, words: readonly string[], argv: readonly string[]): string {
  const [first = ''] = words;
  if (first.startsWith('-') && argv.includes('--')) return 'remove the `--` before it';
  if (isForks(command, first, argv)) return `use --concurrency ${first}`;
  const { search } = command.opts();
  if (typeof search === 'string' && /^(?:[!^<>]?[=~]|[<>^]|not|in|and|or)$/.test(first))
    return `quote the search: --search ${shellWord([search, ...words].join(' '))}`;
  const guess = guesses[pathOf(command)]?.(words, command, argv);
  if (guess !== undefined) return `did you mean: ${guess}`;
  if (command.registeredArguments.length === 0 || command.args.some(isJob))
    return `usage: ${pathOf(command)} ${command.usage()}`;
  const whole = command.registeredArguments.length - 1;
  const args = [...command.args.slice(0, whole), command.args.slice(whole).join(' ')];
  return `quote it as one argument: ${pathOf(command)} ${args.map(shellWord).join(' ')}`;
}

/** Whether the word is a number of forks as in `-f 5` of ansible: here `-f` takes no value. */
function isForks(command: Command, word: string, argv: readonly string[]): boolean {
  return command.name() === 'run' && /^\d+$/.test(word) && argv[argv.indexOf(word) - 1] === '-f';
}

type Guess = (
  words: readonly string[],
  command: Command,
  argv: readonly string[],
) => string | undefined;

/** By command, a guess at the meaning of its excess arguments. */
const guesses: Readonly<Record<string, Guess>> = {
  'rexctl run': (words, command, argv) => runGuess(words, command.opts(), argv),
  'rexctl list': ([word = '']) => listGuess(word),
  'rexctl log': ([word = '']) => (isJob(word) ? `rexctl output ${word}` : undefined),
  'rexctl login': ([word = '']) =>
    `rexctl login ${/[.:]/.test(word) ? '--server' : '--login'} ${shellWord(word)}`,
  'rexctl logout': ofProfile,
  'rexctl whoami': ofProfile,
  'rexctl doctor': ofProfile,
  'rexctl demo': ([word = '']) => (/^serve/.test(word) ? 'rexctl demo --serve' : undefined),
  'rexctl stats': ([word = '']) => `rexctl host show ${shellWord(word)}`,
  'rexctl rerun': (words, { args: [job = ''] }) => rerunGuess(words, job),
  'rexctl report': ([word = ''], { args: [job = ''] }) =>
    /^(?:html|junit|markdown|json|yaml)$/.test(word)
      ? `rexctl report ${shellWord(job)} --format ${word}`
      : undefined,
};

function listGuess(word: string): string | undefined {
  if (isJob(word)) return `rexctl show ${word}`;
  const outcome = outcomes.find((known) => known === word);
  if (outcome !== undefined) return `rexctl list --outcome ${outcome}`;
  return /[=~<>]/.test(word) ? `rexctl list --search ${shellWord(word)}` : listInstead(word);
}

function ofProfile([word = '']: readonly string[], command: Command): string {
  return `${pathOf(command)} --profile ${shellWord(word)}`;
}

function rerunGuess(words: readonly string[], job: string): string | undefined {
  const [word = ''] = words;
  if (isJob(word)) return undefined;
  const which = /^(?:failed|succeeded)$/.test(word)
    ? `--${word}`
    : `--host ${shellWord(words.join(','))}`;
  return `rexctl rerun ${shellWord(job)} ${which}`;
}
