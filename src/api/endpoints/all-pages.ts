import { Failure } from '../../errors.ts';
import type { Page } from '../wire/response.ts';

/** Which part of a list is read. */
interface Extent<T> {
  /** Rows of the first page; the others may be a little smaller, so that they overlap. */
  readonly perPage: number;
  /** `null` or absent: all. */
  readonly limit?: number | null;
  /** Only such rows are wanted; the others do not count for the limit. */
  readonly only?: (row: T) => boolean;
}

/** Rows of a list, and what is known of the rest. */
export interface ReadRows<T> {
  /** In the order of the server, each once. */
  readonly rows: readonly T[];
  /** How many rows the server's search matches, by its latest response. */
  readonly subtotal: number;
  /** There are more, or may be. */
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

/** Attempts to read a list that changes while it is read. */
const attempts = 6;

/** Rows of all pages up to the limit. */
export async function allPages<T extends Row>(
  fetchPage: FetchPage<T>,
  extent: Extent<T>,
): Promise<readonly T[]> {
  return (await readPages(fetchPage, extent)).rows;
}

/**
 * Rows of all pages up to the limit. Pages are no snapshot: when a row vanishes between two of them
 * the later rows move up, and one is on neither page. A pass that may have lost one is repeated;
 * where the server counts rows that it does not show, two equal passes in a row are taken. Throws
 * when the list keeps changing.
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

/** One reading of a list from its beginning, page by page; it knows whether a row may be lost. */
class Pass<T extends Row> {
  /** Rows that the search matches, by the latest page. */
  subtotal = 0;
  /** The list ends with what was read. */
  atEnd = false;
  private readonly found = new Map<Row['id'], T>();
  /** The largest page that the server gives. */
  private maxPerPage: number;
  private read = 0;
  private smallestSubtotal = Number.POSITIVE_INFINITY;
  private joined = true;

  constructor(perPage: number) {
    this.maxPerPage = perPage;
  }

  next(): PageRequest {
    return this.read === 0
      ? { page: 1, perPage: this.maxPerPage }
      : overlappingPage(this.read, this.maxPerPage);
  }

  /** Returns the rows that were not known yet. */
  accept({ page, perPage }: PageRequest, { items, subtotal, per_page }: Page<T>): readonly T[] {
    if (page > 1) this.joined &&= items.some(({ id }) => this.found.has(id));
    const fresh = items.filter(({ id }) => !this.found.has(id));
    for (const row of fresh) if (!this.found.has(row.id)) this.found.set(row.id, row);
    // The server repeats what it is asked for; a smaller overlapping page is no limit.
    if (per_page > 0 && per_page < perPage) this.maxPerPage = Math.min(this.maxPerPage, per_page);
    this.read = (page - 1) * perPage + Math.max(items.length, Math.min(perPage, this.maxPerPage));
    this.subtotal = subtotal;
    this.smallestSubtotal = Math.min(this.smallestSubtotal, subtotal);
    this.atEnd = items.length === 0 || this.read >= subtotal;
    return fresh;
  }

  rows(): Iterable<T> {
    return this.found.values();
  }

  /**
   * Every row that was there all the time has been read. Rows keep their order: where a page begins
   * with a known row, none lies between. Rows that tie in that order can still change places, which
   * their number shows.
   */
  get isWhole(): boolean {
    return this.joined && (!this.atEnd || this.found.size >= this.smallestSubtotal);
  }

  equals(other: Pass<T>): boolean {
    const ids = (pass: Pass<T>) => [...pass.found.keys()].join();
    return this.subtotal === other.subtotal && ids(this) === ids(other);
  }
}

/** Of the pages that begin before the end of what was read the one that reaches furthest. */
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
