import * as v from 'valibot';
import { type Failure, usageError } from '../../errors.ts';
import { alternatives } from '../../text/counts.ts';
import { didYouMean } from '../../text/suggestion.ts';

const text = v.optional(v.string('text'));
const flag = v.optional(v.boolean('true or false'));
const atLeastOne = 'a whole number, 1 or more';
const count = v.optional(
  v.pipe(v.number(atLeastOne), v.integer(atLeastOne), v.minValue(1, atLeastOne)),
);

/** The formats that a profile can set. */
export const presetFormats = ['table', 'plain', 'json', 'yaml'] as const;

/** All keys of a profile; the messages name the expected values. */
export const profileSchema = v.object({
  server: text,
  login: text,
  /** The password or personal access token, in plain text; the file has mode 0600. */
  token: text,
  /** The entry in the system's keyring that has the token, instead of `token`. */
  keyring_entry: text,
  /** The id of a personal access token that rexctl created, needed to revoke it. */
  token_id: count,
  token_name: text,
  /** ISO 8601 in UTC; absent = the token does not expire. */
  token_expires_at: text,
  token_file: text,
  /** A shell command; the first line of its output is the credential. */
  credential_command: text,
  organization: text,
  location: text,
  ca_file: text,
  /** PEM; written by `login --ca-file`. */
  ca: text,
  /** Paths of PEM files; both or neither. The key must not be encrypted. */
  client_cert_file: text,
  client_key_file: text,
  allow_plain_http: flag,
  /** The most hosts of an unattended start; more are refused. */
  host_limit: count,
  /** The format on a terminal if no option chooses one; every command supports all of these. */
  format: v.optional(v.picklist(presetFormats, alternatives(presetFormats))),
  /** Columns of tables on a terminal, separated by commas. */
  list_columns: text,
  schedule_list_columns: text,
  template_list_columns: text,
  feature_list_columns: text,
  bookmark_list_columns: text,
  organization_list_columns: text,
  location_list_columns: text,
  stats_columns: text,
  /** Whether newer versions are announced; by default not. */
  update_notice: flag,
});

/** A profile: a server and how to log in there. */
export type Profile = Readonly<v.InferOutput<typeof profileSchema>>;

/** The content of the settings file. */
export interface StoredSettings {
  /** `null` = none was chosen. */
  readonly current_profile: string | null;
  readonly profiles: Readonly<Record<string, Profile>>;
}

/** The name of the profile that is used if none is chosen. */
export const defaultProfile = 'default';

/** Parses the JSON of a settings file; an empty file is an empty object. Throws a `SyntaxError`. */
export function documentOf(text: string): unknown {
  return text.trim() === '' ? {} : JSON.parse(text.replace(/^\ufeff/, ''));
}

/** Parses a settings file. Throws a usage `Failure` that names the file and its error. */
export function parseSettings(text: string, file: string): StoredSettings {
  try {
    return settingsOf(documentOf(text), file);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw broken(file, `it is not valid JSON${placeOf(error, text)}`);
  }
}

/** The line and column of the error; empty if the engine does not report its position. */
function placeOf({ message }: SyntaxError, text: string): string {
  const position = / at position (\d+)/.exec(message)?.[1];
  if (position === undefined) return '';
  const before = text.slice(0, Number(position)).split('\n');
  return ` (line ${before.length}, column ${(before.at(-1) ?? '').length + 1})`;
}

/** The settings in the parsed JSON. Throws as `parseSettings` does. */
export function settingsOf(document: unknown, file: string): StoredSettings {
  const whole = record(document, 'it', file);
  assertKnown(Object.keys(whole), fileKeys, '', file);
  const current = whole.current_profile ?? null;
  if (current !== null && typeof current !== 'string')
    throw broken(file, '`current_profile` must be text');
  const profiles = record(whole.profiles ?? {}, '`profiles`', file);
  const entries = Object.entries(profiles).map(
    ([name, value]) => [name, profileOf(value, name, file)] as const,
  );
  return {
    current_profile: current === '' ? null : current,
    profiles: Object.fromEntries(entries),
  };
}

function record(value: unknown, name: string, file: string): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Readonly<Record<string, unknown>>;
  throw broken(file, `${name} must be an object`);
}

/** The keys of the file. Editors add `$schema`. */
const fileKeys = ['current_profile', 'profiles', '$schema'];

/** Throws for an unknown key: a misspelled guard must not be off without notice. */
function assertKnown(
  keys: readonly string[],
  known: readonly string[],
  place: string,
  file: string,
): void {
  const unknown = keys.find((key) => !known.includes(key));
  if (unknown === undefined) return;
  throw broken(file, `unknown key \`${place}${unknown}\`${didYouMean(unknown, known)}`);
}

/** Checks a profile; empty values count as not set. */
function profileOf(value: unknown, name: string, file: string): Profile {
  const fields = record(value, `\`profiles.${name}\``, file);
  assertKnown(Object.keys(fields), Object.keys(profileSchema.entries), `profiles.${name}.`, file);
  const given = Object.entries(fields).filter(([, field]) => field !== null && field !== '');
  const result = v.safeParse(profileSchema, Object.fromEntries(given), { abortEarly: true });
  if (result.success) return result.output;
  const [{ path, message }] = result.issues;
  throw broken(file, `\`profiles.${name}.${path?.[0]?.key}\` must be ${message}`);
}

function broken(file: string, what: string): Failure {
  return usageError(
    `invalid settings file \`${file}\`: ${what}`,
    'correct the file, or move it away and log in again: rexctl login',
  );
}

/** Throws a usage `Failure` if the name would need quotes on a command line or in a file. */
export function assertProfileName(name: string): void {
  if (isProfileName(name)) return;
  throw usageError(
    `invalid profile name \`${name}\`: expected at most 64 letters, digits, \`.\`, \`_\` and \`-\`, the first a letter or digit`,
  );
}

function isProfileName(name: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(name);
}

/** The name of the profile that commands without --profile use. */
export function currentProfile({ current_profile }: StoredSettings): string {
  return current_profile ?? defaultProfile;
}

/** The profile with this name, if the file has it. */
export function findProfile({ profiles }: StoredSettings, name: string): Profile | undefined {
  return Object.hasOwn(profiles, name) ? profiles[name] : undefined;
}

const listProfiles = 'list the profiles: rexctl profile list';

/**
 * The profile with this name. Throws a usage `Failure` that lists the known names; `hint` is for
 * commands that can create the profile.
 */
export function knownProfile(stored: StoredSettings, name: string, hint = listProfiles): Profile {
  const found = findProfile(stored, name);
  if (found !== undefined) return found;
  const known = Object.keys(stored.profiles).map((one) => `\`${one}\``);
  throw usageError(
    `unknown profile \`${name}\`${known.length === 0 ? '' : `: expected ${alternatives(known)}`}`,
    isProfileName(name) ? hint : listProfiles,
  );
}
