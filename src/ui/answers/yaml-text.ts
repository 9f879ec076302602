import { stringify } from 'yaml';
import { isObject, type JsonObject } from './json.ts';

/**
 * A document as YAML. A separate module, because bundlers find the names of this package only if it
 * is imported by name.
 */
export function yamlText(document: unknown): string {
  return stringify(document, { compat: 'yaml-1.1', lineWidth: 0, aliasDuplicateObjects: false });
}

/**
 * A row as YAML, as in `{ hosts: [row] }` without its first line. The long list at the end of a row
 * is written item by item, and simple items without the library, which would need a minute for a
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

/** An object with simple values as an item of a list two levels deep, or `null`. */
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
/** A text that the library writes as a block with one line. */
const blockOfOneLine = /^ *[!-~][ -~]*\n$/;
/** A text without characters to escape. */
const unescaped = /^[ !#-&(-[\]-~]+$/;
/** A text with a meaning in YAML at its beginning, in the middle or at its end. */
const quoted = /^[ ,[\]{}#&*!|>%@`]|^[?-](?: |$)|: | #|[ :]$/;
/** A text that no program reads as a number, a date, a boolean or null. */
const surelyText = /^[A-Za-z].{5}/;

/** A simple value as the library writes it; `null` if it is not simple. */
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
