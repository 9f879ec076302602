import type { NamedHost } from '../hosts/host-names.ts';
import { parseSearch } from './parse.ts';
import type { Query } from './syntax-tree.ts';

/** A host that matches although a condition was probably meant to exclude it. */
export interface KeptHost {
  readonly condition: string;
  /** The name in the condition. A host with exactly this name is excluded. */
  readonly typed: string;
  readonly name: string;
  readonly reason: string;
  readonly hint: string;
}

/**
 * `name != web03` excludes no host, because names are complete: `web03.example.com` still
 * matches, as it does for another case and for a dot at the end. `hosts` are those that match the
 * search; the result has one of them for each such condition.
 */
export function keptHosts(search: string, hosts: readonly NamedHost[]): readonly KeptHost[] {
  const exact = new Set(hosts.map(({ name }) => name));
  return excludedNames(parseSearch(search), false)
    .filter(({ typed }) => !exact.has(typed))
    .flatMap(({ condition, typed }) => {
      const name = meantBy(typed, [...exact]);
      if (name === undefined) return [];
      const isComplete = name.toLowerCase() === plainName(typed);
      const reason = isComplete ? 'a name must match exactly' : 'a name must be complete';
      return [{ condition, typed, name, reason, hint: `write ${name} instead of ${typed}` }];
    });
}

function meantBy(typed: string, names: readonly string[]): string | undefined {
  const plain = plainName(typed);
  if (plain === '') return undefined;
  return names.find((name) => `${name.toLowerCase()}.`.startsWith(`${plain}.`));
}

function plainName(typed: string): string {
  return typed.trim().replace(/\.+$/, '').toLowerCase();
}

interface Excluded {
  readonly condition: string;
  readonly typed: string;
}

/** The names in conditions that hosts of these names do not meet. */
function excludedNames(query: Query, isNegated: boolean): readonly Excluded[] {
  switch (query.kind) {
    case 'and':
    case 'or':
      return query.queries.flatMap((one) => excludedNames(one, isNegated));
    case 'not':
      return excludedNames(query.query, !isNegated);
    case 'comparison': {
      const { field, operator, values, text } = query;
      const excludes = isNegated ? ['=', '^'] : ['!=', '!^'];
      if (field !== 'name' || !excludes.includes(operator)) return [];
      const condition = isNegated ? `not ${text}` : text;
      return values.map(({ value }) => ({ condition, typed: value }));
    }
    default:
      return [];
  }
}
