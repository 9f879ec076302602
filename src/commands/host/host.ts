import type { CommandGroup } from '../../cli/command.ts';
import { hostList } from './list.ts';
import { hostShow } from './show.ts';

export const host: CommandGroup = {
  description: 'Lists hosts, and shows a host and its last jobs.',
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
