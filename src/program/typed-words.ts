import type { Command } from 'commander';

/** The words that call a command, e.g. `rexctl schedule cancel`. */
export function pathOf(command: Command): string {
  return command.parent === null ? command.name() : `${pathOf(command.parent)} ${command.name()}`;
}

export function helpHint(command: Command): string {
  return `try: ${pathOf(command)} --help`;
}
