import type { Foreman } from '../foreman.ts';
import { uuidOf } from '../hosts/random.ts';
import type { DemoUser } from '../world/world-records.ts';
import { sessionExpired, unauthorized } from './http-errors.ts';

/**
 * The setting `failed_login_attempts_limit`, and the duration of the lock after the last counted
 * failure, in milliseconds.
 */
const FAILURE_LIMIT = 30;
const LOCK_MS = 5 * 60_000;
/** The setting `idle_timeout`, in milliseconds. */
const IDLE_MS = 60 * 60_000;

export interface Credentials {
  readonly authorization: string | undefined;
  readonly cookie: string | undefined;
  readonly address: string;
}

export interface Login {
  readonly user: DemoUser;
  /** The id of the session that a login with a password began; null = none began. */
  readonly newSession: string | null;
}

interface Session {
  readonly user: DemoUser;
  usedAt: number;
}

/** Identifies the user of a request; keeps sessions and counts failed logins. */
export class Authenticator {
  private readonly sessions = new Map<string, Session>();
  private readonly failures = new Map<string, { count: number; until: number }>();
  private readonly foreman: Foreman;
  private made = 0;

  constructor(foreman: Foreman) {
    this.foreman = foreman;
  }

  /** Identifies the user. A session takes precedence over the password that is sent with it. */
  authenticate(credentials: Credentials): Login {
    const session = this.sessionUser(credentials.cookie);
    if (session !== null) return { user: session, newSession: null };
    if (this.isLocked(credentials.address)) {
      throw unauthorized('Too many tries, please try again in a few minutes.');
    }
    const { login, password } = basicCredentials(credentials.authorization);
    const user = this.foreman.world.users.find((one) => one.login === login && login !== '');
    if (user === undefined || !this.accepts(user, password)) {
      if (login !== '') this.countFailure(credentials.address);
      throw unauthorized(`Unable to authenticate user ${login}`);
    }
    if (user.disabled)
      throw unauthorized('User account is disabled, please contact your administrator');
    return { user, newSession: this.openSession(user) };
  }

  /** Ends every session, like a restart that loses them. */
  expireSessions(): void {
    for (const session of this.sessions.values()) session.usedAt = Number.NEGATIVE_INFINITY;
  }

  private sessionUser(cookie: string | undefined): DemoUser | null {
    const id = /(?:^|;\s*)_session_id=([^;]+)/.exec(cookie ?? '')?.[1] ?? '';
    const session = this.sessions.get(id);
    if (session === undefined) return null;
    if (this.foreman.time - session.usedAt > IDLE_MS || session.user.disabled) {
      this.sessions.delete(id);
      throw sessionExpired();
    }
    session.usedAt = this.foreman.time;
    return session.user;
  }

  private openSession(user: DemoUser): string {
    this.made++;
    const id = uuidOf(this.foreman.seed, 'session', this.made).replaceAll('-', '');
    this.sessions.set(id, { user, usedAt: this.foreman.time });
    return id;
  }

  private accepts(user: DemoUser, password: string): boolean {
    if (password === '') return false;
    const now = this.foreman.time;
    const alive = (expires: string | null) => expires === null || Date.parse(expires) > now;
    return (
      user.password === password ||
      user.tokens.some(
        (token) => token.value === password && !token.revoked && alive(token.expires_at),
      )
    );
  }

  private isLocked(address: string): boolean {
    const failed = this.failures.get(address);
    if (failed === undefined) return false;
    if (failed.until <= this.foreman.time) {
      this.failures.delete(address);
      return false;
    }
    return failed.count >= FAILURE_LIMIT;
  }

  /** Each counted failure renews the five minutes; refusals while locked are not counted. */
  private countFailure(address: string): void {
    const count = (this.failures.get(address)?.count ?? 0) + 1;
    this.failures.set(address, { count, until: this.foreman.time + LOCK_MS });
  }
}

/** Login and password; both are empty for any scheme except `Basic`. */
function basicCredentials(authorization: string | undefined): { login: string; password: string } {
  const encoded = /^Basic\s+(\S+)$/i.exec(authorization ?? '')?.[1];
  if (encoded === undefined) return { login: '', password: '' };
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  return colon < 0
    ? { login: text, password: '' }
    : { login: text.slice(0, colon), password: text.slice(colon + 1) };
}
