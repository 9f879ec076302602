import { Option } from '@commander-js/extra-typings';
import { command } from '../../../cli/command.ts';
import type { Context } from '../../../cli/context.ts';
import type { Answered } from '../../../documents/types.ts';
import { usageError } from '../../../errors.ts';
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
} from '../../../settings/profiles/stored-settings.ts';
import { type LabelLine, labelLines } from '../../../ui/terminal/label-lines.ts';

export const profileImportHammer = command({
  description: "Makes a profile of hammer's configuration, and shows what it takes and leaves.",
  options: [new Option('--replace', 'replace a profile of that name')],
  topics: ['from-hammer', 'settings', 'secrets'],
  examples: [
    ['rexctl profile import-hammer', 'into the profile `default`'],
    ['rexctl profile import-hammer --profile production', 'into a profile with a name'],
  ],
  answers: () => ({ schemas: ['profile-imported'], isRecord: true }),
  run: async (context, { replace = false }) => {
    const name = context.globals.profile ?? defaultProfile;
    assertProfileName(name);
    const { home } = context.runtime;
    const found = await importHammer(hammerFolders(home), home, context.signal);
    const settings = await context.settings();
    await settings.change((stored) => {
      if (findProfile(stored, name) !== undefined && !replace) throw existing(name);
      const isFirst = Object.keys(stored.profiles).length === 0;
      return { kind: 'save', name, profile: found.profile, current: isFirst };
    });
    await printImport(context, name, found);
    return 0;
  },
});

function existing(name: string): Error {
  return usageError(
    `profile \`${name}\` exists already`,
    'add --replace to replace it, or choose another name with --profile NAME',
  );
}

async function printImport(context: Context, name: string, found: HammerImport): Promise<void> {
  const { paths } = await context.settings();
  const keys = profileKeyNames.filter((key) => found.profile[key] !== undefined);
  const { files, left } = found;
  await context.print({
    document: {
      profile: name,
      taken: keys,
      left: [...left],
      files: [...files],
      settings_file: paths.configFile,
    } satisfies Answered<'profile-imported'>,
    prose: (screen) =>
      labelLines(
        [
          ['profile', name],
          ...keys.map((key): LabelLine => [key, shownSetting(found.profile, key)]),
          ['left', left.map(({ setting, reason }) => `${setting}: ${reason}`)],
          ['read', files],
        ],
        screen,
      ),
  });
  await context.note(nextStep(name, found));
}

/** The password that hammer keeps works here, too; a token can be revoked. */
function nextStep(name: string, { profile: { login, token } }: HammerImport): string {
  const option = name === defaultProfile ? '' : ` --profile ${name}`;
  return login === undefined || token === undefined
    ? `The password is missing. Log in: rexctl login${option}`
    : `Check it: rexctl whoami${option}`;
}
