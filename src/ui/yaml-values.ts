import { isMap, isScalar, parseDocument, type Scalar } from 'yaml';

const nothing = new Set(['', '~', 'null', 'Null', 'NULL']);

/**
 * Names and values of a flat YAML or JSON document, each value as it is written: `1.10`, `yes` and `0644` stay that
 * text. Throws an `Error` with one sentence for anything else.
 */
export function yamlValues(text: string): Record<string, string> {
  const document = parseDocument(text, { schema: 'failsafe', prettyErrors: false });
  const [error] = document.errors;
  if (error !== undefined) throw new Error(`it is neither YAML nor JSON: ${firstSentence(error.message)}`);
  if (!isMap(document.contents)) throw new Error('it is no list of `name: value`');
  const values: [string, string][] = document.contents.items.map(({ key, value }) => {
    if (!isScalar(key)) throw new Error('a name in it is no plain text');
    return [String(key.value), plainText(String(key.value), value)];
  });
  return Object.fromEntries(values);
}

function plainText(name: string, value: unknown): string {
  if (!isScalar(value)) {
    throw new Error(
      `\`${name}\` is ${value === null ? 'empty' : 'a list, an object or a reference'}; expected one text, number, true or false`,
    );
  }
  if (isNothing(value)) throw new Error(`\`${name}\` has no value; write "" for an empty one`);
  const text = String(value.value);
  if (/\p{Surrogate}/u.test(text)) throw new Error(`\`${name}\` has half a character`);
  return text;
}

function isNothing({ type, value }: Scalar): boolean {
  return type === 'PLAIN' && nothing.has(String(value ?? ''));
}

function firstSentence(message: string): string {
  return message.split('\n')[0] ?? message;
}
