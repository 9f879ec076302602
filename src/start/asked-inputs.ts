import { asksForMissing, literalValue } from '../cli/asking.ts';
import type { Context } from '../cli/context.ts';
import type { TemplateInput } from '../jobs/job-template.ts';
import type { InputSheet } from '../jobs/template-inputs.ts';
import { alternatives } from '../text/counts.ts';
import { shellWord } from '../text/shell-word.ts';
import { askChoice, askLine } from '../ui/ask/ask.ts';
import { oneLine } from '../ui/terminal/sanitise.ts';

type Inputs = Readonly<Record<string, string>>;

/**
 * Asks for required inputs that were not given, if a user can answer. Hidden inputs are not among
 * them.
 */
export function inputsToAsk(
  context: Context,
  sheet: InputSheet,
  given: Inputs,
  { withDefaults = false } = {},
): readonly TemplateInput[] {
  if (!asksForMissing(context)) return [];
  return sheet.own.filter(
    (input) =>
      input.input_type === 'user' &&
      input.required &&
      !input.hidden_value &&
      !Object.hasOwn(given, input.name) &&
      isAsked(input.default ?? '', withDefaults),
  );
}

/** A default that does not fit one line of a terminal is left to the server. */
function isAsked(usual: string, withDefaults: boolean): boolean {
  return usual === '' || (withDefaults && isOneLine(usual));
}

function isOneLine(text: string): boolean {
  return oneLine(text) === text;
}

/** The values by the names of their inputs. */
export async function askInputs(
  context: Context,
  inputs: readonly TemplateInput[],
): Promise<Inputs> {
  const values: Record<string, string> = Object.create(null);
  for (const input of inputs) values[input.name] = await askInput(context, input);
  return values;
}

/**
 * The words for a command line. Values that cannot be typed, and hidden values, become a file name.
 */
export function inputWords(values: Inputs, hidden: readonly TemplateInput[]): readonly string[] {
  const shown = Object.entries(values).map(
    ([name, value]) => `${name}=${isOneLine(value) ? literalValue(value) : '@FILE'}`,
  );
  const files = hidden.map(({ name }) => `${name}=@FILE`);
  return [...shown, ...files].flatMap((input) => ['--input', input]);
}

function askInput(context: Context, input: TemplateInput): Promise<string> {
  const { name, description, options } = input;
  const message = (description ?? '').trim() === '' ? name : `${name}: ${description}`;
  const initial = input.default ?? '';
  if (options === null || options.includes(''))
    return askLine(context, { message, initial, check: (text) => valueTrouble(input, text) });
  const choices = options.map((value) => ({ value }));
  return askChoice(context, { message, choices, ...(initial === '' ? {} : { initial }) });
}

function valueTrouble({ name, options }: TemplateInput, text: string): string | undefined {
  if (text === '') return `Input ${name} needs a value`;
  if (options !== null && !options.includes(text)) return `Expected ${alternatives(options)}`;
  if (text === '-') return `To send only -, use a file: --input ${shellWord(name)}=@FILE`;
  return undefined;
}
