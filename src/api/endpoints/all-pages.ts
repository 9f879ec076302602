import { Failure } from '../../errors.ts';
import type { Page } from '../wire/response.ts';

/** The part of a list to read. */
interface Extent<T> {
  /** The size of the first page. Later pages may be smaller, so that they overlap. */
  readonly perPage: number;
  /** The most rows; `null` or absent = all. */
  readonly limit?: number | null;
  /** Selects rows; others do not count for the limit. */
  readonly only?: (row: T) => boolean;
}

/** The rows that were read of a list. */
export interface ReadRows<T> {
  /** The rows in the server's order, each once. */
  readonly rows: readonly T[];
  /** The number of rows that the search matches, from the latest response. */
  readonly subtotal: number;
  /** Whether there are, or may be, more rows. */
  readonly more: boolean;
}

interface Row {
  readonly id: number | string;
}

interface PageRequest {
  readonly page: number;
  readonly perPage: number;
}

type FetchPage<T> = (page: number, perPage: number) => Promise<Page<T>>;

/** The list ends after this many pages without a new row: the server repeats pages. */
const repeatedPages = 3;

/** The most attempts to read a list that changes meanwhile. */
const attempts = 6;

/** The rows of all pages up to the limit. */
export async function allPages<T extends Row>(
  fetchPage: FetchPage<T>,
  extent: Extent<T>,
): Promise<readonly T[]> {
  return (await readPages(fetchPage, extent)).rows;
}

/**
 * The rows of all pages up to the limit. Pages are not a snapshot: if a row disappears while pages
 * are read, later rows move up, and one may be on no page. So a pass that may lack a row is
 * repeated. If the server counts rows that it does not show, two equal passes in a row are enough.
 * Throws if the list keeps changing.
 */
export async function readPages<T extends Row>(
  fetchPage: FetchPage<T>,
  { perPage, limit, only = () => true }: Extent<T>,
): Promise<ReadRows<T>> {
  const wanted = limit ?? Number.POSITIVE_INFINITY;
  let before: Pass<T> | undefined;
  for (let attempt = 0; attempt < attempts; attempt++) {
    const pass = new Pass<T>(perPage);
    for (let found = 0; found < wanted && !pass.atEnd; ) {
      const request = pass.next();
      const fresh = pass.accept(request, await fetchPage(request.page, request.perPage));
      found += fresh.filter(only).length;
    }
    if (pass.isWhole || before?.equals(pass) === true) {
      const rows = [...pass.rows()].filter(only);
      const more = !pass.atEnd || rows.length > wanted;
      return { rows: rows.slice(0, wanted), subtotal: pass.subtotal, more };
    }
    before = pass;
  }
  throw new Failure('server_error', `the list changed during each of ${attempts} reads`, {
    hint: 'try again, or request fewer rows',
    retryable: true,
  });
}

/** One pass over a list from its beginning, page by page, which notices when a row may be lost. */
class Pass<T extends Row> {
  /** The number of rows that the search matches, from the latest page. */
  subtotal = 0;
  /** Whether the end of the list was read. */
  atEnd = false;
  private readonly found = new Map<Row['id'], T>();
  /** The largest page that the server returns. */
  private maxPerPage: number;
  private read = 0;
  private smallestSubtotal = Number.POSITIVE_INFINITY;
  private joined = true;
  /** Pages in a row without a new row. */
  private repeated = 0;

  constructor(perPage: number) {
    this.maxPerPage = perPage;
  }

  next(): PageRequest {
    return this.read === 0
      ? { page: 1, perPage: this.maxPerPage }
      : overlappingPage(this.read, this.maxPerPage);
  }

  /** Accepts a page and returns its new rows. */
  accept({ page, perPage }: PageRequest, { items, subtotal, per_page }: Page<T>): readonly T[] {
    if (page > 1) this.joined &&= items.some(({ id }) => this.found.has(id));
    const fresh = items.filter(({ id }) => !this.found.has(id));
    for (const row of fresh) if (!this.found.has(row.id)) this.found.set(row.id, row);
    // The server repeats `per_page` of the request, so a smaller page does not show a limit.
    if (per_page > 0 && per_page < perPage) this.maxPerPage = Math.min(this.maxPerPage, per_page);
    this.read = (page - 1) * perPage + Math.max(items.length, Math.min(perPage, this.maxPerPage));
    this.subtotal = subtotal;
    this.smallestSubtotal = Math.min(this.smallestSubtotal, subtotal);
    this.repeated = fresh.length === 0 ? this.repeated + 1 : 0;
    this.atEnd = items.length === 0 || this.read >= subtotal || this.repeated >= repeatedPages;
    return fresh;
  }

  rows(): Iterable<T> {
    return this.found.values();
  }

  /**
   * Whether every row that existed all the time was read. Rows keep their order, so a page that
   * begins with a known row leaves no gap. Rows that are equal in that order may still change
   * places; then the number of rows is too small.
   */
  get isWhole(): boolean {
    return this.joined && (!this.atEnd || this.found.size >= this.smallestSubtotal);
  }

  equals(other: Pass<T>): boolean {
    const ids = (pass: Pass<T>) => [...pass.found.keys()].join();
    return this.subtotal === other.subtotal && ids(this) === ids(other);
  }
}

/** The page that begins within the rows read so far and reaches furthest. */
export function overlappingPage(read: number, maxPerPage: number): PageRequest {
  let best: PageRequest = { page: Math.floor(read / maxPerPage) + 1, perPage: maxPerPage };
  let reach = read;
  for (let perPage = maxPerPage; perPage >= maxPerPage / 2; perPage--) {
    const page = Math.floor((read - 1) / perPage) + 1;
    if (page * perPage <= reach) continue;
    reach = page * perPage;
    best = { page, perPage };
  }
  return best;
}
