import type { Foreman } from '../foreman.ts';
import type { TaxonomyContext } from '../world/visibility.ts';
import type { DemoUser } from '../world/world-records.ts';
import type { Reply } from './http-errors.ts';
import type { Locale } from './locale.ts';

/** The parameters of query, body and path in one object, merged as in Rails. */
export type Params = Readonly<Record<string, unknown>>;

/** An authenticated request, for its endpoint. */
export interface EndpointContext {
  readonly foreman: Foreman;
  readonly user: DemoUser;
  readonly params: Params;
  /** The parameters of the query string only, in their order. */
  readonly query: Params;
  /** The parameters of the path. */
  readonly path: Readonly<Record<string, string>>;
  readonly context: TaxonomyContext;
  readonly locale: Locale;
  /** `http://HOST:PORT`, as written by the client. */
  readonly origin: string;
}

export type Handler = (endpoint: EndpointContext) => Reply | Promise<Reply>;

/** A route. In its path `:id` matches a segment without dots, `*id` one that may have dots. */
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
