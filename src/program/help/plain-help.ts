import type { PackedHelp } from '../../cli/packed-help.ts';
import { askedHelp } from './offline-help.ts';
import { type HelpPrinter, printHelp } from './print-help.ts';

/**
 * Prints the help for a command line that only requests help, e.g. `schedule list --help`, without
 * declaring commands. Returns false for other command lines.
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
