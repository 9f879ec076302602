import { stringify } from 'yaml';
import { isObject, type JsonObject } from './json.ts';

/**
 * A separate module: bundlers give a package like this its names only where it is imported by
 * name.
 */
export function yamlText(document: unknown): string {
  return stringify(document, { compat: 'yaml-1.1', lineWidth: 0, aliasDuplicateObjects: false });
}

/**
 * The same text as of `{ hosts: [row] }` without its first line. A long list stands last in a row:
 * its items are made one by one, and plain ones without the library, which takes a minute for a
 * million.
 */
export function yamlItem(row: JsonObject): string {
  const entries = Object.entries(row);
  const [key, items] = entries.at(-1) ?? [];
  if (key === undefined || entries.length === 1 || !isListOfObjects(items))
    return indented(yamlText([row]), '  ');
  const head = yamlText([Object.fromEntries(entries.slice(0, -1))]);
  const lines = items.map((item) => plainItem(item) ?? indented(yamlText([item]), '      '));
  return `${indented(head, '  ')}    ${key}:\n${lines.join('')}`;
}

/** The pieces of a document as an item of a list below the document's first level. */
export function* yamlItemOf(pieces: Iterable<string>): Generator<string> {
  let dash = '  - ';
  for (const piece of pieces) {
    yield dash + indented(piece, '    ').slice(dash === '' ? 0 : 4);
    dash = '';
  }
}

function isListOfObjects(value: unknown): value is readonly JsonObject[] {
  return Array.isArray(value) && value.length > 0 && value.every(isObject);
}

/** An object of plain scalars as an item of a list two levels deep; else `null`. */
function plainItem(item: JsonObject): string | null {
  let text = '';
  for (const key in item) {
    const value = plainScalar(item[key]);
    if (value === null || !ownKeys.has(key)) return null;
    text += `${text === '' ? '      - ' : '        '}${key}: ${value}\n`;
  }
  return text === '' ? null : text;
}

const ownKeys: ReadonlySet<string> = new Set([
  'stream',
  'text',
  'timestamp',
  'late',
  'kind',
  'line',
]);
const ownWords: ReadonlySet<unknown> = new Set([
  'stdout',
  'stderr',
  'debug',
  'same',
  'removed',
  'added',
]);
/** Written as a block of one line, whatever stands in it. */
const blockOfOneLine = /^ *[!-~][ -~]*\n$/;
/** Nothing in it needs to be escaped. */
const unescaped = /^[ !#-&(-[\]-~]+$/;
/** Would mean something to YAML at its beginning, in its midst or at its end. */
const quoted = /^[ ,[\]{}#&*!|>%@`]|^[?-](?: |$)|: | #|[ :]$/;
/** No reader takes it for a number, a date, a truth or nothing. */
const surelyText = /^[A-Za-z].{5}/;

/** As the library writes it; `null` where that would have to be thought about. */
function plainScalar(value: unknown): string | null {
  if (typeof value === 'boolean' || ownWords.has(value)) return String(value);
  if (typeof value === 'number')
    return /^\d+(?:\.\d+)?$/.test(String(value)) ? String(value) : null;
  if (typeof value !== 'string') return null;
  if (blockOfOneLine.test(value))
    return `${value.startsWith(' ') ? '|2' : '|'}\n          ${value.slice(0, -1)}`;
  if (!unescaped.test(value)) return null;
  if (quoted.test(value)) return `"${value}"`;
  return surelyText.test(value) ? value : null;
}

function indented(text: string, by: string): string {
  return text.replaceAll(/^(?=[^\n])/gm, by);
}
