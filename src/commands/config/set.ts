import { Argument } from '@commander-js/extra-typings';
import { command } from '../../cli/command.ts';
import type { Answered } from '../../documents/types.ts';
import { warnOfKeptToken } from '../../guards/kept-token.ts';
import { effectiveSetting, usualSource } from '../../settings/profiles/effective-settings.ts';
import { profileKey, withSetting } from '../../settings/profiles/profile-values.ts';
import { findProfile } from '../../settings/profiles/stored-settings.ts';
import { chosenProfile } from './chosen-profile.ts';

export const configSet = command({
  description: 'Changes a setting of the profile in use; an empty value removes it.',
  arguments: [
    new Argument('<key>', 'a key such as organization or host_limit').argParser(profileKey),
    new Argument('<value>', 'its new value'),
  ],
  topics: ['settings'],
  examples: [
    ['rexctl config set host_limit 20', 'ask before a run on more than 20 hosts'],
    ["rexctl config set location ''", 'work in all locations'],
  ],
  answers: () => ({ schemas: ['setting'], isRecord: true }),
  run: async (context, { key, value }) => {
    const { refuseUnknownColumns } = await import('../../cli/options/preset-columns.ts');
    refuseUnknownColumns(key, value);
    const settings = await context.settings();
    const { name, sources: old } = await chosenProfile(context);
    await settings.change((stored) => ({
      kind: 'save',
      name,
      profile: withSetting(findProfile(stored, name) ?? {}, key, value),
      current: false,
    }));
    const { sources } = await chosenProfile(context);
    const { value: now, source } = effectiveSetting(key, sources);
    const changed = sources.profile[key] === undefined ? 'removed from' : 'saved in';
    await context.print({
      document: { profile: name, key, value: now, source } satisfies Answered<'setting'>,
      prose: () =>
        `\`${key}\` of profile \`${name}\` is ${changed} ${settings.paths.configFile}.\n`,
    });
    await warnOfKeptToken(context, name, { before: old.profile, after: sources.profile });
    if (source !== null && source !== `profile \`${name}\`` && source !== usualSource)
      await context.warn(`${source} overrides \`${key}\` of profile \`${name}\``);
    return 0;
  },
});
