import type { Connection } from '../../api/connection.ts';
import { readCurrentUser } from '../../api/endpoints/account.ts';
import { revokePersonalAccessToken } from '../../api/endpoints/personal-access-tokens.ts';
import { WrongPassword } from '../../api/failures.ts';
import type { Context } from '../../cli/context.ts';
import { Failure, usageError } from '../../errors.ts';
import { readTrust } from '../../settings/certificates.ts';
import { hasSavedToken, type OpenSettings } from '../../settings/open-settings.ts';
import { findProfile } from '../../settings/profiles/stored-settings.ts';
import { tokenEnd } from '../../settings/saved-token.ts';
import { revokeByHand } from './created-token.ts';

/**
 * Revokes the saved token of a profile, with the token itself as credential. False = it has
 * expired, `null` = none is saved. Throws a `Failure` if the server does not revoke it, or if
 * rexctl did not create it: then it must be kept, because nothing else could revoke it.
 */
export async function revokeSavedToken(
  context: Context,
  settings: OpenSettings,
  name: string,
): Promise<boolean | null> {
  const profile = findProfile(settings.stored, name) ?? {};
  if (!hasSavedToken(profile)) return null;
  const { token_id: id, token_name } = profile;
  const { server, login } = profile;
  if (id === undefined || server === undefined || login === undefined) throw notOurs(name);
  if (tokenEnd(profile, context.clock.now())?.isOver === true) return false;
  try {
    const connection = await openWithSaved(context, settings, name, { server, login });
    const user = await readCurrentUser(connection.with({ session: 'fresh' }));
    await revokePersonalAccessToken(connection, user.id, id);
    return true;
  } catch (error) {
    throw notRevoked(error, token_name ?? `number ${id}`, name);
  }
}

async function openWithSaved(
  context: Context,
  settings: OpenSettings,
  name: string,
  { server, login }: { readonly server: string; readonly login: string },
): Promise<Connection> {
  const { signal } = context;
  const secret = (await settings.savedToken(name)) ?? '';
  // The server and user of the profile; those in the environment are ignored.
  const own = { profile: name, server, login };
  const resolved = settings.resolve(own);
  const secretSource = {
    label: `profile \`${name}\``,
    remedy: `to delete it: rexctl logout --profile ${name}`,
  };
  return context.connect({
    server: resolved.server ?? server,
    login,
    secret,
    secretSource,
    allowPlainHttp: resolved.allowPlainHttp,
    ...(await readTrust(resolved, signal)),
  });
}

function notOurs(profile: string): Failure {
  return usageError(
    `the credential of profile \`${profile}\` was not revoked and is kept: rexctl did not create it`,
    `if it is a token, revoke it in Foreman, under your user, Personal Access Tokens\nthen delete it here: rexctl logout --profile ${profile}`,
  );
}

function notRevoked(error: unknown, token: string, profile: string): unknown {
  if (!(error instanceof Failure)) return error;
  const { kind, message, httpStatus } = error;
  const isRefused = error instanceof WrongPassword;
  const deleted = `then delete it here: rexctl logout --profile ${profile}`;
  return new Failure(
    kind,
    `the token of profile \`${profile}\` was not revoked and is kept: ${message}`,
    {
      hint: isRefused
        ? `the server does not accept it; delete it here: rexctl logout --profile ${profile}`
        : `try again later, or ${revokeByHand(token)}\n${deleted}`,
      httpStatus,
      cause: error,
    },
  );
}
