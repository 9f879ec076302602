import { Failure, usageError } from '../errors.ts';

/**
 * The one builder of scoped_search queries (PROTOCOL §7.6). The server drops what it cannot read at the end of a query
 * and searches for the rest as free text, so an empty value or an empty set would hit strangers: neither can be built.
 */
export function quoted(value: string): string {
  if (value.trim() === '') throw usageError('a search value must not be empty');
  if (/[\u0000-\u001f\u007f]/.test(value)) {
    throw usageError(`a search value must not contain control characters: ${JSON.stringify(value)}`);
  }
  return `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}

export function equals(field: string, value: string): string {
  return `${field} = ${quoted(value)}`;
}

/** Case-insensitive "contains". `*`, `%` and `\` have a meaning of their own there, so such a value is refused. */
export function contains(field: string, value: string): string {
  if (/[*%\\]/.test(value))
    throw usageError(`\`${value}\` must not contain *, % or \\: they are wildcards in a search`);
  return `${field} ~ ${quoted(value)}`;
}

/** Case-insensitive "begins with"; more may be found, because `_` in the value stands for any character. */
export function beginsWith(field: string, value: string): string {
  if (/[*%\\]/.test(value))
    throw usageError(`\`${value}\` must not contain *, % or \\: they are wildcards in a search`);
  return `${field} ~ ${quoted(`${value}*`)}`;
}

/** `id ^ (1,2,3)`; throws for an empty set, because `id ^ ()` is a free-text search for "id". */
export function idIn(ids: readonly number[]): string {
  if (ids.length === 0) throw new Failure('refused', 'there is no host to act on');
  const bad = ids.find((id) => !Number.isSafeInteger(id) || id <= 0 || id > 2_147_483_647);
  if (bad !== undefined) throw usageError(`\`${bad}\` is not an id: expected a whole number above 0`);
  return `id ^ (${[...new Set(ids)].join(',')})`;
}

export function anyOf(queries: readonly string[]): string {
  return queries.length === 1 ? `${queries[0]}` : `(${queries.join(' or ')})`;
}

/** Joins conditions; what users wrote is put in parentheses after `assertReadable` has proved it closed. */
export function allOf(queries: readonly string[]): string | undefined {
  return queries.length === 0 ? undefined : queries.join(' and ');
}

export function userQuery(text: string): string {
  assertReadable(text);
  return `(${text.trim()})`;
}

/**
 * Refuses a query of which the server would silently read only a part: blank, unbalanced parentheses or quotes, an
 * empty set, or an operator at the end.
 */
export function assertReadable(query: string): void {
  const text = query.trim();
  if (text === '')
    throw usageError('the search is empty', "write one like 'name ~ web' or 'hostgroup = web'");
  const rest = withoutQuotes(text);
  const depth = depthOf(rest);
  if (depth !== 0) throw unreadable(query, 'its parentheses do not close');
  if (/\(\s*\)/.test(rest)) throw unreadable(query, 'an empty set ( ) would become a search for any text');
  if (
    /(?:^|[\s(])(?:and|or|not|has|set\?|null\?|before|after|at)\s*(?:$|\))/i.test(rest) ||
    /[=<>~^!&|,]\s*(?:$|\))/.test(rest)
  ) {
    throw unreadable(query, 'it ends with an operator that has no value');
  }
}

function withoutQuotes(text: string): string {
  const rest = text.replaceAll(/"(?:[^"\\]|\\.)*"/gs, 'Q');
  if (rest.includes('"')) throw unreadable(text, 'a double quote is not closed');
  return rest;
}

function depthOf(text: string): number {
  let depth = 0;
  for (const character of text) {
    if (character === '(') depth++;
    if (character === ')') depth--;
    if (depth < 0) return depth;
  }
  return depth;
}

function unreadable(query: string, why: string): Failure {
  return usageError(
    `the search \`${query.trim()}\` is not complete: ${why}`,
    'the server would drop that part silently and match other hosts; nothing was sent',
  );
}
