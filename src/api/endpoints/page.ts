import * as v from 'valibot';
import type { ApiResponse, QueryValue } from '../connection.ts';
import { parseResponse } from '../wire/parse-response.ts';

/** One page of an index. */
export interface Page<T> {
  readonly items: readonly T[];
  /** Rows visible to this user; some endpoints count after the search. */
  readonly total: number;
  /** Rows that the search matches. */
  readonly subtotal: number;
  readonly page: number;
  readonly per_page: number;
}

/**
 * What every index takes. `order` is `<field> ASC|DESC` of a searchable field; pages begin at 1.
 */
export interface PageQuery {
  readonly search?: string | undefined;
  readonly order?: string | undefined;
  readonly page?: number | undefined;
  readonly perPage?: number | undefined;
}

/** A blank search is left out: 15.0 to 16.3.1 join on it and lose rows. */
export function pageParameters({
  search,
  order,
  page,
  perPage,
}: PageQuery): Record<string, QueryValue> {
  return {
    search: search === undefined || search.trim() === '' ? undefined : search,
    order,
    page: page === undefined ? undefined : Math.max(1, Math.trunc(page)),
    per_page: perPage === undefined ? undefined : Math.max(1, Math.trunc(perPage)),
  };
}

const wholeNumber = v.fallback(v.number(), -1);

const envelope = v.object({
  results: v.array(v.unknown()),
  total: wholeNumber,
  subtotal: wholeNumber,
  page: wholeNumber,
  per_page: wholeNumber,
});

/** The rows of an index by the schema of one row. */
export function parsePage<Row extends v.GenericSchema>(
  row: Row,
  answer: ApiResponse,
): Page<v.InferOutput<Row>> {
  const { results, total, subtotal, page, per_page } = parseResponse(envelope, answer);
  const items = parseResponse(v.object({ results: v.array(row) }), {
    ...answer,
    body: { results },
  }).results;
  const count = Math.max(total, items.length);
  return {
    items,
    total: count,
    subtotal: subtotal < 0 ? count : subtotal,
    page: Math.max(1, page),
    per_page,
  };
}
