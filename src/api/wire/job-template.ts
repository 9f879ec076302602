import * as v from 'valibot';
import type {
  ForeignInputSet,
  JobTemplate,
  JobTemplateDetail,
  TemplateInput,
} from '../../jobs/job-template.ts';
import { flag, id, maybeId, name, text } from './fields.ts';

const templateEntries = {
  id,
  name,
  job_category: text,
  provider_type: text,
  snippet: v.fallback(v.boolean(), false),
  description_format: text,
};

/** A row of the index. */
export const templateRow: v.GenericSchema<unknown, JobTemplate> = v.object(templateEntries);

/** The response of show. It lacks details of inputs, which the list of inputs has. */
export const templateDetail: v.GenericSchema<unknown, JobTemplateDetail> = v.object({
  ...templateEntries,
  template: text,
  description: text,
  locked: flag,
  effective_user: v.fallback(
    v.nullable(v.object({ value: text, current_user: flag, overridable: flag })),
    null,
  ),
});

/** An input of a template. Only `user` inputs can be set; the server fills in the others. */
export const templateInput: v.GenericSchema<unknown, TemplateInput> = v.object({
  id,
  name,
  input_type: v.fallback(v.string(), 'user'),
  description: text,
  required: v.fallback(v.boolean(), false),
  default: text,
  hidden_value: v.fallback(v.boolean(), false),
  options: v.fallback(v.nullable(v.array(v.string())), null),
});

/** A list of names, which the server sends as text or as an array. */
const nameList = v.pipe(
  v.fallback(v.nullable(v.union([v.string(), v.array(v.string())])), null),
  v.transform((value) => {
    const names = typeof value === 'string' ? value.split(',') : (value ?? []);
    return names.map((one) => one.trim()).filter((one) => one !== '');
  }),
);

/** A row of the foreign input sets of a template. */
export const foreignInputSet: v.GenericSchema<unknown, ForeignInputSet> = v.object({
  id,
  target_template_id: id,
  target_template_name: text,
  include_all: v.fallback(v.boolean(), false),
  include: nameList,
  exclude: nameList,
});

/** A feature in list and show. */
export const featureEntries = {
  id,
  label: name,
  name,
  description: text,
  job_template_id: maybeId,
  job_template_name: text,
};
