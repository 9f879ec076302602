import type { CommandGroup } from '../../cli/command.ts';
import { taxonomyList } from './list.ts';

/** What `--location` can refer to. */
export const location: CommandGroup = {
  description: 'Lists locations.',
  subcommands: [
    {
      name: 'list',
      alias: 'ls',
      summary: 'list the locations that you can work in',
      command: taxonomyList('location'),
    },
  ],
};
