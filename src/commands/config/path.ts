import { command } from '../../cli/command.ts';
import type { Answered } from '../../documents/types.ts';
import { settingsPaths } from '../../settings/paths.ts';

/**
 * Prints the path of the settings file, even if the file is missing or broken, because users need
 * the path then.
 */
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
