import { Failure, usageError } from '../../errors.ts';
import type { Search } from './read-search.ts';

/**
 * A quoted value for a search. All searches are built in this file. The server ignores an
 * unreadable end of a search and uses the rest as free text, so that an empty value or set would
 * match unintended hosts: both are refused.
 */
export function quoted(value: string): string {
  if (value.trim() === '') throw usageError('a search value must not be empty');
  if (/[\u0000-\u001f\u007f]/.test(value)) {
    throw usageError(
      `a search value must not contain control characters: ${JSON.stringify(value)}`,
    );
  }
  return `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}

export function equals(field: string, value: string): string {
  return `${field} = ${quoted(value)}`;
}

/** Case-insensitive "contains". Values with `*`, `%` or `\`, which are wildcards, are refused. */
export function contains(field: string, value: string): string {
  refuseWildcards(value);
  return `${field} ~ ${quoted(value)}`;
}

/** Case-insensitive "begins with". It may find more: `_` in the value matches any character. */
export function beginsWith(field: string, value: string): string {
  refuseWildcards(value);
  return `${field} ~ ${quoted(`${value}*`)}`;
}

/** Refuses wildcards; a value of only `_` would match every text. */
function refuseWildcards(value: string): void {
  if (/[*%\\]|^\s*_[\s_]*$/.test(value))
    throw usageError(
      `\`${value}\` must not contain *, % or \\, or only _: they are wildcards in a search`,
    );
}

/** `id ^ (1,2,3)`; throws for an empty set, because `id ^ ()` is a free-text search for "id". */
export function idIn(ids: readonly number[]): string {
  if (ids.length === 0) throw new Failure('refused', 'no hosts to act on');
  const bad = ids.find((id) => !Number.isSafeInteger(id) || id <= 0 || id > 2_147_483_647);
  if (bad !== undefined)
    throw usageError(`\`${bad}\` is not a valid id: expected a whole number above 0`);
  return `id ^ (${[...new Set(ids)].join(',')})`;
}

export function anyOf(queries: readonly string[]): string {
  return queries.length === 1 ? `${queries[0]}` : `(${queries.join(' or ')})`;
}

/** Joins conditions with `and`. Searches of users get parentheses from `userQuery`. */
export function allOf(queries: readonly string[]): string | undefined {
  return queries.length === 0 ? undefined : queries.join(' and ');
}

/** A user's search as one condition. It was checked, so its parentheses are balanced. */
export function userQuery(search: Search): string {
  return `(${search.text})`;
}
