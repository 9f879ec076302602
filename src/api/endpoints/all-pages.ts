import { Failure } from '../../errors.ts';
import type { Page } from './page.ts';
import { type PageAsked, PagesPass, type Row } from './pages-pass.ts';

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
