import { usageError } from '../../errors.ts';
import type { QueryValue } from '../connection.ts';

/**
 * The server reads `5abc` as 5 and `name` as 0, so only whole numbers above 0 are allowed in a
 * path.
 */
export function pathId(id: number): string {
  if (!Number.isSafeInteger(id) || id < 1 || id > 2_147_483_647) {
    throw usageError(`invalid id \`${id}\`: expected a whole number above 0`);
  }
  return String(id);
}

/** Tasks are known by UUIDs. */
export function taskId(id: string): string {
  if (!/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id)) {
    throw usageError(`invalid task \`${id}\`: expected a UUID`);
  }
  return id;
}

/** Throws a usage failure for anything but a proper id. */
export function jobPath(id: number): string {
  return `/api/job_invocations/${pathId(id)}`;
}

/**
 * What every index takes. `order` is `<field> ASC|DESC` of a searchable field; pages begin at 1.
 */
export interface PageQuery {
  readonly search?: string;
  readonly order?: string;
  readonly page?: number;
  readonly perPage?: number;
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
