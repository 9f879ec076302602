import { usageError } from '../../errors.ts';
import { setItems } from '../../jobs/hosts/set-items.ts';

/** A name split at its numbers: text at even indexes, digits at odd ones. */
type Pieces = readonly string[];

/**
 * Host names with folded numbers: `web[01-16,18].example.com,db1`. Widths are kept (`01` is not
 * `1`), numbers are sorted, groups are in the order of their first names, and each name occurs
 * once. Characters with a meaning on the command line get a backslash. The inverse of
 * `unfoldNames`.
 */
export function foldNames(names: readonly string[]): string {
  const shapes = new Map<string, Pieces[]>();
  for (const name of new Set(names)) {
    const pieces = piecesOf(name);
    const shape = pieces.map((piece, index) => (isNumber(index) ? '#' : piece)).join('\0');
    shapes.set(shape, [...(shapes.get(shape) ?? []), pieces]);
  }
  return [...shapes.values()].flatMap(foldShape).join(',');
}

/** Splits a name; numbers that are too long for a JavaScript number stay text. */
function piecesOf(name: string): Pieces {
  const text = escapedName(name);
  return /\d{16}/.test(text) ? [text] : text.split(/(\d+)/);
}

/** Escapes characters of sets, files, options and patterns. */
function escapedName(name: string): string {
  return name.replaceAll(/[[\],\\\s#*?%{}]|^[-@]/gu, '\\$&');
}

function isNumber(index: number): boolean {
  return index % 2 === 1;
}

/** Folds names at the number that results in the fewest groups. */
function foldShape(members: readonly Pieces[]): string[] {
  const length = members[0]?.length ?? 1;
  let best: Map<string, Pieces[]> | undefined;
  let bestAt = 0;
  for (let at = 1; at < length; at += 2) {
    const groups = groupedBesides(members, at);
    if (best === undefined || groups.size < best.size) [best, bestAt] = [groups, at];
  }
  if (best === undefined) return members.map((pieces) => pieces.join(''));
  return [...best.values()].map((group) => foldGroup(group, bestAt));
}

function groupedBesides(members: readonly Pieces[], at: number): Map<string, Pieces[]> {
  const groups = new Map<string, Pieces[]>();
  for (const pieces of members) {
    const key = pieces.with(at, '').join('\0');
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [pieces]);
    else group.push(pieces);
  }
  return groups;
}

function foldGroup(group: readonly Pieces[], at: number): string {
  const [first = []] = group;
  if (group.length === 1) return first.join('');
  const numbers = group
    .map((pieces) => pieces[at] ?? '')
    .sort((a, b) => Number(a) - Number(b) || a.length - b.length);
  return `${first.slice(0, at).join('')}[${ranges(numbers)}]${first.slice(at + 1).join('')}`;
}

function ranges(numbers: readonly string[]): string {
  const found: { start: string; end: string }[] = [];
  for (const number of numbers) {
    const range = found.at(-1);
    if (range !== undefined && number === successor(range.end, range.start.length))
      range.end = number;
    else found.push({ start: number, end: number });
  }
  return found.map(({ start, end }) => (start === end ? start : `${start}-${end}`)).join(',');
}

function successor(number: string, width: number): string {
  return String(Number(number) + 1).padStart(width, '0');
}

/** More names are refused as a typo. */
const maxNames = 100_000;

/**
 * The names in a set such as `web[01-16,18].example.com,db1`; several brackets are combined. Throws
 * a usage `Failure`.
 */
export function unfoldNames(text: string): string[] {
  const names = setItems(text).flatMap((item) => unfoldItem(item, text));
  if (names.length > maxNames) throw tooMany(text);
  return names;
}

function unfoldItem(item: string, text: string): string[] {
  const found = /^((?:\\[\s\S]|[^[\]\\])*)\[([^[\]\\]*)\]/u.exec(item);
  if (found === null) return [unescapedName(item, text)];
  const [head, start = '', inside = ''] = found;
  const before = unescapedName(start, text);
  const numbers = inside.split(',').flatMap((range) => unfoldRange(range, text));
  const tails = unfoldItem(item.slice(head.length), text);
  if (numbers.length * tails.length > maxNames) throw tooMany(text);
  return numbers.flatMap((number) => tails.map((tail) => `${before}${number}${tail}`));
}

function unescapedName(item: string, text: string): string {
  if (!/^(?:\\[\s\S]|[^[\]\\])*$/u.test(item)) throw unreadable(text);
  return item.replaceAll(/\\([\s\S])/gu, '$1');
}

function unfoldRange(range: string, text: string): string[] {
  const [, start = '', end = start] = /^(\d{1,15})(?:-(\d{1,15}))?$/.exec(range) ?? [];
  const length = Number(end) - Number(start) + 1;
  if (start === '' || length < 1) throw unreadable(text);
  if (length > maxNames) throw tooMany(text);
  return Array.from({ length }, (_, index) =>
    String(Number(start) + index).padStart(start.length, '0'),
  );
}

function unreadable(text: string): Error {
  return usageError(
    `\`${text}\` is not a valid set of hosts: expected ranges such as web[01-20].example.com`,
  );
}

function tooMany(text: string): Error {
  return usageError(`\`${text}\` expands to more than ${maxNames.toLocaleString('en')} hosts`);
}
