import { usageError } from '../../errors.ts';
import type { QueryValue } from '../connection.ts';

/** An id for a path. The server reads `5abc` as 5 and `name` as 0, so ids are checked. */
export function pathId(id: number): string {
  if (!Number.isSafeInteger(id) || id < 1 || id > 2_147_483_647) {
    throw usageError(`invalid id \`${id}\`: expected a whole number above 0`);
  }
  return String(id);
}

/** The id of a task for a path: a UUID. */
export function taskId(id: string): string {
  if (!/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id)) {
    throw usageError(`invalid task \`${id}\`: expected a UUID`);
  }
  return id;
}

/** The path of a job; throws a usage failure for an invalid id. */
export function jobPath(id: number): string {
  return `/api/job_invocations/${pathId(id)}`;
}

/** Parameters of every index. `order` is `<searchable field> ASC|DESC`; the first page is 1. */
export interface PageQuery {
  readonly search?: string;
  readonly order?: string;
  readonly page?: number;
  readonly perPage?: number;
}

/** The parameters; an empty search is not sent, because REX 15.0 to 16.3.1 would lose rows. */
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
