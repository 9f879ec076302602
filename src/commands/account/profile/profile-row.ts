import type { Answered } from '../../../documents/types.ts';
import {
  currentProfile,
  knownProfile,
  type Profile,
  type StoredSettings,
} from '../../../settings/profiles/stored-settings.ts';
import type { Column } from '../../../ui/answers/answer.ts';

/** A profile in a list, without secrets. */
export type ProfileRow = Answered<'profiles'>['profiles'][number];

/** The row of a profile. Throws as `knownProfile` does. */
export function profileRow(stored: StoredSettings, name: string): ProfileRow {
  const profile = knownProfile(stored, name);
  return {
    name,
    current: name === currentProfile(stored),
    server: profile.server ?? null,
    login: profile.login ?? null,
    credential: credentialOf(profile),
    organization: profile.organization ?? null,
    location: profile.location ?? null,
    host_limit: profile.host_limit ?? null,
  };
}

/** The source of its password or token: the first one that is set is used. */
function credentialOf(profile: Profile): ProfileRow['credential'] {
  const sources = ['credential_command', 'token_file', 'keyring_entry', 'token'] as const;
  return sources.find((key) => profile[key] !== undefined) ?? null;
}

export const profileColumns: readonly Column<ProfileRow>[] = [
  {
    key: 'current',
    header: '',
    value: ({ current }) => current,
    text: ({ current }) => (current ? '*' : ''),
  },
  { key: 'name', header: 'NAME', value: ({ name }) => name },
  { key: 'server', header: 'SERVER', value: ({ server }) => server },
  { key: 'login', header: 'USER', value: ({ login }) => login },
  { key: 'credential', header: 'CREDENTIAL', value: ({ credential }) => credential },
  {
    key: 'organization',
    header: 'ORGANIZATION',
    value: ({ organization }) => organization,
    shrinks: true,
  },
  { key: 'location', header: 'LOCATION', value: ({ location }) => location, shrinks: true },
  { key: 'host_limit', header: 'LIMIT', value: ({ host_limit }) => host_limit, align: 'right' },
];
