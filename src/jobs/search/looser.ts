import { checkQuery } from './check-query.ts';
import { parseSearch } from './parse.ts';
import { SearchProblem } from './problem.ts';
import { type Comparison, eachComparison, type Query, textOf } from './query.ts';

/**
 * A search that was read, with "contains" in place of "is": to try when it found nothing. `null`
 * where that is none.
 */
export function looserSearch(text: string): string | null {
  try {
    const query = parseSearch(text);
    const looser = eachComparison(query, contains);
    checkQuery(looser);
    return textOf(looser) === textOf(query) ? null : textOf(looser);
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
