import { Argument } from '@commander-js/extra-typings';
import { command } from '../../../cli/command.ts';
import type { Answered } from '../../../documents/types.ts';
import { profileKeys } from '../../../settings/profiles/profile-keys.ts';
import { type ProfileKey, shownSetting } from '../../../settings/profiles/profile-values.ts';
import {
  defaultProfile,
  knownProfile,
  type Profile,
} from '../../../settings/profiles/stored-settings.ts';
import { type LabelLine, labelLines } from '../../../ui/terminal/label-lines.ts';
import { profileRow } from './profile-row.ts';

export const profileShow = command({
  description: 'Shows the settings of a profile; secrets are only named.',
  arguments: [new Argument('[name]', 'name of the profile (default: the one in use)')],
  topics: ['settings', 'secrets'],
  examples: [
    ['rexctl profile show', 'the profile in use'],
    ['rexctl profile show staging --json | jq -r .profile.server', 'the server of a profile'],
  ],
  answers: () => ({ schemas: ['profile'] }),
  run: async (context, { name }) => {
    const { stored } = await context.settings();
    const current = stored.current_profile ?? defaultProfile;
    const shown = name ?? context.globals.profile ?? current;
    const profile = knownProfile(stored, shown);
    await context.print({
      document: { profile: profileRow(shown, profile, current) } satisfies Answered<'profile'>,
      prose: (screen) => labelLines(settingLines(shown, profile, current), screen),
    });
    return 0;
  },
});

function settingLines(name: string, profile: Profile, current: string): readonly LabelLine[] {
  const keys = Object.keys(profileKeys) as readonly ProfileKey[];
  return [
    ['profile', name === current ? `${name} (in use)` : name],
    ...keys.map((key): LabelLine => [key, shownSetting(profile, key)]),
  ];
}
