import type { ComparisonOperator, SymbolName } from './tokens.ts';

/** A query as the server understands it, which need not be what its author meant. */
export type Query =
  /** A bare word: free text. */
  | { readonly kind: 'word'; readonly value: string }
  /** A comparison without a field, `= a`: goes over the default fields. */
  | { readonly kind: 'anywhere'; readonly operator: SymbolName; readonly value: string }
  | Comparison
  | { readonly kind: 'presence'; readonly field: string; readonly present: boolean }
  | { readonly kind: 'not'; readonly query: Query }
  | Logical;

/** For `in` and `notin` the value is a list with commas, also when a comma was in quotes. */
export interface Comparison {
  readonly kind: 'comparison';
  readonly field: string;
  readonly operator: ComparisonOperator;
  readonly value: string;
}

/** No queries at all is possible: `()`. */
export interface Logical {
  readonly kind: 'and' | 'or';
  readonly queries: readonly Query[];
}

/** Joins queries; chains of the same kind become one, and one alone stays itself. */
export function logical(kind: 'and' | 'or', queries: readonly Query[]): Query {
  const flat = queries.flatMap((query) => (query.kind === kind ? query.queries : [query]));
  const [only] = flat;
  return only !== undefined && flat.length === 1 ? only : { kind, queries: flat };
}

/** Nothing but empty parentheses. */
export function isEmpty(query: Query): boolean {
  return (query.kind === 'and' || query.kind === 'or') && query.queries.every(isEmpty);
}
