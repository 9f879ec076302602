import type { Command } from 'commander';
import type { GlobalOptions } from '../cli/options/global-options.ts';
import { refuseConflicts, refuseUnmetNeeds } from '../cli/options/option-rules.ts';
import { usageError } from '../errors.ts';
import { type ChosenCommand, commandTree, StoppedReading } from './command-tree.ts';
import type { HelpPrinter } from './help/print-help.ts';
import { refuseUnqueried } from './query-option.ts';
import { refuseSwallowed } from './swallowed-option.ts';

interface CommandLineSettings extends HelpPrinter {
  readonly version: string;
}

/**
 * Reads a command line; returns `null` after printing the help or the version. Throws a usage
 * `Failure` if the line is invalid.
 */
export async function readCommandLine(
  argv: readonly string[],
  settings: CommandLineSettings,
): Promise<ChosenCommand | null> {
  const chosen: ChosenCommand[] = [];
  const tree = await commandTree(
    {
      ...settings,
      choose: (one, declared) => {
        refuseSwallowed(declared, argv);
        chosen.push({ ...one, argv });
      },
    },
    argv,
  );
  if (argv.length === 0) await showHelp(tree, settings);
  else
    await tree.parseAsync([...argv], { from: 'user' }).catch(async (error: unknown) => {
      if (!(error instanceof StoppedReading)) throw error;
      if (error.reason.code === 'commander.version') return;
      if (error.reason.exitCode === 0 && !isOfUnknownWord(error.command))
        return showHelp(error.command, settings);
      refuseSwallowed(error.command, argv);
      const { commandLineFailure } = await import('./usage-errors.ts');
      throw await commandLineFailure(error, argv, () => commandTree(settings));
    });
  const [one = null] = chosen;
  if (one !== null) refuseContradictions(one);
  return one;
}

/**
 * Whether `--help` follows an unknown word: for `job-invocation --help`, Commander shows the help
 * of the program.
 */
function isOfUnknownWord({ args, commands }: Command): boolean {
  return commands.length > 0 && args[0] !== undefined && !args[0].startsWith('-');
}

async function showHelp(command: Command, printer: HelpPrinter): Promise<void> {
  const [{ helpBlocks }, { printHelp }] = await Promise.all([
    import('./help/help-blocks.ts'),
    import('./help/print-help.ts'),
  ]);
  const globals = command.optsWithGlobals<Partial<GlobalOptions>>();
  await printHelp(helpBlocks(command), globals, printer);
}

function refuseContradictions(chosen: ChosenCommand): void {
  const { command, globals, values } = chosen;
  const format = command.formats.length > 0 ? values.format : globals.format;
  if (globals.json === true && format !== 'json')
    throw usageError(`--json and --format ${format} cannot be used together`, 'use only one');
  refuseUnqueried(chosen);
  refuseConflicts(command.conflicts, values);
  refuseUnmetNeeds(command.needs, values);
}
