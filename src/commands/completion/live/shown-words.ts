import type { Runtime } from '../../../cli/runtime.ts';
import { outcomes } from '../../../jobs/outcome.ts';
import type { CompletionWord } from '../../../settings/caches.ts';
import { oneLine } from '../../../ui/terminal/sanitise.ts';
import type { LiveRequest } from '../typed-context.ts';
import { fieldWords } from './field-words.ts';
import { liveWords, type Reading } from './live-words.ts';

const maxShown = 1000;
const longestAbout = 100;

/**
 * The names that match the typed text. Names with characters that a terminal does not print are
 * omitted, because they cannot be typed; so are arguments that would be read as options.
 */
export async function shownWords(
  request: LiveRequest,
  runtime: Runtime,
  reading: Reading,
): Promise<readonly CompletionWord[]> {
  const { before } = request;
  const words = await wordsFor(request, runtime, reading);
  return words
    .filter(({ word }) => isWanted(word, request) && oneLine(word) === word)
    .slice(0, maxShown)
    .map(({ word, about }) => ({
      word: before + word,
      about: oneLine(about).slice(0, longestAbout),
    }));
}

async function wordsFor(
  request: LiveRequest,
  runtime: Runtime,
  reading: Reading,
): Promise<readonly CompletionWord[]> {
  const { of, prefix, owner } = request;
  if (of === 'fields') return owner?.kind === 'schemas' ? fieldWords(owner.names, runtime) : [];
  const fixed = of === 'jobs' ? newestJobs : [];
  if (prefix.startsWith('@')) return fixed;
  const asked = await liveWords(request, runtime, reading).catch(() => []);
  return [...fixed, ...asked];
}

const newestJobs: readonly CompletionWord[] = [
  { word: '@last', about: 'your newest job' },
  ...outcomes.map((outcome) => ({
    word: `@last:${outcome}`,
    about: `your newest job with this outcome: ${outcome.replace('_', ' ')}`,
  })),
];

function isWanted(word: string, { of, prefix, before, without, isArgument }: LiveRequest): boolean {
  if (word === '' || !word.startsWith(prefix)) return false;
  if (isArgument && before === '' && word.startsWith('-')) return false;
  // A template whose name is a number cannot be named: the number would be read as an id.
  if (of === 'templates' && /^\d+$/.test(word)) return false;
  if (of === 'inputs') return isWantedInput(word, prefix, without);
  return !without.includes(word);
}

/**
 * Whether to show the word of an input: first only names, and values after the user has typed a
 * name.
 */
function isWantedInput(word: string, prefix: string, without: readonly string[]): boolean {
  const isName = word.endsWith('=') && word.indexOf('=') === word.length - 1;
  if (prefix.includes('=')) return !isName;
  return isName && !without.some((given) => given.startsWith(word));
}
