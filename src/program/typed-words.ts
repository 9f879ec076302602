import type { Command } from 'commander';

/** The words that call a command, as `rexctl schedule cancel`. */
export function pathOf(command: Command): string {
  return command.parent === null ? command.name() : `${pathOf(command.parent)} ${command.name()}`;
}

export function helpHint(command: Command): string {
  return `try: ${pathOf(command)} --help`;
}

export const isJob = (word: string) => /^(?:[1-9]\d*|@last\S*)$/.test(word);

/** The first id of a command line that is not the value of an option; hammer has it in `--id`. */
export function typedJob(argv: readonly string[]): string | undefined {
  return argv.find((word, index) => isJob(word) && /^(?:[^-]|--id$)/.test(argv[index - 1] ?? 'x'));
}
