import type { CommandGroup } from '../../../cli/command.ts';
import { profileImportHammer } from './import-hammer.ts';
import { profileList } from './list.ts';
import { profileRemove } from './remove.ts';
import { profileRename } from './rename.ts';
import { profileSet } from './set.ts';
import { profileShow } from './show.ts';
import { profileUse } from './use.ts';

/** The commands for profiles; none of them sends a request. */
export const profile: CommandGroup = {
  description: 'Lists, chooses and changes the profiles of the settings file.',
  subcommands: [
    { name: 'list', alias: 'ls', summary: 'list the profiles', command: profileList },
    { name: 'use', summary: 'choose the profile for the next commands', command: profileUse },
    { name: 'show', summary: 'show the settings of a profile', command: profileShow },
    { name: 'set', summary: 'change settings of a profile', command: profileSet },
    { name: 'rename', summary: 'rename a profile', command: profileRename },
    {
      name: 'import-hammer',
      summary: "create a profile from hammer's configuration",
      command: profileImportHammer,
    },
    { name: 'remove', summary: 'remove a profile with its token', command: profileRemove },
  ],
};
