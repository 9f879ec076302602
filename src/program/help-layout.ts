import type { Argument, Command } from 'commander';
import { byGroup, optionText } from '../cli/options/option-text.ts';
import { topics } from '../cli/topics.ts';
import { exitCodes } from '../errors.ts';
import { sharedRows } from './commands.ts';
import { examplesOf, notesOf, shownCommands, topicsOf } from './help-contents.ts';
import { exampleLines } from './help-examples.ts';
import { type HelpRow, meaningColumn, paragraph, rowLines } from './help-lines.ts';
import { pathOf } from './typed-words.ts';

/** What a help is laid out for. */
export interface HelpScreen {
  readonly columns: number;
  /** Titles stand out. */
  readonly bold: boolean;
}

/** Longer lines are hard to read. */
const maxWidth = 100;
const minWidth = 40;

const globalsLine = 'Global options: rexctl help options';

interface Block {
  readonly title?: string;
  readonly lines: readonly string[];
}

/** The help of a command: usage, a sentence and examples, then all that it takes. */
export function helpText(command: Command, { columns, bold }: HelpScreen): string {
  const width = Math.max(minWidth, Math.min(columns, maxWidth));
  const styled = (title: string) => (bold ? `\u001b[1m${title}\u001b[22m` : title);
  const isRoot = command.parent === null;
  const blocks = [
    ...headBlocks(command, width),
    ...(isRoot ? [] : optionBlocks(command, width)),
    ...commandBlocks(command, width),
    ...(isRoot ? rootEnd(width) : commandEnd(command, width)),
  ];
  return blocks
    .filter(({ lines }) => lines.length > 0)
    .map(({ title, lines }) => [...(title === undefined ? [] : [styled(title)]), ...lines, ''])
    .map((lines) => lines.join('\n'))
    .join('\n');
}

function headBlocks(command: Command, width: number): readonly Block[] {
  const { parent } = command;
  const alias = command.alias();
  const short =
    parent === null || alias === undefined ? '' : ` (short: ${pathOf(parent)} ${alias})`;
  const examples = examplesOf(command);
  return [
    { lines: paragraph(`Usage: ${pathOf(command)} ${usageOf(command)}${short}`, width) },
    { lines: paragraph(command.description(), width) },
    { title: 'Examples:', lines: examples.length === 0 ? [] : exampleLines(examples, width) },
  ];
}

function usageOf(command: Command): string {
  return command.commands.length > 0 ? 'COMMAND [options]' : command.usage();
}

function optionBlocks(command: Command, width: number): readonly Block[] {
  const taken = command.registeredArguments.map(
    (one): HelpRow => [argumentTerm(one), optionText(one)],
  );
  const groups = byGroup(command.options).map(({ title, options }) => ({
    title,
    rows: options.map((option): HelpRow => [option.flags, optionText(option)]),
  }));
  const all = [{ title: 'Arguments:', rows: taken }, ...groups];
  const column = meaningColumn(all.flatMap(({ rows }) => rows.map(([term]) => term)));
  return all.map(({ title, rows }) => ({ title, lines: rowLines(rows, width, column) }));
}

function argumentTerm(argument: Argument): string {
  const name = argument.variadic ? `${argument.name()}...` : argument.name();
  return argument.required ? `<${name}>` : `[${name}]`;
}

function commandBlocks(command: Command, width: number): readonly Block[] {
  const shown = shownCommands(command);
  const isRoot = command.parent === null;
  const rowsOf = isRoot ? sharedRow : commandRow;
  const column = meaningColumn(shown.flatMap(rowsOf).map(([term]) => term));
  const titleOf = (one: Command) => one.helpGroup() || 'Commands:';
  return [...new Set(shown.map(titleOf))].map((title) => {
    const rows = shown.filter((one) => titleOf(one) === title).flatMap(rowsOf);
    return { title, lines: rowLines(rows, width, column) };
  });
}

function commandRow(command: Command): readonly HelpRow[] {
  return [[commandTerm(command), command.summary()]];
}

/** The first of commands that share a row stands for all of them. */
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

function rootEnd(width: number): readonly Block[] {
  const codes = exitCodes.filter(({ code }) => code <= 128);
  const codeRows = [
    ...codes.map(({ code, meaning }): HelpRow => [String(code).padStart(4), meaning]),
    ['128+', 'ended by a signal such as Ctrl-C; the job keeps running'] as const,
  ];
  const names = topics.map(({ name }) => name).join(', ');
  return [
    { title: 'Exit codes:', lines: rowLines(codeRows, width) },
    {
      lines: [
        'Help for a command: rexctl COMMAND --help',
        `Topics (rexctl help TOPIC): ${names}`,
        globalsLine,
      ].flatMap((line) => paragraph(line, width)),
    },
  ];
}

function commandEnd(command: Command, width: number): readonly Block[] {
  const names = topicsOf(command).join(', ');
  return [
    { lines: paragraph(notesOf(command), width) },
    {
      lines: [
        ...(command.commands.length === 0
          ? []
          : [`Help for a command: ${pathOf(command)} COMMAND --help`]),
        ...(names === '' ? [] : [`Topics (rexctl help TOPIC): ${names}`]),
        globalsLine,
      ].flatMap((line) => paragraph(line, width)),
    },
  ];
}
