import type { Connection } from '../../api/connection.ts';
import { type CurrentUser, readCurrentUser, readStatus } from '../../api/endpoints/account.ts';
import { readRexVersion } from '../../api/endpoints/server.ts';
import type { Answered } from '../../documents/types.ts';
import { oneLine } from '../../ui/terminal/sanitise.ts';

/** The logged-in user and the server. */
export interface Account {
  readonly user: CurrentUser;
  /** With the path prefix, without a trailing slash. */
  readonly server: string;
  readonly foreman_version: string | null;
  readonly api_version: number | null;
  /** `null` = this user cannot see it. */
  readonly rex_version: string | null;
}

/**
 * Reads user and server. Logs in with the credential itself, because a saved session would hide a
 * wrong password. Throws a `Failure`: not logged in if the credential is refused, which is never
 * tried again.
 */
export async function readAccount(connection: Connection): Promise<Account> {
  const proven = connection.with({ session: 'fresh' });
  const status = await readStatus(proven);
  const user = await readCurrentUser(proven);
  return {
    user,
    server: connection.server,
    foreman_version: status.version,
    api_version: status.api_version,
    rex_version: await rexVersion(connection),
  };
}

/**
 * The version of Remote Execution; `null` = unknown, but a login is valid without it. The
 * capabilities that this machine knows may be those of another user, who cannot see the version.
 */
async function rexVersion(connection: Connection): Promise<string | null> {
  try {
    const { rexVersion: known } = await connection.capabilities();
    return known ?? (await readRexVersion(connection));
  } catch {
    connection.signal?.throwIfAborted();
    return null;
  }
}

/** The account in the JSON of `login` and `whoami`. */
export function accountDocument(account: Account): Pick<Answered<'account'>, 'user' | 'server'> {
  const { user, server, foreman_version, api_version, rex_version } = account;
  return { user, server: { url: server, foreman_version, api_version, rex_version } };
}

/** The user, e.g. `anna (Anna Admin)`, safe for a terminal. */
export function userText({ login, firstname, lastname }: CurrentUser): string {
  const name = [firstname, lastname].filter((part) => part !== null && part !== '').join(' ');
  return oneLine(name === '' ? login : `${login} (${name})`);
}

/** The versions, e.g. `Foreman 3.13.0, Remote Execution 17.1.0`; an unknown one is omitted. */
export function versionsText({ foreman_version, rex_version }: Account): string {
  const foreman = `Foreman ${foreman_version ?? 'of unknown version'}`;
  return oneLine(rex_version === null ? foreman : `${foreman}, Remote Execution ${rex_version}`);
}
