import { alternatives } from '../../text/counts.ts';
import { dateKind, isDateField } from './date-value.ts';
import { SearchProblem } from './problem.ts';
import {
  type Comparison,
  eachComparison,
  type Presence,
  type Query,
  queryText,
} from './syntax-tree.ts';

/**
 * A rewritten search: the server would answer the typed one wrongly, without an error. `notes`
 * explain each change.
 */
interface Rephrased {
  readonly query: Query;
  readonly notes: readonly string[];
}

export function rephrase(query: Query, ofJobs: boolean): Rephrased {
  const notes: string[] = [];
  const addNote = (note: string) => {
    if (!notes.includes(note)) notes.push(note);
  };
  const timed = eachComparison(query, (one) => withoutUnit(one, addNote));
  return { query: ofJobs ? rephraseJobs(timed, addNote) : timed, notes };
}

/** Older servers add a unit to times after `>` and `<=`: `> "1 hour ago"` would mean after now. */
function withoutUnit(one: Comparison, addNote: (note: string) => void): Comparison {
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
  addNote(
    `\`${text}\` is sent as \`${sent.text}\`: servers may add an hour to a time after ${operator}`,
  );
  return sent;
}

type AddNote = (note: string) => void;

/** Rewrites conditions on jobs. `plain`: the condition is combined by `and` only. */
function rephraseJobs(query: Query, addNote: AddNote, plain = true): Query {
  switch (query.kind) {
    case 'and':
    case 'or': {
      const stays = plain && query.kind === 'and';
      return { ...query, queries: query.queries.map((one) => rephraseJobs(one, addNote, stays)) };
    }
    case 'not':
      return (
        negated(query.query, addNote) ?? {
          ...query,
          query: rephraseJobs(query.query, addNote, false),
        }
      );
    case 'comparison':
      return rephraseComparison(query, addNote, plain);
    default:
      return query;
  }
}

function rephraseComparison(one: Comparison, addNote: AddNote, plain: boolean): Query {
  if (one.field === 'status') return status(one, addNote);
  if (one.field === 'recurring') return recurring(one, addNote, plain);
  if (one.field === 'pattern_template_name') checkTemplate(one);
  if (one.field === 'host' && (one.operator === '!=' || one.operator === '!~'))
    addNote(
      `\`${one.text}\` finds every job that ran on another host, even if it also ran on this one`,
    );
  return one;
}

const statuses: ReadonlySet<string> = new Set([
  'queued',
  'running',
  'succeeded',
  'failed',
  'cancelled',
]);

/**
 * The server supports only `=` for `status`. `running` and `queued` find the same jobs; those that
 * have started are running.
 */
function status(one: Comparison, addNote: AddNote): Query {
  const { operator, values, span, text } = one;
  const unknown = values.find(({ value }) => !statuses.has(value));
  if (unknown !== undefined)
    throw new SearchProblem(
      `\`${unknown.value}\` is not a valid status`,
      unknown.span,
      `expected ${alternatives([...statuses])}`,
    );
  if (!/^(?:!?=|!?\^)$/.test(operator))
    throw new SearchProblem(
      `\`${text}\` finds nothing: a status must match exactly`,
      span,
      'write status = failed',
    );
  const isNot = operator.startsWith('!');
  const queries = values.map(({ value }) => statusOf(one, value, isNot));
  const [only] = queries;
  if (only !== undefined && queries.length === 1 && operator.endsWith('=')) {
    if (only !== one)
      addNote(
        `for the server \`${text}\` also matches ${other(values[0]?.value)} jobs: sent as \`${queryText(only)}\``,
      );
    return only;
  }
  const all: Query = { kind: isNot ? 'and' : 'or', queries };
  addNote(`the server finds nothing for \`${text}\`: sent as \`${queryText(all)}\``);
  return only !== undefined && queries.length === 1 ? only : all;
}

function other(value: string | undefined): string {
  return value === 'running' ? 'queued' : 'running';
}

function statusOf(one: Comparison, value: string, isNot: boolean): Query {
  const sign = isNot ? '!=' : '=';
  const asTyped = one.operator === sign;
  const plain: Comparison = asTyped
    ? one
    : { ...one, operator: sign, text: `status ${sign} ${value}` };
  if (value !== 'running' && value !== 'queued') return plain;
  const began = presence('started_at', (value === 'running') !== isNot, one);
  return { kind: isNot ? 'or' : 'and', queries: [plain, began] };
}

function presence(field: string, present: boolean, { span }: Comparison): Presence {
  return { kind: 'presence', field, present, span, text: `${present ? 'has' : 'null?'} ${field}` };
}

/** Any comparison of `recurring` excludes all jobs without a series, even in an `or`. */
function recurring(one: Comparison, addNote: AddNote, plain: boolean): Query {
  const wanted = recurs(one);
  if (plain && wanted && one.operator === '=') return one;
  return explainRecurring(one.text, presence('recurring', wanted, one), addNote);
}

function recurs({ operator, values, span, text }: Comparison): boolean {
  const value = values[0]?.value;
  if ((value !== 'true' && value !== 'false') || (operator !== '=' && operator !== '!='))
    throw new SearchProblem(
      `\`${text}\` finds nothing`,
      span,
      'write has recurring, or null? recurring',
    );
  return (value === 'true') === (operator === '=');
}

function negated(query: Query, addNote: AddNote): Query | null {
  if (query.kind !== 'comparison' || query.field !== 'recurring') return null;
  return explainRecurring(
    `not ${query.text}`,
    presence('recurring', !recurs(query), query),
    addNote,
  );
}

function explainRecurring(typed: string, sent: Presence, addNote: AddNote): Presence {
  addNote(
    `\`${typed}\` is sent as \`${sent.text}\`: the server would leave out every job that is not recurring`,
  );
  return sent;
}

function checkTemplate({ operator, text, span, values }: Comparison): void {
  if (operator === '=' || operator === '!=') return;
  throw new SearchProblem(
    `\`${text}\` finds nothing: a template name must match exactly`,
    span,
    `write pattern_template_name = "${values[0]?.value}", or description ~ ${values[0]?.value}`,
  );
}
