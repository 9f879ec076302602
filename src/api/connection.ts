import type { Clock } from '../clock.ts';
import type { Capabilities } from './capabilities.ts';
import type { SecretMask } from './http/secret-mask.ts';

/** Sends requests to one server as one user. All endpoint functions take one as first argument. */
export interface Connection {
  /** Origin and optional path prefix, without a trailing slash. */
  readonly server: string;
  readonly login: string | null;
  /**
   * Sends one request. GETs and bulk reads are retried with growing delays after 429, 502, 503 and
   * 504, resets and time-outs: a few times, or as long as the outage tolerance allows. Writes are
   * never sent twice. Rejects with a `Failure` for every response other than 2xx, with
   * `LostResponse` if a write may have been processed without a usable response, and with the
   * reason of `signal` if that is aborted.
   */
  request(request: ApiRequest): Promise<ApiResponse>;
  /** What this server supports; determined once and cached by its `Apipie-Checksum`. */
  capabilities(): Promise<Capabilities>;
  /** Ends requests and delays with its reason; at first the signal of the command. */
  readonly signal: AbortSignal | undefined;
  /** The same connection with other options; options that are not given stay. */
  with(options: RequestOptions): Connection;
  /** The same connection for work that continues after an interrupt, e.g. a cancel. */
  uninterrupted(): Connection;
  /** Hides these passwords and hidden values in the messages of later responses. */
  hide(secrets: readonly string[]): void;
  /** Closes the sockets; the connection cannot be used afterwards. */
  close(): Promise<void>;
}

/** A request of an endpoint function; the connection adds server and user. */
export interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Begins with `/api/` or `/foreman_tasks/api/` or `/apidoc/`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, QueryValue>>;
  /** Sent as JSON. Writes without a body send `{}`: the server answers 415 to an empty POST. */
  readonly body?: Readonly<Record<string, unknown>>;
  /** `long`: at least 150 s, because a hung smart proxy delays some responses by 120 s. */
  readonly timeout?: 'normal' | 'long';
  /**
   * A POST that only reads, e.g. the hosts in its body. It is retried like a GET, except after
   * failures that a smaller request may avoid (`isTooMuch`): then the caller asks for less.
   */
  readonly bulkRead?: boolean;
  /** False: organization and location are not added. */
  readonly taxonomy?: boolean;
}

/** `null` and `undefined` are not sent. */
export type QueryValue = string | number | boolean | null | undefined;

/** Options of all requests of a connection. */
export interface RequestOptions {
  readonly signal?: AbortSignal;
  /** False: GETs are not retried. A follow has its own retries. */
  readonly retry?: boolean;
  /** False: an internal error (500) is an answer, not an outage. */
  readonly retryOn500?: boolean;
  /** `fresh`: the credential is sent instead of a stored session, to check it. */
  readonly session?: 'stored' | 'fresh';
  /** False: organization and location of the connection are not sent. */
  readonly taxonomy?: boolean;
}

/** A 2xx response. */
export interface ApiResponse {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** The parsed JSON; `undefined` if the body was empty. */
  readonly body: unknown;
  /** The time from sending the request to the last byte. */
  readonly milliseconds: number;
  /** Hides the credential in messages about the body. */
  readonly mask?: SecretMask;
}

/** What options, environment and settings determine about a connection. */
export interface ConnectionOptions {
  /** `https://host[:port][/prefix]`; http only for loopback, or with `allowPlainHttp`. */
  readonly server: string;
  readonly login: string | null;
  /** The password or personal access token; both are sent in the same way. */
  readonly secret: string | null;
  readonly secretSource?: SecretSource;
  readonly clock: Clock;
  /** A random number, 0 ≤ n < 1, for the jitter of retries. */
  readonly random: () => number;
  /** The version of rexctl, for the user agent. */
  readonly version: string;
  readonly sessions: SessionStore;
  readonly capabilityCache: CapabilityCache;
  /** PEM; replaces the certificate authorities of the system. */
  readonly ca?: string;
  /** The source of the certificate authorities, for messages. */
  readonly caLabel?: string;
  /** PEM. */
  readonly clientCert?: ClientCertificate;
  /** Id or exact name. */
  readonly organization?: string;
  readonly location?: string;
  /** The time limit of one attempt; default 30 s. Slow endpoints have at least 150 s. */
  readonly requestTimeoutMs?: number;
  /** The largest response that is accepted; default 256 MiB. */
  readonly maxResponseBytes?: number;
  readonly proxy?: ProxySettings;
  readonly allowPlainHttp?: boolean;
  /** The most attempts for a GET; default 4. */
  readonly tries?: number;
  /** For commands that wait: replaces `tries`. */
  readonly outageTolerance?: OutageTolerance;
  /** For `--verbose`: one line per request, free of secrets. */
  readonly trace?: (line: TraceLine) => void;
}

/** The source of a credential, for messages. */
export interface SecretSource {
  /** E.g. `REXCTL_TOKEN`. */
  readonly label: string;
  /** What to do if the server refuses it. */
  readonly remedy: string;
}

/** How long to retry when the server does not respond; then `LostContact` is thrown. */
export interface OutageTolerance {
  readonly giveUpAfterMs: number;
  /** Called once, after a few failures in a row. */
  readonly onOutage: (reason: string) => void;
}

/** The client certificate and its key, as PEM. */
export interface ClientCertificate {
  readonly cert: string;
  readonly key: string;
  readonly passphrase?: string;
}

/** `HTTPS_PROXY` and `NO_PROXY` of the environment; the proxy is used for https only. */
interface ProxySettings {
  readonly https_proxy?: string | null;
  readonly no_proxy?: string | null;
}

/** Stores session cookies; the key identifies server, user and credential (`sessionKey`). */
export interface SessionStore {
  read(key: string): Promise<string | null>;
  write(key: string, cookie: string): Promise<void>;
  drop(key: string): Promise<void>;
}

/** Stores capabilities as plain JSON; `null` if there are none, or they cannot be read. */
export interface CapabilityCache {
  read(checksumKey: string): Promise<unknown>;
  write(checksumKey: string, value: unknown): Promise<void>;
}

/** A request as `--verbose` shows it: without headers, body and secrets. */
export interface TraceLine {
  readonly method: string;
  /** With query, without credentials. */
  readonly url: string;
  /** `null` = no response. */
  readonly status: number | null;
  readonly milliseconds: number;
  /** How the user was authenticated. */
  readonly login: 'none' | 'basic' | 'session';
  readonly request_id: string | null;
  /** Why there was no response. */
  readonly error: string | null;
}
