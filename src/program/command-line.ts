import type { Command } from 'commander';
import type { GlobalOptions } from '../cli/options/global-options.ts';
import { refuseConflicts, refuseUnmetNeeds } from '../cli/options/option-rules.ts';
import type { Runtime } from '../cli/runtime.ts';
import { usageError } from '../errors.ts';
import { type ChosenCommand, commandTree, StoppedReading } from './command-tree.ts';
import { type HelpScreen, helpText } from './help-layout.ts';
import { refuseUnqueried } from './query-option.ts';

interface CommandLineSettings {
  readonly version: string;
  readonly runtime: HelpRuntime;
  readonly print: (text: string) => void;
}

/**
 * What a command line asks for; `null` when that was help or the version, which then is printed.
 * Throws a usage `Failure` for an invalid line.
 */
export async function readCommandLine(
  argv: readonly string[],
  settings: CommandLineSettings,
): Promise<ChosenCommand | null> {
  const chosen: ChosenCommand[] = [];
  const tree = await commandTree({ ...settings, choose: (one) => chosen.push(one) }, argv);
  if (argv.length === 0) await printHelp(tree, settings);
  else
    await tree.parseAsync([...argv], { from: 'user' }).catch(async (error: unknown) => {
      if (!(error instanceof StoppedReading)) throw error;
      if (error.reason.code === 'commander.version') return;
      if (error.reason.exitCode === 0) return printHelp(error.command, settings);
      const { commandLineFailure } = await import('./usage-errors.ts');
      throw await commandLineFailure(error, argv, () => commandTree(settings));
    });
  const [one = null] = chosen;
  if (one !== null) refuseContradictions(one);
  return one;
}

type HelpRuntime = Pick<Runtime, 'stdin' | 'stdout' | 'stderr' | 'env' | 'platform'>;

async function printHelp(command: Command, settings: CommandLineSettings): Promise<void> {
  settings.print(helpText(command, await helpScreen(command, settings.runtime)));
}

async function helpScreen(command: Command, runtime: HelpRuntime): Promise<HelpScreen> {
  if (!('isTTY' in runtime.stdout && runtime.stdout.isTTY === true))
    return { columns: 80, bold: false };
  const { createIo } = await import('../ui/terminal/io.ts');
  const { color } = command.optsWithGlobals<Partial<GlobalOptions>>();
  const { columns, colorLevel } = createIo({ ...runtime, color, noInput: true }).out;
  return { columns, bold: colorLevel > 0 };
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
