import { sessionKey } from '../../api/http/session.ts';
import type { SessionFile } from '../../settings/session-file.ts';

/**
 * Deletes all sessions of this user on this server, regardless of the credential, and returns their
 * number.
 */
export function forgetSessions(
  sessions: SessionFile,
  { server, login }: { readonly server: string; readonly login: string },
): Promise<number> {
  const key = sessionKey({ server, login, secret: '' });
  const ofUser = key.slice(0, key.lastIndexOf('#') + 1);
  return sessions.dropWhere((one) => one.startsWith(ofUser));
}
