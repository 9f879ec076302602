import type { Argument, Command } from 'commander';
import { byGroup, optionText } from '../../cli/options/option-text.ts';
import type { HelpBlock, HelpRow } from '../../cli/packed-help.ts';
import { topics } from '../../cli/topics.ts';
import { exitCodes } from '../../errors.ts';
import { sharedRows } from '../commands.ts';
import { pathOf } from '../typed-words.ts';
import { examplesOf, notesOf, shownCommands, topicsOf } from './help-contents.ts';
import { meaningColumn } from './help-lines.ts';

/** The help of a command: usage, description and examples, then arguments, options and commands. */
export function helpBlocks(command: Command): readonly HelpBlock[] {
  const isRoot = command.parent === null;
  return [
    ...headBlocks(command),
    ...(isRoot ? [] : optionBlocks(command)),
    ...commandBlocks(command),
    ...(isRoot ? rootEnd() : commandEnd(command)),
  ];
}

const globalsLine = 'Global options: rexctl help options';

function text(...texts: readonly string[]): HelpBlock {
  return { kind: 'text', texts };
}

function headBlocks(command: Command): readonly HelpBlock[] {
  const alias = command.alias();
  const short = alias === undefined ? '' : ` (short: ${alias})`;
  return [
    text(`Usage: ${pathOf(command)} ${usageOf(command)}${short}`),
    text(command.description()),
    { kind: 'examples', examples: examplesOf(command) },
  ];
}

function usageOf(command: Command): string {
  return command.commands.length > 0 ? 'COMMAND [options]' : command.usage();
}

function optionBlocks(command: Command): readonly HelpBlock[] {
  const taken = command.registeredArguments.map(
    (one): HelpRow => [argumentTerm(one), optionText(one)],
  );
  const groups = byGroup(command.options).map(({ title, options }) => ({
    title,
    rows: options.map((option): HelpRow => [option.flags, optionText(option)]),
  }));
  return inOneColumn([{ title: 'Arguments:', rows: taken }, ...groups]);
}

/** Aligns the meanings of all groups in one column. */
function inOneColumn(
  groups: readonly { readonly title: string; readonly rows: readonly HelpRow[] }[],
): readonly HelpBlock[] {
  const column = meaningColumn(groups.flatMap(({ rows }) => rows.map(([term]) => term)));
  return groups.map((group) => ({ kind: 'rows', ...group, column }));
}

function argumentTerm(argument: Argument): string {
  const name = argument.variadic ? `${argument.name()}...` : argument.name();
  return argument.required ? `<${name}>` : `[${name}]`;
}

function commandBlocks(command: Command): readonly HelpBlock[] {
  const shown = shownCommands(command);
  const rowsOf = command.parent === null ? sharedRow : commandRow;
  const titleOf = (one: Command) => one.helpGroup() || 'Commands:';
  const groups = [...new Set(shown.map(titleOf))].map((title) => ({
    title,
    rows: shown.filter((one) => titleOf(one) === title).flatMap(rowsOf),
  }));
  return inOneColumn(groups);
}

function commandRow(command: Command): readonly HelpRow[] {
  return [[commandTerm(command), command.summary()]];
}

/** The row of a command. Commands that share a row have it at the first of them. */
function sharedRow(command: Command): readonly HelpRow[] {
  const row = sharedRows.find(({ names }) => names.includes(command.name()));
  if (row === undefined) return commandRow(command);
  return command.name() === row.names[0] ? [[row.names.join(', '), row.summary]] : [];
}

function commandTerm(command: Command): string {
  const taken = command.usage().replace('[options]', '').trim();
  const names = [command.name(), ...command.aliases()].join(', ');
  return taken === '' || command.commands.length > 0 ? names : `${names} ${taken}`;
}

function rootEnd(): readonly HelpBlock[] {
  const codes = exitCodes.filter(({ code }) => code <= 128);
  const rows: readonly HelpRow[] = [
    ...codes.map(({ code, meaning }): HelpRow => [String(code).padStart(4), meaning]),
    ['128+', 'ended by a signal such as Ctrl-C; the job keeps running'],
  ];
  const names = topics.map(({ name }) => name).join(', ');
  return [
    ...inOneColumn([{ title: 'Exit codes:', rows }]),
    text(
      'Help for a command: rexctl COMMAND --help',
      `Topics (rexctl help TOPIC): ${names}`,
      globalsLine,
    ),
  ];
}

function commandEnd(command: Command): readonly HelpBlock[] {
  const names = topicsOf(command).join(', ');
  return [
    text(notesOf(command)),
    text(
      ...(command.commands.length === 0
        ? []
        : [`Help for a command: ${pathOf(command)} COMMAND --help`]),
      ...(names === '' ? [] : [`Topics (rexctl help TOPIC): ${names}`]),
      globalsLine,
    ),
  ];
}
