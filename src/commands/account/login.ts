import { Option } from '@commander-js/extra-typings';
import type { Connection } from '../../api/connection.ts';
import type { CreatedToken } from '../../api/endpoints/personal-access-tokens.ts';
import { WrongPassword } from '../../api/failures.ts';
import { command } from '../../cli/command.ts';
import type { Context } from '../../cli/context.ts';
import { dayMs } from '../../clock.ts';
import type { Answered } from '../../documents/types.ts';
import { usageError } from '../../errors.ts';
import { readTrust } from '../../settings/certificates.ts';
import type { ConnectionSettings } from '../../settings/connection-settings.ts';
import type { OpenSettings } from '../../settings/open-settings.ts';
import { assertProfileName, currentProfile } from '../../settings/profiles/stored-settings.ts';
import { oneLine } from '../../ui/terminal/sanitise.ts';
import { type Account, accountDocument, readAccount, userText, versionsText } from './account.ts';
import { createToken } from './created-token.ts';
import { type NewCredential, newCredential } from './credential.ts';
import { forgetSessions } from './forget-sessions.ts';
import { endReplaced, type ProvenLogin, type SavedLogin, saveLogin } from './save-login.ts';
import { type StorageChoice, storagePlaces } from './storage.ts';
import { tokenLife, usualDays } from './token-expiry.ts';

/**
 * Verifies a credential and saves it. No option takes a token as its value, because other users
 * could see it.
 */
export const login = command({
  description: 'Verifies a server, a user and a password or token, and saves them in a profile.',
  options: [
    new Option(
      '--token-stdin',
      'read the password or token from standard input (same as --token-file -)',
    ),
    new Option(
      '--create-token',
      'create a personal access token and save it instead of the password',
    ),
    new Option(
      '--expires <time>',
      `with --create-token, lifetime of the token, e.g. 30d or never (default: ${usualDays}d)`,
    ).argParser(tokenLife),
    new Option('--storage <place>', 'where to save the password or token')
      .choices(storagePlaces)
      .default('auto' as const),
    new Option(
      '--allow-plain-http',
      'allow this profile to send its credential over unencrypted http',
    ),
  ],
  needs: [{ options: ['expires'], oneOf: ['createToken'] }],
  topics: ['settings', 'secrets', 'environment', 'troubleshooting'],
  examples: [
    ['rexctl login', 'ask for server, user and password or token'],
    [
      'rexctl login --server foreman.example.com --ca-file ca.pem',
      'log in to a server with a private CA',
    ],
    [
      'rexctl login --create-token --expires 30d',
      'create a token, and save it instead of the password',
    ],
    ['rexctl login --profile staging', 'save a second server, to use with --profile staging'],
    [
      'pass foreman | rexctl login --server foreman.example.com --login anna --token-stdin',
      'log in without a terminal',
    ],
  ],
  answers: () => ({ schemas: ['account'], isRecord: true }),
  run: (context, { tokenStdin = false, allowPlainHttp = false, ...options }) => {
    const { tokenFile } = context.globals;
    if (tokenStdin && tokenFile !== undefined && tokenFile !== '-')
      throw usageError('--token-stdin and --token-file cannot be used together', 'use only one');
    const { createToken: isCreated = false, expires = usualDays * dayMs, storage } = options;
    const life = isCreated ? expires : undefined;
    const fromStdin = tokenStdin || tokenFile === '-';
    return runLogin({ fromStdin, allowPlainHttp, life, storage }, context);
  },
});

interface LoginOptions {
  readonly fromStdin: boolean;
  readonly allowPlainHttp: boolean;
  /**
   * The lifetime of the token to create, in milliseconds; `Infinity` = it does not expire,
   * `undefined` = no token is created.
   */
  readonly life: number | undefined;
  readonly storage: StorageChoice;
}

async function runLogin(options: LoginOptions, context: Context): Promise<number> {
  const settings = await context.settings();
  const given = settings.resolve(context.globals, { mayBeNew: true });
  assertProfileName(given.profile);
  refuseUselessStorage(given, options);
  const trust = await readTrust(given, context.signal);
  const way = { ...trust, allowPlainHttp: options.allowPlainHttp || given.allowPlainHttp };
  const { credential, account, connection } = await verified(context, {
    ask: (refused) => newCredential(context, given, options, refused),
    connect: ({ source, ...proof }) =>
      context.connect({ ...proof, ...way, secretSource: source ?? undefined }),
  });
  const { life, storage } = options;
  const token =
    life === undefined
      ? null
      : await createToken(context, connection, { user: account.user, life });
  const proven = { given, credential, account, connection, token, ...way };
  const saved = await saveLogin(context, proven, storage);
  await forgetSessions(settings.sessions, credential);
  await printLogin(context, settings, { proven, saved });
  await endReplaced(context, proven, saved);
  return 0;
}

/**
 * Throws if --storage is given although the profile names a source of the credential, which is not
 * saved.
 */
function refuseUselessStorage(
  { profile, secret }: ConnectionSettings,
  { storage, life, fromStdin }: LoginOptions,
): void {
  if (storage === 'auto' || life !== undefined || fromStdin) return;
  if (secret?.from !== 'profile' || (secret.kind !== 'command' && secret.kind !== 'file')) return;
  const key = secret.kind === 'command' ? 'credential_command' : 'token_file';
  throw usageError(
    `--storage has no effect: profile \`${profile}\` has ${key}`,
    `remove that first: rexctl profile set ${profile} ${key}=`,
  );
}

interface LoginAttempts {
  /** Asks for the credential; `refused` is the one that failed, if any. */
  readonly ask: (refused?: NewCredential) => Promise<NewCredential>;
  readonly connect: (credential: NewCredential) => Promise<Connection>;
}

interface Verified {
  readonly credential: NewCredential;
  readonly account: Account;
  readonly connection: Connection;
}

/** A server locks the address after 30 failures. */
const mostAttempts = 3;

/** Verifies the credential. If a typed password is wrong, the user is asked again. */
async function verified(context: Context, { ask, connect }: LoginAttempts): Promise<Verified> {
  let credential = await ask();
  for (let attempt = 2; ; attempt++) {
    try {
      const connection = await connect(credential);
      return { credential, account: await readAccount(connection), connection };
    } catch (error) {
      const isTyped = error instanceof WrongPassword && credential.source === null;
      if (!isTyped || attempt > mostAttempts) throw error;
      await context.note(
        `Wrong user or password. Try again (attempt ${attempt} of ${mostAttempts}).\n` +
          '30 failed logins lock this address for 5 minutes.',
      );
    }
    credential = await ask(credential);
  }
}

async function printLogin(
  context: Context,
  { stored, paths }: OpenSettings,
  { proven, saved }: { readonly proven: ProvenLogin; readonly saved: SavedLogin },
): Promise<void> {
  const inUse = currentProfile(stored);
  const { account, token } = proven;
  const name = proven.given.profile;
  await context.print({
    document: {
      ...accountDocument(account),
      profile: name,
      current_profile: inUse,
      settings_file: paths.configFile,
      storage: saved.kept?.storage ?? null,
      storage_reason: saved.kept?.reason ?? null,
      token_name: token?.name ?? null,
      token_expires_at: token?.expires_at ?? null,
    } satisfies Answered<'account'>,
    prose: () =>
      `Logged in to ${account.server} as ${userText(account.user)}.\n` +
      `${versionsText(account)}.\n` +
      createdText(token) +
      `Saved in profile \`${name}\` of ${paths.configFile}.\n` +
      storageText(saved, token) +
      (inUse === name
        ? ''
        : `Profile \`${inUse}\` is still the default; to use this one: --profile ${name}\n`),
  });
}

function createdText(token: CreatedToken | null): string {
  if (token === null) return '';
  const end =
    token.expires_at === null ? 'does not expire' : `expires on ${token.expires_at.slice(0, 10)}`;
  return `Created the personal access token \`${oneLine(token.name)}\`, which ${end}.\n`;
}

function storageText({ kept }: SavedLogin, token: CreatedToken | null): string {
  if (kept === null) return '';
  const what = token === null ? 'password or token' : 'token';
  if (kept.storage === 'keyring') return `The ${what} is in the keyring of this machine.\n`;
  const reason = kept.reason === null ? '' : ` (${oneLine(kept.reason)})`;
  return `The ${what} is in that file, with mode 0600${reason}.\n`;
}
