import type { CommandGroup } from '../../cli/command.ts';
import { taxonomyList } from './list.ts';

/** What `--organization` can refer to. */
export const organization: CommandGroup = {
  description: 'Lists organizations.',
  subcommands: [
    {
      name: 'list',
      alias: 'ls',
      summary: 'list the organizations that you can work in',
      command: taxonomyList('organization'),
    },
  ],
};
