import { invisibleCharacters } from '../terminal/sanitise.ts';

/** A JSON object. */
export type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Characters that may affect terminals or programs that read lines, and that `JSON.stringify` does
 * not escape.
 */
const escapedCharacters = new RegExp(
  `[\\u007f-\\u009f${invisibleCharacters}]|\\udb40[\\udc00-\\udc7f]`,
  'g',
);

/** A JSON document, indented for people or on one line. Unpaired surrogates are escaped. */
export function jsonText(document: unknown, indented: boolean): string {
  return `${escaped(JSON.stringify(document, null, indented ? 2 : undefined))}\n`;
}

/** A line of NDJSON. */
export function jsonLine(document: unknown): string {
  return jsonText(document, false);
}

/** Escapes these characters, which does not change the meaning of the JSON. */
function escaped(json: string): string {
  return json.replace(escapedCharacters, (character) =>
    character
      .split('')
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join(''),
  );
}
