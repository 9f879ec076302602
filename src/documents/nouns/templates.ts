import * as v from 'valibot';
import type { SchemaName } from '../schema-names.ts';
import { described, flagOrNull, list, number, numberOrNull, textOrNull } from '../shapes/fields.ts';
import { shapes } from '../shapes.ts';

const { schema } = shapes;

const taxonomyCount = numberOrNull('how many match; null: only those of the account could be read');

const effectiveUser = v.object({
  value: textOrNull("user that the script runs as; null: the server's default"),
  current_user: flagOrNull('true: the user who starts the job'),
  overridable: flagOrNull('true: --effective-user changes it'),
});

const shownTemplate = v.object({
  ...shapes.template.entries,
  description: textOrNull('what the template is for'),
  locked: flagOrNull('true: the template cannot be changed'),
  effective_user: described(
    v.nullable(effectiveUser),
    'user on the hosts; null: not returned by this server',
  ),
  template: v.optional(textOrNull('only with --text: the text of the template')),
  inputs: list(shapes.templateInput, 'inputs of the template'),
  foreign_inputs: list(shapes.templateInput, 'inputs of the templates that it includes'),
});

/**
 * The documents about things that commands can name: templates, features, bookmarks, organizations
 * and locations.
 */
export const templateDocuments = {
  templates: v.object({ schema, templates: list(shapes.template, 'templates that match') }),
  template: v.object({ schema, template: described(shownTemplate, 'the template') }),
  features: v.object({ schema, features: list(shapes.feature, 'features that match') }),
  bookmarks: v.object({
    schema,
    bookmarks: list(shapes.bookmark, 'bookmarks that match'),
    subtotal: number('how many match'),
  }),
  organizations: v.object({
    schema,
    organizations: list(shapes.taxonomy, 'organizations that match'),
    subtotal: taxonomyCount,
  }),
  locations: v.object({
    schema,
    locations: list(shapes.taxonomy, 'locations that match'),
    subtotal: taxonomyCount,
  }),
} satisfies Partial<Record<SchemaName, v.GenericSchema>>;
