import { Option } from '@commander-js/extra-typings';
import { isMachine } from '../cli/command-output.ts';
import type { Context } from '../cli/context.ts';
import { usageError } from '../errors.ts';
import { rerunMarkerOf } from '../jobs/description.ts';
import type { JobDetail } from '../jobs/job-invocation.ts';
import { shellWord } from '../text/shell-word.ts';
import {
  type LineTemplate,
  namesField,
  parseLineTemplate,
  type TemplatedLines,
} from '../ui/follow/line-template.ts';

/** `--line-template` as it was typed, and what it means. */
export interface TypedTemplate {
  readonly text: string;
  readonly template: LineTemplate;
}

/** The option of every command that prints lines of hosts. */
export function lineTemplateOption(when = '') {
  return new Option(
    '--line-template <template>',
    `${when}print each line in this form, e.g. '{time} {host:20} {text}'`,
  ).argParser((text): TypedTemplate => ({ text, template: parseLineTemplate(text) }));
}

/** Formats for programs have no lines that a template could change. */
export function refuseTemplated(
  { globals }: Context,
  template: TypedTemplate | null | undefined,
): void {
  if (template === null || template === undefined || !isMachine(globals.format)) return;
  throw usageError(
    `--line-template cannot be used with ${globals.format}`,
    'each line there has the fields `timestamp`, `stream` and `text`',
  );
}

/** Without `{time}` in the template, `--timestamps` would have no effect. */
export function refuseUnusedTimes(template: TypedTemplate | undefined): void {
  if (template === undefined || namesField(template.text, 'time')) return;
  throw usageError('--timestamps needs `{time}` in --line-template', 'add {time} to the template');
}

/** Prepares the template for the lines of this job. */
export function templatedLinesOf(
  template: TypedTemplate | null | undefined,
  { id, description }: JobDetail,
): TemplatedLines | undefined {
  if (template === null || template === undefined) return undefined;
  return { template: template.template, job: { id, attempt: rerunMarkerOf(description).attempt } };
}

/** The option to type for the same form, with a space before it; `''` without a template. */
export function templateWords(template: TypedTemplate | null | undefined): string {
  return template === null || template === undefined
    ? ''
    : ` --line-template ${shellWord(template.text)}`;
}
