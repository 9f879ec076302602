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
      `not valid YAML or JSON: ${withoutText(error)} (line ${lineCounter.linePos(error.pos[0]).line})`,
    );
  if (!isMap(document.contents)) throw new Error('expected lines of `name: value`');
  const values: [string, string][] = document.contents.items.map(({ key, value }) => {
    if (!isScalar(key)) throw new Error('every name must be plain text');
    return [String(key.value), plainText(String(key.value), value)];
  });
  return Object.fromEntries(values);
}

function plainText(name: string, value: unknown): string {
  if (!isScalar(value)) {
    throw new Error(
      `\`${name}\` is ${value === null ? 'empty' : 'a list, an object or a reference'}; expected text, a number, true or false`,
    );
  }
  if (value.anchor !== undefined || (value.tag !== undefined && value.tag !== textTag))
    throw new Error(
      `the value of \`${name}\` begins with & or !, which have a meaning in YAML; quote it`,
    );
  if (isNothing(value)) throw new Error(`\`${name}\` has no value; write "" for an empty value`);
  const text = String(value.value);
  if (/\p{Surrogate}/u.test(text))
    throw new Error(
      `the value of \`${name}\` contains half of a character (an unpaired surrogate)`,
    );
  return text;
}

function isNothing({ type, value }: Scalar): boolean {
  return type === 'PLAIN' && nothing.has(String(value ?? ''));
}

/** The problem without the offending text, which may be a secret. */
function withoutText({ message }: YAMLError): string {
  return message
    .replace(/[\n:][\s\S]*$/, '')
    .replace(/^(Invalid escape sequence|Unexpected \S+).*$/, '$1');
}
