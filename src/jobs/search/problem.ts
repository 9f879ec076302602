import { type Failure, usageError } from '../../errors.ts';

/** A range of the typed text, in UTF-16 units. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** The source of a search. */
export interface SearchSource {
  /** The option or argument, for messages. */
  readonly where: string;
  readonly of: keyof typeof examples;
}

/**
 * Why a search is not sent: a sentence, the place, and advice what to type, in which `{example}`
 * and `{everything}` are filled in.
 */
export class SearchProblem extends Error {
  readonly span: Span;
  readonly advice: string;

  constructor(sentence: string, span: Span, advice: string) {
    super(sentence);
    this.name = 'SearchProblem';
    this.span = span;
    this.advice = advice;
  }
}

const examples = {
  hosts: 'name ~ web',
  jobs: 'status = failed',
  templates: 'name ~ package',
  series: 'id = 1',
  bookmarks: 'name ~ web',
  organizations: 'title ~ web',
  locations: 'title ~ berlin',
};
const everything: Readonly<Record<keyof typeof examples, string>> = {
  hosts: 'id > 0',
  jobs: 'id > 0',
  templates: 'has name',
  series: 'id > 0',
  bookmarks: 'has name',
  organizations: 'has name',
  locations: 'has name',
};

/** The usage error, which points at the place. */
export function problemFailure(
  problem: SearchProblem,
  typed: string,
  { where, of }: SearchSource,
): Failure {
  const { span } = problem;
  const message = problem.message.replaceAll(/\s+/g, ' ');
  const advice = problem.advice
    .replace('{example}', examples[of])
    .replace('{everything}', everything[of]);
  const place = typed.trim() === '' ? '' : `${pointed(typed, span)}\n`;
  return usageError(`${where}: ${message}. Nothing was sent`, `${place}${advice}`);
}

const reach = 40;

/** The part of the search around the place, with carets below it. */
function pointed(typed: string, { start, end }: Span): string {
  const from = Math.max(0, start - reach);
  const to = Math.min(typed.length, Math.max(end, start + 1) + reach);
  const before = plain(typed.slice(from, start));
  const head = from > 0 ? '...' : '';
  const line = `${head}${before}${plain(typed.slice(start, to))}${to < typed.length ? '...' : ''}`;
  const carets = '^'.repeat(Math.max(1, Array.from(typed.slice(start, end)).length));
  return `  ${line.trimEnd()}\n  ${' '.repeat(head.length + Array.from(before).length)}${carets}`;
}

/** The text on one line, with one column for each character. */
function plain(text: string): string {
  return text.replaceAll(/[\s\u0000-\u001f\u007f]/g, ' ');
}
