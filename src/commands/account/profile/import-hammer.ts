import { stat } from 'node:fs/promises';
import { Option } from '@commander-js/extra-typings';
import { command } from '../../../cli/command.ts';
import type { Context } from '../../../cli/context.ts';
import type { Answered } from '../../../documents/types.ts';
import { type Failure, usageError } from '../../../errors.ts';
import {
  type HammerImport,
  hammerFolders,
  importHammer,
} from '../../../settings/hammer/hammer-import.ts';
import { profileKeyNames } from '../../../settings/profiles/profile-keys.ts';
import { shownSetting } from '../../../settings/profiles/profile-values.ts';
import {
  assertProfileName,
  defaultProfile,
  findProfile,
  type Profile,
  type StoredSettings,
} from '../../../settings/profiles/stored-settings.ts';
import { type LabelLine, labelLines } from '../../../ui/terminal/label-lines.ts';
import { oneLine } from '../../../ui/terminal/sanitise.ts';
import { tokenStillValid } from '../created-token.ts';
import { dropSecret, type KeptSecret, keepSecret } from '../storage.ts';

export const profileImportHammer = command({
  description: "Creates a profile from hammer's configuration, and lists what it imports.",
  options: [
    new Option('-n, --dry-run', 'show what would be imported; save nothing'),
    new Option('--replace', 'replace an existing profile'),
  ],
  topics: ['from-hammer', 'settings', 'secrets'],
  examples: [
    ['rexctl profile import-hammer --dry-run', 'show what it would import'],
    ['rexctl profile import-hammer', 'import into the profile `default`'],
    ['rexctl profile import-hammer --profile production', 'import into the profile `production`'],
  ],
  answers: () => ({ schemas: ['profile-imported'], isRecord: true }),
  run: async (context, { dryRun = false, replace = false }) => {
    const name = context.globals.profile ?? defaultProfile;
    assertProfileName(name);
    const { home } = context.runtime;
    const { stored } = await context.settings();
    const option = profileOption(name, stored);
    const found = await importHammer(hammerFolders(home), home, context.signal, option);
    const refused = replace ? null : existing(stored, name);
    if (refused !== null && !dryRun) throw refused;
    const forgotten = dryRun ? {} : (findProfile(stored, name) ?? {});
    const kept = dryRun ? null : await save(context, { name, replace, found });
    await printImport(context, { name, found, kept, dryRun });
    const valid = tokenStillValid(forgotten, context.clock.now());
    if (valid !== null) await context.note(`The token of the replaced profile ${valid}.`);
    await printNext(context, { option, found, dryRun, refused });
    return 0;
  },
});

function existing(stored: StoredSettings, name: string): Failure | null {
  if (findProfile(stored, name) === undefined) return null;
  return usageError(
    `profile \`${name}\` already exists`,
    'add --replace to replace it, or choose another name with --profile NAME',
  );
}

/**
 * Saves the profile. The password is stored where `login` would store it; resolves with `null` if
 * hammer has none.
 */
async function save(
  context: Context,
  {
    name,
    replace,
    found,
  }: { readonly name: string; readonly replace: boolean; readonly found: HammerImport },
): Promise<KeptSecret | null> {
  const settings = await context.settings();
  const { token: secret, ...others } = found.profile;
  const kept = await keptPassword(context, others, secret);
  try {
    await settings.change((stored) => {
      const refused = replace ? null : existing(stored, name);
      if (refused !== null) throw refused;
      const isFirst = Object.keys(stored.profiles).length === 0;
      return { kind: 'save', name, profile: { ...others, ...kept?.keys }, current: isFirst };
    });
    return kept;
  } catch (error) {
    await dropSecret(context, kept);
    throw error;
  }
}

async function keptPassword(
  context: Context,
  { server = '', login = '' }: Profile,
  secret: string | undefined,
): Promise<KeptSecret | null> {
  if (secret === undefined) return null;
  return keepSecret(context, { choice: 'auto', server, login, secret, old: {} });
}

interface DryRun {
  readonly name: string;
  readonly found: HammerImport;
  readonly dryRun: boolean;
}

async function printImport(
  context: Context,
  { name, found, kept, dryRun }: DryRun & { readonly kept: KeptSecret | null },
): Promise<void> {
  const { paths } = await context.settings();
  const keys = profileKeyNames.filter((key) => found.profile[key] !== undefined);
  const { files, left, passwordFile } = found;
  await context.print({
    document: {
      profile: name,
      dry_run: dryRun,
      taken: keys,
      left: [...left],
      files: [...files],
      password_file: passwordFile,
      storage: kept?.storage ?? null,
      storage_reason: kept?.reason ?? null,
      settings_file: paths.configFile,
    } satisfies Answered<'profile-imported'>,
    prose: (screen) =>
      labelLines(
        [
          ['profile', name],
          ...keys.map((key): LabelLine => [key, takenText(found.profile, key, { kept, dryRun })]),
          ['left', left.map(({ setting, reason }) => `${setting}: ${reason}`)],
          ['read', files],
        ],
        screen,
      ),
  });
}

function takenText(
  profile: Profile,
  key: keyof Profile,
  { kept, dryRun }: { readonly kept: KeptSecret | null; readonly dryRun: boolean },
): string | null {
  if (key !== 'token') return shownSetting(profile, key);
  if (dryRun) return 'the password of hammer';
  if (kept?.storage === 'keyring') return 'saved in the keyring of this machine';
  return `saved in the settings file, with mode 0600${kept?.reason === null ? '' : ` (${kept?.reason})`}`;
}

interface NextStep {
  /** `--profile NAME`, if commands need it, or an empty text. */
  readonly option: string;
  readonly found: HammerImport;
  readonly dryRun: boolean;
  readonly refused: Failure | null;
}

async function printNext(
  context: Context,
  { option, found, dryRun, refused }: NextStep,
): Promise<void> {
  const { passwordFile } = found;
  if (passwordFile !== null) await notePlainText(context, passwordFile, option);
  await context.note(dryRun ? unsavedText(option, refused) : nextStep(option, found));
}

function unsavedText(option: string, refused: Failure | null): string {
  const command = `rexctl profile import-hammer${option}`;
  return refused === null
    ? `Nothing was saved. To save it: ${command}`
    : `Nothing was saved: ${refused.message}. To replace it: ${command} --replace`;
}

/**
 * Warns about the password in hammer's file, which remains there, because hammer still reads it.
 */
async function notePlainText(context: Context, path: string, option: string): Promise<void> {
  const mode = await stat(path).then(
    (found) => found.mode,
    () => 0,
  );
  if (context.runtime.platform !== 'win32' && (mode & 0o077) !== 0)
    await context.warn(
      `other users can read \`${path}\`, which has the password; restrict it: chmod 600 ${path}`,
    );
  await context.note(
    oneLine(
      `The password stays in plain text in ${path}, for hammer. A token for rexctl: rexctl login --create-token${option}`,
    ),
  );
}

/**
 * The next command. A login is needed only without a password, because that of hammer also works
 * here.
 */
function nextStep(option: string, { profile: { login, token } }: HammerImport): string {
  return login === undefined || token === undefined
    ? `The password is missing. Log in: rexctl login${option}`
    : `Check it: rexctl whoami${option}`;
}

/** The option for commands that use this profile; empty if they use it without the option. */
function profileOption(name: string, { current_profile }: StoredSettings): string {
  const isCurrent = (current_profile ?? defaultProfile) === defaultProfile;
  return name === defaultProfile && isCurrent ? '' : ` --profile ${name}`;
}
