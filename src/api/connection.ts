import type { Clock } from '../clock.ts';
import type { Capabilities } from './capabilities.ts';
import type { SecretMask } from './http/secret-mask.ts';

/**
 * A server, a user, and the one way to send something there. Everything in `api/` takes one as its
 * first argument.
 */
export interface Connection {
  /** Origin and optional path prefix, without a trailing slash. */
  readonly server: string;
  readonly login: string | null;
  /**
   * Sends one request. GETs are retried with growing delay on 502/503/504/429, resets and
   * time-outs: a few times, or for as long as an outage is tolerated. Of all other requests only a
   * bulk read is ever sent twice. Rejects with a `Failure` for every response that is not 2xx, with
   * `LostResponse` when a write may have been processed although no usable response came, and with
   * the reason of `signal` when that is aborted.
   */
  request(request: ApiRequest): Promise<ApiResponse>;
  /** What this server can do; found out once and cached by the `Apipie-Checksum`. */
  capabilities(): Promise<Capabilities>;
  /** Ends requests and the waits between them with its reason; that of the command at first. */
  readonly signal: AbortSignal | undefined;
  /** The same connection for requests that are made differently; what is not given stays. */
  with(options: RequestOptions): Connection;
  /** The same connection for what has to be done although the command was interrupted. */
  uninterrupted(): Connection;
  /** Hides these, passwords and hidden values of a job, where a later response repeats them. */
  hide(secrets: readonly string[]): void;
  /** Ends open sockets; the connection is unusable afterwards. */
  close(): Promise<void>;
}

/** One request as the endpoint functions make it; the connection adds the user and the server. */
export interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Begins with `/api/` or `/foreman_tasks/api/` or `/apidoc/`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, QueryValue>>;
  /**
   * Sent as JSON; writes without one send `{}`, because an empty POST without the media type is a
   * 415.
   */
  readonly body?: Readonly<Record<string, unknown>>;
  /**
   * `long`: output reads, create and rerun may take 150 s (a hung smart proxy holds a response for
   * 120 s).
   */
  readonly timeout?: 'normal' | 'long';
  /**
   * A POST that only reads, as much as its body names. It changes nothing on the server, so that
   * it is retried like a GET; but where a smaller one may do better (`isTooMuch`) it is left to the
   * caller to ask for less.
   */
  readonly bulkRead?: boolean;
  /** Organization and location are added to requests unless this is false. */
  readonly taxonomy?: boolean;
}

/** `null` and `undefined` are not sent. */
export type QueryValue = string | number | boolean | null | undefined;

/** How the requests of a connection are made. */
export interface RequestOptions {
  readonly signal?: AbortSignal;
  /** Retrying GETs is the rule; a follower that paces itself turns it off. */
  readonly retry?: boolean;
  /** False: an internal error (500) is information here, and no outage that passes. */
  readonly retryOn500?: boolean;
  /** `fresh` proves the credential itself: no stored session is sent (login, whoami). */
  readonly session?: 'stored' | 'fresh';
  /** False: organization and location of the connection are left out. */
  readonly taxonomy?: boolean;
}

/** A 2xx response. */
export interface ApiResponse {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** Parsed JSON; `undefined` when the body was empty. */
  readonly body: unknown;
  /** From sending to the last byte, by the injected clock. */
  readonly milliseconds: number;
  /** Hides the credential in messages about the body. */
  readonly mask?: SecretMask;
}

/** Everything that comes from flags, environment and settings. */
export interface ConnectionOptions {
  /** `https://host[:port][/prefix]`; plain http only to loopback unless `allowPlainHttp`. */
  readonly server: string;
  readonly login: string | null;
  /** Password or personal access token; both are sent the same way. */
  readonly secret: string | null;
  readonly secretSource?: SecretSource;
  readonly clock: Clock;
  /** 0 ≤ n < 1, for the jitter of retries. */
  readonly random: () => number;
  /** Of rexctl, for the user agent. */
  readonly version: string;
  readonly sessions: SessionStore;
  readonly capabilityCache: CapabilityCache;
  /** PEM; replaces the system's authorities. */
  readonly ca?: string;
  /** How messages call the place that the authorities come from. */
  readonly caLabel?: string;
  /** PEM. */
  readonly clientCert?: ClientCertificate;
  /** Id or exact name. */
  readonly organization?: string;
  readonly location?: string;
  /**
   * Of one request, without waiting for retries; default 30 s. Slow endpoints get at least 150 s.
   */
  readonly requestTimeoutMs?: number;
  /** A longer response is refused; default 256 MiB. */
  readonly maxResponseBytes?: number;
  readonly proxy?: ProxySettings;
  readonly allowPlainHttp?: boolean;
  /** How often a GET is tried in all; default 4. */
  readonly tries?: number;
  /** Used instead of a few tries by commands that wait. */
  readonly outageTolerance?: OutageTolerance;
  /** For `--verbose`: one line per request, free of secrets. */
  readonly trace?: (line: TraceLine) => void;
}

/** Where a credential came from, for messages. */
export interface SecretSource {
  /** `REXCTL_TOKEN`. */
  readonly label: string;
  /** What to do when it is refused. */
  readonly remedy: string;
}

/** How long a server that does not respond is asked again; `LostContact` after that. */
export interface OutageTolerance {
  readonly giveUpAfterMs: number;
  /** Called once, when the outage is more than a moment. */
  readonly onOutage: (reason: string) => void;
}

/** PEM texts with which the client proves itself where the server asks for it. */
export interface ClientCertificate {
  readonly cert: string;
  readonly key: string;
  readonly passphrase?: string;
}

/**
 * `HTTPS_PROXY` and `NO_PROXY` as the environment has them; only https servers are reached through
 * it.
 */
interface ProxySettings {
  readonly https_proxy?: string | null;
  readonly no_proxy?: string | null;
}

/**
 * Where session cookies live between commands; the key identifies server, user and credential
 * (`sessionKey`).
 */
export interface SessionStore {
  read(key: string): Promise<string | null>;
  write(key: string, cookie: string): Promise<void>;
  drop(key: string): Promise<void>;
}

/**
 * Where capabilities live between commands. Values are plain JSON; `null` when absent or
 * unreadable.
 */
export interface CapabilityCache {
  read(checksumKey: string): Promise<unknown>;
  write(checksumKey: string, value: unknown): Promise<void>;
}

/** One request for `--verbose`: no header, no body, no secret. */
export interface TraceLine {
  readonly method: string;
  /** With query, without credentials. */
  readonly url: string;
  /** `null` when no response came. */
  readonly status: number | null;
  readonly milliseconds: number;
  /** How the request proved its user. */
  readonly login: 'none' | 'basic' | 'session';
  readonly request_id: string | null;
  /** Why no response came. */
  readonly error: string | null;
}
