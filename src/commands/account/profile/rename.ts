import { command } from '../../../cli/command.ts';
import type { Answered } from '../../../documents/types.ts';
import { usageError } from '../../../errors.ts';
import { findProfile, knownProfile } from '../../../settings/profiles/stored-settings.ts';
import { newNameArgument, profileArgument } from './arguments.ts';
import { profileRow } from './profile-row.ts';

export const profileRename = command({
  description: 'Renames a profile; a profile in use stays in use.',
  arguments: [profileArgument(), newNameArgument()],
  topics: ['settings'],
  examples: [
    ['rexctl profile rename default production', 'give the profile `default` another name'],
    ['rexctl profile rename lab lab-2025', 'keep an old profile under another name'],
  ],
  answers: () => ({ schemas: ['profile'], isRecord: true }),
  run: async (context, { name, to }) => {
    const settings = await context.settings();
    await settings.change((stored) => {
      knownProfile(stored, name);
      if (findProfile(stored, to) !== undefined)
        throw usageError(
          `profile \`${to}\` already exists`,
          `remove it first: rexctl profile remove ${to}`,
        );
      return { kind: 'rename', name, to };
    });
    await context.print({
      document: { profile: profileRow(settings.stored, to) } satisfies Answered<'profile'>,
      prose: () => `Profile \`${name}\` is now \`${to}\`.\n`,
    });
    return 0;
  },
});
