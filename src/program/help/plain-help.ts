import type { PackedHelp } from '../../cli/packed-help.ts';
import { askedHelp } from './offline-help.ts';
import { type HelpPrinter, printHelp } from './print-help.ts';

/**
 * Prints the help that a command line asks for and nothing else, such as `schedule list --help`,
 * without declaring a command; false where it asks for something else, or is wrong.
 */
export async function printPlainHelp(
  argv: readonly string[],
  packed: () => Promise<PackedHelp>,
  printer: HelpPrinter,
): Promise<boolean> {
  const blocks = askedHelp(argv, await packed());
  if (blocks === undefined) return false;
  await printHelp(blocks, {}, printer);
  return true;
}
