import * as v from 'valibot';
import type { SchemaName } from '../schema-names.ts';
import {
  described,
  flag,
  flagOrNull,
  list,
  number,
  numberOrNull,
  text,
  textOrNull,
  timeOrNull,
} from '../shapes/fields.ts';
import { shapes } from '../shapes.ts';

const { schema } = shapes;

const named = v.object({ id: number('id on the server'), name: text('name on the server') });

const titled = v.object({
  ...named.entries,
  title: text('all names from the top to this one: A/B'),
});

const user = v.object({
  id: number('id of the user'),
  login: text('login of the user'),
  firstname: textOrNull('first name'),
  lastname: textOrNull('last name'),
  mail: textOrNull('email address'),
  admin: flagOrNull('true: the user is an administrator'),
  effective_admin: flagOrNull('true: the user, or a group of the user, is an administrator'),
  timezone: textOrNull('time zone of the account; null: that of the server'),
  locale: textOrNull('language of the account'),
  organizations: list(titled, 'organizations of the user'),
  locations: list(titled, 'locations of the user'),
  default_organization: described(v.nullable(titled), 'organization after the login'),
  default_location: described(v.nullable(titled), 'location after the login'),
  roles: list(named, 'roles of the user'),
  usergroups: list(named, 'groups of the user'),
});

const server = v.object({
  url: text('address of the server'),
  foreman_version: textOrNull('version of Foreman'),
  api_version: numberOrNull('version of its API'),
  rex_version: textOrNull('version of Remote Execution'),
});

const check = v.object({
  check: text('what was checked'),
  status: described(v.picklist(['ok', 'warning', 'failed', 'unknown']), 'result of the check'),
  detail: text('what was found'),
  remedy: textOrNull('what to do about it; null: nothing'),
});

/** The documents about user and connection, and about checks of them. */
export const accountDocuments = {
  account: v.object({
    schema,
    user: described(user, 'the logged-in user'),
    server: described(server, 'the server and its versions'),
    profile: textOrNull('profile in use; null: none'),
    credential_source: v.optional(textOrNull('where the password or token comes from')),
    current_profile: v.optional(text('profile of commands without --profile')),
    settings_file: v.optional(text('path of the settings file')),
    storage: described(
      v.nullable(v.picklist(['keyring', 'file'])),
      'where the password or token is saved; null: none of the profile is used',
    ),
    storage_reason: v.optional(
      textOrNull(
        'why it is saved in the file; null: the user chose that, or it is not in the file',
      ),
    ),
    token_name: textOrNull('name of the personal access token that rexctl created'),
    token_expires_at: timeOrNull('when that token expires; null: never, or unknown'),
  }),
  doctor: v.object({
    schema,
    ok: flag('true: no check failed'),
    checks: list(check, 'checks in the order in which they ran'),
  }),
  logout: v.object({
    schema,
    profiles: list(
      v.object({
        profile: text('name of the profile'),
        server: textOrNull('address of its server'),
        login: textOrNull('login of its user'),
        token_removed: flag('true: a saved password or token was deleted'),
        token_revoked: flagOrNull(
          'true: the token was revoked on the server; null: without --revoke, or no token was saved',
        ),
        sessions_removed: number('saved sessions that were deleted'),
      }),
      'profiles that were logged out',
    ),
    sessions_removed: number('saved sessions that were deleted, of all profiles'),
  }),
} satisfies Partial<Record<SchemaName, v.GenericSchema>>;
