import * as v from 'valibot';
import { described, flag, flagOrNull, number, numberOrNull, text, textOrNull } from './fields.ts';

/** Things that commands can name: templates, features, bookmarks, organizations and locations. */

export const template = v.object({
  id: number('id of the template'),
  name: text('name of the template'),
  job_category: textOrNull('category of the template'),
  provider_type: textOrNull('what runs its jobs, such as script or Ansible'),
  snippet: flag('true: only other templates can include it'),
  description_format: textOrNull('title of its jobs, with %{input} for the values of inputs'),
});

export const templateInput = v.object({
  id: number('id of the input'),
  name: text('name of the input, for --input NAME=VALUE'),
  input_type: text('where the value comes from: user, fact, variable or puppet_parameter'),
  description: textOrNull('what the input is for'),
  required: flag('true: a job needs a value'),
  default: textOrNull('value of a job that gives none'),
  hidden_value: flag('true: the server does not show the value'),
  options: described(v.nullable(v.array(v.string())), 'allowed values; null: any value'),
});

export const feature = v.object({
  id: number('id of the feature'),
  label: text('label of the feature, for run --feature'),
  name: text('name of the feature'),
  description: textOrNull('what the feature is for'),
  job_template_id: numberOrNull('id of the template that runs for it; null: none'),
  job_template_name: textOrNull('name of that template; null: none, or not visible to you'),
});

export const bookmark = v.object({
  id: number('id of the bookmark'),
  name: text('name of the bookmark, for run --bookmark'),
  query: text('the host search'),
  public: flag('true: other users can use it too'),
});

export const taxonomy = v.object({
  id: number('id on the server'),
  name: text('last part of the title'),
  title: text('all names from the top to this one: A/B'),
  parent_id: numberOrNull('id of the one above; null: it is at the top'),
  description: textOrNull('description on the server'),
  current: flagOrNull(
    'true: an option or the profile names it; null: it may be another one of that name',
  ),
});
