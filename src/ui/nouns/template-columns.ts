import type { JobTemplate, TemplateInput } from '../../jobs/job-template.ts';
import { inputMask } from '../../jobs/template-inputs.ts';
import type { Column } from '../answers/answer.ts';

/** The columns of `template list`. */
export const templateColumns: readonly Column<JobTemplate>[] = [
  { key: 'id', header: 'ID', value: (template) => template.id },
  { key: 'name', header: 'NAME', value: (template) => template.name, shrinks: true },
  { key: 'job_category', header: 'CATEGORY', value: (template) => template.job_category },
  { key: 'provider_type', header: 'PROVIDER', value: (template) => template.provider_type },
  {
    key: 'description_format',
    header: 'DESCRIPTION FORMAT',
    value: (template) => template.description_format,
    optional: true,
  },
  { key: 'snippet', header: 'SNIPPET', value: (template) => template.snippet, optional: true },
];

/** The inputs of one template that a caller can set. */
export const inputColumns: readonly Column<TemplateInput>[] = [
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
  { key: 'hidden_value', header: 'HIDDEN', value: (input) => (input.hidden_value ? 'yes' : 'no') },
  { key: 'description', header: 'DESCRIPTION', value: (input) => input.description, shrinks: true },
];
