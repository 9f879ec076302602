import type { CommandGroup } from '../../cli/command.ts';
import { configGet } from './get.ts';
import { configList } from './list.ts';
import { configPath } from './path.ts';
import { configSet } from './set.ts';

/** The commands for the settings of the profile in use; none of them sends a request. */
export const config: CommandGroup = {
  description: 'Shows and changes the settings of the profile in use.',
  notes: 'The settings file and all keys, each with an example: rexctl help settings',
  subcommands: [
    {
      name: 'list',
      alias: 'ls',
      summary: 'list all settings and their sources',
      command: configList,
    },
    { name: 'get', summary: 'print one setting', command: configGet },
    { name: 'set', summary: 'change one setting', command: configSet },
    { name: 'path', summary: 'print the path of the settings file', command: configPath },
  ],
};
