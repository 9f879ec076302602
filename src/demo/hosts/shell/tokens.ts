import { type Part, type Redirection, ShellSyntaxError, unknownToShell } from './syntax.ts';
import { WordReader } from './word-reader.ts';

export type Token = { readonly line: number } & (
  | { readonly kind: 'word'; readonly parts: readonly Part[] }
  | { readonly kind: 'operator'; readonly text: string }
  | { readonly kind: 'redirection'; readonly redirection: Redirection }
);

/** The operator of a redirection; a file name follows unless it names a stream. */
const redirection = /^(?:(\d?)(<|>>?)(?:&([12]))?|(&>>?))/;

const operators = ['&&', '||', ';;', ';', '\n', '|', '&', '(', ')'];

/** A text that begins after the line with its `<<`. */
interface HereDocument {
  /** The line that ends the text. */
  readonly end: string;
  /** Whether it begins with `<<-`: tabs at the start of its lines are dropped. */
  readonly isIndented: boolean;
  /** Whether its text is expanded: its end is not quoted. */
  readonly isExpanded: boolean;
  /** The text; filled when it is read. */
  readonly parts: Part[];
}

/** Splits a script into words, operators and redirections; file names are dropped. */
export function tokensOf(script: string): readonly Token[] {
  const reader = new WordReader(script.replaceAll('\r', ''));
  const tokens: Token[] = [];
  const expected: HereDocument[] = [];
  while (skipBlanks(reader)) {
    const token = nextToken(reader, expected);
    tokens.push(token);
    if (token.kind === 'operator' && token.text === '\n')
      for (const document of expected.splice(0)) readDocument(reader, document);
  }
  return tokens;
}

/** The blanks, comments and continued lines between tokens. */
const blank = /(?:[ \t]+|\\\n|#[^\n]*)+/y;

/** Skips blanks and comments; returns whether anything is left. */
function skipBlanks(reader: WordReader): boolean {
  blank.lastIndex = reader.at;
  const [skipped = ''] = blank.exec(reader.text) ?? [];
  reader.skip(skipped.length);
  return !reader.isAtEnd;
}

function nextToken(reader: WordReader, expected: HereDocument[]): Token {
  const { line } = reader;
  const ahead = reader.text.slice(reader.at, reader.at + 4);
  const sent = redirection.exec(ahead);
  if (sent !== null) return redirectionToken(reader, sent, expected);
  if (ahead.startsWith('((')) throw new ShellSyntaxError(line, unknownToShell('(('));
  const operator = operators.find((text) => ahead.startsWith(text));
  if (operator === undefined) return { kind: 'word', line, parts: reader.word() };
  reader.skip(operator.length);
  return { kind: 'operator', line, text: operator };
}

function redirectionToken(
  reader: WordReader,
  found: RegExpExecArray,
  expected: HereDocument[],
): Token {
  const { line } = reader;
  const [sign, number, direction, target, both] = found;
  reader.skip(sign.length);
  if (direction === '<' && reader.next === '<') {
    const text = textAhead(reader, expected);
    return { kind: 'redirection', line, redirection: { stream: 'in', to: 'file', text } };
  }
  const to = target === '1' ? 'out' : target === '2' ? 'err' : 'file';
  if (to === 'file' && skipBlanks(reader)) reader.word();
  const own = direction === '<' ? 'in' : number === '2' ? 'err' : 'out';
  const stream = both === undefined ? own : 'both';
  return { kind: 'redirection', line, redirection: { stream, to } };
}

/** The text of `<<END` or `<<<WORD`; that of `<<END` is filled in after the end of its line. */
function textAhead(reader: WordReader, expected: HereDocument[]): readonly Part[] {
  reader.skip(1);
  const isString = reader.next === '<';
  const isIndented = reader.next === '-';
  if (isString || isIndented) reader.skip(1);
  const word = skipBlanks(reader) ? reader.word() : [];
  if (isString) return [...word, { kind: 'text', text: '\n', quoted: true }];
  const end = word.map((part) => (part.kind === 'text' ? part.text : '')).join('');
  const isExpanded = word.every((part) => !part.quoted);
  const document: HereDocument = { end, isIndented, isExpanded, parts: [] };
  expected.push(document);
  return document.parts;
}

function readDocument(reader: WordReader, document: HereDocument): void {
  let text = '';
  while (!reader.isAtEnd) {
    const line = reader.takeLine();
    const shown = document.isIndented ? line.replace(/^\t+/, '') : line;
    if (shown === document.end) break;
    text += `${shown}\n`;
  }
  const whole: Part = { kind: 'text', text, quoted: true };
  document.parts.push(...(document.isExpanded ? new WordReader(text).textParts() : [whole]));
}
