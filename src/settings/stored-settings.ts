import { type Failure, usageError } from '../errors.ts';

/** One server and how to log in there, as the settings file keeps it. */
export interface Profile {
  readonly server?: string;
  readonly login?: string;
  /** Password or personal access token, in plain text: the file is 0600. */
  readonly token?: string;
  readonly token_file?: string;
  /** A shell command; the first line that it prints is the credential. */
  readonly credential_command?: string;
  readonly organization?: string;
  readonly location?: string;
  readonly ca_file?: string;
  /** PEM; `login --ca-file` copies the file here. */
  readonly ca?: string;
  readonly allow_plain_http?: boolean;
  /** Unattended starts on more hosts are refused. */
  readonly host_limit?: number;
}

/** The settings file without what this version does not know. */
export interface StoredSettings {
  /** `null`: nobody has chosen one. */
  readonly current_profile: string | null;
  readonly profiles: Readonly<Record<string, Profile>>;
}

/** The profile where nobody names one. */
export const defaultProfile = 'default';

export const noSettings: StoredSettings = { current_profile: null, profiles: {} };

type Kind = 'text' | 'flag' | 'number';

/** Every key of a profile that this version knows; others in the file are kept, not read. */
const profileKeys: Readonly<Record<keyof Profile, Kind>> = {
  server: 'text',
  login: 'text',
  token: 'text',
  token_file: 'text',
  credential_command: 'text',
  organization: 'text',
  location: 'text',
  ca_file: 'text',
  ca: 'text',
  allow_plain_http: 'flag',
  host_limit: 'number',
};

export const knownProfileKeys: readonly string[] = Object.keys(profileKeys);

type Fields = Readonly<Record<string, unknown>>;

/**
 * Reads the text of the settings file. Throws a usage `Failure` that names the file and what is
 * wrong in it.
 */
export function parseSettings(text: string, file: string): StoredSettings {
  if (text.trim() === '') return noSettings;
  const whole = record(parseJson(text, file), 'it', file);
  const current = whole.current_profile ?? null;
  if (current !== null && typeof current !== 'string')
    throw broken(file, '`current_profile` is not text');
  const profiles = record(whole.profiles ?? {}, '`profiles`', file);
  const entries = Object.entries(profiles).map(
    ([name, value]) =>
      [name, profileOf(record(value, `\`profiles.${name}\``, file), name, file)] as const,
  );
  return {
    current_profile: current === '' ? null : current,
    profiles: Object.fromEntries(entries),
  };
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''));
  } catch {
    throw broken(file, 'it is not JSON');
  }
}

function record(value: unknown, name: string, file: string): Fields {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields;
  throw broken(file, `${name} is not an object`);
}

function profileOf(fields: Fields, name: string, file: string): Profile {
  const known: Record<string, unknown> = {};
  for (const [key, kind] of Object.entries(profileKeys)) {
    const value = fields[key];
    if (value === undefined || value === null || value === '') continue;
    if (!isOf(kind, value))
      throw broken(file, `\`profiles.${name}.${key}\` is not ${expected[kind]}`);
    known[key] = value;
  }
  return known;
}

const expected: Readonly<Record<Kind, string>> = {
  text: 'text',
  flag: 'true or false',
  number: 'a whole number, 1 or more',
};

function isOf(kind: Kind, value: unknown): boolean {
  if (kind === 'text') return typeof value === 'string';
  if (kind === 'flag') return typeof value === 'boolean';
  return Number.isInteger(value) && Number(value) >= 1;
}

function broken(file: string, what: string): Failure {
  return usageError(
    `the settings file \`${file}\` is broken: ${what}`,
    'correct it, or move it away and log in again: rexctl login',
  );
}

/** Names that are good in a command line and in every file. Throws a usage `Failure` for others. */
export function assertProfileName(name: string): void {
  if (/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(name)) return;
  throw usageError(
    `\`${name}\` is not a profile name: expected letters, digits, \`.\`, \`_\` and \`-\``,
  );
}

/** The profile of that name, if the file has one. */
export function findProfile({ profiles }: StoredSettings, name: string): Profile | undefined {
  return Object.hasOwn(profiles, name) ? profiles[name] : undefined;
}
