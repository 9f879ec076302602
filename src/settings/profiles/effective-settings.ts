import type { Environment } from '../../environment.ts';
import type { ConnectionFlags } from '../connection-settings.ts';
import { type ProfileKey, profileKeyNames } from './profile-keys.ts';
import type { Profile } from './stored-settings.ts';

/** Where the settings of a command come from. */
export interface SettingSources {
  readonly flags: ConnectionFlags;
  readonly env: Environment;
  /** Of the profile in use, and what it has. */
  readonly name: string;
  readonly profile: Profile;
}

/** A setting as commands use it. */
export interface EffectiveSetting {
  readonly key: ProfileKey;
  /** `null` = nothing is set. */
  readonly value: string | number | boolean | null;
  /** An option, a variable, the profile or `default`; `null` = nothing is set. */
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

/** Above this number of hosts a confirmation is needed, unless the profile has another limit. */
export const usualHostLimit = 50;

/** The source of a setting that nothing sets. */
export const usualSource = 'default';

const defaults: Partial<Record<ProfileKey, EffectiveSetting['value']>> = {
  host_limit: usualHostLimit,
};

/** Not shown: a command line may contain a password, and a certificate is long. */
const secrets: readonly ProfileKey[] = ['token', 'credential_command', 'ca'];

/** The option, else the variable, the profile or the default. Empty values do not count. */
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

/** Every setting, in the order of the manual. */
export function effectiveSettings(sources: SettingSources): readonly EffectiveSetting[] {
  return profileKeyNames.map((key) => effectiveSetting(key, sources));
}
