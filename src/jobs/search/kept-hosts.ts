import type { NamedHost } from '../hosts/host-names.ts';
import { parseSearch } from './parse.ts';
import type { Query } from './syntax-tree.ts';

/** A host that matches although a condition was probably meant to exclude it. */
export interface KeptHost {
  readonly condition: string;
  readonly name: string;
  readonly hint: string;
}

/**
 * `name != web03` leaves out no host, because names are complete: `web03.example.com` still
 * matches. `hosts` are those that match the search; `null` if none of them looks so.
 */
export function keptHost(search: string, hosts: readonly NamedHost[]): KeptHost | null {
  const names = new Map(hosts.map(({ name }) => [name.toLowerCase(), name]));
  for (const { condition, typed } of excludedNames(parseSearch(search), false)) {
    const beginning = typed.toLowerCase();
    const found = [...names].find(([name]) => name.startsWith(`${beginning}.`));
    if (beginning !== '' && found !== undefined && !names.has(beginning))
      return { condition, name: found[1], hint: `write ${found[1]} instead of ${typed}` };
  }
  return null;
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
