import { command } from '../../../cli/command.ts';
import type { Answered } from '../../../documents/types.ts';
import { knownProfile } from '../../../settings/profiles/stored-settings.ts';
import { profileArgument } from './arguments.ts';
import { profileRow } from './profile-row.ts';

export const profileUse = command({
  description: 'Chooses the profile that commands without --profile use from now on.',
  arguments: [profileArgument()],
  topics: ['settings'],
  examples: [
    ['rexctl profile use staging', 'work on the server of this profile'],
    ['rexctl profile use default', 'work on the server of `default` again'],
  ],
  answers: () => ({ schemas: ['profile'], isRecord: true }),
  run: async (context, { name }) => {
    const settings = await context.settings();
    await settings.change((stored) => {
      knownProfile(stored, name);
      return { kind: 'use', name };
    });
    const profile = profileRow(settings.stored, name);
    const { server, login } = profile;
    await context.print({
      document: { profile } satisfies Answered<'profile'>,
      prose: () =>
        `Profile \`${name}\` is in use: ${server ?? 'no server'}${login === null ? '' : ` as ${login}`}.\n`,
    });
    const chosen = context.runtime.env.REXCTL_PROFILE ?? '';
    if (chosen !== '' && chosen !== name)
      await context.warn(`REXCTL_PROFILE is \`${chosen}\`: it overrides the profile in use`);
    return 0;
  },
});
