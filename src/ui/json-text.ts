/** What a terminal, or a line-based reader, could take for more than text; `JSON.stringify` leaves it as it is. */
const awkward = /[\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

/** One JSON document: indented where a person looks at it, else one line. Lone surrogates are written as escapes. */
export function jsonText(document: unknown, indented: boolean): string {
  return `${escaped(JSON.stringify(document, null, indented ? 2 : undefined))}\n`;
}

/** One line of NDJSON. */
export function jsonLine(document: unknown): string {
  return jsonText(document, false);
}

/** The same text to every JSON reader. */
function escaped(json: string): string {
  return json.replace(awkward, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
