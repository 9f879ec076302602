import type { OutputLine } from '../../jobs/output.ts';
import { jsonLine } from '../answers/json-text.ts';

/**
 * The fields of a line as JSON, without braces:
 * `"stream":"stdout","text":"active\n","timestamp":7.5,"late":false`. Lines are by far the most of
 * what is written, so what repeats is made to text once.
 */
export function lineJsonWriter(): (line: OutputLine) => string {
  const streams = new Map<string, string>();
  return ({ stream, text, timestamp, late }) => {
    const word = remembered(streams, stream, json);
    return `"stream":${word},"text":${textJson(text)},"timestamp":${timestamp},"late":${late}`;
  };
}

/** What was made for this key before, else what `make` makes now. */
export function remembered<Key>(
  known: Map<Key, string>,
  key: Key,
  make: (key: Key) => string,
): string {
  let text = known.get(key);
  if (text === undefined) {
    text = make(key);
    known.set(key, text);
  }
  return text;
}

/** A value as JSON inside a line of JSON. */
export function json(value: unknown): string {
  return jsonLine(value).trimEnd();
}

const simpleLine = /^[ !#-[\]-~]*\n$/;

/** Most lines have nothing to escape but their end. */
function textJson(text: string): string {
  return simpleLine.test(text) ? `"${text.slice(0, -1)}\\n"` : json(text);
}
