import { command } from '../../../cli/command.ts';
import type { Answered } from '../../../documents/types.ts';
import { profileColumns, profileRow } from './profile-row.ts';

export const profileList = command({
  description: 'Lists the profiles of the settings file, and marks the one in use.',
  topics: ['settings'],
  examples: [
    ['rexctl profile list', 'list all profiles'],
    ["rexctl profile list --json | jq -r '.profiles[].name'", 'print their names, for a script'],
  ],
  run: async (context) => {
    const { stored, paths } = await context.settings();
    const rows = Object.keys(stored.profiles).map((name) => profileRow(stored, name));
    await context.print({
      document: {
        profiles: rows,
        settings_file: paths.configFile,
      } satisfies Answered<'profiles'>,
      rowsKey: 'profiles',
      rows,
      columns: profileColumns,
      ...(rows.length === 0 ? { note: 'No profile is saved. Create one: rexctl login' } : {}),
    });
    return 0;
  },
});
