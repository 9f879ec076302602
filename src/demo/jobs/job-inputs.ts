import type { Foreman } from '../foreman.ts';
import { errorMessage, internalError, validationFailed } from '../http/http-errors.ts';
import { isBlank, isRecord, isTruthy, toText } from '../http/ruby.ts';
import type { DemoInput, DemoTemplate } from '../world/world-records.ts';

/** The values of a new job by input name: given ones as text, defaults for the others. */
export function jobInputs(
  foreman: Foreman,
  template: DemoTemplate,
  given: unknown,
): Record<string, string> {
  if (isTruthy(given) && !isRecord(given)) throw internalError();
  const inputs = foreman.inputsOf(template).filter((input) => input.input_type === 'user');
  const values = givenValues(template, inputs, isRecord(given) ? given : {});
  for (const input of inputs) {
    if (input.default !== null && isBlank(values[input.name])) values[input.name] = input.default;
  }
  checkInputs(template, inputs, values);
  return values;
}

function givenValues(
  template: DemoTemplate,
  inputs: readonly DemoInput[],
  given: Readonly<Record<string, unknown>>,
): Record<string, string> {
  const values: Record<string, string> = {};
  for (const [name, value] of Object.entries(given)) {
    if (!inputs.some((input) => input.name === name)) {
      const text = `ERF42-4941 [Foreman::Exception]: Unknown input ${name} for template ${template.name}`;
      throw errorMessage(500, text);
    }
    const text = value === null ? '' : toText(value);
    if (text.includes('\0')) throw errorMessage(500, 'string contains null byte');
    values[name] = text;
  }
  return values;
}

function checkInputs(
  template: DemoTemplate,
  inputs: readonly DemoInput[],
  values: Record<string, string>,
): void {
  const name = humanized(template.name);
  const missing = template.inputs.filter(
    (input) => input.required && values[input.name] === undefined,
  );
  if (missing.length > 0) {
    const names = missing.map((input) => input.name).join(', ');
    throw validationFailed(
      `Template ${name}: Not all required inputs have values. Missing inputs: ${names}`,
    );
  }
  for (const input of inputs) {
    const problem = inputProblem(input, values[input.name]);
    if (problem !== null)
      throw validationFailed(`Template ${name}: Input ${input.name}: Value ${problem}`);
  }
}

function inputProblem(input: DemoInput, value: string | undefined): string | null {
  if (value === undefined) return null;
  if (input.required && value.trim() === '') return "can't be blank";
  const listed = input.options === null || value === '' || input.options.includes(value);
  return listed ? null : 'is not included in the list';
}

/** The name of a template in an error message: `T1` → `t1`. */
function humanized(name: string): string {
  return name.toLowerCase().replaceAll('_', ' ');
}

/** The length at which descriptions are cut, in characters. */
const LONGEST_DESCRIPTION = 255;

/**
 * Fills in a description format: `%{input}`, `%{job_category}`, `%{template_name}`; names without a
 * value become `''`.
 */
export function describeJob(
  foreman: Foreman,
  template: DemoTemplate,
  values: Readonly<Record<string, string>>,
  given: string | null,
): string {
  const inputs = foreman.inputsOf(template);
  const format = given ?? template.description_format ?? usualFormat(inputs);
  const hidden = new Set(inputs.filter((input) => input.hidden_value).map((input) => input.name));
  const text = format.replaceAll(/%\{([^}]+)\}/g, (_, name: string) => {
    if (name === 'template_name') return template.name;
    if (name === 'job_category') return template.job_category;
    const value = values[name];
    if (value === undefined) return "''";
    return hidden.has(name) ? '***' : value;
  });
  return text.slice(0, LONGEST_DESCRIPTION);
}

function usualFormat(inputs: readonly DemoInput[]): string {
  const own = inputs.filter((input) => input.input_type === 'user');
  if (own.length === 0) return '%{template_name}';
  return `%{template_name} with inputs ${own.map(({ name }) => `${name}="%{${name}}"`).join(' ')}`;
}
