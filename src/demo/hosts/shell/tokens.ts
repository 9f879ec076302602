import { type Part, type Redirection, ShellSyntaxError, unknownToShell } from './syntax.ts';
import { WordReader } from './word-reader.ts';

export type Token = { readonly line: number } & (
  | { readonly kind: 'word'; readonly parts: readonly Part[] }
  | { readonly kind: 'operator'; readonly text: string }
  | { readonly kind: 'redirection'; readonly redirection: Redirection }
);

/** A sign that sends a stream somewhere; the name of a file follows where it is not a stream. */
const redirection = /^(?:(\d?)(<|>>?)(?:&([12]))?|(&>>?))/;

const operators = ['&&', '||', ';;', ';', '\n', '|', '&', '(', ')'];

/** Cuts a script into words, operators and redirections; the name of a file is not kept. */
export function tokensOf(script: string): readonly Token[] {
  const reader = new WordReader(script.replaceAll('\r', ''));
  const tokens: Token[] = [];
  while (skipBlanks(reader)) tokens.push(nextToken(reader));
  return tokens;
}

/** What separates tokens: blanks, comments and continued lines. */
const blank = /(?:[ \t]+|\\\n|#[^\n]*)+/y;

/** Whether anything is left after what separates. */
function skipBlanks(reader: WordReader): boolean {
  blank.lastIndex = reader.at;
  const [skipped = ''] = blank.exec(reader.text) ?? [];
  reader.skip(skipped.length);
  return !reader.isAtEnd;
}

function nextToken(reader: WordReader): Token {
  const { line } = reader;
  const ahead = reader.text.slice(reader.at, reader.at + 4);
  const sent = redirection.exec(ahead);
  if (sent !== null) return redirectionToken(reader, sent);
  if (ahead.startsWith('((')) throw new ShellSyntaxError(line, unknownToShell('(('));
  const operator = operators.find((text) => ahead.startsWith(text));
  if (operator === undefined) return { kind: 'word', line, parts: reader.word() };
  reader.skip(operator.length);
  return { kind: 'operator', line, text: operator };
}

function redirectionToken(reader: WordReader, found: RegExpExecArray): Token {
  const { line } = reader;
  const [sign, number, direction, target, both] = found;
  reader.skip(sign.length);
  if (reader.next === '<') throw new ShellSyntaxError(line, unknownToShell('<<'));
  const to = target === '1' ? 'out' : target === '2' ? 'err' : 'file';
  if (to === 'file' && skipBlanks(reader)) reader.word();
  const own = direction === '<' ? 'in' : number === '2' ? 'err' : 'out';
  const stream = both === undefined ? own : 'both';
  return { kind: 'redirection', line, redirection: { stream, to } };
}
