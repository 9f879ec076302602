import type { ComparisonOperator, SymbolName } from './tokens.ts';

/** A query as the server understands it, which may differ from the intention of its author. */
export type Query =
  /** A word without operator: a free-text search. */
  | { readonly kind: 'word'; readonly value: string }
  /** A comparison without a field, such as `= a`: it tests the default fields. */
  | { readonly kind: 'anywhere'; readonly operator: SymbolName; readonly value: string }
  | Comparison
  | { readonly kind: 'presence'; readonly field: string; readonly present: boolean }
  | { readonly kind: 'not'; readonly query: Query }
  | Logical;

/** A comparison. The value of `in` and `notin` is split at commas, also at those in quotes. */
export interface Comparison {
  readonly kind: 'comparison';
  readonly field: string;
  readonly operator: ComparisonOperator;
  readonly value: string;
}

/** Queries joined by `and` or `or`; `()` has none. */
export interface Logical {
  readonly kind: 'and' | 'or';
  readonly queries: readonly Query[];
}

/** Joins queries; chains of the same kind become one, and a single query is returned unchanged. */
export function logical(kind: 'and' | 'or', queries: readonly Query[]): Query {
  const flat = queries.flatMap((query) => (query.kind === kind ? query.queries : [query]));
  const [only] = flat;
  return only !== undefined && flat.length === 1 ? only : { kind, queries: flat };
}

/** Whether a query consists only of empty parentheses. */
export function isEmpty(query: Query): boolean {
  return (query.kind === 'and' || query.kind === 'or') && query.queries.every(isEmpty);
}
