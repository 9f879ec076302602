import type { Span } from './problem.ts';
import type { Operator, TextToken } from './tokens.ts';

/**
 * A search as the server reads it. `text` is how a leaf is written, as it was typed unless it was
 * replaced.
 */
export type Query = Leaf | Not | Logical;

export type Leaf = Word | Comparison | Presence;

/** Text that is looked for in the usual fields. */
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
  /** Several for `^` and `!^` only. */
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

/** Written so that the server cannot read it in another way. */
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

/** The search with each comparison replaced. */
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
