import * as v from 'valibot';
import type { SchemaName } from '../schema-names.ts';
import { described, flag, list, number, numberOrNull, text, textOrNull } from '../shapes/fields.ts';
import { shapes } from '../shapes.ts';

const { schema } = shapes;

const profileName = text('name of the profile');
const settingsFile = text('path of the settings file');

const savedProfile = v.object({
  name: profileName,
  current: flag('true: commands without --profile use it'),
  server: textOrNull('address of the server'),
  login: textOrNull('login of the user'),
  credential: described(
    v.nullable(v.picklist(['credential_command', 'token_file', 'keyring_entry', 'token'])),
    'where the password or token comes from; null: none is saved',
  ),
  organization: textOrNull('organization of the commands'),
  location: textOrNull('location of the commands'),
  host_limit: numberOrNull('more hosts than this need a confirmation; null: the default'),
});

const setting = v.object({
  key: text('name of the key'),
  value: described(
    v.nullable(v.union([v.string(), v.number(), v.boolean()])),
    'value of the key; null: it is not set, or secret',
  ),
  source: textOrNull('the option, variable or profile that the value comes from, or `default`'),
});

/** The documents about profiles and their settings. */
export const profileDocuments = {
  profiles: v.object({
    schema,
    profiles: list(savedProfile, 'the saved profiles'),
    settings_file: settingsFile,
  }),
  profile: v.object({ schema, profile: described(savedProfile, 'the profile') }),
  'profile-imported': v.object({
    schema,
    profile: profileName,
    dry_run: flag('true: nothing was saved'),
    taken: list(v.string(), 'keys that were saved in the profile'),
    left: list(
      v.object({
        setting: text("name of the setting in hammer's configuration"),
        reason: text('why it was not saved'),
      }),
      'settings of hammer that were not saved',
    ),
    files: list(v.string(), 'files of hammer that were read'),
    password_file: textOrNull(
      'file of hammer with the password in plain text; null: there is none',
    ),
    storage: described(
      v.nullable(v.picklist(['keyring', 'file'])),
      'where the password was saved; null: it was not saved',
    ),
    storage_reason: textOrNull(
      'why it is saved in the file; null: the user chose that, or it is not',
    ),
    settings_file: settingsFile,
  }),
  'profile-removed': v.object({
    schema,
    profile: profileName,
    sessions_removed: number('saved sessions that were deleted'),
    current_profile: textOrNull('profile of commands without --profile; null: none is left'),
  }),
  settings: v.object({
    schema,
    profile: profileName,
    settings: list(setting, 'the settings'),
    settings_file: settingsFile,
  }),
  setting: v.object({ schema, profile: profileName, ...setting.entries }),
  'settings-path': v.object({ schema, path: settingsFile }),
} satisfies Partial<Record<SchemaName, v.GenericSchema>>;
