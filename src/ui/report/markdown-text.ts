import { oneLine } from '../terminal/sanitise.ts';
import { shownText } from './html/html-text.ts';

/** The most characters of a text in a sentence. */
const longest = 300;

/**
 * Text of hosts and servers inside a line, as code, so that marks, tags, links and mentions have no
 * effect.
 */
export function inlineCode(text: string, most = longest): string {
  const characters = [...shownText(oneLine(text)).trim()];
  const shown = characters.length > most ? [...characters.slice(0, most), '…'] : characters;
  const words = shown.join('') || '-';
  const fence = '`'.repeat(longestRun(words) + 1);
  const space = words.startsWith('`') || words.endsWith('`') ? ' ' : '';
  return `${fence}${space}${words}${space}${fence}`;
}

/** A code block with a fence longer than any in the text, so that the text cannot close it. */
export function fencedBlock(text: string): string {
  const lines = shownText(text).replace(/\n$/, '');
  const fence = '`'.repeat(Math.max(3, longestRun(lines) + 1));
  return `${fence}text\n${lines}\n${fence}\n`;
}

function longestRun(text: string): number {
  return (text.match(/`+/g) ?? []).reduce((most, { length }) => Math.max(most, length), 0);
}
