import * as v from 'valibot';
import { usageError } from '../../errors.ts';
import { didYouMean } from '../../text/suggestion.ts';
import { normalizeServer } from '../server-name.ts';
import { profileKeyNames as keys, type ProfileKey } from './profile-keys.ts';
import { type Profile, profileSchema } from './stored-settings.ts';

/**
 * Hints for keys that cannot be set on a command line: the values are long, or would be in the
 * history of the shell.
 */
const notTyped: Partial<Record<ProfileKey, string>> = {
  token: 'log in: rexctl login\nto use another source, set credential_command or token_file',
  keyring_entry: 'log in: rexctl login --storage keyring',
  token_id: 'create a token: rexctl login --create-token',
  token_name: 'create a token: rexctl login --create-token',
  token_expires_at: 'create a token: rexctl login --create-token',
  ca: 'set ca_file to the path of the file',
};

/**
 * The key of a profile that the user typed. Throws a usage `Failure` that suggests the right one.
 */
export function profileKey(text: string): ProfileKey {
  const key = keys.find((known) => known === text);
  if (key !== undefined) return key;
  throw usageError(
    `unknown setting \`${text}\`${didYouMean(text, keys)}`,
    'list all settings: rexctl config list',
  );
}

/** The profile with a value that the user typed; an empty value removes the key. */
export function withSetting(profile: Profile, key: ProfileKey, text: string): Profile {
  const { [key]: _, ...others } = profile;
  if (text.trim() === '') return others;
  const hint = notTyped[key];
  if (hint !== undefined) throw usageError(`\`${key}\` cannot be set on a command line`, hint);
  return { ...others, [key]: typedValue(key, text.trim()) };
}

function typedValue(key: ProfileKey, text: string): Profile[ProfileKey] {
  if (key === 'server') return normalizeServer(text);
  const result = v.safeParse(profileSchema.entries[key], literal(text));
  const asText = result.success ? result : v.safeParse(profileSchema.entries[key], text);
  if (asText.success) return asText.output;
  throw usageError(`invalid \`${key}\` \`${text}\`: expected ${asText.issues[0].message}`);
}

/** The value of `true`, `false` and whole numbers; other texts are returned unchanged. */
function literal(text: string): unknown {
  if (text === 'true' || text === 'false') return text === 'true';
  return /^\d{1,15}$/.test(text) ? Number(text) : text;
}

/** The value as it can be shown: of a secret only that it is set. `null` = not set. */
export function shownSetting(profile: Profile, key: ProfileKey): string | null {
  const value = profile[key];
  if (value === undefined) return null;
  if (key === 'token' || key === 'ca') return 'saved';
  return key === 'credential_command' ? 'set' : String(value);
}
