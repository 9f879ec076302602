import { compile, TreeInterpreter, tokenize } from '@jmespath-community/jmespath';
import { type Failure, usageError } from '../../../errors.ts';
import { fitted } from '../../terminal/width.ts';
import { isObject } from '../json.ts';
import { queryMistake } from './query-mistakes.ts';

/** A checked JMESPath expression. */
export interface Query {
  /**
   * The result for a JSON text. Throws a `SyntaxError` if it is not JSON, and another `Error` if a
   * function or operator does not accept a value.
   */
  of(json: string): unknown;
}

/**
 * Checks an expression. Throws a usage `Failure` with the position of a mistake and what was
 * expected there. Names of functions and their numbers of arguments are also checked, because it is
 * too late after the command has done its work.
 */
export function compileQuery(text: string): Query {
  const tree = parsed(text);
  const { mistake, fields } = look(tree, text);
  if (mistake !== null) throw invalidQuery(text, mistake);
  const isInherited = fields.some((name) => name in Object.prototype);
  return {
    of: (json) => TreeInterpreter.search(tree, JSON.parse(json, isInherited ? bare : undefined)),
  };
}

/** Removes the prototype, because the library also reads inherited fields, e.g. `constructor`. */
function bare(_: string, value: unknown): unknown {
  return isObject(value) ? Object.setPrototypeOf(value, null) : value;
}

function look(tree: object, text: string): ReturnType<typeof queryMistake> {
  try {
    return queryMistake(tree, text);
  } catch (error) {
    throw error instanceof RangeError ? invalidQuery(text, tooDeep) : error;
  }
}

/** The message for a stack overflow: parser and search are recursive. */
const tooDeep = 'it is too long, or nested too deeply';

function parsed(text: string): ReturnType<typeof compile> {
  try {
    return compile(text);
  } catch (error) {
    const isDeep = error instanceof RangeError;
    throw invalidQuery(text, isDeep ? tooDeep : syntaxMistake(text, messageOf(error)));
  }
}

function invalidQuery(text: string, mistake: string): Failure {
  return usageError(
    `invalid --query \`${fitted(text, 200, '…')}\`: ${mistake}${mistake.endsWith('?') ? '' : '.'} Nothing was sent`,
    'try: --query "jobs[?outcome == \'failed\'].id"',
  );
}

function syntaxMistake(text: string, message: string): string {
  const tokens = tokensOf(text);
  if (tokens === null) return unreadable(text, message);
  const ends = [...tokens.slice(1).map(({ start }) => start), text.length];
  const at = firstWrong(ends, (end) => mayContinue(text.slice(0, end)));
  const culprit = tokens[at];
  if (culprit === undefined)
    return `it ends too early, ${missingEnd(text, tokens.at(-1)?.type) ?? expectation(message)}`;
  const word = text.slice(culprit.start, ends[at]).trim();
  return `unexpected \`${word}\` at character ${culprit.start + 1}, ${expectation(failureOf(text.slice(0, ends[at])))}`;
}

/** The missing end of a function or list, which the library does not report; or `undefined`. */
function missingEnd(text: string, last: unknown): string | undefined {
  if (last === 'Lparen' || last === 'Lbracket' || last === 'Comma') return undefined;
  const end = [')', ']'].find((one) => mayContinue(text + one));
  return end === undefined ? undefined : `expected \`${end}\``;
}

/** The index of the first wrong end, by bisection: everything after a wrong beginning is wrong. */
function firstWrong(ends: readonly number[], isRight: (end: number) => boolean): number {
  let right = -1;
  let wrong = ends.length;
  while (wrong - right > 1) {
    const middle = Math.floor((right + wrong) / 2);
    if (isRight(ends[middle] ?? 0)) right = middle;
    else wrong = middle;
  }
  return wrong;
}

/** Whether a beginning is complete, or only lacks its end. */
function mayContinue(beginning: string): boolean {
  const message = failureOf(beginning);
  return message === '' || message.includes('EOF');
}

function failureOf(text: string): string {
  try {
    compile(text);
    return '';
  } catch (error) {
    return messageOf(error);
  }
}

function tokensOf(text: string) {
  try {
    return tokenize(text).filter(({ type }) => String(type) !== 'EOF');
  } catch {
    return null;
  }
}

/** The message if the expression cannot be split into tokens. */
function unreadable(text: string, message: string): string {
  const unknown = /unknown character: (.)/u.exec(message)?.[1];
  const starts = [...text, ''].map((_, at) => at);
  if (unknown !== undefined) {
    const at = starts.find(
      (start) =>
        text.startsWith(unknown, start) && tokensOf(text.slice(0, start + unknown.length)) === null,
    );
    return `unexpected \`${unknown}\` at character ${(at ?? 0) + 1}, expected a name, a function or an operator`;
  }
  const quote =
    starts.findLast(
      (start) => /["'`]/.test(text[start] ?? '') && tokensOf(text.slice(0, start)) !== null,
    ) ?? 0;
  const what =
    text[quote] === '`'
      ? 'JSON between backticks, such as `true` or `5`'
      : `a closing ${text[quote]}`;
  return `the value that begins at character ${quote + 1} cannot be read, expected ${what}`;
}

/** The library's names of expected tokens, in words. */
const expected: Readonly<Record<string, string>> = {
  Rbracket: '`]`',
  Rparen: '`)`',
  Rbrace: '`}`',
  Colon: '`:`',
  Star: '`]`, a number or `*`',
  Assign: '`=`',
};

function expectation(message: string): string {
  const name = /expected (\w+), got/.exec(message)?.[1];
  const word = expected[name ?? ''];
  if (word !== undefined) return `expected ${word}`;
  if (/expecting an identifier/.test(message)) return 'expected a name or `}`';
  return /unexpected token type/.test(message)
    ? 'expected the end, or an operator such as `.`, `[` or `|`'
    : 'expected a name, a function or a value';
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
