import { isMap, isScalar, LineCounter, parseDocument, type Scalar, type YAMLError } from 'yaml';

const textTag = 'tag:yaml.org,2002:str';

const nothing = new Set(['', '~', 'null', 'Null', 'NULL']);

/**
 * Names and values of a flat YAML or JSON document, each value as it is written: `1.10`, `yes` and
 * `0644` stay that text. Throws an `Error` with one sentence for anything else.
 */
export function yamlValues(text: string): Record<string, string> {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { schema: 'failsafe', prettyErrors: false, lineCounter });
  const [error] = document.errors;
  if (error !== undefined)
    throw new Error(
      `it is neither YAML nor JSON: ${withoutText(error)} (line ${lineCounter.linePos(error.pos[0]).line})`,
    );
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
  if (value.anchor !== undefined || (value.tag !== undefined && value.tag !== textTag))
    throw new Error(`\`${name}\` begins with & or !, which YAML takes for its own; quote it`);
  if (isNothing(value)) throw new Error(`\`${name}\` has no value; write "" for an empty one`);
  const text = String(value.value);
  if (/\p{Surrogate}/u.test(text)) throw new Error(`\`${name}\` has half a character`);
  return text;
}

function isNothing({ type, value }: Scalar): boolean {
  return type === 'PLAIN' && nothing.has(String(value ?? ''));
}

/** What is wrong without the text that is: it may be a secret. */
function withoutText({ message }: YAMLError): string {
  return message
    .replace(/[\n:][\s\S]*$/, '')
    .replace(/^(Invalid escape sequence|Unexpected \S+).*$/, '$1');
}
