import type { Foreman } from '../foreman.ts';
import type { TaxonomyContext } from '../world/visibility.ts';
import type { DemoUser } from '../world/world-records.ts';
import type { Reply } from './http-errors.ts';
import type { Locale } from './locale.ts';

/** Query, body and path parameters as one, as Rails merges them. */
export type Params = Readonly<Record<string, unknown>>;

/** One authenticated request on its way to an endpoint. */
export interface EndpointContext {
  readonly foreman: Foreman;
  readonly user: DemoUser;
  readonly params: Params;
  /** Parameters of the query string alone, in their order. */
  readonly query: Params;
  /** Captured from the path. */
  readonly path: Readonly<Record<string, string>>;
  readonly context: TaxonomyContext;
  readonly locale: Locale;
  /** `http://HOST:PORT` as the client wrote it. */
  readonly origin: string;
}

export type Handler = (endpoint: EndpointContext) => Reply | Promise<Reply>;

/**
 * A path pattern: `:id` is any segment without a dot or slash, `:name` with `*` takes dots as well.
 */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly permission?: string;
  readonly handler: Handler;
}

export function route(
  method: Route['method'],
  path: string,
  handler: Handler,
  permission?: string,
): Route {
  return permission === undefined
    ? { method, path, handler }
    : { method, path, handler, permission };
}

export function textParam(value: unknown): string | null {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : null;
}
