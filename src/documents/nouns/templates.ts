import * as v from 'valibot';
import type { SchemaName } from '../schema-names.ts';
import { shapes } from '../shapes.ts';

const { schema } = shapes;

const taxonomyCount = v.pipe(
  shapes.nullableNumber,
  v.description('how many match; null: only those of the account could be read'),
);

/** What commands can name: templates, features, bookmarks, organizations and locations. */
export const templateDocuments = {
  templates: v.object({ schema, templates: v.array(shapes.template) }),
  template: v.object({
    schema,
    template: v.object({
      ...shapes.template.entries,
      description: shapes.nullableText,
      locked: shapes.nullableFlag,
      effective_user: v.nullable(
        v.object({
          value: shapes.nullableText,
          current_user: shapes.nullableFlag,
          overridable: shapes.nullableFlag,
        }),
      ),
      template: v.optional(shapes.nullableText),
      inputs: v.array(shapes.templateInput),
      foreign_inputs: v.array(shapes.templateInput),
    }),
  }),
  features: v.object({ schema, features: v.array(shapes.feature) }),
  bookmarks: v.object({
    schema,
    bookmarks: v.array(shapes.bookmark),
    subtotal: v.pipe(v.number(), v.description('how many bookmarks match')),
  }),
  organizations: v.object({
    schema,
    organizations: v.array(shapes.taxonomy),
    subtotal: taxonomyCount,
  }),
  locations: v.object({ schema, locations: v.array(shapes.taxonomy), subtotal: taxonomyCount }),
} satisfies Partial<Record<SchemaName, v.GenericSchema>>;
