import type { Environment } from '../../environment.ts';
import type { ConnectionFlags } from '../connection-settings.ts';
import { type ProfileKey, profileKeyNames } from './profile-keys.ts';
import type { Profile } from './stored-settings.ts';

/** The sources of a command's settings. */
export interface SettingSources {
  readonly flags: ConnectionFlags;
  readonly env: Environment;
  /** The name of the profile in use. */
  readonly name: string;
  readonly profile: Profile;
}

/** A setting with the value that commands use. */
export interface EffectiveSetting {
  readonly key: ProfileKey;
  /** `null` = not set. */
  readonly value: string | number | boolean | null;
  /** An option, a variable, the profile or `default`; `null` = not set. */
  readonly source: string | null;
  readonly isSecret: boolean;
}

interface Override {
  readonly flag: keyof ConnectionFlags;
  readonly option: string;
  readonly variable: keyof Environment & string;
}

const overrides: Partial<Record<ProfileKey, Override>> = {
  server: { flag: 'server', option: '--server', variable: 'REXCTL_SERVER' },
  login: { flag: 'login', option: '--login', variable: 'REXCTL_USER' },
  token_file: { flag: 'tokenFile', option: '--token-file', variable: 'REXCTL_TOKEN_FILE' },
  organization: {
    flag: 'organization',
    option: '--organization',
    variable: 'REXCTL_ORGANIZATION',
  },
  location: { flag: 'location', option: '--location', variable: 'REXCTL_LOCATION' },
  ca_file: { flag: 'caFile', option: '--ca-file', variable: 'REXCTL_CA_FILE' },
};

/** The default host limit: starts on more hosts need a confirmation. */
export const usualHostLimit = 50;

/** The source of a default. */
export const usualSource = 'default';

const defaults: Partial<Record<ProfileKey, EffectiveSetting['value']>> = {
  host_limit: usualHostLimit,
};

/**
 * The settings whose values are not shown: a command may contain a password, a certificate is long.
 */
const secrets: readonly ProfileKey[] = ['token', 'credential_command', 'ca'];

/**
 * The value of a setting: options have priority, then variables, profile and default; empty values
 * count as not set.
 */
export function effectiveSetting(key: ProfileKey, sources: SettingSources): EffectiveSetting {
  const { flags, env, name, profile } = sources;
  const override = overrides[key];
  const given: readonly (readonly [EffectiveSetting['value'] | undefined, string])[] = [
    ...(override === undefined
      ? []
      : ([
          [flags[override.flag], override.option],
          [env[override.variable], override.variable],
        ] as const)),
    ...(key === 'token' ? ([[env.REXCTL_TOKEN, 'REXCTL_TOKEN']] as const) : []),
    [profile[key], `profile \`${name}\``],
    [defaults[key], usualSource],
  ];
  const [value = null, source = null] =
    given.find(([one]) => one !== undefined && String(one).trim() !== '') ?? [];
  return { key, value, source, isSecret: secrets.includes(key) };
}

/** All settings, in the order of the manual. */
export function effectiveSettings(sources: SettingSources): readonly EffectiveSetting[] {
  return profileKeyNames.map((key) => effectiveSetting(key, sources));
}
