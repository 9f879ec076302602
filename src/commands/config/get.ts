import { Argument } from '@commander-js/extra-typings';
import { command } from '../../cli/command.ts';
import type { Answered } from '../../documents/types.ts';
import { usageError } from '../../errors.ts';
import { effectiveSetting } from '../../settings/profiles/effective-settings.ts';
import { profileKey } from '../../settings/profiles/profile-values.ts';
import { chosenProfile } from './chosen-profile.ts';

export const configGet = command({
  description: 'Prints the setting that commands use, from option, environment or profile.',
  arguments: [new Argument('<key>', 'a key such as server or host_limit').argParser(profileKey)],
  topics: ['settings', 'environment'],
  examples: [
    ['rexctl config get server', 'print the server in use'],
    ['rexctl config get host_limit --profile staging', 'print a setting of another profile'],
  ],
  answers: () => ({ schemas: ['setting'] }),
  run: async (context, { key }) => {
    const { name, sources } = await chosenProfile(context);
    const setting = effectiveSetting(key, sources);
    if (setting.isSecret)
      throw usageError(
        `\`${key}\` is not printed: it is a secret`,
        'see where it is: rexctl config path',
      );
    const { value, source } = setting;
    await context.print({
      document: { profile: name, key, value, source } satisfies Answered<'setting'>,
      prose: () => (value === null ? '' : `${value}\n`),
    });
    return 0;
  },
});
