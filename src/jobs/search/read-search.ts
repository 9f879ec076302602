import { checkQuery } from './check-query.ts';
import { parseSearch } from './parse.ts';
import { problemFailure, SearchProblem, type SearchSource } from './problem.ts';
import { rephrase } from './rephrase.ts';
import { type Comparison, eachComparison, type Query, queryText } from './syntax-tree.ts';

/**
 * A checked search: it has a condition, and the server reads it as it looks. Only `readSearch`
 * creates one.
 */
export interface Search {
  readonly typed: string;
  /** The text that is sent. */
  readonly text: string;
  /** Sentences about what is sent differently than typed, and why. */
  readonly notes: readonly string[];
}

/**
 * Checks a search. Throws a usage `Failure` that points at the problem if it cannot be read
 * completely, or would match everything.
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

/** The search of a list; `null` = none given. */
export function readListSearch(typed: string | undefined, of: SearchSource['of']): Search | null {
  return typed === undefined ? null : readSearch(typed, { where: 'the search', of });
}

/** The search with "contains" instead of "is", to suggest when nothing matches; or `null`. */
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
