import { Argument } from '@commander-js/extra-typings';
import { command } from '../../../cli/command.ts';
import type { Answered } from '../../../documents/types.ts';
import { profileKeyNames } from '../../../settings/profiles/profile-keys.ts';
import { shownSetting } from '../../../settings/profiles/profile-values.ts';
import {
  currentProfile,
  knownProfile,
  type Profile,
} from '../../../settings/profiles/stored-settings.ts';
import { type LabelLine, labelLines } from '../../../ui/terminal/label-lines.ts';
import { type ProfileRow, profileRow } from './profile-row.ts';

export const profileShow = command({
  description: 'Shows the settings of a profile; secrets are never printed.',
  arguments: [new Argument('[name]', 'name of the profile (default: the one in use)')],
  topics: ['settings', 'secrets'],
  examples: [
    ['rexctl profile show', 'show the profile in use'],
    ['rexctl profile show staging --json | jq -r .profile.server', 'print the server of a profile'],
  ],
  answers: () => ({ schemas: ['profile'] }),
  run: async (context, { name }) => {
    const { stored } = await context.settings();
    const shown = name ?? context.globals.profile ?? currentProfile(stored);
    const row = profileRow(stored, shown);
    const profile = knownProfile(stored, shown);
    await context.print({
      document: { profile: row } satisfies Answered<'profile'>,
      prose: (screen) => labelLines(settingLines(row, profile), screen),
    });
    return 0;
  },
});

function settingLines({ name, current }: ProfileRow, profile: Profile): readonly LabelLine[] {
  return [
    ['profile', current ? `${name} (in use)` : name],
    ...profileKeyNames.map((key): LabelLine => [key, shownSetting(profile, key)]),
  ];
}
