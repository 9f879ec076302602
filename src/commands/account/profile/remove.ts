import { command } from '../../../cli/command.ts';
import type { Answered } from '../../../documents/types.ts';
import { confirmation, passGuards } from '../../../guards/guard.ts';
import type { OpenSettings } from '../../../settings/open-settings.ts';
import {
  currentProfile,
  knownProfile,
  type Profile,
} from '../../../settings/profiles/stored-settings.ts';
import { tokenStillValid } from '../created-token.ts';
import { forgetSessions } from '../forget-sessions.ts';
import { profileArgument } from './arguments.ts';

export const profileRemove = command({
  description: 'Removes a profile with its saved token and its sessions, after a confirmation.',
  arguments: [profileArgument()],
  topics: ['settings', 'secrets'],
  examples: [
    ['rexctl profile remove lab', 'remove a profile, after a confirmation'],
    ['rexctl profile remove lab --yes', 'remove it without asking'],
  ],
  answers: () => ({ schemas: ['profile-removed'], isRecord: true }),
  run: async (context, { name }) => {
    const settings = await context.settings();
    const profile = knownProfile(settings.stored, name);
    await passGuards(context, [confirmation(`Remove profile \`${name}\`${ofServer(profile)}?`)]);
    await settings.forgetEntry(name);
    await settings.change((stored) => {
      knownProfile(stored, name);
      return { kind: 'remove', name };
    });
    const sessions = await forgetOwnSessions(settings, profile);
    const inUse = currentProfile(settings.stored);
    await context.print({
      document: {
        profile: name,
        sessions_removed: sessions,
        current_profile: settings.stored.current_profile,
      } satisfies Answered<'profile-removed'>,
      prose: () => `Removed profile \`${name}\`${ofServer(profile)}.\n`,
    });
    const valid = tokenStillValid(profile, context.clock.now());
    if (valid !== null) await context.note(`Its token ${valid}.`);
    if (!Object.hasOwn(settings.stored.profiles, inUse))
      await context.note(chooseAnother(settings));
    return 0;
  },
});

function ofServer({ server, login }: Profile): string {
  if (server === undefined) return '';
  return login === undefined ? ` of ${server}` : ` of ${login} on ${server}`;
}

/** Deletes the sessions of a removed profile, unless another profile has the same user. */
async function forgetOwnSessions(settings: OpenSettings, removed: Profile): Promise<number> {
  const { server, login } = removed;
  if (server === undefined || login === undefined) return 0;
  const others = Object.values(settings.stored.profiles);
  if (others.some((other) => other.server === server && other.login === login)) return 0;
  return forgetSessions(settings.sessions, { server, login });
}

function chooseAnother({ stored }: OpenSettings): string {
  const [other] = Object.keys(stored.profiles);
  return other === undefined
    ? 'No profile is left. Create one: rexctl login'
    : `No profile is in use now. Choose one: rexctl profile use ${other}`;
}
