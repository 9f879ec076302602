import type { Command } from 'commander';
import type { PackedHelp } from '../../cli/packed-help.ts';
import { commandTree } from '../command-tree.ts';
import { helpBlocks } from './help-blocks.ts';
import { shownCommands } from './help-contents.ts';

/**
 * The helps of all visible commands, which are loaded for this. Only the help of the program itself
 * is made without loading them, so that it lists their names without arguments.
 */
export async function wholeHelp(): Promise<PackedHelp> {
  const helps = helpsOf(await commandTree({ version: '' }), ['']);
  const program = helpBlocks(await commandTree({ version: '' }, []));
  return { ...Object.fromEntries(helps), '': program };
}

type Entry = readonly [name: string, blocks: PackedHelp[string]];

/**
 * The helps of a command and its subcommands, by all their names (some commands have a short one).
 */
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
