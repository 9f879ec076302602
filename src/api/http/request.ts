import { Failure, usageError } from '../../errors.ts';
import type { ApiRequest, QueryValue } from '../connection.ts';
import { LostResponse } from '../failures.ts';
import type { RawResponse } from './transport.ts';

/** In which organization and location requests are made; ids or exact names. */
export interface Taxonomy {
  readonly organization_id?: string;
  readonly location_id?: string;
}

const defaultTimeoutMs = 30_000;
const longTimeoutMs = 150_000;

/** Servers and the proxies before them refuse longer ones, in different ways. */
const longestTarget = 8000;

/** The limit of one request; a slow endpoint gets at least 150 s. */
export function timeoutOf({ timeout }: ApiRequest, requestTimeoutMs = defaultTimeoutMs): number {
  return timeout === 'long' ? Math.max(longTimeoutMs, requestTimeoutMs) : requestTimeoutMs;
}

/** Path and query as they go over the wire. */
export function requestTarget(request: ApiRequest, prefix: string, taxonomy: Taxonomy): string {
  const context = request.method === 'GET' && request.taxonomy !== false ? taxonomy : {};
  const query = queryText({ ...context, ...request.query });
  const target = `${prefix}${request.path}${query === '' ? '' : `?${query}`}`;
  if (target.length > longestTarget) throw targetTooLong(target.length);
  return target;
}

/** Whether the server may do something that a second request would do again. */
export function changes({ method, bulkRead }: Pick<ApiRequest, 'method' | 'bulkRead'>): boolean {
  return method !== 'GET' && bulkRead !== true;
}

/** JSON text for writes, also without content: the media type must be there. */
export function requestBody(request: ApiRequest, taxonomy: Taxonomy): string | null {
  if (request.method === 'GET') return null;
  return JSON.stringify({ ...(request.taxonomy === false ? {} : taxonomy), ...request.body });
}

/** The JSON of a 2xx response; `undefined` when it has no body. */
export function responseBody(
  request: ApiRequest,
  { text, status }: RawResponse,
  host: string,
): unknown {
  if (text.trim() === '') return undefined;
  try {
    return JSON.parse(text);
  } catch (cause) {
    const { method, path } = request;
    const message = `unexpected response from ${host}: ${method} ${path} did not return JSON`;
    if (changes(request)) throw new LostResponse(message, { cause, httpStatus: status });
    throw new Failure('bad_answer', message, {
      hint: 'is this a Foreman server, or a proxy or login page in front of it?',
      httpStatus: status,
      cause,
    });
  }
}

function queryText(query: Readonly<Record<string, QueryValue>>): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null) parameters.append(name, String(value));
  }
  return parameters.toString();
}

/** A request that is never sent because its address would be refused on the way. */
function targetTooLong(bytes: number): Failure {
  return usageError(
    `the request is too long: its address has ${bytes} bytes, the limit is 8000`,
    'shorten the search, or name fewer hosts',
  );
}
