import type { Connection } from '../../api/connection.ts';
import { readCurrentUser } from '../../api/endpoints/account.ts';
import {
  type CreatedToken,
  revokePersonalAccessToken,
} from '../../api/endpoints/personal-access-tokens.ts';
import type { Context } from '../../cli/context.ts';
import { defined } from '../../defined.ts';
import { Failure } from '../../errors.ts';
import type { ConnectionSettings } from '../../settings/connection-settings.ts';
import { withoutToken } from '../../settings/open-settings.ts';
import { findProfile, type Profile } from '../../settings/profiles/stored-settings.ts';
import { tokenEnd } from '../../settings/saved-token.ts';
import { normalizeServer } from '../../settings/server-name.ts';
import { oneLine } from '../../ui/terminal/sanitise.ts';
import type { Account } from './account.ts';
import { keptOf, revokeByHand, withdraw } from './created-token.ts';
import type { NewCredential } from './credential.ts';
import { dropSecret, type KeptSecret, keepSecret, type StorageChoice } from './storage.ts';

/** A login that the server accepted, with its connection. */
export interface ProvenLogin {
  readonly given: ConnectionSettings;
  readonly credential: NewCredential;
  readonly account: Account;
  readonly connection: Connection;
  /** The token that was created for this machine, and that is saved instead of the credential. */
  readonly token: CreatedToken | null;
  readonly ca: string | undefined;
  readonly caLabel: string | undefined;
  readonly clientCert: { readonly cert: string; readonly key: string } | undefined;
  readonly allowPlainHttp: boolean;
}

export interface SavedLogin {
  /** `null` = the profile names the source of its credential. */
  readonly kept: KeptSecret | null;
  /** The profile before the login. */
  readonly replaced: Profile;
}

/**
 * Saves the login in its profile. A created token is verified first; if it cannot be saved, it is
 * revoked.
 */
export async function saveLogin(
  context: Context,
  proven: ProvenLogin,
  choice: StorageChoice,
): Promise<SavedLogin> {
  const { connection, token, account } = proven;
  try {
    context.signal.throwIfAborted();
    if (token !== null) await proveToken(context, proven, token);
    const kept = await keep(context, proven, choice);
    return { kept, replaced: await saveProfile(context, proven, kept) };
  } catch (error) {
    if (token !== null) await withdraw(context, connection, { userId: account.user.id, token });
    throw error;
  }
}

async function proveToken(
  context: Context,
  { credential, ca, caLabel, clientCert, allowPlainHttp }: ProvenLogin,
  { token_value: secret, name }: CreatedToken,
): Promise<void> {
  const { server, login } = credential;
  const secretSource = {
    label: `the new token \`${name}\``,
    remedy: 'log in without --create-token',
  };
  const way = { ca, caLabel, clientCert, allowPlainHttp };
  const connection = await context.connect({ server, login, secret, secretSource, ...way });
  await readCurrentUser(connection.with({ session: 'fresh' }));
}

async function keep(
  context: Context,
  { given, credential, token }: ProvenLogin,
  choice: StorageChoice,
): Promise<KeptSecret | null> {
  if (credential.fetched && token === null) return null;
  const { server, login, secret } = credential;
  const { stored } = await context.settings();
  const old = ofServer(findProfile(stored, given.profile) ?? {}, server);
  return keepSecret(context, { choice, server, login, secret: token?.token_value ?? secret, old });
}

/** Saves the profile, and returns the one that it replaced. */
async function saveProfile(
  context: Context,
  proven: ProvenLogin,
  kept: KeptSecret | null,
): Promise<Profile> {
  const settings = await context.settings();
  const name = proven.given.profile;
  try {
    // The first profile remains the one for commands without --profile.
    return await settings.saveProfile(
      name,
      (replaced) => newProfile(context, replaced, { ...proven, kept }),
      { current: 'unless_another' },
    );
  } catch (error) {
    await dropSecret(context, kept);
    throw error;
  }
}

/**
 * The new profile. It keeps the other settings of the replaced one if the server is the same, else
 * only the host limit.
 */
function newProfile(
  { globals: { organization, location } }: Context,
  replaced: Profile,
  { given, credential, token, ca, allowPlainHttp, kept }: ProvenLogin & Pick<SavedLogin, 'kept'>,
): Profile {
  const { server, login } = credential;
  const newAuthority = ca !== undefined && given.ca?.from !== 'profile';
  const { token_file, credential_command, ca_file, ...others } = withoutToken(
    ofServer(replaced, server),
  );
  const proven = {
    ...(kept === null ? { token_file, credential_command } : kept.keys),
    ...keptOf(token),
    ca_file: newAuthority ? undefined : ca_file,
    organization,
    location,
    allow_plain_http: allowPlainHttp ? true : undefined,
  };
  const authority = newAuthority ? { ca } : {};
  return { ...others, server, login, ...defined({ ...proven, ...authority }) };
}

function ofServer(old: Profile, server: string): Profile {
  if (old.server === undefined || normalizeServer(old.server) === server) return old;
  return old.host_limit === undefined ? {} : { host_limit: old.host_limit };
}

/**
 * Revokes a token that rexctl created and this login replaced. If that is not possible, warns that
 * the token is still valid.
 */
export async function endReplaced(
  context: Context,
  { credential, connection, account, token }: ProvenLogin,
  { replaced }: SavedLogin,
): Promise<void> {
  const { token_id: id, token_name: name = `number ${id}`, server, login } = replaced;
  if (id === undefined || tokenEnd(replaced, context.clock.now())?.isOver === true) return;
  const isOwn =
    server !== undefined &&
    normalizeServer(server) === credential.server &&
    (login ?? credential.login) === credential.login;
  const byHand = `the earlier token of this profile is still valid: ${revokeByHand(name)}`;
  if (!isOwn || token === null) return context.warn(byHand);
  try {
    await revokePersonalAccessToken(connection, account.user.id, id);
    await context.note(`Revoked the earlier token \`${oneLine(name)}\`.`);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    await context.warn(`${byHand} (${error.message})`);
  }
}
