import { Option } from '@commander-js/extra-typings';
import { command } from '../../cli/command.ts';
import type { Context } from '../../cli/context.ts';
import type { Answered } from '../../documents/types.ts';
import type { ConnectionFlags } from '../../settings/connection-settings.ts';
import type { OpenSettings } from '../../settings/open-settings.ts';
import { findProfile } from '../../settings/profiles/stored-settings.ts';
import { forgetSessions } from './forget-sessions.ts';

export const logout = command({
  description: 'Deletes the saved token and session of a profile; keeps server and user.',
  options: [new Option('--all', 'for all profiles')],
  topics: ['settings'],
  examples: [
    ['rexctl logout --profile staging', 'delete the token of one profile'],
    ['rexctl logout --all', 'delete all saved tokens and sessions'],
  ],
  answers: () => ({ schemas: ['logout'], isRecord: true }),
  run: (context, { all = false }) => runLogout(all, context),
});

/** What was deleted of one profile, or of a server and user without a profile. */
interface Forgotten {
  readonly profile: string;
  readonly server: string | null;
  readonly login: string | null;
  readonly token_removed: boolean;
  readonly sessions_removed: number;
}

async function runLogout(all: boolean, context: Context): Promise<number> {
  const settings = await context.settings();
  const forgotten = all
    ? await forgetAll(settings)
    : [await forgetChosen(settings, context.globals)];
  const otherSessions = all ? await settings.sessions.dropWhere(() => true) : 0;
  const sessions = forgotten.reduce(
    (sum, { sessions_removed }) => sum + sessions_removed,
    otherSessions,
  );
  await context.print({
    document: { profiles: forgotten, sessions_removed: sessions } satisfies Answered<'logout'>,
    prose: () => forgottenText(forgotten, sessions),
  });
  for (const note of stillKnown(settings, context, forgotten)) await context.note(note);
  return 0;
}

/** The token is deleted only if the profile is for this server and user. */
async function forgetChosen(settings: OpenSettings, flags: ConnectionFlags): Promise<Forgotten> {
  const { profile, server, login, withheld } = settings.resolve(flags);
  const serverless = findProfile(settings.stored, profile)?.server === undefined;
  const sessions =
    server === null || login === null
      ? 0
      : await forgetSessions(settings.sessions, { server, login });
  return {
    profile,
    server,
    login,
    token_removed: (withheld === null || serverless) && (await settings.forgetToken(profile)),
    sessions_removed: sessions,
  };
}

/** Flags and environment are ignored. */
async function forgetAll(settings: OpenSettings): Promise<readonly Forgotten[]> {
  const forgotten: Forgotten[] = [];
  for (const [profile, { server = null, login = null }] of Object.entries(
    settings.stored.profiles,
  )) {
    const sessions =
      server === null || login === null
        ? 0
        : await forgetSessions(settings.sessions, { server, login });
    const removed = await settings.forgetToken(profile);
    forgotten.push({ profile, server, login, token_removed: removed, sessions_removed: sessions });
  }
  return forgotten;
}

function forgottenText(forgotten: readonly Forgotten[], sessions: number): string {
  const tokens = forgotten
    .filter(({ token_removed }) => token_removed)
    .map(
      ({ profile, server, login }) =>
        `Deleted the token of ${login ?? 'a user'} on ${server} (profile \`${profile}\`).\n`,
    );
  const rest =
    sessions === 0 ? '' : `Deleted ${sessions === 1 ? '1 session' : `${sessions} sessions`}.\n`;
  return tokens.length === 0 && rest === ''
    ? 'No token or session is saved.\n'
    : tokens.join('') + rest;
}

/** What would still log in again. */
function stillKnown(
  { stored }: OpenSettings,
  { runtime: { env } }: Context,
  forgotten: readonly Forgotten[],
): readonly string[] {
  const variables = (['REXCTL_TOKEN', 'REXCTL_TOKEN_FILE'] as const).filter(
    (name) => (env[name] ?? '') !== '',
  );
  const fetched = forgotten.filter(({ profile }) => {
    const { token_file, credential_command } = findProfile(stored, profile) ?? {};
    return token_file !== undefined || credential_command !== undefined;
  });
  const kept = forgotten.filter(({ profile }) => findProfile(stored, profile)?.token !== undefined);
  return [
    ...kept.map(({ profile }) => {
      const { server, login } = findProfile(stored, profile) ?? {};
      return `The token of profile \`${profile}\` was not deleted: it is for ${login ?? 'another user'} on ${server}.`;
    }),
    ...variables.map((name) => `${name} is still set: the next command logs in with it.`),
    ...fetched.map(
      ({ profile }) =>
        `Profile \`${profile}\` still has a credential source: the next command logs in with it.`,
    ),
  ];
}
