import { Failure, usageError } from '../../errors.ts';
import type { ApiRequest, QueryValue } from '../connection.ts';
import { LostResponse } from '../failures.ts';
import type { RawResponse } from './transport.ts';

/** The organization and location of requests; ids or exact names. */
export interface Taxonomy {
  readonly organization_id?: string;
  readonly location_id?: string;
}

const defaultTimeoutMs = 30_000;
const longTimeoutMs = 150_000;

/** The longest path with query, in bytes: servers and proxies refuse longer ones. */
const longestTarget = 8000;

/** The time limit of a request; slow endpoints have at least 150 s. */
export function timeoutOf({ timeout }: ApiRequest, requestTimeoutMs = defaultTimeoutMs): number {
  return timeout === 'long' ? Math.max(longTimeoutMs, requestTimeoutMs) : requestTimeoutMs;
}

/** The encoded path and query of a request. */
export function requestTarget(request: ApiRequest, prefix: string, taxonomy: Taxonomy): string {
  const context = request.method === 'GET' && request.taxonomy !== false ? taxonomy : {};
  const query = queryText({ ...context, ...request.query });
  const target = `${prefix}${request.path}${query === '' ? '' : `?${query}`}`;
  if (target.length > longestTarget) throw targetTooLong(target.length);
  return target;
}

/** Whether a request changes something on the server, so that it must not be repeated. */
export function changes({ method, bulkRead }: Pick<ApiRequest, 'method' | 'bulkRead'>): boolean {
  return method !== 'GET' && bulkRead !== true;
}

/** The JSON text of a write, `{}` at least, because the server requires the media type. */
export function requestBody(request: ApiRequest, taxonomy: Taxonomy): string | null {
  if (request.method === 'GET') return null;
  return JSON.stringify({ ...(request.taxonomy === false ? {} : taxonomy), ...request.body });
}

/** For a response that Foreman would not send. */
export const notForeman = 'is this a Foreman server, or a proxy or login page in front of it?';

/** The JSON of a 2xx response; `undefined` if the body is empty. */
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
      hint: notForeman,
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

/** The failure for a request that is not sent because its address is too long. */
function targetTooLong(bytes: number): Failure {
  return usageError(
    `the request is too long: its address has ${bytes} bytes, the limit is 8000`,
    'shorten the search, or name fewer hosts',
  );
}
