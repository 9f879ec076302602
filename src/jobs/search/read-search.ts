import { checkQuery } from './check-query.ts';
import { parseSearch } from './parse.ts';
import { problemFailure, SearchProblem, type SearchSource } from './problem.ts';
import { rephrase } from './rephrase.ts';
import { type Comparison, eachComparison, type Query, queryText } from './syntax-tree.ts';

/**
 * A search that constrains something and that the server reads as its author does. Made by
 * `readSearch` only.
 */
export interface Search {
  readonly typed: string;
  /** What is sent. */
  readonly text: string;
  /** What is sent in other words than typed, and why. */
  readonly notes: readonly string[];
}

/**
 * Reads a search in the server's language. Throws a usage `Failure` that points at the place, for
 * one that cannot be read as a whole, or that would match everything without a warning.
 */
export function readSearch(typed: string, source: SearchSource): Search {
  try {
    const query = parseSearch(typed);
    checkQuery(query);
    const { query: sent, notes } = rephrase(query, source.of === 'jobs');
    const text = queryText(sent);
    return { typed, text: text === queryText(query) ? typed.trim() : text, notes };
  } catch (error) {
    throw error instanceof SearchProblem ? problemFailure(error, typed, source) : error;
  }
}

/** The search of a list, which may be missing: `null`. */
export function readListSearch(typed: string | undefined, of: SearchSource['of']): Search | null {
  return typed === undefined ? null : readSearch(typed, { where: 'the search', of });
}

/**
 * A search that was read, with "contains" instead of "is": to try when it found nothing. `null`
 * where that is none.
 */
export function looserSearch(text: string): string | null {
  try {
    const query = parseSearch(text);
    const looser = eachComparison(query, contains);
    checkQuery(looser);
    return queryText(looser) === queryText(query) ? null : queryText(looser);
  } catch (error) {
    if (error instanceof SearchProblem) return null;
    throw error;
  }
}

function contains(one: Comparison): Query {
  const { field, operator, values, span, text } = one;
  const [value] = values;
  if (operator !== '=' || value === undefined || /^(?:true|false)$/.test(value.value)) return one;
  const typed = text.slice(value.span.start - span.start);
  return { ...one, operator: '~', text: `${field} ~ ${typed}` };
}
