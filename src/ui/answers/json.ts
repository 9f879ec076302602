import { invisibleCharacters } from '../terminal/sanitise.ts';

/** Plain JSON, as documents are. */
export type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * What a terminal, or a line-based reader, could take for more than text; `JSON.stringify` leaves
 * it as it is.
 */
const escapedCharacters = new RegExp(
  `[\\u007f-\\u009f${invisibleCharacters}]|\\udb40[\\udc00-\\udc7f]`,
  'g',
);

/**
 * One JSON document: indented where a person looks at it, else one line. Lone surrogates are
 * written as escapes.
 */
export function jsonText(document: unknown, indented: boolean): string {
  return `${escaped(JSON.stringify(document, null, indented ? 2 : undefined))}\n`;
}

/** One line of NDJSON. */
export function jsonLine(document: unknown): string {
  return jsonText(document, false);
}

/** The same text to every JSON reader. */
function escaped(json: string): string {
  return json.replace(escapedCharacters, (character) =>
    character
      .split('')
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join(''),
  );
}
