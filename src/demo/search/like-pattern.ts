import { refusedByDatabase } from './search-error.ts';

/** Wildcards: `MANY` matches any text, `ONE` exactly one character. */
const MANY = Symbol('%');
const ONE = Symbol('_');

type Part = string | typeof MANY | typeof ONE;

/**
 * The test for `~`: the text contains the value, in any case. If the value has a `*` or `%`, it is
 * a pattern for the whole text. `_` matches one character; a backslash escapes the next character.
 */
export function likePattern(value: string): (text: string) => boolean {
  if (!/[*%_\\]/.test(value)) return contains(value.toLowerCase());
  const isPattern = /[*%]/.test(value);
  const parts = partsOf(isPattern ? value.replaceAll(/[*%]+/g, '%') : `%${value}%`);
  return (text) => fits(Array.from(text.toLowerCase()), parts);
}

function contains(wanted: string): (text: string) => boolean {
  return (text) => text.toLowerCase().includes(wanted);
}

function partsOf(pattern: string): Part[] {
  const parts: Part[] = [];
  const characters = Array.from(pattern.toLowerCase());
  for (let at = 0; at < characters.length; at++) {
    const character = characters[at] ?? '';
    if (character === '%') parts.push(MANY);
    else if (character === '_') parts.push(ONE);
    else if (character === '\\') parts.push(escaped(characters[++at]));
    else parts.push(character);
  }
  return parts;
}

function escaped(character: string | undefined): string {
  if (character !== undefined) return character;
  throw refusedByDatabase(
    'InvalidEscapeSequence: ERROR:  LIKE pattern must not end with escape character\n',
  );
}

/** Backtracks only to the last `MANY`, so that the cost is at most the product of both lengths. */
function fits(text: readonly string[], parts: readonly Part[]): boolean {
  let [at, part, many, resume] = [0, 0, -1, 0];
  while (at < text.length) {
    if (parts[part] === MANY) {
      many = part++;
      resume = at;
    } else if (parts[part] === ONE || parts[part] === text[at]) {
      at++;
      part++;
    } else if (many >= 0) {
      part = many + 1;
      at = ++resume;
    } else return false;
  }
  return parts.slice(part).every((one) => one === MANY);
}
