import type { Document, Shape } from '../../documents/types.ts';
import type { JobTemplate, JobTemplateDetail, TemplateInput } from '../../jobs/job-template.ts';
import { type InputSheet, inputMask } from '../../jobs/template-inputs.ts';
import type { Column } from '../answers/answer.ts';
import { labelLines } from '../terminal/label-lines.ts';
import { sanitise } from '../terminal/sanitise.ts';
import type { Screen } from '../terminal/screen.ts';

/** The columns of `template list`. */
export const templateColumns: readonly Column<JobTemplate>[] = [
  { key: 'id', header: 'ID', value: (template) => template.id },
  { key: 'name', header: 'NAME', value: (template) => template.name },
  {
    key: 'job_category',
    header: 'CATEGORY',
    value: (template) => template.job_category,
    shrinks: true,
  },
  {
    key: 'provider_type',
    header: 'PROVIDER',
    value: (template) => template.provider_type,
    shrinks: true,
  },
  {
    key: 'description_format',
    header: 'DESCRIPTION FORMAT',
    value: (template) => template.description_format,
    shrinks: true,
    optional: true,
  },
  { key: 'snippet', header: 'SNIPPET', value: (template) => template.snippet, optional: true },
];

/** The columns of the table of inputs that a user can set. */
const inputColumns: readonly Column<TemplateInput>[] = [
  { key: 'name', header: 'INPUT', value: (input) => input.name },
  { key: 'required', header: 'REQUIRED', value: (input) => (input.required ? 'yes' : 'no') },
  {
    key: 'default',
    header: 'DEFAULT',
    value: (input) => (input.hidden_value && input.default !== null ? inputMask : input.default),
    shrinks: true,
  },
  {
    key: 'options',
    header: 'OPTIONS',
    value: (input) => input.options?.join(', ') ?? null,
    shrinks: true,
  },
  {
    key: 'hidden_value',
    header: 'HIDDEN',
    value: (input) => (input.hidden_value ? 'yes' : 'no'),
    goesFirst: true,
  },
  { key: 'description', header: 'DESCRIPTION', value: (input) => input.description, shrinks: true },
];

/** A job template of a list as JSON. */
export function templateDocument(template: JobTemplate): Shape<'template'> {
  return {
    id: template.id,
    name: template.name,
    job_category: template.job_category,
    provider_type: template.provider_type,
    snippet: template.snippet,
    description_format: template.description_format,
  };
}

/** A job template of `template show` as JSON, without its text and inputs. */
export function templateDetailDocument(
  template: JobTemplateDetail,
): Omit<Document<'template'>['template'], 'template' | 'inputs' | 'foreign_inputs'> {
  return {
    ...templateDocument(template),
    description: template.description,
    locked: template.locked,
    effective_user: template.effective_user,
  };
}

/** An input of a template as JSON; only those of `input_type` `user` can be set. */
export function inputDocument(input: TemplateInput): Shape<'templateInput'> {
  return {
    id: input.id,
    name: input.name,
    input_type: input.input_type,
    description: input.description,
    required: input.required,
    default: input.default,
    hidden_value: input.hidden_value,
    options: input.options,
  };
}

/**
 * The text of `template show`: facts, the inputs that a user can set (own ones before those of
 * included templates) and, with `text`, the template. Loads the table library on a terminal.
 */
export async function templateProse(
  template: JobTemplateDetail,
  sheet: InputSheet,
  options: { readonly text: boolean },
  screen: Screen,
): Promise<string> {
  const { tableText } = await import('../answers/table.ts');
  const inputs = async (title: string, all: InputSheet['own']) => {
    const settable = all.filter((input) => input.input_type === 'user');
    const table = await tableText(settable, inputColumns, screen);
    return settable.length === 0
      ? ''
      : `\n${title === '' ? '' : `${screen.style.bold(title)}\n`}${table}`;
  };
  return [
    `${screen.style.bold(sanitise(template.name, { color: false }))}\n`,
    template.description ? `${sanitise(template.description.trim(), { color: false })}\n` : '',
    screen.isTerminal ? '\n' : '',
    labelLines(factsOf(template), screen),
    (await inputs('', sheet.own)) || '\nNo inputs.\n',
    await inputs('From included templates:', sheet.foreign),
    options.text ? `\n${sanitise((template.template ?? '').trimEnd(), { color: false })}\n` : '',
  ].join('');
}

function factsOf(template: JobTemplateDetail): readonly (readonly [string, string | null])[] {
  return [
    ['ID', String(template.id)],
    ['Category', template.job_category],
    ['Provider', template.provider_type],
    ['Runs as', userText(template)],
    ['Job title', template.description_format || null],
    ['Locked', template.locked === true ? 'yes' : null],
    ['Snippet', template.snippet ? 'yes: only other templates can include it' : null],
  ];
}

function userText({ effective_user }: JobTemplateDetail): string | null {
  if (effective_user === null) return null;
  const { value, current_user, overridable } = effective_user;
  const user = current_user === true ? 'the user who starts it' : value || "the server's default";
  if (overridable === null) return user;
  return overridable ? `${user} (change it with --effective-user)` : `${user} (fixed)`;
}
