import { command } from '../../cli/command.ts';
import type { Answered } from '../../documents/types.ts';
import { settingsPaths } from '../../settings/paths.ts';

/** Also of a file that is missing or broken, because it is where to look then. */
export const configPath = command({
  description: 'Prints the path of the settings file, whether it exists or not.',
  topics: ['settings'],
  examples: [
    ['rexctl config path', 'print where the settings are'],
    ['rexctl config path --json | jq -r .path', 'print the path, for a script'],
  ],
  run: async (context) => {
    const { configFile } = settingsPaths(context.runtime);
    await context.print({
      document: { path: configFile } satisfies Answered<'settings-path'>,
      prose: () => `${configFile}\n`,
    });
    return 0;
  },
});
