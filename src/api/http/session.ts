import type { Failure } from '../../errors.ts';
import { unlessAborted } from '../../unless-aborted.ts';
import type { SessionStore } from '../connection.ts';
import type { RawResponse } from './transport.ts';

/** How a request proves who asks. */
export type LoginKind = 'none' | 'basic' | 'session';

/**
 * Sends the same request with these headers; called again only after a 401, which proves that
 * nothing was done.
 */
export type Send = (
  headers: Readonly<Record<string, string>>,
  login: LoginKind,
) => Promise<RawResponse>;

/** Whose session it is and where it is kept. */
export interface SessionOptions {
  /** `null`: nobody is logged in, requests go out without credentials. */
  readonly authorization: string | null;
  readonly store: SessionStore;
  /** Tells server, user and credential apart: the cookie would beat a wrong password. */
  readonly key: string;
  readonly refused: (answer: RawResponse) => Failure;
}

/**
 * Who asks. A session cookie is sent instead of the credential where there is one, because checking
 * a password costs the server about 100 ms. However many requests find it missing or expired, one
 * logs in and the others wait; a refused credential is never sent again.
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
      const answer = await send({ cookie: turn.cookie }, 'session');
      if (!isStale(answer)) {
        await this.keep(answer);
        return answer;
      }
      await this.forget(turn.cookie);
      if (staleCookies >= 1) throw this.options.refused(answer);
    }
  }

  /** Proves the credential itself; the session that comes of it serves later requests. */
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
    const answer = await (authorization === null
      ? send({}, 'none')
      : send({ authorization }, 'basic'));
    if (answer.status === 401) {
      this.refusal = refused(answer);
      this.cookie = null;
      await quietly(store.drop(key));
      throw this.refusal;
    }
    if (answer.status < 400) this.sessionless = sessionCookie(answer) === null;
    await this.keep(answer);
    return answer;
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

  private async keep(answer: RawResponse): Promise<void> {
    const cookie = sessionCookie(answer);
    if (cookie === null || cookie === this.cookie) return;
    this.cookie = cookie;
    await quietly(this.options.store.write(this.options.key, cookie));
  }

  /** Unless somebody else has got a new one meanwhile. */
  private async forget(cookie: string): Promise<void> {
    if (this.cookie !== cookie) return;
    this.cookie = null;
    await quietly(this.options.store.drop(this.options.key));
  }
}

type Turn = { readonly cookie: string } | { readonly over: () => void };

/** An expired session is a 401; one made by the web interface lacks its CSRF token. */
function isStale(answer: RawResponse): boolean {
  return (
    answer.status === 401 ||
    (answer.status === 422 && answer.text.includes('InvalidAuthenticityToken'))
  );
}

function sessionCookie(answer: RawResponse): string | null {
  for (const line of answer.cookies) {
    const found = /^(_session_id=[^;\s]+)/.exec(line);
    if (found?.[1] !== undefined) return found[1];
  }
  return null;
}

/** A session that could not be kept costs the next command one login, nothing else. */
async function quietly(work: Promise<void>): Promise<void> {
  await work.catch(() => undefined);
}
