import { unlessAborted } from '../../clock.ts';
import { type Failure, usageError } from '../../errors.ts';
import type { SessionStore } from '../connection.ts';
import type { RawResponse } from './transport.ts';

/** How a request authenticates the user. */
export type LoginKind = 'none' | 'basic' | 'session';

/**
 * Sends the request with these headers. Called again only after a 401, after which the server has
 * done nothing.
 */
type Send = (headers: Readonly<Record<string, string>>, login: LoginKind) => Promise<RawResponse>;

/** The user of a session, and its storage. */
interface SessionOptions {
  /** `null` = requests have no credential. */
  readonly authorization: string | null;
  readonly store: SessionStore;
  /** Identifies server, user and credential: a cookie would hide that a new password is wrong. */
  readonly key: string;
  readonly refused: (response: RawResponse) => Failure;
}

/**
 * The login of one user. If there is a session cookie, it is sent instead of the credential:
 * checking a password takes the server about 100 ms. Without a valid cookie, one request logs in
 * and the others wait. A refused credential is never sent again.
 */
export class Session {
  private readonly options: SessionOptions;
  private cookie: string | null = null;
  private loaded: Promise<void> | undefined;
  private loginUnderWay: Promise<void> | undefined;
  private refusal: Failure | undefined;
  /** The server creates no sessions, so requests do not wait for one. */
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

  /** Sends the credential, not a session; later requests use the new session. */
  async sendFresh(send: Send): Promise<RawResponse> {
    if (this.refusal !== undefined) throw this.refusal;
    return this.sendCredential(send);
  }

  /**
   * The cookie to send. Without one, this request logs in, and the others wait until it calls
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

  /** Forgets this cookie, unless another request already has a new one. */
  private async forget(cookie: string): Promise<void> {
    if (this.cookie !== cookie) return;
    this.cookie = null;
    await quietly(this.options.store.drop(this.options.key));
  }
}

type Turn = { readonly cookie: string } | { readonly over: () => void };

/** Whether the session is expired (401), or belongs to the web UI and needs a CSRF token. */
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

/** Ignores errors: if a session cannot be stored, the next command logs in again. */
async function quietly(work: Promise<void>): Promise<void> {
  await work.catch(() => undefined);
}

/** The owner of a stored session. */
interface Credential {
  readonly server: string;
  readonly login: string;
  readonly secret: string;
}

/**
 * The key of a stored session: server, user and a digest of the credential, so that a wrong
 * password does not use the session of the right one.
 */
export function sessionKey({ server, login, secret }: Credential): string {
  return `${login}@${server}#${digest(`${server}\n${login}\n${secret}`)}`;
}

/**
 * FNV-1a, folded to 16 bits: enough to detect a wrong password, too few to recover a password from
 * the file. Loading a cryptographic hash would make every start a fifth slower.
 */
function digest(text: string): string {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(text, 'utf8')) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return ((hash >>> 16) ^ (hash & 0xffff)).toString(16).padStart(4, '0');
}

/** The header for HTTP Basic, in UTF-8; a token is sent as the password. */
export function basicAuthorization(login: string, secret: string): string {
  if (login.includes(':')) throw usageError(`the user name \`${login}\` must not contain a colon`);
  return `Basic ${Buffer.from(`${login}:${secret}`, 'utf8').toString('base64')}`;
}
