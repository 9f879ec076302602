import { type Failure, usageError } from '../errors.ts';
import { alternatives } from '../text/counts.ts';
import { shellWord } from '../text/shell-word.ts';
import { closest } from '../text/suggestion.ts';
import type { InputValue } from './job-invocation.ts';
import type { TemplateInput } from './job-template.ts';

/** The inputs of a template, and of the templates that it includes. */
export interface InputSheet {
  readonly template: string;
  readonly own: readonly TemplateInput[];
  /** Inputs of included templates; the server never requires them. */
  readonly foreign: readonly TemplateInput[];
}

/** The inputs that can be set and whose values the server hides. */
export function hiddenInputs(sheet: InputSheet): readonly TemplateInput[] {
  return settableInputs(sheet).filter((input) => input.hidden_value);
}

/** What the server shows instead of a hidden value. */
export const inputMask = '*****';

/**
 * Marks the inputs as hidden that have the mask as value. The template may have changed since, and
 * the mask must not be sent as a value.
 */
export function withMasked(sheet: InputSheet, values: readonly InputValue[]): InputSheet {
  const masked = new Set(values.filter(({ value }) => value === inputMask).map(({ name }) => name));
  const hide = (input: TemplateInput) =>
    masked.has(input.name) ? { ...input, hidden_value: true } : input;
  return { ...sheet, own: sheet.own.map(hide), foreign: sheet.foreign.map(hide) };
}

/** Throws a usage `Failure` if a value is the mask, e.g. copied from a job. */
export function refuseMask(name: string, value: string, flag: string): void {
  if (value !== inputMask) return;
  throw usageError(
    `${name} is \`${inputMask}\`, which the server shows instead of a hidden value`,
    `give the real value: ${flag}`,
  );
}

/**
 * Checks names, options and required values, because the server answers 500 for each mistake.
 * `later`: inputs that may still be missing.
 */
export function checkedInputs(
  sheet: InputSheet,
  given: Readonly<Record<string, string>>,
  later: readonly TemplateInput[] = [],
): Readonly<Record<string, string>> {
  for (const [name, value] of Object.entries(given)) checkValue(sheet, name, value);
  const missing = missingInputs(sheet, given).filter((input) => !later.includes(input));
  if (missing.length > 0) {
    throw usageError(
      `template \`${sheet.template}\` needs ${missing.length === 1 ? 'input' : 'inputs'} ${missing.map((input) => `\`${input.name}\``).join(', ')}`,
      missing
        .map(
          ({ name, hidden_value }) =>
            `add --input ${shellWord(name)}=${hidden_value ? '@FILE' : 'VALUE'}`,
        )
        .join('\n'),
    );
  }
  return given;
}

/** Required inputs without a default that were not given, or are empty. */
export function missingInputs(
  sheet: InputSheet,
  given: Readonly<Record<string, string>>,
): TemplateInput[] {
  return sheet.own.filter(
    (input) =>
      input.input_type === 'user' &&
      input.required &&
      (Object.hasOwn(given, input.name) ? given[input.name] === '' : (input.default ?? '') === ''),
  );
}

/** An input that can be set. Throws a usage `Failure` for an unknown name. */
export function settableInput(sheet: InputSheet, name: string): TemplateInput {
  const settable = settableInputs(sheet);
  const input = settable.find((known) => known.name === name);
  if (input === undefined) throw unknownInput(sheet.template, settable, name);
  return input;
}

function settableInputs({ own, foreign }: InputSheet): readonly TemplateInput[] {
  return [...own, ...foreign].filter((input) => input.input_type === 'user');
}

function checkValue(sheet: InputSheet, name: string, value: string): void {
  const input = settableInput(sheet, name);
  refuseMask(`input \`${name}\``, value, `--input ${shellWord(name)}=@FILE`);
  if (value.includes('\0')) {
    throw usageError(`input \`${name}\` contains a NUL byte, which the server cannot store`);
  }
  const allowed =
    input.options === null || input.options.includes(value) || (value === '' && !input.required);
  if (!allowed) {
    throw usageError(
      `invalid value${input.hidden_value ? '' : ` \`${value}\``} of input \`${name}\`: expected ${alternatives(input.options ?? [])}`,
    );
  }
}

function unknownInput(template: string, settable: readonly TemplateInput[], name: string): Failure {
  const names = settable.map((input) => input.name);
  const near = closest(name, names);
  const end =
    near === undefined
      ? `; it has ${names.length === 0 ? 'no inputs' : `the inputs ${names.join(', ')}`}`
      : `; did you mean \`${near}\`?`;
  return usageError(`unknown input \`${name}\` of template \`${template}\`${end}`);
}

/** Parses `name=value`, split at the first `=`; the value is not changed. */
export function parseInput(text: string): { readonly name: string; readonly value: string } {
  const at = text.indexOf('=');
  if (at < 1) throw usageError(`invalid input \`${text}\`: expected name=value`);
  return { name: text.slice(0, at), value: text.slice(at + 1) };
}
