import type { Context } from '../../cli/context.ts';
import { Failure } from '../../errors.ts';
import { entryName, KeyringTrouble } from '../../settings/keyring/keyring.ts';
import type { Profile } from '../../settings/profiles/stored-settings.ts';

export const storagePlaces = ['auto', 'keyring', 'file'] as const;

export type StorageChoice = (typeof storagePlaces)[number];

/** Where a credential was saved, with the keys of the profile for it. */
export interface KeptSecret {
  readonly storage: 'keyring' | 'file';
  /** Why it is in the file; `null` = it is not, or the user chose that. */
  readonly reason: string | null;
  readonly keys: Pick<Profile, 'token' | 'keyring_entry'>;
}

interface ToKeep {
  readonly choice: StorageChoice;
  readonly server: string;
  readonly login: string;
  readonly secret: string;
  /** The profile before the change. */
  readonly old: Profile;
}

/**
 * Saves the credential in the keyring, or leaves it for the settings file; returns the keys of the
 * profile for it. If the profile already has a token in the file, the new one also belongs there,
 * because a cron job may read it, unless the user chooses the keyring. Throws a `Failure` if the
 * user chose the keyring and it cannot be used.
 */
export async function keepSecret(context: Context, what: ToKeep): Promise<KeptSecret> {
  const { choice, server, login, secret, old } = what;
  const inFile = (reason: string | null) =>
    ({ storage: 'file', reason, keys: { token: secret } }) as const;
  if (choice === 'file') return inFile(null);
  if (choice === 'auto' && old.token !== undefined)
    return inFile('as before; to change that: --storage keyring');
  const { keyring } = await context.settings();
  const entry = entryName(login, server, context.clock.now(), context.runtime.random());
  try {
    await keyring.write(entry, secret);
    return { storage: 'keyring', reason: null, keys: { keyring_entry: entry } };
  } catch (error) {
    if (!(error instanceof KeyringTrouble)) throw error;
    if (choice === 'keyring') throw unusable(error, context.globals.profile);
    return inFile(`no keyring: ${error.message}`);
  }
}

/** Deletes a credential from the keyring if its profile was not saved. */
export async function dropSecret(context: Context, kept: KeptSecret | null): Promise<void> {
  const entry = kept?.keys.keyring_entry;
  const { keyring } = await context.settings();
  if (entry !== undefined) await keyring.remove(entry).catch(() => undefined);
}

function unusable(error: KeyringTrouble, profile: string | undefined): Failure {
  const option = profile === undefined ? '' : ` --profile ${profile}`;
  return new Failure('not_logged_in', `cannot use the keyring: ${error.message}`, {
    hint: `to save it in the settings file: rexctl login --storage file${option}`,
    cause: error,
  });
}
