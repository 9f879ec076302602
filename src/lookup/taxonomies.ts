import {
  type CurrentUser,
  listLocations,
  listOrganizations,
  readCurrentUser,
} from '../api/endpoints/account.ts';
import { readPages } from '../api/endpoints/all-pages.ts';
import type { Context } from '../cli/context.ts';
import { Failure } from '../errors.ts';
import { isMeant, type Taxonomy, type TaxonomyKind } from '../jobs/taxonomy.ts';

/** A query for organizations or locations. */
interface TaxonomyQuery {
  /** A search in the server's language. */
  readonly search: string | undefined;
  /** `null` = all. */
  readonly limit: number | null;
}

/** Organizations or locations of the user. */
export interface ListedTaxonomies {
  readonly rows: readonly (Taxonomy & { readonly current: boolean | null })[];
  /** The number that match; `null` = only those of the account could be read. */
  readonly matching: number | null;
}

/**
 * The organizations or locations of the user. The roles of Remote Execution are not allowed to read
 * the lists; then those of the account are returned, in which nested ones may be missing.
 */
export async function listTaxonomies(
  context: Context,
  kind: TaxonomyKind,
  query: TaxonomyQuery,
): Promise<ListedTaxonomies> {
  const { rows, matching } = await readable(context, kind, query);
  const wanted = (await context.settings()).resolve(context.globals)[kind];
  const isWhole = query.search === undefined && rows.length === matching;
  const list = { rows, isWhole };
  return { matching, rows: rows.map((row) => ({ ...row, current: isMeant(row, wanted, list) })) };
}

interface Read {
  readonly rows: readonly Taxonomy[];
  readonly matching: number | null;
}

async function readable(
  context: Context,
  kind: TaxonomyKind,
  { search, limit }: TaxonomyQuery,
): Promise<Read> {
  const connection = await context.connection();
  const list = kind === 'organization' ? listOrganizations : listLocations;
  const readPage = (page: number, perPage: number) => list(connection, { search, page, perPage });
  try {
    const perPage = Math.min(limit ?? 100, 100);
    const { rows, subtotal } = await readPages(readPage, { perPage, limit });
    return { rows, matching: subtotal };
  } catch (error) {
    if (!(error instanceof Failure) || error.kind !== 'not_allowed' || search !== undefined)
      throw error;
    const rows = ofAccount(await readCurrentUser(connection), kind);
    return { rows: limit === null ? rows : rows.slice(0, limit), matching: null };
  }
}

function ofAccount(user: CurrentUser, kind: TaxonomyKind): readonly Taxonomy[] {
  const own = kind === 'organization' ? user.organizations : user.locations;
  return own.map((one) => ({ ...one, parent_id: null, description: null }));
}
