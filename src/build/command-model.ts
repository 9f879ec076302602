import type { Command, Option } from 'commander';

/** What may stand behind an option or as an argument, for completion. */
export type ValueSource =
  | { readonly kind: 'none' | 'file' | 'directory' }
  /** One of them, or with `list` several, separated by commas. */
  | { readonly kind: 'words' | 'list'; readonly words: readonly string[] }
  | { readonly kind: 'live'; readonly of: LiveWords };

/** Kinds of `rexctl __complete`. */
export type LiveWords = 'jobs' | 'templates' | 'features' | 'hosts';

export interface OptionModel {
  /** As the help shows it: `-n, --limit <n>`. */
  readonly flags: string;
  readonly long: string;
  /** `-n`, or `null`. */
  readonly short: string | null;
  readonly description: string;
  /** Whether a value follows: `maybe` only in the same word. */
  readonly value: 'never' | 'maybe' | 'always';
  readonly valueName: string;
  readonly source: ValueSource;
}

export interface ArgumentModel {
  readonly name: string;
  /** As the help shows it: `<job>`, `[hosts...]`. */
  readonly shown: string;
  readonly variadic: boolean;
  readonly source: ValueSource;
}

/** A command as completion scripts and tables need it; hidden commands and options are left out. */
export interface CommandModel {
  /** From the top, without the program's name: `template list`; the root is empty. */
  readonly path: string;
  readonly names: readonly string[];
  readonly summary: string;
  readonly group: string;
  readonly options: readonly OptionModel[];
  readonly arguments: readonly ArgumentModel[];
  readonly commands: readonly CommandModel[];
}

/** The whole tree, read from Commander. */
export function commandModel(command: Command, parentPath: string | null = null): CommandModel {
  const path = parentPath === null ? '' : `${parentPath} ${command.name()}`.trim();
  const visible = command.createHelp().visibleCommands(command);
  const children = visible.filter((child) => child.name() !== 'help');
  return {
    path,
    names: [command.name(), ...command.aliases()],
    summary: command.summary() || command.description(),
    group: command.helpGroup(),
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
    description: option.description,
    value: option.required ? 'always' : option.optional ? 'maybe' : 'never',
    valueName: /[<[](.+?)[\]>.]/.exec(option.flags)?.[1] ?? '',
    source: option.isBoolean() ? { kind: 'none' } : sourceOf(long.slice(2), option),
  };
}

const live: Readonly<Record<string, LiveWords>> = {
  job: 'jobs',
  jobs: 'jobs',
  template: 'templates',
  feature: 'features',
  host: 'hosts',
  hosts: 'hosts',
};

interface Described {
  readonly description: string;
  readonly argChoices?: readonly string[] | undefined;
}

/**
 * Names speak: `--ca-file` takes a file, `<job>` a job. A description that ends in a list says what
 * can be listed.
 */
function sourceOf(name: string, { argChoices, description }: Described): ValueSource {
  if (argChoices !== undefined) return { kind: 'words', words: argChoices };
  const list = /: ((?:\w+, )+\w+)(?:;|$)/.exec(description)?.[1];
  if (list !== undefined) return { kind: 'list', words: list.split(', ') };
  if (/(^|-)file$/.test(name) || name === 'resume') return { kind: 'file' };
  if (/(^|-)dir$/.test(name)) return { kind: 'directory' };
  const of = live[name];
  return of === undefined ? { kind: 'none' } : { kind: 'live', of };
}
