import { alternatives } from '../text/counts.ts';

/** The names that Commander finds similar to the typed word, without unlikely ones. */
export function similarNames(typed: string, message: string): readonly string[] {
  const found = /\(Did you mean (?:one of )?(.*)\?\)/.exec(message)?.[1]?.split(', ') ?? [];
  return found.filter((name) => isLikely(bare(typed), bare(name)));
}

/** The end of a message about an unknown word: `; did you mean …?`, or an empty text. */
export function likelyMeant(typed: string, message: string): string {
  const similar = similarNames(typed, message);
  if (similar.length === 0) return '';
  return `; did you mean ${alternatives(similar.map((name) => `\`${name}\``))}?`;
}

function bare(word: string): string {
  return word.replace(/^-+/, '');
}

/**
 * Whether a similar name was probably meant. Commander suggests `--bell` for `--shell`, but the
 * first letter is rarely wrong.
 */
function isLikely(typed: string, name: string): boolean {
  const isPart = name.includes(typed) || typed.includes(name);
  return isPart || typed.charAt(0) === name.charAt(0);
}
