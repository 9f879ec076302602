import type { Command, Option } from 'commander';
import type { CommandModel, OptionModel } from '../cli/command-model.ts';
import { collected } from '../cli/options/option-parsers.ts';
import { optionText } from '../cli/options/option-text.ts';
import { commandTree, declarationOf } from './command-tree.ts';
import { argumentSource, optionSource } from './value-sources.ts';

/** The model of all commands; loads all of them. */
export async function wholeCommandModel(): Promise<CommandModel> {
  return commandModel(await commandTree({ version: '' }));
}

/** The model of a command and its subcommands, read from Commander. */
function commandModel(command: Command, parentPath: string | null = null): CommandModel {
  const path = parentPath === null ? '' : `${parentPath} ${command.name()}`.trim();
  const visible = command.createHelp().visibleCommands(command);
  const children = visible.filter((child) => path === '' || child.name() !== 'help');
  return {
    path,
    names: [command.name(), ...command.aliases()],
    summary: command.summary() || command.description(),
    options: command.options.filter(({ hidden }) => !hidden).map(optionModel),
    arguments: command.registeredArguments.map((argument) => ({
      name: argument.name(),
      shown: shownArgument(argument.name(), argument),
      variadic: argument.variadic,
      source: argumentSource(`${path} ${argument.name()}`, argument),
    })),
    schemas: schemasOf(command),
    commands: children.map((child) => commandModel(child, path)),
  };
}

/** The command and all commands below it. */
export function allCommands(model: CommandModel): readonly CommandModel[] {
  return [model, ...model.commands.flatMap(allCommands)];
}

function shownArgument(
  name: string,
  { variadic, required }: { variadic: boolean; required: boolean },
): string {
  const text = variadic ? `${name}...` : name;
  return required ? `<${text}>` : `[${text}]`;
}

function optionModel(option: Option): OptionModel {
  const long = option.long ?? '';
  return {
    flags: option.flags,
    long,
    short: option.short ?? null,
    description: optionText(option),
    repeatable: option.parseArg === collected,
    value: option.required ? 'always' : option.optional ? 'maybe' : 'never',
    source: option.isBoolean() ? { kind: 'none' } : optionSource(option),
  };
}

/** The schemas of a command without options, and with each single option that is allowed alone. */
function schemasOf(command: Command): readonly string[] {
  const declared = declarationOf(command);
  if (declared === undefined || !('answers' in declared)) return [];
  const tried = [{}, ...command.options.map((option) => ({ [option.attributeName()]: true }))];
  const schemas = tried.flatMap((values) => {
    try {
      return declared.answers?.(values)?.schemas ?? [];
    } catch {
      return [];
    }
  });
  return [...new Set(schemas)];
}
