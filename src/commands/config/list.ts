import { command } from '../../cli/command.ts';
import type { Answered } from '../../documents/types.ts';
import { effectiveSettings } from '../../settings/profiles/effective-settings.ts';
import type { Column } from '../../ui/answers/answer.ts';
import { chosenProfile } from './chosen-profile.ts';

type Setting = Answered<'settings'>['settings'][number];

const columns: readonly Column<Setting>[] = [
  { key: 'key', header: 'SETTING', value: ({ key }) => key },
  {
    key: 'value',
    header: 'VALUE',
    value: ({ value }) => value,
    text: ({ value, source }) => String(value ?? (source === null ? '-' : 'hidden')),
    shrinks: true,
  },
  { key: 'source', header: 'FROM', value: ({ source }) => source },
];

export const configList = command({
  description: 'Lists all settings, and the option, variable or profile that each comes from.',
  topics: ['settings', 'environment'],
  examples: [
    ['rexctl config list', 'list what commands use'],
    ['rexctl config list --profile staging', 'list what they use with this profile'],
  ],
  answers: () => ({ schemas: ['settings'] }),
  run: async (context) => {
    const { name, sources } = await chosenProfile(context);
    const { paths } = await context.settings();
    const rows = effectiveSettings(sources).map(
      ({ key, value, source, isSecret }): Setting => ({
        key,
        value: isSecret ? null : value,
        source,
      }),
    );
    await context.print({
      document: {
        profile: name,
        settings: rows,
        settings_file: paths.configFile,
      } satisfies Answered<'settings'>,
      rowsKey: 'settings',
      rows,
      columns,
    });
    return 0;
  },
});
