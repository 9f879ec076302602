import { command } from '../../cli/command.ts';
import type { Context } from '../../cli/context.ts';
import type { Answered } from '../../documents/types.ts';
import type { CredentialSource } from '../../settings/credentials.ts';
import { findProfile, type Profile } from '../../settings/profiles/stored-settings.ts';
import { savedIn, tokenEnd } from '../../settings/saved-token.ts';
import { type LabelLine, labelLines } from '../../ui/terminal/label-lines.ts';
import { oneLine } from '../../ui/terminal/sanitise.ts';
import { type Account, accountDocument, readAccount, userText } from './account.ts';

export const whoami = command({
  description: 'Logs in again and shows user, roles, organizations, locations and versions.',
  topics: ['settings', 'troubleshooting'],
  examples: [
    ['rexctl whoami --profile staging', 'show the user of a profile'],
    ['rexctl whoami --json | jq -r .server.rex_version', 'print the Remote Execution version'],
  ],
  run: (context) => runWhoami(context),
});

/** The sources of user and credential; `null` = does not apply, e.g. without a profile. */
interface Origin {
  readonly profile: string | null;
  readonly credential_source: string | null;
  readonly storage: 'keyring' | 'file' | null;
  readonly token_name: string | null;
  readonly token_expires_at: string | null;
}

async function runWhoami(context: Context): Promise<number> {
  const account = await context.during('reading the account', async () =>
    readAccount(await context.connection()),
  );
  const settings = await context.settings();
  const { profile: name, secret } = settings.resolve(context.globals);
  const profile = findProfile(settings.stored, name);
  const origin = { profile: profile === undefined ? null : name, ...originOf(secret, profile) };
  await context.print({
    document: { ...accountDocument(account), ...origin } satisfies Answered<'account'>,
    prose: (screen) => labelLines(accountLines(account, origin), screen),
  });
  const reminder = tokenEnd(origin, context.clock.now())?.reminder ?? null;
  if (reminder !== null)
    await context.note(`${reminder}. Replace it: rexctl login --create-token --profile ${name}`);
  return 0;
}

function originOf(secret: CredentialSource | null, profile: Profile = {}): Omit<Origin, 'profile'> {
  const storage = savedIn(secret);
  const { token_name = null, token_expires_at = null } = storage === null ? {} : profile;
  return { credential_source: secret?.label ?? null, storage, token_name, token_expires_at };
}

function accountLines(account: Account, origin: Origin): readonly LabelLine[] {
  const { user, server, foreman_version, rex_version } = account;
  return [
    ['User', userText(user)],
    ['Email', user.mail],
    ['Access', access(account)],
    ['Roles', names(user.roles)],
    ['Series', accessToSeries(account)],
    ['Organizations', user.organizations.map(({ title }) => title)],
    ['Locations', user.locations.map(({ title }) => title)],
    ['Server', server],
    ['Foreman', foreman_version],
    ['Remote Execution', rex_version ?? 'version unknown: missing permission view_plugins'],
    ['Profile', origin.profile],
    ['Credential', origin.credential_source],
    ['Token', tokenText(origin)],
  ];
}

/** The name and end of a token that rexctl created; `null` for others. */
function tokenText({ token_name: name, token_expires_at: end }: Origin): string | null {
  if (name === null) return null;
  return `${oneLine(name)}, ${end === null ? 'does not expire' : `expires ${end}`}`;
}

function access({ user: { admin, effective_admin } }: Account): string | null {
  const all = effective_admin ?? admin;
  if (all === null) return null;
  return all ? 'administrator' : 'by roles';
}

/**
 * The permissions that a user may lack for series. The server lists only the roles of a user, not
 * their permissions.
 */
function accessToSeries(account: Account): readonly string[] {
  return access(account) === 'by roles'
    ? [
        'run --cron needs the permissions create_recurring_logics and',
        'edit_recurring_logics; no Remote Execution role has them',
      ]
    : [];
}

function names(rows: readonly { readonly name: string }[]): readonly string[] {
  return rows.map(({ name }) => name);
}
