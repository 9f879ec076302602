import type { Command, Option } from 'commander';
import type { CommandModel, LiveKind, OptionModel, ValueSource } from '../cli/command-model.ts';
import { collected } from '../cli/options/option-parsers.ts';
import { isListOption, optionText } from '../cli/options/option-text.ts';
import { commandTree } from './command-tree.ts';

/** The whole tree, every command loaded. */
export async function wholeCommandModel(): Promise<CommandModel> {
  return commandModel(await commandTree({ version: '' }));
}

/** A command and all below it, read from Commander. */
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
      source: sourceOf(argument.name(), argument),
    })),
    commands: children.map((child) => commandModel(child, path)),
  };
}

/** The command itself and all below it. */
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
    source: option.isBoolean() ? { kind: 'none' } : sourceOf(long.slice(2), option),
  };
}

const live: Readonly<Record<string, LiveKind>> = {
  job: 'jobs',
  jobs: 'jobs',
  template: 'templates',
  feature: 'features',
  host: 'hosts',
  hosts: 'hosts',
  series: 'series',
  category: 'categories',
};

/** The words that are declared, or by name: `--ca-file` takes a file, `<job>` a job. */
function sourceOf(
  name: string,
  described: { readonly argChoices?: readonly string[] },
): ValueSource {
  if (isListOption(described)) return { kind: 'list', words: described.listed };
  const { argChoices } = described;
  if (argChoices !== undefined) return { kind: 'words', words: argChoices };
  if (/(^|-)file$/.test(name) || name === 'resume' || name === 'script') return { kind: 'file' };
  if (/(^|-)dir$/.test(name)) return { kind: 'directory' };
  const of = live[name];
  return of === undefined ? { kind: 'none' } : { kind: 'live', of };
}
