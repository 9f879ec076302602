import { dateKind, isDateField } from './date-value.ts';
import { SearchProblem } from './problem.ts';
import type { Comparison, Leaf, Query, Word } from './syntax-tree.ts';
import type { TextToken } from './tokens.ts';

/**
 * Refuses a condition that constrains nothing, or that the server reads in another way than it
 * looks.
 */
export function checkQuery(query: Query, negated = false): void {
  switch (query.kind) {
    case 'and':
    case 'or':
      for (const one of query.queries) checkQuery(one, negated);
      return;
    case 'not':
      checkQuery(query.query, !negated);
      return;
    default:
      checkLeaf(query, negated);
  }
}

function checkLeaf(leaf: Leaf, negated: boolean): void {
  if (leaf.kind === 'word') checkWord(leaf);
  if (leaf.kind === 'comparison') checkComparison(leaf, negated);
  if (leaf.kind !== 'word' && leaf.field.trim() === '')
    throw new SearchProblem(
      'the field name is empty',
      leaf.span,
      'write a condition such as {example}',
    );
}

const everything = 'to match everything, write {everything}';

function checkWord({ value, text, span }: Word): void {
  if (matchesAnyText(value.value))
    throw new SearchProblem(`\`${text}\` matches everything`, span, everything);
  checkPattern(value);
}

/** The server puts a wildcard behind it, or nothing, which its database refuses. */
function checkPattern({ value, span }: TextToken): void {
  if ((/\\+$/.exec(value)?.[0].length ?? 0) % 2 === 1)
    throw new SearchProblem(
      'the backslash at the end escapes nothing',
      span,
      'to look for a backslash, write it twice',
    );
}

/** `*` and `%` stand for any text and `_` for any character, also in quotes. */
function matchesAnyText(value: string): boolean {
  return /^[*%_\s]*$/.test(value);
}

function checkComparison(leaf: Comparison, negated: boolean): void {
  const { field, operator, text, span, values } = leaf;
  const [value] = values;
  if (value === undefined) return;
  if (operator === '~' || operator === '!~') {
    if (matchesAnyText(value.value))
      throw new SearchProblem(
        `\`${text}\` matches any text`,
        span,
        `write has ${field}, or null? ${field}; ${everything}`,
      );
    checkPattern(value);
  } else {
    checkEmpty(leaf, value, negated);
    for (const one of values) checkWildcard(leaf, one);
  }
  if (integerFields.has(field)) checkInteger(leaf);
  if (isDateField(field)) checkDate(leaf);
}

/** Equality with nothing finds nothing; anything else finds everything that there is. */
function checkEmpty(
  { field, operator, text, span }: Comparison,
  value: TextToken,
  negated: boolean,
): void {
  if (value.value.trim() !== '' || (operator === '=' && !negated)) return;
  throw new SearchProblem(
    `the value of \`${text}\` is empty, so it excludes nothing`,
    span,
    `write a value, has ${field}, or null? ${field}`,
  );
}

function checkWildcard({ field, operator }: Comparison, { quoted, value, span }: TextToken): void {
  if (quoted || !/[*%]/.test(value) || isDateField(field)) return;
  const like = operator === '!=' || operator === '!^' ? '!~' : '~';
  throw new SearchProblem(
    `\`${operator}\` does not support wildcards: \`${value}\` would be matched literally`,
    span,
    `write ${field} ${like} ${value}, or quote the value to match it literally`,
  );
}

const integerFields: ReadonlySet<string> = new Set([
  ...['id', 'targeted_host_id', 'job_invocation.id', 'recurring_logic.id'],
]);
/** The server's database ends in an error for a set of these. */
const oneValueFields: ReadonlySet<string> = new Set(['targeted_host_id', 'job_invocation.id']);
const largest = 2_147_483_647;

function checkInteger({ field, operator, values, text, span }: Comparison): void {
  const bad = values.find(
    ({ value }) => !/^-?\d+$/.test(value) || Math.abs(Number(value)) > largest,
  );
  if (bad !== undefined)
    throw new SearchProblem(
      `\`${bad.value}\` is not a valid ${field}`,
      bad.span,
      `expected a whole number up to ${largest}`,
    );
  if (operator === '~' || operator === '!~')
    throw new SearchProblem(
      `\`${text}\`: a number cannot be matched in part`,
      span,
      `write ${field} = ${values[0]?.value}`,
    );
  if (oneValueFields.has(field) && (operator === '^' || operator === '!^'))
    throw new SearchProblem(
      `the server does not accept a set for ${field}`,
      span,
      `write it with or: (${values.map(({ value }) => `${field} = ${value}`).join(' or ')})`,
    );
}

function checkDate({ field, operator, values, text, span }: Comparison): void {
  if (!/^(?:!?=|[<>]=?)$/.test(operator))
    throw new SearchProblem(
      `\`${text}\`: dates cannot be compared with \`${operator}\``,
      span,
      `write ${field} >= yesterday`,
    );
  const [value] = values;
  if (value === undefined || dateKind(value.value) !== null) return;
  throw new SearchProblem(
    `the server cannot read \`${value.value}\` as a date, and would ignore the condition`,
    value.span,
    'write today, yesterday, "2 hours ago", "3 days from now", 2026-11-28 or "2026-11-28 14:00"',
  );
}
