import { unlessAborted } from '../../clock.ts';
import { type Failure, usageError } from '../../errors.ts';
import type { SessionStore } from '../connection.ts';
import type { RawResponse } from './transport.ts';

/** How a request proves its user. */
export type LoginKind = 'none' | 'basic' | 'session';

/**
 * Sends the same request with these headers; called again only after a 401, which proves that
 * nothing was done.
 */
type Send = (headers: Readonly<Record<string, string>>, login: LoginKind) => Promise<RawResponse>;

/** Whose session it is and where it is kept. */
interface SessionOptions {
  /** `null`: requests go out without credentials. */
  readonly authorization: string | null;
  readonly store: SessionStore;
  /** Identifies server, user and credential: the cookie would override a wrong password. */
  readonly key: string;
  readonly refused: (response: RawResponse) => Failure;
}

/**
 * The login of one user. A session cookie is sent instead of the credential where there is one,
 * because checking a password costs the server about 100 ms. However many requests find it missing
 * or expired, one logs in and the others wait; a refused credential is never sent again.
 */
export class Session {
  private readonly options: SessionOptions;
  private cookie: string | null = null;
  private loaded: Promise<void> | undefined;
  private loginUnderWay: Promise<void> | undefined;
  private refusal: Failure | undefined;
  /** The server hands out no sessions, so waiting for one would only make requests queue. */
  private sessionless = false;

  constructor(options: SessionOptions) {
    this.options = options;
  }

  async send(send: Send, signal: AbortSignal | undefined): Promise<RawResponse> {
    await this.load();
    for (let staleCookies = 0; ; staleCookies++) {
      const turn = await this.turn(signal);
      if ('over' in turn) return this.sendCredential(send).finally(turn.over);
      const response = await send({ cookie: turn.cookie }, 'session');
      if (!isStale(response)) {
        await this.keep(response);
        return response;
      }
      await this.forget(turn.cookie);
      if (staleCookies >= 1) throw this.options.refused(response);
    }
  }

  /** Sends the credential itself; the session that it opens serves later requests. */
  async sendFresh(send: Send): Promise<RawResponse> {
    if (this.refusal !== undefined) throw this.refusal;
    return this.sendCredential(send);
  }

  /**
   * The cookie to use; without one, the right to log in, which the others wait for until it is
   * `over`.
   */
  private async turn(signal: AbortSignal | undefined): Promise<Turn> {
    while (this.cookie === null && this.loginUnderWay !== undefined && !this.sessionless) {
      await unlessAborted(this.loginUnderWay, signal);
    }
    if (this.refusal !== undefined) throw this.refusal;
    if (this.cookie !== null) return { cookie: this.cookie };
    let over: () => void = () => undefined;
    this.loginUnderWay = new Promise((resolve) => {
      over = () => {
        this.loginUnderWay = undefined;
        resolve();
      };
    });
    return { over };
  }

  private async sendCredential(send: Send): Promise<RawResponse> {
    const { authorization, store, key, refused } = this.options;
    const response = await (authorization === null
      ? send({}, 'none')
      : send({ authorization }, 'basic'));
    if (response.status === 401) {
      this.refusal = refused(response);
      this.cookie = null;
      await quietly(store.drop(key));
      throw this.refusal;
    }
    if (response.status < 400) this.sessionless = sessionCookie(response) === null;
    await this.keep(response);
    return response;
  }

  private load(): Promise<void> {
    this.loaded ??= this.options.store.read(this.options.key).then(
      (cookie) => {
        this.cookie ??= cookie;
      },
      () => undefined,
    );
    return this.loaded;
  }

  private async keep(response: RawResponse): Promise<void> {
    const cookie = sessionCookie(response);
    if (cookie === null || cookie === this.cookie) return;
    this.cookie = cookie;
    await quietly(this.options.store.write(this.options.key, cookie));
  }

  /** Unless another request has opened a new session. */
  private async forget(cookie: string): Promise<void> {
    if (this.cookie !== cookie) return;
    this.cookie = null;
    await quietly(this.options.store.drop(this.options.key));
  }
}

type Turn = { readonly cookie: string } | { readonly over: () => void };

/** An expired session is a 401; one made by the web interface lacks its CSRF token. */
function isStale(response: RawResponse): boolean {
  return (
    response.status === 401 ||
    (response.status === 422 && response.text.includes('InvalidAuthenticityToken'))
  );
}

function sessionCookie(response: RawResponse): string | null {
  for (const line of response.cookies) {
    const found = /^(_session_id=[^;\s]+)/.exec(line);
    if (found?.[1] !== undefined) return found[1];
  }
  return null;
}

/** A session that could not be kept costs the next command one login, nothing else. */
async function quietly(work: Promise<void>): Promise<void> {
  await work.catch(() => undefined);
}

/** What a stored session belongs to. */
interface Credential {
  readonly server: string;
  readonly login: string;
  readonly secret: string;
}

/**
 * Under which name a session is kept: server, user and a digest of the credential, so that a wrong
 * password is not hidden by the session of the right one.
 */
export function sessionKey({ server, login, secret }: Credential): string {
  return `${login}@${server}#${digest(`${server}\n${login}\n${secret}`)}`;
}

/**
 * 16 bits (FNV-1a, folded): enough to detect a wrong password, and too few to find the right one
 * from the file that keeps the key. Loading a cryptographic hash would cost every command a fifth
 * of its start-up.
 */
function digest(text: string): string {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(text, 'utf8')) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return ((hash >>> 16) ^ (hash & 0xffff)).toString(16).padStart(4, '0');
}

/** HTTP Basic in UTF-8; a token is sent as the password. */
export function basicAuthorization(login: string, secret: string): string {
  if (login.includes(':')) throw usageError(`the user name \`${login}\` must not contain a colon`);
  return `Basic ${Buffer.from(`${login}:${secret}`, 'utf8').toString('base64')}`;
}
