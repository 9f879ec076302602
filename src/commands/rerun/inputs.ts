import { printCompleted } from '../../cli/asking.ts';
import type { Context } from '../../cli/context.ts';
import { usageError } from '../../errors.ts';
import type { JobDetail } from '../../jobs/job-invocation.ts';
import type { TemplateInput } from '../../jobs/job-template.ts';
import { checkedInputs, hiddenInputs, type InputSheet } from '../../jobs/template-inputs.ts';
import { askInputs, inputsToAsk, inputWords } from '../../start/asked-inputs.ts';
import {
  askHidden,
  completeInputs,
  type GivenInputs,
  hiddenFromEnvironment,
  readInputs,
} from '../../start/inputs.ts';
import { shellWord } from '../../text/shell-word.ts';

/**
 * The inputs of a rerun: those of the first job, or new values. Throws a usage `Failure` for wrong
 * values, and, without a terminal to ask on, for hidden values that the server masks.
 */
export async function knownInputs(
  context: Context,
  job: JobDetail,
  sheet: InputSheet,
  typed: GivenInputs,
): Promise<Readonly<Record<string, string>>> {
  const given = await readInputs(context, typed);
  const fromEnvironment = hiddenFromEnvironment(context, sheet, given);
  const values = { ...readableInputs(job, sheet), ...given, ...fromEnvironment };
  const unknown = unknownInputs(job, sheet, values);
  checkedInputs(sheet, values, [...unknown, ...inputsToAsk(context, sheet, values)]);
  if (unknown.length > 0 && !context.io.canPrompt) throw hiddenUnknown(job, unknown);
  return values;
}

/** Asks for required inputs that the first job did not have, then for hidden values. */
export async function completeRerunInputs(
  context: Context,
  job: JobDetail,
  sheet: InputSheet,
  known: Readonly<Record<string, string>>,
): Promise<Readonly<Record<string, string>>> {
  const shown = await askInputs(context, inputsToAsk(context, sheet, known));
  const values: Record<string, string> = { ...known, ...shown };
  const hidden = unknownInputs(job, sheet, known);
  for (const input of hidden) {
    const value = await askHidden(context, input);
    if (value !== '') values[input.name] = value;
  }
  if (Object.keys(shown).length > 0) await printCompleted(context, inputWords(shown, hidden));
  return completeInputs(context, sheet, values);
}

/** Values of the job that the template still takes and that the server does not mask. */
function readableInputs(job: JobDetail, sheet: InputSheet): Readonly<Record<string, string>> {
  const readable = new Set([...sheet.own, ...sheet.foreign].map(({ name }) => name));
  for (const { name } of hiddenInputs(sheet)) readable.delete(name);
  const values: Record<string, string> = {};
  for (const { name, value } of job.inputs ?? [])
    if (value !== null && readable.has(name)) values[name] = value;
  return values;
}

function unknownInputs(
  job: JobDetail,
  sheet: InputSheet,
  values: Readonly<Record<string, string>>,
): readonly TemplateInput[] {
  return hiddenInputs(sheet).filter(
    (input) => !Object.hasOwn(values, input.name) && mayHaveHad(job, input),
  );
}

/** A hidden input that had no value is left out of the server's answer. */
function mayHaveHad(job: JobDetail, input: TemplateInput): boolean {
  return (
    job.inputs === null || input.required || job.inputs.some((value) => value.name === input.name)
  );
}

function hiddenUnknown(job: JobDetail, inputs: readonly TemplateInput[]): Error {
  const names = inputs.map((input) => `\`${input.name}\``).join(', ');
  return usageError(
    `the server does not return the hidden ${inputs.length === 1 ? 'input' : 'inputs'} ${names} of job ${job.id}. Nothing was sent`,
    inputs.map((input) => `pass it again: --input ${shellWord(input.name)}=@FILE`).join('\n'),
  );
}
