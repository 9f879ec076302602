import type { Context } from '../cli/context.ts';
import { textOfValue } from '../cli/text-source.ts';
import { usageError } from '../errors.ts';
import type { TemplateInput } from '../jobs/job-template.ts';
import {
  checkedInputs,
  type InputSheet,
  missingInputs,
  parseInput,
} from '../jobs/template-inputs.ts';
import { askSecret } from '../ui/terminal/prompt.ts';

/**
 * Values as given by `--input k=v`: `@file`, `-` for standard input, `@@` for a value that begins
 * with `@`.
 */
export async function givenInputs(
  context: Context,
  texts: readonly string[],
): Promise<Record<string, string>> {
  const values: Record<string, string> = Object.create(null);
  let stdinUser: string | undefined;
  for (const text of texts) {
    const { name, value } = parseInput(text);
    if (Object.hasOwn(values, name))
      throw usageError(`input \`${name}\` is given twice`, 'give it once');
    if (value === '-') {
      if (stdinUser !== undefined)
        throw usageError(
          `\`${stdinUser}\` and \`${name}\` cannot both be read from standard input`,
        );
      stdinUser = name;
    }
    values[name] = await textOfValue(context, `input \`${name}\``, value);
  }
  return values;
}

/**
 * Throws a usage `Failure` for all that is wrong or missing already, but for what will be asked
 * for.
 */
export function checkBeforeAsking(
  context: Context,
  sheet: InputSheet,
  given: Readonly<Record<string, string>>,
): void {
  checkedInputs(sheet, given, toAsk(context, sheet, given));
}

function toAsk(
  { io }: Context,
  sheet: InputSheet,
  given: Readonly<Record<string, string>>,
): readonly TemplateInput[] {
  if (!io.canPrompt) return [];
  return missingInputs(sheet, given).filter(
    ({ name, hidden_value }) => hidden_value && !Object.hasOwn(given, name),
  );
}

/**
 * Checks the values against the template and asks for hidden ones that are required and missing,
 * without echo; where nobody can be asked, that is an error naming them.
 */
export async function completeInputs(
  context: Context,
  sheet: InputSheet,
  given: Readonly<Record<string, string>>,
): Promise<Readonly<Record<string, string>>> {
  checkBeforeAsking(context, sheet, given);
  const values = { ...given };
  for (const input of toAsk(context, sheet, given))
    values[input.name] = await askHidden(context, input);
  return checkedInputs(sheet, values);
}

export async function askHidden(context: Context, input: TemplateInput): Promise<string> {
  return askSecret(context.io, `Value of hidden input ${input.name}`, {
    instead: `--input ${input.name}=@FILE`,
    signal: context.signal,
  });
}
