import { Option } from '@commander-js/extra-typings';
import { command } from '../../cli/command.ts';
import type { Context } from '../../cli/context.ts';
import type { Answered } from '../../documents/types.ts';
import { Failure } from '../../errors.ts';
import type { OpenSettings } from '../../settings/open-settings.ts';
import { findProfile, type Profile } from '../../settings/profiles/stored-settings.ts';
import { tokenStillValid } from './created-token.ts';
import { forgetSessions } from './forget-sessions.ts';
import { revokeSavedToken } from './revoke-token.ts';

export const logout = command({
  description: 'Deletes the saved token and session of a profile; keeps server and user.',
  options: [
    new Option('--all', 'delete the tokens and sessions of all profiles'),
    new Option('--revoke', 'first revoke tokens that `login --create-token` created'),
  ],
  topics: ['secrets', 'settings'],
  examples: [
    ['rexctl logout --profile staging', 'delete the token of one profile'],
    ['rexctl logout --revoke', 'also revoke the token on the server'],
    ['rexctl logout --all', 'delete all saved tokens and sessions'],
  ],
  answers: () => ({ schemas: ['logout'], isRecord: true }),
  run: (context, { all = false, revoke = false }) => runLogout({ all, revoke }, context),
});

/** The deleted token and sessions of a profile, or of a server and user without a profile. */
interface Forgotten {
  readonly profile: string;
  readonly server: string | null;
  readonly login: string | null;
  readonly token_removed: boolean;
  /** `null` = not requested, or no token is saved. */
  readonly token_revoked: boolean | null;
  readonly sessions_removed: number;
}

interface LogoutOptions {
  readonly all: boolean;
  readonly revoke: boolean;
}

async function runLogout({ all, revoke }: LogoutOptions, context: Context): Promise<number> {
  const settings = await context.settings();
  const before = settings.stored.profiles;
  const work = { context, settings, revoke };
  const { forgotten, failures } = all
    ? await forgetAll(work)
    : { forgotten: [await forgetChosen(work)], failures: new Map<string, Failure>() };
  const otherSessions = all ? await settings.sessions.dropWhere(() => true) : 0;
  const sessions = forgotten.reduce(
    (sum, { sessions_removed }) => sum + sessions_removed,
    otherSessions,
  );
  await context.print({
    document: { profiles: forgotten, sessions_removed: sessions } satisfies Answered<'logout'>,
    prose: () => forgottenText(forgotten, sessions),
  });
  for (const note of stillValid(before, forgotten, context)) await context.note(note);
  const others = forgotten.filter(({ profile }) => !failures.has(profile));
  for (const note of stillKnown(settings, context, others)) await context.note(note);
  const [failure, ...more] = failures.values();
  for (const { message } of more) await context.warn(message);
  if (failure !== undefined) throw failure;
  return 0;
}

interface LogoutWork {
  readonly context: Context;
  readonly settings: OpenSettings;
  readonly revoke: boolean;
}

/**
 * Logs out of the chosen profile. Its token is deleted only if the profile is for the chosen server
 * and user.
 */
async function forgetChosen(work: LogoutWork): Promise<Forgotten> {
  const { settings, context } = work;
  settings.profileInUse(context.globals);
  const { profile, server, login, withheld } = settings.resolve(context.globals);
  const serverless = findProfile(settings.stored, profile)?.server === undefined;
  const isOwn = withheld === null || serverless;
  return forget(work, { profile, server, login, isOwn });
}

/**
 * Logs out of all profiles; options and environment are ignored. If one fails, the others are still
 * logged out.
 */
async function forgetAll(work: LogoutWork) {
  const forgotten: Forgotten[] = [];
  const failures = new Map<string, Failure>();
  const { profiles } = work.settings.stored;
  for (const [profile, { server = null, login = null }] of Object.entries(profiles)) {
    const place = { profile, server, login };
    try {
      forgotten.push(await forget(work, { ...place, isOwn: true }));
    } catch (error) {
      work.context.signal.throwIfAborted();
      if (!(error instanceof Failure)) throw error;
      failures.set(profile, error);
      forgotten.push({ ...place, token_removed: false, token_revoked: null, sessions_removed: 0 });
    }
  }
  return { forgotten, failures };
}

interface ToForget extends Pick<Forgotten, 'profile' | 'server' | 'login'> {
  /** Whether the saved token is for this server and user. */
  readonly isOwn: boolean;
}

/**
 * Revokes the token, then deletes it, then the sessions: their deletion is the least likely to
 * fail.
 */
async function forget(
  { context, settings, revoke }: LogoutWork,
  { isOwn, ...place }: ToForget,
): Promise<Forgotten> {
  const { profile, server, login } = place;
  const revoked = revoke && isOwn ? await revokeSavedToken(context, settings, profile) : null;
  const removed = isOwn && (await settings.forgetToken(profile));
  const sessions =
    server === null || login === null
      ? 0
      : await forgetSessions(settings.sessions, { server, login });
  return { ...place, token_removed: removed, token_revoked: revoked, sessions_removed: sessions };
}

function forgottenText(forgotten: readonly Forgotten[], sessions: number): string {
  const tokens = forgotten
    .filter(({ token_removed }) => token_removed)
    .map(
      ({ profile, server, login, token_revoked }) =>
        `${token_revoked === true ? 'Revoked and deleted' : 'Deleted'} the token of ${login ?? 'a user'} on ${server} (profile \`${profile}\`).\n`,
    );
  const rest =
    sessions === 0 ? '' : `Deleted ${sessions === 1 ? '1 session' : `${sessions} sessions`}.\n`;
  return tokens.length === 0 && rest === ''
    ? 'No token or session is saved.\n'
    : tokens.join('') + rest;
}

/**
 * Notes about tokens that rexctl created and no longer knows: only their users can revoke them now.
 */
function stillValid(
  before: Readonly<Record<string, Profile>>,
  forgotten: readonly Forgotten[],
  { clock }: Context,
): readonly string[] {
  return forgotten.flatMap(({ profile, token_removed, token_revoked }) => {
    if (!token_removed || token_revoked === true) return [];
    const valid = tokenStillValid(before[profile] ?? {}, clock.now());
    return valid === null ? [] : [`The token of profile \`${profile}\` ${valid}.`];
  });
}

/** Notes about credentials that the next command would still use. */
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
  const kept = forgotten.filter(({ profile, token_removed }) => {
    const { token, keyring_entry } = findProfile(stored, profile) ?? {};
    return !token_removed && (token ?? keyring_entry) !== undefined;
  });
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
