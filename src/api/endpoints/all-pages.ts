import { Failure } from '../../errors.ts';
import type { Page } from '../wire/response.ts';

/** What is read of a list. */
export interface Reading<T> {
  /** Rows of the first page; the others may be a little smaller, so that they overlap. */
  readonly perPage: number;
  /** `null` or absent: all. */
  readonly limit?: number | null | undefined;
  /** Only such rows are wanted; the others do not count for the limit. */
  readonly only?: (row: T) => boolean;
}

export interface ReadRows<T> {
  /** In the order of the server, each once. */
  readonly rows: readonly T[];
  /** How many the server's search matches, as it said last. */
  readonly subtotal: number;
  /** There are more, or may be. */
  readonly more: boolean;
}

type FetchPage<T> = (page: number, perPage: number) => Promise<Page<T>>;

/** A list that changes while it is read is begun anew so often. */
const mostPasses = 6;

/** Rows of all pages up to the limit. */
export async function allPages<T extends Row>(
  fetchPage: FetchPage<T>,
  reading: Reading<T>,
): Promise<readonly T[]> {
  return (await readPages(fetchPage, reading)).rows;
}

/**
 * Rows of all pages up to the limit, with what is known of the rest. Pages are no snapshot: when a
 * row vanishes between two of them the later rows move up, and one is on neither page. A pass that
 * may have lost one is begun anew; where the server counts rows that it does not show, two passes
 * that are alike are taken. Throws where nothing holds still.
 */
export async function readPages<T extends Row>(
  fetchPage: FetchPage<T>,
  { perPage, limit, only = () => true }: Reading<T>,
): Promise<ReadRows<T>> {
  const wanted = limit ?? Number.POSITIVE_INFINITY;
  let before: PagesPass<T> | undefined;
  for (let passes = 0; passes < mostPasses; passes++) {
    const pass: PagesPass<T> = await onePass(fetchPage, new PagesPass(perPage), { wanted, only });
    if (pass.isWhole || before?.isLike(pass) === true) {
      const rows = [...pass.rows()].filter(only);
      return {
        rows: rows.slice(0, wanted),
        subtotal: pass.subtotal,
        more: !pass.atEnd || rows.length > wanted,
      };
    }
    before = pass;
  }
  throw new Failure(
    'server_error',
    `the list changed each of ${mostPasses} times that it was read`,
    {
      hint: 'try again, or ask for less of it',
      retryable: true,
    },
  );
}

interface Wanted<T> {
  readonly wanted: number;
  readonly only: (row: T) => boolean;
}

async function onePass<T extends Row>(
  fetchPage: FetchPage<T>,
  pass: PagesPass<T>,
  { wanted, only }: Wanted<T>,
): Promise<PagesPass<T>> {
  for (let found = 0; found < wanted && !pass.atEnd; ) {
    const asked: PageAsked = pass.next();
    const fresh = pass.take(asked, await fetchPage(asked.page, asked.perPage));
    found += fresh.filter(only).length;
  }
  return pass;
}

export interface Row {
  readonly id: number | string;
}

export interface PageAsked {
  readonly page: number;
  readonly perPage: number;
}

/**
 * One reading of a list from its beginning, page by page, that knows whether a row may have been
 * lost on the way.
 */
export class PagesPass<T extends Row> {
  /** Rows that the search matches, by the latest page. */
  subtotal = 0;
  /** Nothing comes after what was read. */
  atEnd = false;
  private readonly found = new Map<Row['id'], T>();
  private most: number;
  private read = 0;
  private fewest = Number.POSITIVE_INFINITY;
  private joined = true;

  constructor(perPage: number) {
    this.most = perPage;
  }

  next(): PageAsked {
    return this.read === 0
      ? { page: 1, perPage: this.most }
      : overlappingPage(this.read, this.most);
  }

  /** Returns the rows that were not known yet. */
  take({ page, perPage }: PageAsked, { items, subtotal, per_page }: Page<T>): readonly T[] {
    if (page > 1) this.joined &&= items.some(({ id }) => this.found.has(id));
    const fresh = items.filter(({ id }) => !this.found.has(id));
    for (const row of fresh) if (!this.found.has(row.id)) this.found.set(row.id, row);
    if (per_page > 0) this.most = Math.min(this.most, per_page);
    this.read = (page - 1) * perPage + Math.max(items.length, Math.min(perPage, this.most));
    this.subtotal = subtotal;
    this.fewest = Math.min(this.fewest, subtotal);
    this.atEnd = items.length === 0 || this.read >= subtotal;
    return fresh;
  }

  rows(): Iterable<T> {
    return this.found.values();
  }

  /**
   * Every row that was there all the time has been read. Rows keep their order: where a page begins
   * with what was known already, none lies between. Rows that tie in that order can still change
   * places, which their number tells.
   */
  get isWhole(): boolean {
    return this.joined && (!this.atEnd || this.found.size >= this.fewest);
  }

  isLike(other: PagesPass<T>): boolean {
    const ids = (pass: PagesPass<T>) => [...pass.found.keys()].join();
    return this.subtotal === other.subtotal && ids(this) === ids(other);
  }
}

/** Of the pages that begin before the end of what was read the one that reaches furthest. */
export function overlappingPage(read: number, most: number): PageAsked {
  let best: PageAsked = { page: Math.floor(read / most) + 1, perPage: most };
  let reach = read;
  for (let perPage = most; perPage >= most / 2; perPage--) {
    const page = Math.floor((read - 1) / perPage) + 1;
    if (page * perPage <= reach) continue;
    reach = page * perPage;
    best = { page, perPage };
  }
  return best;
}
