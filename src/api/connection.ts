import type { Capabilities } from './capabilities.ts';

/** A server, a user, and the one way to send something there. Everything in `api/` takes one as its first argument. */
export interface Connection {
  /** Origin and optional path prefix, without a trailing slash. */
  readonly server: string;
  readonly login: string | null;
  /**
   * Sends one request. GETs are retried with growing delay on 502/503/504/429, resets and time-outs; nothing else is
   * ever sent twice (DESIGN §5). Rejects with a `Failure` for every answer that is not 2xx and with `LostAnswer`
   * when a write may have been processed although no usable answer came.
   */
  request(request: ApiRequest): Promise<ApiAnswer>;
  /** What this server can do; found out once and cached by the `Apipie-Checksum` (DESIGN §8). */
  capabilities(): Promise<Capabilities>;
  /** Ends open sockets; the connection is unusable afterwards. */
  close(): Promise<void>;
}

export interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Begins with `/api/` or `/foreman_tasks/api/` or `/apidoc/`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, QueryValue>> | undefined;
  /** Sent as JSON; writes without one send `{}`, because an empty POST without the media type is a 415 (PROTOCOL §1.1). */
  readonly body?: unknown;
  /** Output reads, create and rerun may take 150 s (a hung smart proxy holds an answer for 120 s, PROTOCOL §3.6). */
  readonly patience?: 'normal' | 'long';
  /** `fresh` proves the credential itself: no stored session is sent (login, whoami, doctor). */
  readonly session?: 'stored' | 'fresh';
  /** Retrying GETs is the rule; a follower that paces itself turns it off. */
  readonly retry?: boolean;
  /** Organization and location are added to requests unless this is false. */
  readonly taxonomy?: boolean;
  readonly signal?: AbortSignal | undefined;
}

export type QueryValue = string | number | boolean | null | undefined;

export interface ApiAnswer {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** Parsed JSON; `undefined` when the body was empty. */
  readonly body: unknown;
  /** From sending to the last byte, by the injected clock. */
  readonly milliseconds: number;
}
