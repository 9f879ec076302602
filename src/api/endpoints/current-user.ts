import * as v from 'valibot';
import type { Connection } from '../connection.ts';
import { flag, id, name, text } from '../wire/fields.ts';
import { parseResponse } from '../wire/parse-response.ts';
import { taxonomyRow } from '../wire/taxonomy.ts';

const named = v.object({ id, name });

const currentUser = v.object({
  id,
  login: name,
  firstname: text,
  lastname: text,
  mail: text,
  admin: flag,
  effective_admin: flag,
  timezone: text,
  locale: text,
  organizations: v.fallback(v.array(taxonomyRow), []),
  locations: v.fallback(v.array(taxonomyRow), []),
  default_organization: v.fallback(v.nullable(taxonomyRow), null),
  default_location: v.fallback(v.nullable(taxonomyRow), null),
  roles: v.fallback(v.array(named), []),
  usergroups: v.fallback(v.array(named), []),
});

/** The user that the server takes us for; lists are empty where the server does not tell them. */
export type CurrentUser = Readonly<v.InferOutput<typeof currentUser>>;

/** Who the server takes us for; needs no permission. */
export async function readCurrentUser(connection: Connection): Promise<CurrentUser> {
  const answer = await connection.request({
    method: 'GET',
    path: '/api/current_user',
    taxonomy: false,
  });
  return parseResponse(currentUser, answer);
}
