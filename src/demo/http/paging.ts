import { compileSearch, parseOrder, SearchError, type SearchFields } from '../search/index.ts';
import { type Params, textParam } from './endpoint-context.ts';
import { badSearch, errorMessage } from './http-errors.ts';
import { isTruthy, toInteger } from './ruby.ts';

/** The server's setting `entries_per_page`. */
const DEFAULT_PER_PAGE = 20;

export interface PageRequest {
  readonly page: number;
  /** null = all rows. */
  readonly perPage: number | null;
}

/**
 * The requested page. A page that is 0, below 0 or no number is an error; `per_page` 0 or no number
 * results in no rows.
 */
export function pageRequest(params: Params): PageRequest {
  const page = params.page === undefined ? 1 : toInteger(params.page);
  if (page < 1) throw errorMessage(500, `invalid page: ${textParam(params.page) ?? ''}`);
  if (params.per_page === undefined || params.per_page === null)
    return { page, perPage: DEFAULT_PER_PAGE };
  if (params.per_page === 'all') return { page, perPage: null };
  const perPage = toInteger(params.per_page);
  if (perPage < 0)
    throw errorMessage(
      500,
      'PG::InvalidRowCountInLimitClause: ERROR:  LIMIT must not be negative\n',
    );
  return { page, perPage };
}

/** The rows of one page. */
export function pageOf<Row>(rows: readonly Row[], { page, perPage }: PageRequest): readonly Row[] {
  return perPage === null ? rows : rows.slice((page - 1) * perPage, page * perPage);
}

interface Envelope {
  readonly total: number;
  readonly subtotal: number;
  readonly request: PageRequest;
  readonly results: readonly unknown[];
  readonly abilities?: { readonly can_create: boolean; readonly can_edit: boolean };
}

/** The response of all index endpoints. */
export function envelope(
  params: Params,
  { total, subtotal, request, results, abilities }: Envelope,
): unknown {
  const [by = null, order = null] = textParam(params.order)?.trim().split(/\s+/) ?? [];
  const name = textParam(params.root_name) ?? 'results';
  return {
    total,
    subtotal,
    page: request.page,
    per_page: request.perPage ?? total,
    search: textParam(params.search),
    ...(isTruthy(abilities) && 'include_permissions' in params ? abilities : {}),
    sort: { by: by === '' ? null : by, order },
    [name]: results,
  };
}

/** The rows that match `params.search`, in `params.order`; blank = all, in their order. */
export function searched<Row>(
  rows: readonly Row[],
  params: Params,
  fields: SearchFields<Row>,
  now: number,
): Row[] {
  const search = textParam(params.search);
  const order = textParam(params.order);
  return asHttp(() => {
    const found = rows.filter(compileSearch(search, fields, { now }));
    return order === null || order.trim() === '' ? found : found.sort(parseOrder(order, fields));
  });
}

/** Runs `work`; changes a `SearchError` to the `HttpError` of the server. */
export function asHttp<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if (error instanceof SearchError) throw badSearch(error.status, error.message, error.klass);
    throw error;
  }
}

/** The response of an index, with search, order and page. */
export function indexReply<Row>(
  rows: readonly Row[],
  params: Params,
  fields: SearchFields<Row>,
  now: number,
  view: (row: Row) => unknown,
): unknown {
  const request = pageRequest(params);
  const found = searched(rows, params, fields, now);
  const results = pageOf(found, request).map(view);
  return envelope(params, { total: rows.length, subtotal: found.length, request, results });
}
