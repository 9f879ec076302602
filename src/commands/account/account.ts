import type { Connection } from '../../api/connection.ts';
import { type CurrentUser, readCurrentUser, readStatus } from '../../api/endpoints/account.ts';
import { readRexVersion } from '../../api/endpoints/server.ts';
import type { Answered } from '../../documents/types.ts';
import { oneLine } from '../../ui/terminal/sanitise.ts';

/** The logged-in user and the server. */
export interface Account {
  readonly user: CurrentUser;
  /** With path prefix, without a trailing slash. */
  readonly server: string;
  readonly foreman_version: string | null;
  readonly api_version: number | null;
  /** `null` when this user cannot find it out. */
  readonly rex_version: string | null;
}

/**
 * Reads the account with the credential itself, not with a stored session, which would hide a wrong
 * password. Throws a `Failure`, not logged in if the server refuses the credential, which is not
 * sent again.
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
 * Optional: a login is valid without it. The cached version may come from another user of this
 * machine, who can see it.
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

/** The account as `login` and `whoami` print it in JSON. */
export function accountDocument(account: Account): Pick<Answered<'account'>, 'user' | 'server'> {
  const { user, server, foreman_version, api_version, rex_version } = account;
  return { user, server: { url: server, foreman_version, api_version, rex_version } };
}

/** `anna (Anna Admin)`, harmless in a sentence. */
export function userText({ login, firstname, lastname }: CurrentUser): string {
  const name = [firstname, lastname].filter((part) => part !== null && part !== '').join(' ');
  return oneLine(name === '' ? login : `${login} (${name})`);
}

/** `Foreman 3.13.0, Remote Execution 17.1.0`, without what is not known. */
export function versionsText({ foreman_version, rex_version }: Account): string {
  const foreman = `Foreman ${foreman_version ?? 'of unknown version'}`;
  return oneLine(rex_version === null ? foreman : `${foreman}, Remote Execution ${rex_version}`);
}
