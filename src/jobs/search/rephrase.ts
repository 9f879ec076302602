import { dateKind, isDateField } from './date-value.ts';
import { type Comparison, eachComparison, type Query } from './query.ts';
import { rephraseJobs } from './rephrase-jobs.ts';

/**
 * What the server answers wrongly in silence, put in words that it answers rightly; and what was
 * changed.
 */
interface Rephrased {
  readonly query: Query;
  readonly notes: readonly string[];
}

export function rephrase(query: Query, ofJobs: boolean): Rephrased {
  const notes: string[] = [];
  const say = (note: string) => {
    if (!notes.includes(note)) notes.push(note);
  };
  const timed = eachComparison(query, (one) => withoutUnit(one, say));
  return { query: ofJobs ? rephraseJobs(timed, say) : timed, notes };
}

/**
 * Older servers move a time after `>` and `<=` on by its unit: `> "1 hour ago"` would mean after
 * now.
 */
function withoutUnit(one: Comparison, say: (note: string) => void): Comparison {
  const { field, operator, values, text } = one;
  const [value] = values;
  if ((operator !== '>' && operator !== '<=') || value === undefined) return one;
  if (!isDateField(field) || dateKind(value.value) !== 'time') return one;
  const exact = operator === '>' ? '>=' : '<';
  const sent: Comparison = {
    ...one,
    operator: exact,
    text: `${field} ${exact} "${value.value.trim()}"`,
  };
  say(
    `\`${text}\` is sent as \`${sent.text}\`: servers may add an hour to a time after ${operator}`,
  );
  return sent;
}
