import { Command as CommanderCommand, type CommanderError, type Option } from 'commander';
import { type Command, type CommandGroup, optionsOf, type Subcommand } from '../cli/command.ts';
import {
  type GlobalOptions,
  globalOptions,
  globalOptionsWith,
} from '../cli/options/global-options.ts';
import { type Format, formats } from '../ui/answers/answer.ts';
import { commandList, type ListedCommand } from './commands.ts';

/** The command of a command line, with its options. */
export interface ChosenCommand extends DeclaredChoice {
  /** The words of the command line. */
  readonly argv: readonly string[];
}

interface DeclaredChoice {
  /** The name without that of the program, e.g. `schedule cancel`. */
  readonly name: string;
  readonly command: Command;
  readonly globals: GlobalOptions;
  /** Whether an option chose the format. */
  readonly isFormatGiven: boolean;
  /** The values of the command's arguments and options, by their names. */
  readonly values: Readonly<Record<string, unknown>>;
}

interface TreeSettings {
  readonly version: string;
  /** Prints the version. */
  readonly print?: (text: string) => void;
  /** Called with the command of a valid line, also as Commander has it. */
  readonly choose?: (chosen: DeclaredChoice, declared: CommanderCommand) => void;
}

/** Commander stopped reading a command line: an error, or help or version (exit code 0). */
export class StoppedReading extends Error {
  readonly command: CommanderCommand;
  readonly reason: CommanderError;

  constructor(command: CommanderCommand, reason: CommanderError) {
    super(reason.message);
    this.command = command;
    this.reason = reason;
  }
}

const declarations = new WeakMap<CommanderCommand, Command | CommandGroup>();

/** The declaration of a command in the tree, if it was declared in full. */
export function declarationOf(command: CommanderCommand): Command | CommandGroup | undefined {
  return declarations.get(command);
}

/**
 * The command tree. For a fast start, only the command in `argv` is declared in full, the others by
 * name and summary; without `argv` all commands are (completions, README).
 */
export async function commandTree(
  settings: TreeSettings,
  argv?: readonly string[],
): Promise<CommanderCommand> {
  const word = argv === undefined ? undefined : commandName(settings, argv);
  const wanted = commandList.find((listed) => isNamed(listed, word));
  const loaded = await wanted?.load();
  const root = rootCommand(settings, optionsFor(loaded));
  for (const listed of commandList) {
    const declared = named(root, listed).helpGroup(listed.group);
    if (argv === undefined) declare(declared, await listed.load(), settings);
    else if (listed === wanted && loaded !== undefined) declare(declared, loaded, settings);
  }
  return root;
}

/**
 * The global options with the formats of the command; Commander reads them before it knows the
 * command.
 */
function optionsFor(command: Command | CommandGroup | undefined): readonly Option[] {
  const hasFormats = command !== undefined && 'formats' in command && command.formats.length > 0;
  return hasFormats ? globalOptionsWith(command.formats) : globalOptions;
}

function isNamed({ name, alias }: ListedCommand, word: string | undefined): boolean {
  return word !== undefined && (word === name || word === alias);
}

/** The first operand, read by Commander itself, to understand `rexctl --server X list`. */
function commandName(settings: TreeSettings, argv: readonly string[]): string | undefined {
  const [first] = argv;
  if (first === undefined || argv.length === 1 || !first.startsWith('-')) return first;
  try {
    const reader = rootCommand(settings, globalOptionsWith(null)).configureOutput({
      writeOut: () => undefined,
    });
    return reader.parseOptions([...argv]).operands[0];
  } catch {
    return undefined;
  }
}

function rootCommand(
  { version, print = () => undefined }: TreeSettings,
  options: readonly Option[],
): CommanderCommand {
  const root = new CommanderCommand('rexctl')
    .description("Runs and watches remote jobs on many hosts through Foreman's Remote Execution.")
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand(false)
    .showSuggestionAfterError()
    .configureHelp({ formatHelp: () => '' })
    .configureOutput({ writeOut: print, writeErr: () => undefined });
  for (const option of options) root.addOption(option);
  return throwingOnExit(root);
}

/**
 * Makes errors throw; `commandLineFailure` writes their messages, because they depend on the
 * command.
 */
function throwingOnExit(command: CommanderCommand): CommanderCommand {
  return command.exitOverride((reason) => {
    throw new StoppedReading(command, reason);
  });
}

function named(
  parent: CommanderCommand,
  { name, alias, summary, hidden }: Omit<Subcommand, 'command'> & { readonly hidden?: boolean },
): CommanderCommand {
  const declared = throwingOnExit(parent.command(name, { hidden: hidden === true })).summary(
    summary,
  );
  return alias === undefined ? declared : declared.alias(alias);
}

function declare(
  declared: CommanderCommand,
  command: Command | CommandGroup,
  settings: TreeSettings,
): void {
  declared.description(command.description);
  declarations.set(declared, command);
  if ('subcommands' in command) {
    for (const subcommand of command.subcommands)
      declare(named(declared, subcommand), subcommand.command, settings);
    return;
  }
  for (const argument of command.arguments) declared.addArgument(argument);
  for (const option of optionsOf(command)) declared.addOption(option);
  declared.action(() => settings.choose?.(chosenOf(declared, command), declared));
}

function globalsOf(root: CommanderCommand): GlobalOptions {
  const globals = root.opts<GlobalOptions>();
  const isGiven = root.getOptionValueSource('format') === 'cli';
  return { ...globals, isTableAsked: isGiven && globals.format === 'table' };
}

function chosenOf(declared: CommanderCommand, command: Command): DeclaredChoice {
  const values = command.arguments.map((argument, at) => [
    argument.name(),
    declared.processedArgs[at],
  ]);
  let root = declared;
  const names: string[] = [];
  for (; root.parent !== null; root = root.parent) names.unshift(root.name());
  const globals = root.opts<GlobalOptions>();
  const hasFormats = command.formats.length > 0;
  const format = hasFormats ? answerFormat(globals.format) : globals.format;
  return {
    name: names.join(' '),
    command,
    globals: { ...globalsOf(root), format, ...command.globals },
    isFormatGiven: root.getOptionValueSource('format') !== 'default',
    values: {
      ...Object.fromEntries(values),
      ...declared.opts(),
      ...(hasFormats ? { format: globals.format } : {}),
    },
  };
}

/**
 * The format of answers: a format that only this command has counts as `table`, which is for
 * people.
 */
function answerFormat(word: string | undefined): Format {
  return formats.find((format) => format === word) ?? 'table';
}
