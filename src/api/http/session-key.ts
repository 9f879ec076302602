import { usageError } from '../../errors.ts';

/** What a session belongs to. */
export interface Credential {
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
 * 16 bits (FNV-1a, folded): enough to tell a wrong password, and too few to find the right one from
 * the file that keeps the key. Loading a cryptographic hash would cost every command a fifth of its
 * start-up.
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
