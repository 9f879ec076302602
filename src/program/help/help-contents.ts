import type { Command } from 'commander';
import type { Example } from '../../cli/command.ts';
import { declarationOf } from '../command-tree.ts';

const maxExamples = 5;

const rootExamples: readonly Example[] = [
  ['rexctl demo', 'see it work, no server needed'],
  ['rexctl login', 'save server, user and token'],
  ["rexctl run -c uptime --search 'name ~ web'", 'run a command on many hosts'],
  ['rexctl rerun @last --failed', 'run it again where it failed'],
];

/** The examples of a command; of a group, one for each subcommand. */
export function examplesOf(command: Command): readonly Example[] {
  const declared = declarationOf(command);
  if (declared === undefined) return command.parent === null ? rootExamples : [];
  if (!('subcommands' in declared)) return declared.examples;
  const { subcommands } = declared;
  const each = subcommands.length > 1 ? 1 : maxExamples;
  return subcommands.flatMap((one) => one.command.examples.slice(0, each)).slice(0, maxExamples);
}

export function notesOf(command: Command): string {
  const declared = declarationOf(command);
  return declared !== undefined && 'notes' in declared ? (declared.notes ?? '') : '';
}

/** The topics that explain more about a command. */
export function topicsOf(command: Command): readonly string[] {
  const declared = declarationOf(command);
  if (declared === undefined) return [];
  return 'subcommands' in declared
    ? [...new Set(declared.subcommands.flatMap((one) => one.command.topics))]
    : declared.topics;
}

export function shownCommands(command: Command): readonly Command[] {
  const visible = command.createHelp().visibleCommands(command);
  return visible.filter((one) => command.commands.includes(one));
}
