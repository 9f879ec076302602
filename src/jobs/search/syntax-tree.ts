import type { Span } from './problem.ts';
import type { Operator, TextToken } from './tokens.ts';

/** A search as the server reads it. `text` is the text of a leaf, as typed or rewritten. */
export type Query = Leaf | Not | Logical;

export type Leaf = Word | Comparison | Presence;

/** Text that is searched for in the default fields. */
export interface Word {
  readonly kind: 'word';
  readonly value: TextToken;
  readonly span: Span;
  readonly text: string;
}

export interface Comparison {
  readonly kind: 'comparison';
  readonly field: string;
  readonly operator: Operator;
  /** Several values for `^` and `!^` only. */
  readonly values: readonly TextToken[];
  readonly span: Span;
  readonly text: string;
}

export interface Presence {
  readonly kind: 'presence';
  readonly field: string;
  readonly present: boolean;
  readonly span: Span;
  readonly text: string;
}

export interface Not {
  readonly kind: 'not';
  readonly query: Query;
  readonly span: Span;
}

export interface Logical {
  readonly kind: 'and' | 'or';
  readonly queries: readonly Query[];
}

/** The text of a search, which the server can only read in this way. */
export function queryText(query: Query): string {
  switch (query.kind) {
    case 'and':
    case 'or':
      return query.queries.map(grouped).join(` ${query.kind} `);
    case 'not':
      return `not ${query.query.kind === 'presence' ? `(${query.query.text})` : grouped(query.query)}`;
    default:
      return query.text;
  }
}

function grouped(query: Query): string {
  return 'text' in query ? query.text : `(${queryText(query)})`;
}

/** Replaces each comparison in a search. */
export function eachComparison(query: Query, change: (one: Comparison) => Query): Query {
  switch (query.kind) {
    case 'and':
    case 'or':
      return { ...query, queries: query.queries.map((one) => eachComparison(one, change)) };
    case 'not':
      return { ...query, query: eachComparison(query.query, change) };
    case 'comparison':
      return change(query);
    default:
      return query;
  }
}
