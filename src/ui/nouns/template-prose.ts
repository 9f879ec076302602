import type { JobTemplateDetail } from '../../jobs/job-template.ts';
import type { InputSheet } from '../../jobs/template-inputs.ts';
import { labelLines } from '../terminal/label-lines.ts';
import { sanitise } from '../terminal/sanitise.ts';
import type { Screen } from '../terminal/screen.ts';
import { inputColumns } from './template-columns.ts';

/**
 * `template show`: what a template is, the inputs a caller can set, own ones before those of
 * included templates, and with `text` the template itself. Loads the table library on a terminal.
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
    ['Id', String(template.id)],
    ['Category', template.job_category],
    ['Provider', template.provider_type],
    ['Runs as', userText(template)],
    ['Job title', template.description_format || null],
    ['Locked', template.locked === true ? 'yes' : null],
    ['Snippet', template.snippet ? 'yes: only other templates can use it' : null],
  ];
}

function userText({ effective_user }: JobTemplateDetail): string | null {
  if (effective_user === null) return null;
  const { value, current_user, overridable } = effective_user;
  const user = current_user === true ? 'the user who starts it' : value || "the server's default";
  if (overridable === null) return user;
  return overridable ? `${user} (or --effective-user)` : `${user} (fixed)`;
}
