import type { Command } from 'commander';
import type { GlobalOptions } from '../cli/options/global-options.ts';
import { refuseConflicts, refuseUnmetNeeds } from '../cli/options/option-rules.ts';
import type { Runtime } from '../cli/runtime.ts';
import { usageError } from '../errors.ts';
import { type ChosenCommand, commandTree, StoppedReading } from './command-tree.ts';
import { helpText } from './help-layout.ts';
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
  const tree = await commandTree(
    { ...settings, choose: (one) => chosen.push({ ...one, argv }) },
    argv,
  );
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

type HelpRuntime = Pick<
  Runtime,
  'stdin' | 'stdout' | 'stderr' | 'env' | 'platform' | 'openPager' | 'interrupts'
>;

async function printHelp(command: Command, { runtime, print }: CommandLineSettings): Promise<void> {
  if (!('isTTY' in runtime.stdout && runtime.stdout.isTTY === true))
    return print(helpText(command, { columns: 80, bold: false }));
  const [{ createIo }, { pagedOutput }] = await Promise.all([
    import('../ui/terminal/io.ts'),
    import('../cli/paged-output.ts'),
  ]);
  const { color, input, pager } = command.optsWithGlobals<Partial<GlobalOptions>>();
  const io = createIo({ ...runtime, color, noInput: true });
  const paged = pagedOutput(io, { input, pager }, runtime);
  const { columns, colorLevel } = (paged ?? io).out;
  const text = helpText(command, { columns, bold: colorLevel > 0 });
  if (paged === undefined) return print(text);
  await paged.out.write(text);
  await paged.end();
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
