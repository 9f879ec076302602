import type { Connection } from '../../api/connection.ts';
import type { CurrentUser } from '../../api/endpoints/account.ts';
import {
  type CreatedToken,
  createPersonalAccessToken,
  revokePersonalAccessToken,
} from '../../api/endpoints/personal-access-tokens.ts';
import type { Context } from '../../cli/context.ts';
import { Failure } from '../../errors.ts';
import type { Profile } from '../../settings/profiles/stored-settings.ts';
import { tokenEnd } from '../../settings/saved-token.ts';
import { oneLine } from '../../ui/terminal/sanitise.ts';

const longestHost = 150;

/**
 * Creates a token of the logged-in user, named after this machine. If the name is taken, also by a
 * revoked token, the time is added. `life` is in milliseconds; `Infinity` = the token does not
 * expire.
 */
export async function createToken(
  context: Context,
  connection: Connection,
  { user, life }: { readonly user: CurrentUser; readonly life: number },
): Promise<CreatedToken> {
  const { clock, runtime } = context;
  const now = clock.now();
  const expiresAt = Number.isFinite(life) ? secondsOf(now + life) : null;
  const machine = oneLine(runtime.hostname()).trim().slice(0, longestHost);
  const name = `rexctl on ${machine === '' ? 'this machine' : machine}`;
  // An interrupt during the request could leave a token that its owner does not know.
  const asked = connection.uninterrupted();
  const create = (free: string) =>
    createPersonalAccessToken(asked, user.id, { name: free, expiresAt });
  const token = await create(name).catch((error: unknown) => {
    if (!(error instanceof Failure) || error.httpStatus !== 422) throw error;
    const random = Math.floor(runtime.random() * 36 ** 4).toString(36);
    return create(`${name}, ${secondsOf(now)} ${random}`);
  });
  connection.hide([token.token_value]);
  if (token.expires_at === null && expiresAt !== null)
    await context.warn('the server sets no expiry: this token does not expire');
  return token;
}

/** A time with seconds: `2027-02-27T10:00:00Z`. */
function secondsOf(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19)}Z`;
}

/** The keys of the profile for a created token, except the token itself. */
export function keptOf(
  token: CreatedToken | null,
): Pick<Profile, 'token_id' | 'token_name' | 'token_expires_at'> {
  if (token === null) return {};
  const { id, name, expires_at } = token;
  return {
    token_id: id,
    token_name: name,
    ...(expires_at === null ? {} : { token_expires_at: expires_at }),
  };
}

/** Revokes a token that cannot be saved: nothing could use or revoke it later. */
export async function withdraw(
  context: Context,
  connection: Connection,
  { userId, token }: { readonly userId: number; readonly token: CreatedToken },
): Promise<void> {
  try {
    await revokePersonalAccessToken(connection.uninterrupted(), userId, token.id);
  } catch {
    await context.warn(`the new token is not used: ${revokeByHand(token.name)}`);
  }
}

/**
 * The end of a sentence about a forgotten token, if it is still valid; `null` if rexctl did not
 * create it, or if it has expired. `now` is in milliseconds since 1970.
 */
export function tokenStillValid(
  { token_id: id, token_name: name = `number ${id}`, ...rest }: Profile,
  now: number,
): string | null {
  if (id === undefined || tokenEnd(rest, now)?.isOver === true) return null;
  return `is still valid on the server: ${revokeByHand(name)}`;
}

/** How to revoke a token in Foreman, which is always possible. */
export function revokeByHand(name: string): string {
  return `revoke \`${oneLine(name)}\` in Foreman, under your user, Personal Access Tokens`;
}
