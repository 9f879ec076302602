import type { HelpBlock, PackedHelp } from '../../cli/packed-help.ts';
import { helpText, pipe } from './help-layout.ts';

/**
 * The help for a command line that only requests help, as printed in a pipe; `null` for others. For
 * a fast start, the launcher loads only this module.
 */
export function offlineHelp(argv: readonly string[], packed: () => PackedHelp): string | null {
  const blocks = askedHelp(argv, packed());
  return blocks === undefined ? null : helpText(blocks, pipe);
}

/**
 * The help for a command line that is empty or consists of a command and `--help`; `undefined` for
 * others.
 */
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
