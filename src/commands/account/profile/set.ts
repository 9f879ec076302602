import { Argument, Option } from '@commander-js/extra-typings';
import { command } from '../../../cli/command.ts';
import type { Answered } from '../../../documents/types.ts';
import { usageError } from '../../../errors.ts';
import { warnOfKeptToken } from '../../../guards/kept-token.ts';
import type { ProfileKey } from '../../../settings/profiles/profile-keys.ts';
import { profileKey, withSetting } from '../../../settings/profiles/profile-values.ts';
import {
  assertProfileName,
  findProfile,
  knownProfile,
  type Profile,
} from '../../../settings/profiles/stored-settings.ts';
import { profileArgument } from './arguments.ts';
import { profileRow } from './profile-row.ts';

type Assignment = readonly [key: ProfileKey, value: string];

export const profileSet = command({
  description: 'Changes settings of a profile; an empty value removes a setting.',
  arguments: [
    profileArgument(),
    new Argument('<key=value...>', 'settings and their new values').argParser(assignments),
  ],
  options: [new Option('--create', 'create the profile if it does not exist')],
  topics: ['settings'],
  examples: [
    ['rexctl profile set production host_limit=20', 'ask before a run on more than 20 hosts'],
    [
      'rexctl profile set production organization=Acme location=',
      'change one setting, and remove another',
    ],
    [
      "rexctl profile set ci --create server=foreman.example.com login=ci 'credential_command=pass ci'",
      'create a profile without a saved token',
    ],
  ],
  answers: () => ({ schemas: ['profile'], isRecord: true }),
  run: async (context, { name, create = false, ...values }) => {
    const changes = values['key=value'];
    const { refuseUnknownColumns } = await import('../../../cli/options/preset-columns.ts');
    for (const [key, value] of changes) refuseUnknownColumns(key, value);
    const settings = await context.settings();
    const before = findProfile(settings.stored, name) ?? {};
    await settings.change((stored) => {
      if (create) assertProfileName(name);
      const known = create
        ? (findProfile(stored, name) ?? {})
        : knownProfile(stored, name, 'to create it, add --create');
      return { kind: 'save', name, profile: withSettings(known, changes), current: false };
    });
    await context.print({
      document: { profile: profileRow(settings.stored, name) } satisfies Answered<'profile'>,
      prose: () => `Profile \`${name}\` is saved in ${settings.paths.configFile}.\n`,
    });
    const after = findProfile(settings.stored, name) ?? {};
    await warnOfKeptToken(context, name, { before, after });
    return 0;
  },
});

function assignments(text: string, previous: readonly Assignment[] = []): readonly Assignment[] {
  const at = text.indexOf('=');
  if (at < 1) throw usageError(`invalid setting \`${text}\`: expected key=value`);
  return [...previous, [profileKey(text.slice(0, at)), text.slice(at + 1)]];
}

function withSettings(profile: Profile, changes: readonly Assignment[]): Profile {
  return changes.reduce((before, [key, value]) => withSetting(before, key, value), profile);
}
