import { refuseConflicts, refuseUnmetNeeds } from '../cli/option-rules.ts';
import { usageError } from '../errors.ts';
import { type ChosenCommand, commandTree, StoppedReading } from './command-tree.ts';

interface CommandLineSettings {
  readonly version: string;
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
  if (argv.length === 0) tree.outputHelp();
  else
    await tree.parseAsync([...argv], { from: 'user' }).catch(async (error: unknown) => {
      if (!(error instanceof StoppedReading)) throw error;
      if (error.reason.exitCode === 0) return;
      const { commandLineFailure } = await import('./usage-errors.ts');
      throw await commandLineFailure(error, argv, () => commandTree(settings));
    });
  const [one = null] = chosen;
  if (one !== null) refuseContradictions(one);
  return one;
}

function refuseContradictions({ command, globals, values }: ChosenCommand): void {
  if (globals.json === true && globals.format !== 'json')
    throw usageError(
      `--json and --format ${globals.format} cannot be used together`,
      'use only one',
    );
  refuseConflicts(command.conflicts, values);
  refuseUnmetNeeds(command.needs, values);
}
