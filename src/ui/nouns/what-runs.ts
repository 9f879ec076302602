import type { JobDetail } from '../../jobs/job-invocation.ts';
import { inputMask } from '../../jobs/template-inputs.ts';
import { oneLine } from '../terminal/sanitise.ts';

const longestCommand = 60;
const longestValue = 30;
const mostValues = 3;

/**
 * What a job runs, inside a sentence: a command line in back quotes, else the name of its template.
 */
export function whatRuns(template: string, command: string | undefined): string {
  return command === undefined ? template : quotedCommand(command);
}

/**
 * The template of a job and what it was given: ``Run Command (`uptime`)``, `Patch hosts (packages =
 * vim)`.
 */
export function templateRuns({
  template_name,
  inputs,
}: Pick<JobDetail, 'template_name' | 'inputs'>): string {
  const name = oneLine(template_name ?? 'its template');
  const command = commandOf(inputs ?? []);
  if (command !== undefined) return `${name} (${quotedCommand(command)})`;
  const given = (inputs ?? []).filter(({ value }) => (value ?? '') !== '');
  if (given.length === 0) return name;
  const shown = given
    .slice(0, mostValues)
    .map((one) => `${one.name} = ${brief(one.value ?? '', longestValue)}`);
  return `${name} (${[...shown, ...(given.length > mostValues ? ['...'] : [])].join(', ')})`;
}

/** The line that a command template was given, where it may be shown. */
export function commandOf(
  inputs: readonly { readonly name: string; readonly value: string | null }[],
): string | undefined {
  const value = inputs.find(({ name }) => name === 'command')?.value ?? '';
  return value === '' || value === inputMask ? undefined : value;
}

/** A script is known by its first line that is neither empty nor a comment. */
function quotedCommand(text: string): string {
  return `\`${brief(text, longestCommand)}\``;
}

function brief(text: string, most: number): string {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  const telling = lines.find((line) => !line.trimStart().startsWith('#')) ?? lines[0] ?? '';
  const characters = [...oneLine(telling.trim())];
  if (lines.length <= 1 && characters.length <= most) return characters.join('');
  return `${characters.slice(0, most).join('').trimEnd()} ...`;
}
