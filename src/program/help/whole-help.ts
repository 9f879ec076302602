import type { Command } from 'commander';
import type { PackedHelp } from '../../cli/packed-help.ts';
import { commandTree } from '../command-tree.ts';
import { helpBlocks } from './help-blocks.ts';
import { shownCommands } from './help-contents.ts';

/**
 * The help of every visible command, all of them loaded. The help of the program itself lists
 * commands by their names only.
 */
export async function wholeHelp(): Promise<PackedHelp> {
  const helps = helpsOf(await commandTree({ version: '' }), ['']);
  const program = helpBlocks(await commandTree({ version: '' }, []));
  return { ...Object.fromEntries(helps), '': program };
}

type Entry = readonly [name: string, blocks: PackedHelp[string]];

/** One entry for each name, because some commands have a short one, too. */
function helpsOf(command: Command, names: readonly string[]): readonly Entry[] {
  const blocks = helpBlocks(command);
  const below = shownCommands(command).flatMap((child) => {
    const own = [child.name(), ...child.aliases()];
    return helpsOf(
      child,
      names.flatMap((name) => own.map((word) => `${name} ${word}`.trim())),
    );
  });
  return [...names.map((name): Entry => [name, blocks]), ...below];
}
