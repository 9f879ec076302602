import * as v from 'valibot';
import type { SchemaName } from '../schema-names.ts';
import { shapes } from '../shapes.ts';

const { schema } = shapes;

const taxonomies = v.array(v.object({ id: v.number(), name: v.string(), title: v.string() }));

const named = v.array(v.object({ id: v.number(), name: v.string() }));

const user = v.object({
  id: v.number(),
  login: v.string(),
  firstname: shapes.nullableText,
  lastname: shapes.nullableText,
  mail: shapes.nullableText,
  admin: shapes.nullableFlag,
  effective_admin: shapes.nullableFlag,
  timezone: shapes.nullableText,
  locale: shapes.nullableText,
  organizations: taxonomies,
  locations: taxonomies,
  default_organization: v.nullable(taxonomies.item),
  default_location: v.nullable(taxonomies.item),
  roles: named,
  usergroups: named,
});

/** The user, the connection, and how well it works. */
export const accountDocuments = {
  account: v.object({
    schema,
    user,
    server: v.object({
      url: v.string(),
      foreman_version: shapes.nullableText,
      api_version: shapes.nullableNumber,
      rex_version: shapes.nullableText,
    }),
    profile: shapes.nullableText,
    credential_source: v.optional(shapes.nullableText),
    current_profile: v.optional(v.string()),
    settings_file: v.optional(v.string()),
    storage: v.pipe(
      v.nullable(v.picklist(['keyring', 'file'])),
      v.description('where the saved password or token is; null where none of the profile is used'),
    ),
    storage_reason: v.pipe(
      v.optional(shapes.nullableText),
      v.description('why it is in the file, where the user did not choose that'),
    ),
    token_name: v.pipe(
      shapes.nullableText,
      v.description('of the personal access token that rexctl created'),
    ),
    token_expires_at: shapes.nullableTime,
  }),
  doctor: v.object({
    schema,
    ok: v.pipe(v.boolean(), v.description('no check failed')),
    checks: v.array(
      v.object({
        check: v.string(),
        status: v.picklist(['ok', 'warning', 'failed', 'unknown']),
        detail: v.string(),
        remedy: shapes.nullableText,
      }),
    ),
  }),
  logout: v.object({
    schema,
    profiles: v.array(
      v.object({
        profile: v.string(),
        server: shapes.nullableText,
        login: shapes.nullableText,
        token_removed: v.boolean(),
        token_revoked: v.pipe(
          shapes.nullableFlag,
          v.description('null without --revoke, and where no token is saved'),
        ),
        sessions_removed: v.number(),
      }),
    ),
    sessions_removed: v.number(),
  }),
} satisfies Partial<Record<SchemaName, v.GenericSchema>>;
