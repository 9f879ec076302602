import type { Environment } from '../environment.ts';
import { usageError } from '../errors.ts';
import type { AuthoritySource, ClientCertificateFiles } from './certificates.ts';
import type { CredentialSource } from './credentials.ts';
import { type Machine, profilePath } from './paths.ts';
import {
  defaultProfile,
  findProfile,
  knownProfile,
  type Profile,
  type StoredSettings,
} from './profiles/stored-settings.ts';
import { normalizeServer } from './server-name.ts';

/** The connection options of the command line; the global options have this type. */
export interface ConnectionFlags {
  readonly profile?: string;
  readonly server?: string;
  readonly login?: string;
  readonly tokenFile?: string;
  readonly caFile?: string;
  readonly organization?: string;
  readonly location?: string;
}

/** The settings from options, environment and profile; `null` = not set. */
export interface ConnectionSettings {
  /** The name of the profile in use, which need not exist. */
  readonly profile: string;
  /** The value of `--profile`, to be repeated by commands in hints. */
  readonly typedProfile: string | null;
  /** The address in the form of `normalizeServer`. */
  readonly server: string | null;
  readonly login: string | null;
  readonly secret: CredentialSource | null;
  readonly ca: AuthoritySource | null;
  readonly clientCertificate: ClientCertificateFiles | null;
  readonly organization: string | null;
  readonly location: string | null;
  readonly hostLimit: number | null;
  readonly allowPlainHttp: boolean;
  readonly proxy: { readonly https_proxy: string | null; readonly no_proxy: string | null };
  /**
   * Why the credential of the profile is not for this server and user; `null` = it is, or there is
   * none.
   */
  readonly withheld: string | null;
  /** Another profile of the file, if the one in use does not exist; else `null`. */
  readonly otherProfile: string | null;
}

interface ProfileSources {
  readonly flags: ConnectionFlags;
  readonly stored: StoredSettings;
  readonly machine: Machine;
  /** Whether the profile may be new, for `login`. */
  readonly mayBeNew?: boolean;
}

interface ConnectionSources extends ProfileSources {
  /** Relative paths in a profile start from the folder of this file. */
  readonly configFile: string;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/**
 * Merges the settings: options have priority, then the environment, then the profile; empty values
 * count as not set, and missing ones are `null`. A profile belongs to its server: for another
 * server only its host limit is used. Its credential is for its own user only. Throws a usage
 * `Failure` for contradictions.
 */
export function resolveConnection(sources: ConnectionSources): ConnectionSettings {
  const { flags, machine } = sources;
  const { env } = machine;
  const name = profileInUse(sources, (unknown) => `create it: rexctl login --profile ${unknown}`);
  const profile = findProfile(sources.stored, name);
  const server = serverOf(flags, env, name, profile);
  const own = belongsTo(profile, server) ? (profile ?? {}) : {};
  const login = first(flags.login, env.REXCTL_USER, own.login);
  const given = givenCredential(flags, env);
  const kept = keptCredential(profile ?? {}, name, sources);
  const withheld = kept === null ? null : whyWithheld(profile ?? {}, name, server, login);
  return {
    profile: name,
    typedProfile: first(flags.profile),
    server,
    login,
    secret: given ?? (withheld === null ? kept : null),
    ca: authorityOf(own, name, sources),
    clientCertificate: clientCertificateOf(own, name, sources),
    organization: first(flags.organization, env.REXCTL_ORGANIZATION, own.organization),
    location: first(flags.location, env.REXCTL_LOCATION, own.location),
    hostLimit: profile?.host_limit ?? null,
    allowPlainHttp: own.allow_plain_http ?? false,
    proxy: {
      https_proxy: first(env.https_proxy, env.HTTPS_PROXY),
      no_proxy: first(env.no_proxy, env.NO_PROXY),
    },
    withheld,
    otherProfile: profile === undefined ? (Object.keys(sources.stored.profiles)[0] ?? null) : null,
  };
}

/**
 * The first value that is set. Empty ones are skipped: scripts pass on variables that are not set.
 */
function first(...values: readonly (string | undefined)[]): string | null {
  return values.find((value) => value !== undefined && value.trim() !== '') ?? null;
}

/**
 * The name of the profile in use. Throws a usage `Failure` if an option or the environment names a
 * profile that does not exist; `hint` is that of `knownProfile`.
 */
export function profileInUse(sources: ProfileSources, hint?: (name: string) => string): string {
  const { flags, stored, machine, mayBeNew = false } = sources;
  const { env } = machine;
  const name =
    first(flags.profile, env.REXCTL_PROFILE, stored.current_profile ?? undefined) ?? defaultProfile;
  if (findProfile(stored, name) === undefined && !mayBeNew)
    assertNotNamed(name, sources, hint?.(name));
  return name;
}

function assertNotNamed(
  name: string,
  { flags, stored, machine: { env } }: ProfileSources,
  hint: string | undefined,
): void {
  if (first(flags.profile, env.REXCTL_PROFILE) === null) return;
  knownProfile(stored, name, hint);
}

function serverOf(
  flags: ConnectionFlags,
  env: Environment,
  name: string,
  profile: Profile | undefined,
): string | null {
  const server = givenServer(flags, env);
  const correct = `correct it: rexctl profile set ${name} server=URL`;
  const own = profile?.server === undefined ? null : normalizeServer(profile.server, correct);
  const doubtful = first(flags.profile) !== null && first(flags.server) === null;
  if (doubtful && server !== null && own !== null && server !== own) {
    throw usageError(
      `--profile ${name} is for ${own}, but REXCTL_SERVER is ${server}`,
      'unset REXCTL_SERVER, or choose the server with --server URL',
    );
  }
  return server ?? own;
}

function givenServer(flags: ConnectionFlags, env: Environment): string | null {
  const typed = first(flags.server);
  if (typed !== null) return normalizeServer(typed);
  const server = first(env.REXCTL_SERVER);
  return server === null ? null : normalizeServer(server, 'correct or unset REXCTL_SERVER');
}

/** Whether the profile is for this server; true if it has none. */
function belongsTo(profile: Profile | undefined, server: string | null): boolean {
  return profile?.server === undefined || normalizeServer(profile.server) === server;
}

function givenCredential(flags: ConnectionFlags, env: Environment): CredentialSource | null {
  const flagFile = first(flags.tokenFile);
  if (flagFile !== null)
    return {
      kind: 'file',
      path: flagFile,
      from: 'flag',
      label: '--token-file',
      remedy: correctFile,
    };
  const from = 'environment';
  const value = first(env.REXCTL_TOKEN);
  if (value !== null) {
    const token = value.replace(/\r?\n$/, '');
    const label = 'REXCTL_TOKEN';
    return { kind: 'value', value: token, from, label, remedy: `correct or unset ${label}` };
  }
  const path = first(env.REXCTL_TOKEN_FILE);
  if (path === null) return null;
  return { kind: 'file', path, from, label: 'REXCTL_TOKEN_FILE', remedy: correctFile };
}

const correctFile = 'write the right password or token into that file';

/**
 * The credential of the profile. Messages do not show a credential command, because it may contain
 * a secret.
 */
function keptCredential(
  profile: Profile,
  name: string,
  sources: ConnectionSources,
): CredentialSource | null {
  const { credential_command: command, token_file: file, token } = profile;
  const from = 'profile';
  const label = `profile \`${name}\``;
  if (command !== undefined)
    return {
      kind: 'command',
      command,
      from,
      label: `credential command of ${label}`,
      remedy: 'check what that command prints',
    };
  if (file !== undefined) {
    const path = profilePath(file, sources.configFile, sources.machine);
    return { kind: 'file', path, from, label: `token file of ${label}`, remedy: correctFile };
  }
  const remedy = loginAgain(profile, name, sources.now);
  if (profile.keyring_entry !== undefined) {
    const place = { kind: 'keyring', entry: profile.keyring_entry, profile: name } as const;
    return { ...place, from, label: `keyring of ${label}`, remedy };
  }
  return token === undefined ? null : { kind: 'value', value: token, from, label, remedy };
}

function loginAgain(
  { token_id, token_expires_at: expires }: Profile,
  name: string,
  now: number,
): string {
  const create = token_id === undefined ? '' : ' --create-token';
  const option = name === defaultProfile ? '' : ` --profile ${name}`;
  const again = `log in again: rexctl login${create}${option}`;
  return expires !== undefined && Date.parse(expires) <= now
    ? `the token expired on ${expires.slice(0, 10)}; ${again}`
    : again;
}

/**
 * Why the credential of the profile is not used: it is never sent to another server or for another
 * user.
 */
function whyWithheld(
  profile: Profile,
  name: string,
  server: string | null,
  login: string | null,
): string | null {
  if (profile.server === undefined) return `profile \`${name}\` has a credential but no server`;
  const own = normalizeServer(profile.server);
  if (own !== server) return `the credential of profile \`${name}\` is for ${own} only`;
  if (profile.login === undefined || profile.login === login) return null;
  return `the credential of profile \`${name}\` is for user \`${profile.login}\``;
}

function authorityOf(
  own: Profile,
  name: string,
  sources: ConnectionSources,
): AuthoritySource | null {
  const { flags, machine, configFile } = sources;
  const flagFile = first(flags.caFile);
  if (flagFile !== null) return { kind: 'file', path: flagFile, from: 'flag', label: '--ca-file' };
  const envFile = first(machine.env.REXCTL_CA_FILE);
  if (envFile !== null)
    return { kind: 'file', path: envFile, from: 'environment', label: 'REXCTL_CA_FILE' };
  const kept = { from: 'profile', label: `profile \`${name}\`` } as const;
  if (own.ca_file !== undefined) {
    return { kind: 'file', path: profilePath(own.ca_file, configFile, machine), ...kept };
  }
  return own.ca === undefined ? null : { kind: 'pem', pem: own.ca, ...kept };
}

function clientCertificateOf(
  own: Profile,
  profile: string,
  { configFile, machine }: ConnectionSources,
): ClientCertificateFiles | null {
  const { client_cert_file: cert, client_key_file: key } = own;
  if (cert === undefined && key === undefined) return null;
  const path = (file: string | undefined) =>
    file === undefined ? null : profilePath(file, configFile, machine);
  return { cert: path(cert), key: path(key), profile };
}
