import * as v from 'valibot';
import type { SchemaName } from '../schema-names.ts';
import { shapes } from '../shapes.ts';

const { schema } = shapes;

const savedProfile = v.object({
  name: v.string(),
  current: v.pipe(v.boolean(), v.description('commands without --profile use it')),
  server: shapes.nullableText,
  login: shapes.nullableText,
  credential: v.pipe(
    v.nullable(v.picklist(['credential_command', 'token_file', 'keyring_entry', 'token'])),
    v.description('where the password or token comes from'),
  ),
  organization: shapes.nullableText,
  location: shapes.nullableText,
  host_limit: shapes.nullableNumber,
});

const setting = v.object({
  key: v.string(),
  value: v.pipe(
    v.nullable(v.union([v.string(), v.number(), v.boolean()])),
    v.description('null where nothing is set, and for a secret'),
  ),
  source: v.pipe(
    shapes.nullableText,
    v.description('the option, variable or profile that it comes from, or `default`'),
  ),
});

/** Profiles and their settings. */
export const profileDocuments = {
  profiles: v.object({ schema, profiles: v.array(savedProfile), settings_file: v.string() }),
  profile: v.object({ schema, profile: savedProfile }),
  'profile-imported': v.object({
    schema,
    profile: v.string(),
    dry_run: v.pipe(v.boolean(), v.description('nothing was saved')),
    taken: v.pipe(v.array(v.string()), v.description('keys of the profile')),
    left: v.array(v.object({ setting: v.string(), reason: v.string() })),
    files: v.pipe(v.array(v.string()), v.description('files of hammer that were used')),
    password_file: v.pipe(
      shapes.nullableText,
      v.description('file of hammer with the password in plain text'),
    ),
    storage: v.pipe(
      v.nullable(v.picklist(['keyring', 'file'])),
      v.description('where the password was saved; null: it was not'),
    ),
    storage_reason: v.pipe(
      shapes.nullableText,
      v.description('why it is in the file, where another place was possible'),
    ),
    settings_file: v.string(),
  }),
  'profile-removed': v.object({
    schema,
    profile: v.string(),
    sessions_removed: v.number(),
    current_profile: shapes.nullableText,
  }),
  settings: v.object({
    schema,
    profile: v.string(),
    settings: v.array(setting),
    settings_file: v.string(),
  }),
  setting: v.object({ schema, profile: v.string(), ...setting.entries }),
  'settings-path': v.object({ schema, path: v.string() }),
} satisfies Partial<Record<SchemaName, v.GenericSchema>>;
