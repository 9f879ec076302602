import type { CommandGroup } from '../../cli/command.ts';
import { hostList } from './list.ts';
import { hostShow } from './show.ts';

export const host: CommandGroup = {
  description: 'Lists hosts, and shows the last jobs of a host.',
  subcommands: [
    {
      name: 'list',
      alias: 'ls',
      summary: 'list the hosts that a search matches',
      command: hostList,
    },
    { name: 'show', summary: 'show a host and its last jobs', command: hostShow },
  ],
};
