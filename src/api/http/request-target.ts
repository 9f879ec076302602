import type { ApiRequest, QueryValue } from '../connection.ts';
import { tooLong } from './response-failures.ts';

/** In which organization and location requests are made; ids or exact names. */
export interface Taxonomy {
  readonly organization_id?: string | undefined;
  readonly location_id?: string | undefined;
}

/** Servers and the proxies before them refuse longer ones, in different ways. */
const longestTarget = 8000;

/** Path and query as they go over the wire. */
export function requestTarget(request: ApiRequest, prefix: string, taxonomy: Taxonomy): string {
  const context = request.method === 'GET' && request.taxonomy !== false ? taxonomy : {};
  const query = queryText({ ...context, ...request.query });
  const target = `${prefix}${request.path}${query === '' ? '' : `?${query}`}`;
  if (target.length > longestTarget) throw tooLong(target.length);
  return target;
}

/** JSON text for writes, also when there is nothing to say: the media type must be there. */
export function requestBody(request: ApiRequest, taxonomy: Taxonomy): string | null {
  if (request.method === 'GET') return null;
  return JSON.stringify({ ...(request.taxonomy === false ? {} : taxonomy), ...request.body });
}

function queryText(query: Readonly<Record<string, QueryValue>>): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null) parameters.append(name, String(value));
  }
  return parameters.toString();
}
