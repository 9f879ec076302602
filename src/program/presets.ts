import { isMachine } from '../cli/command-output.ts';
import type { Runtime } from '../cli/runtime.ts';
import type { OpenSettings } from '../settings/open-settings.ts';
import type { Profile } from '../settings/profiles/stored-settings.ts';
import type { ChosenCommand } from './command-tree.ts';

/**
 * Applies the format and columns of the profile to a command line. Only on a terminal, so that
 * presets never change the input of a script; options have priority.
 */
export async function withPresets(
  chosen: ChosenCommand,
  { stdout }: Pick<Runtime, 'stdout'>,
  openSettings: () => Promise<OpenSettings>,
): Promise<ChosenCommand> {
  const isTerminal = 'isTTY' in stdout && stdout.isTTY === true;
  if (!isTerminal || (!takesFormat(chosen) && !takesColumns(chosen))) return chosen;
  const found = await openSettings()
    .then((settings) => profileOf(settings, chosen))
    // Commands that need the settings report their errors.
    .catch(() => undefined);
  return found === undefined ? chosen : withColumns(withFormat(chosen, found.profile), found);
}

interface NamedProfile {
  readonly name: string;
  readonly profile: Profile;
}

function profileOf(settings: OpenSettings, { globals }: ChosenCommand): NamedProfile | undefined {
  const name = settings.profileInUse(globals);
  const profile = settings.stored.profiles[name];
  return profile === undefined ? undefined : { name, profile };
}

/**
 * Whether the profile sets the format. It does not if an option chose one, for commands with their
 * own formats, for follows (users watch and answer them), and for commands that print text.
 */
function takesFormat({ isFormatGiven, command, values }: ChosenCommand): boolean {
  const { isEvents = false, text } = command.answers?.(values) ?? {};
  const isRead = command.isText || isEvents || text !== undefined;
  return !isFormatGiven && command.formats.length === 0 && !isRead;
}

function takesColumns({ command, values, globals }: ChosenCommand): boolean {
  const isTable = globals.format === 'table' && globals.fields === undefined;
  const hasColumns = command.options.some((option) => option.attributeName() === 'columns');
  return isTable && hasColumns && values.columns === undefined;
}

function withFormat(chosen: ChosenCommand, { format }: Profile): ChosenCommand {
  if (format === undefined || !takesFormat(chosen)) return chosen;
  // JSON and YAML have no columns.
  if (chosen.values.columns !== undefined && isMachine(format)) return chosen;
  return { ...chosen, globals: { ...chosen.globals, format } };
}

async function withColumns(
  chosen: ChosenCommand,
  { name, profile }: NamedProfile,
): Promise<ChosenCommand> {
  if (!takesColumns(chosen)) return chosen;
  const { isColumnsKey, presetColumns } = await import('../cli/options/preset-columns.ts');
  const key = `${chosen.name.replaceAll(' ', '_')}_columns`;
  const text = isColumnsKey(key) ? profile[key] : undefined;
  if (!isColumnsKey(key) || text === undefined) return chosen;
  const columns = presetColumns(key, text, `\`${key}\` of profile \`${name}\``);
  return { ...chosen, values: { ...chosen.values, columns } };
}
