import { Option } from '@commander-js/extra-typings';
import type { Connection } from '../../api/connection.ts';
import { WrongPassword } from '../../api/failures.ts';
import { command } from '../../cli/command.ts';
import type { Context } from '../../cli/context.ts';
import { defined } from '../../defined.ts';
import type { Answered } from '../../documents/types.ts';
import { usageError } from '../../errors.ts';
import type { ConnectionSettings } from '../../settings/connection-settings.ts';
import { authorityName, readAuthority, readClientCertificate } from '../../settings/credentials.ts';
import type { OpenSettings } from '../../settings/open-settings.ts';
import {
  assertProfileName,
  currentProfile,
  findProfile,
  type Profile,
} from '../../settings/profiles/stored-settings.ts';
import { normalizeServer } from '../../settings/server-name.ts';
import { type Account, accountDocument, readAccount, userText, versionsText } from './account.ts';
import { type NewCredential, newCredential } from './credential.ts';
import { forgetSessions } from './forget-sessions.ts';

/**
 * Verifies a credential and saves it. There is no option that takes a token as its value: others
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
      '--allow-plain-http',
      'allow this profile to send its credential over unencrypted http',
    ),
  ],
  topics: ['settings', 'secrets', 'environment', 'troubleshooting'],
  examples: [
    ['rexctl login', 'ask for everything'],
    ['rexctl login --server foreman.example.com --ca-file ca.pem', 'a server with a private CA'],
    ['rexctl login --profile staging', 'save a second server, for --profile staging'],
    [
      'pass foreman | rexctl login --server foreman.example.com --login anna --token-stdin',
      'log in without a terminal',
    ],
  ],
  answers: () => ({ schemas: ['account'], isRecord: true }),
  run: (context, { tokenStdin = false, allowPlainHttp = false }) => {
    const { tokenFile } = context.globals;
    if (tokenStdin && tokenFile !== undefined && tokenFile !== '-')
      throw usageError('--token-stdin and --token-file cannot be used together', 'use only one');
    return runLogin({ fromStdin: tokenStdin || tokenFile === '-', allowPlainHttp }, context);
  },
});

interface LoginOptions {
  readonly fromStdin: boolean;
  readonly allowPlainHttp: boolean;
}

async function runLogin(options: LoginOptions, context: Context): Promise<number> {
  const settings = await context.settings();
  const given = settings.resolve(context.globals, { mayBeNew: true });
  assertProfileName(given.profile);
  const ca = given.ca === null ? undefined : await readAuthority(given.ca, context.signal);
  const allowPlainHttp = options.allowPlainHttp || given.allowPlainHttp;
  const clientCert =
    given.clientCertificate === null
      ? undefined
      : await readClientCertificate(given.clientCertificate, context.signal);
  const caLabel = given.ca === null ? undefined : authorityName(given.ca);
  const { credential, account } = await verified(context, {
    ask: (refused) => newCredential(context, given, options, refused),
    connect: ({ source, ...proof }) =>
      context.connect({
        ...proof,
        secretSource: source ?? undefined,
        ...{ allowPlainHttp, ca, caLabel, clientCert },
      }),
  });
  const profile = newProfile({ context, settings, given, credential, ca, allowPlainHttp });
  // Commands without --profile keep using the first profile.
  await settings.saveProfile(given.profile, profile, { current: 'unless_another' });
  await forgetSessions(settings.sessions, credential);
  await printLogin(context, settings, { name: given.profile, account });
  return 0;
}

interface LoginAttempts {
  /** With what was refused, if anything was. */
  readonly ask: (refused?: NewCredential) => Promise<NewCredential>;
  readonly connect: (credential: NewCredential) => Promise<Connection>;
}

interface Verified {
  readonly credential: NewCredential;
  readonly account: Account;
}

/** A server locks the address after 30 failures. */
const mostAttempts = 3;

/** Asks again on a terminal where a typed password was wrong. */
async function verified(context: Context, { ask, connect }: LoginAttempts): Promise<Verified> {
  let credential = await ask();
  for (let attempt = 2; ; attempt++) {
    try {
      return { credential, account: await readAccount(await connect(credential)) };
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

interface Kept {
  readonly context: Context;
  readonly settings: OpenSettings;
  readonly given: ConnectionSettings;
  readonly credential: NewCredential;
  readonly ca: string | undefined;
  readonly allowPlainHttp: boolean;
}

/**
 * Of the profile that it replaces, what belongs to the same server stays; for another server only
 * the host limit.
 */
function newProfile({ context, settings, given, credential, ca, allowPlainHttp }: Kept): Profile {
  const { server, login, secret } = credential;
  const { organization, location } = context.globals;
  const old = { ...oldProfile(settings, given.profile, server) };
  delete old.token;
  if (!credential.fetched) {
    delete old.token_file;
    delete old.credential_command;
  }
  const newAuthority = ca !== undefined && given.ca?.from !== 'profile';
  if (newAuthority) delete old.ca_file;
  const proven = {
    server,
    login,
    token: credential.fetched ? undefined : secret,
    ca: newAuthority ? ca : undefined,
    organization,
    location,
    allow_plain_http: allowPlainHttp ? true : undefined,
  };
  return { ...old, ...defined(proven) };
}

type Draft = { -readonly [key in keyof Profile]: Profile[key] };

function oldProfile(settings: OpenSettings, name: string, server: string): Draft {
  const old = findProfile(settings.stored, name) ?? {};
  if (old.server === undefined || normalizeServer(old.server) === server) return old;
  return old.host_limit === undefined ? {} : { host_limit: old.host_limit };
}

async function printLogin(
  context: Context,
  { stored, paths }: OpenSettings,
  { name, account }: { readonly name: string; readonly account: Account },
): Promise<void> {
  const inUse = currentProfile(stored);
  await context.print({
    document: {
      ...accountDocument(account),
      profile: name,
      current_profile: inUse,
      settings_file: paths.configFile,
    } satisfies Answered<'account'>,
    prose: () =>
      `Logged in to ${account.server} as ${userText(account.user)}.\n` +
      `${versionsText(account)}.\n` +
      `Saved in profile \`${name}\` of ${paths.configFile}.\n` +
      (inUse === name
        ? ''
        : `Profile \`${inUse}\` is still the default; to use this one: --profile ${name}\n`),
  });
}
