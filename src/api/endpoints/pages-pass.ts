import type { Page } from './page.ts';

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
