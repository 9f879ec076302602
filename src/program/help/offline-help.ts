import type { HelpBlock, PackedHelp } from '../../cli/packed-help.ts';
import { helpText, pipe } from './help-layout.ts';

/**
 * The help that a command line asks for and nothing else, as it is printed to a pipe, or `null`.
 * The launcher loads only this, because help uses little of what a start loads.
 */
export function offlineHelp(argv: readonly string[], packed: () => PackedHelp): string | null {
  const blocks = askedHelp(argv, packed());
  return blocks === undefined ? null : helpText(blocks, pipe);
}

/** The help of a command line that ends with `--help`, or is empty; `undefined` for another one. */
export function askedHelp(
  argv: readonly string[],
  helps: PackedHelp,
): readonly HelpBlock[] | undefined {
  const words = argv.slice(0, -1);
  const isOther = argv.length > 0 && !/^(?:-h|--help)$/.test(argv.at(-1) ?? '');
  if (isOther || !words.every((word) => /^\S+$/.test(word))) return undefined;
  const name = words.join(' ');
  return Object.hasOwn(helps, name) ? helps[name] : undefined;
}
