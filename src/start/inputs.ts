import type { Context } from '../cli/context.ts';
import {
  isFromElsewhere,
  isStandardInput,
  textOfFile,
  textOfInput,
  textOfValue,
  withoutByteOrderMark,
} from '../cli/text-source.ts';
import type { InputVariable } from '../environment.ts';
import { usageError } from '../errors.ts';
import type { TemplateInput } from '../jobs/job-template.ts';
import {
  checkedInputs,
  hiddenInputs,
  type InputSheet,
  missingInputs,
  parseInput,
} from '../jobs/template-inputs.ts';
import { shellWord } from '../text/shell-word.ts';
import { askSecret } from '../ui/terminal/prompt.ts';
import { askInputs, inputsToAsk } from './asked-inputs.ts';

/** The options that give inputs. */
export interface GivenInputs {
  /** Each as `name=value`. */
  readonly inputs: readonly string[];
  /** A YAML or JSON file with more of them; `-` is standard input. */
  readonly inputsFile: string | undefined;
}

/**
 * Inputs of `--input` and `--inputs-file`, by name. Throws a usage `Failure` for one that both
 * give.
 */
export async function readInputs(
  context: Context,
  { inputs, inputsFile }: GivenInputs,
): Promise<Record<string, string>> {
  const given = await readAssignments(context, inputs);
  if (inputsFile === undefined) return given;
  const filed = await readInputsFile(context, inputsFile);
  const twice = Object.keys(filed).find((name) => Object.hasOwn(given, name));
  if (twice === undefined) return { ...filed, ...given };
  throw usageError(
    `input \`${twice}\` is given by both --input and --inputs-file`,
    'give it only once',
  );
}

/**
 * Values as given by `--input k=v`: `@file`, `-` for standard input, `@@` for a value that begins
 * with `@`.
 */
export async function readAssignments(
  context: Context,
  texts: readonly string[],
): Promise<Record<string, string>> {
  const values: Record<string, string> = Object.create(null);
  let stdinUser: string | undefined;
  for (const text of texts) {
    const { name, value } = parseInput(text);
    if (Object.hasOwn(values, name))
      throw usageError(`input \`${name}\` is given twice`, 'give it only once');
    if (isStandardInput(value)) {
      if (stdinUser !== undefined)
        throw usageError(
          `\`${stdinUser}\` and \`${name}\` cannot both be read from standard input`,
          `read one from a file: --input ${shellWord(name)}=@FILE`,
        );
      stdinUser = name;
    }
    values[name] = await textOfValue(context, `input \`${name}\``, value);
  }
  return values;
}

/**
 * Inputs of `--inputs-file`: a YAML or JSON file, `-` for standard input. Throws a usage `Failure`
 * for one that cannot be read or has more than names and values.
 */
async function readInputsFile(context: Context, path: string): Promise<Record<string, string>> {
  const text =
    path === '-' ? await textOfInput(context) : await textOfFile(context, '--inputs-file', path);
  const { yamlValues } = await import('./yaml-values.ts');
  try {
    return yamlValues(withoutByteOrderMark(text));
  } catch (error) {
    throw usageError(
      `--inputs-file \`${path}\`: ${error instanceof Error ? error.message : String(error)}`,
      'write one input per line: name: value',
    );
  }
}

/**
 * Throws a usage `Failure` for a hidden value on the command line, which everybody on this machine
 * could read.
 */
export function refuseShownHidden(sheet: InputSheet, texts: readonly string[]): void {
  const hidden = hiddenNames(sheet);
  for (const { name, value } of texts.map(parseInput)) {
    if (!hidden.has(name) || isFromElsewhere(value)) continue;
    throw usageError(
      `hidden input \`${name}\` must not be given on the command line (other users can read it). Nothing was sent`,
      `use --input ${shellWord(name)}=@FILE, --input ${shellWord(name)}=- or the environment variable ${inputVariable(name)}`,
    );
  }
}

/** Values of hidden inputs from the environment, of those that were not given otherwise. */
export function hiddenFromEnvironment(
  { runtime }: Context,
  sheet: InputSheet,
  given: Readonly<Record<string, string>>,
): Record<string, string> {
  const values: Record<string, string> = {};
  for (const name of hiddenNames(sheet)) {
    const value = runtime.env[inputVariable(name)];
    if (value !== undefined && !Object.hasOwn(given, name)) values[name] = value;
  }
  return values;
}

/** `REXCTL_INPUT_DB_PASSWORD` of `db password`. */
function inputVariable(name: string): InputVariable {
  return `REXCTL_INPUT_${name.replaceAll(/[^A-Za-z0-9]/g, '_').toUpperCase()}`;
}

function hiddenNames(sheet: InputSheet): ReadonlySet<string> {
  return new Set(hiddenInputs(sheet).map(({ name }) => name));
}

/**
 * Throws a usage `Failure` for inputs that are wrong or missing, except those that will be asked
 * for, and those of `later`.
 */
export function checkBeforeAsking(
  context: Context,
  sheet: InputSheet,
  given: Readonly<Record<string, string>>,
  later: readonly TemplateInput[] = [],
): void {
  checkedInputs(sheet, given, [...toAsk(context, sheet, given), ...later]);
}

/** Asks for hidden inputs last. */
function toAsk(
  context: Context,
  sheet: InputSheet,
  given: Readonly<Record<string, string>>,
): readonly TemplateInput[] {
  if (!context.io.canPrompt) return [];
  return [...inputsToAsk(context, sheet, given), ...hiddenToAsk(sheet, given)];
}

export function hiddenToAsk(
  sheet: InputSheet,
  given: Readonly<Record<string, string>>,
): readonly TemplateInput[] {
  return missingInputs(sheet, given).filter(
    ({ name, hidden_value }) => hidden_value && !Object.hasOwn(given, name),
  );
}

/**
 * Checks the values against the template and asks for those that are required and missing, hidden
 * ones without echo; without a user to ask that is an error naming them.
 */
export async function completeInputs(
  context: Context,
  sheet: InputSheet,
  given: Readonly<Record<string, string>>,
): Promise<Readonly<Record<string, string>>> {
  checkBeforeAsking(context, sheet, given);
  const shown = await askInputs(context, inputsToAsk(context, sheet, given));
  const values: Record<string, string> = { ...given, ...shown };
  for (const input of context.io.canPrompt ? hiddenToAsk(sheet, given) : [])
    values[input.name] = await askHidden(context, input);
  return checkedInputs(sheet, values);
}

export async function askHidden(context: Context, input: TemplateInput): Promise<string> {
  return askSecret(context.io, `Value of hidden input ${input.name}`, {
    instead: `--input ${shellWord(input.name)}=@FILE`,
    signal: context.signal,
  });
}
