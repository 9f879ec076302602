import * as v from 'valibot';
import type { Taxonomy } from '../../jobs/taxonomy.ts';
import type { ApiResponse, Connection } from '../connection.ts';
import { flag, id, maybeId, name, number, text } from '../wire/fields.ts';
import { type Page, parsePage, parseResponse } from '../wire/response.ts';
import { type PageQuery, pageParameters } from './parameters.ts';

/** An organization or location of a user. */
type OwnTaxonomy = Pick<Taxonomy, 'id' | 'name' | 'title'>;

const ownTaxonomy: v.GenericSchema<unknown, OwnTaxonomy> = v.pipe(
  v.object({ id, name, title: text }),
  v.transform((row) => ({ ...row, title: row.title ?? row.name })),
);

/** A row of the lists of organizations and locations. */
const taxonomyRow: v.GenericSchema<unknown, Taxonomy> = v.pipe(
  v.object({ id, name, title: text, parent_id: maybeId, description: text }),
  v.transform((row) => ({ ...row, title: row.title ?? row.name })),
);

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
  organizations: v.fallback(v.array(ownTaxonomy), []),
  locations: v.fallback(v.array(ownTaxonomy), []),
  default_organization: v.fallback(v.nullable(ownTaxonomy), null),
  default_location: v.fallback(v.nullable(ownTaxonomy), null),
  roles: v.fallback(v.array(named), []),
  usergroups: v.fallback(v.array(named), []),
});

/** The logged-in user; lists are empty if the server omits them. */
export type CurrentUser = Readonly<v.InferOutput<typeof currentUser>>;

/** Reads the logged-in user; needs no permission. */
export async function readCurrentUser(connection: Connection): Promise<CurrentUser> {
  const response = await connection.request({
    method: 'GET',
    path: '/api/current_user',
    taxonomy: false,
  });
  return parseResponse(currentUser, response);
}

/** The organizations of the user by title; for administrators all. */
export function listOrganizations(
  connection: Connection,
  query: PageQuery,
): Promise<Page<Taxonomy>> {
  return listTaxonomies(connection, '/api/organizations', query);
}

/** The locations of the user by title; for administrators all. */
export function listLocations(connection: Connection, query: PageQuery): Promise<Page<Taxonomy>> {
  return listTaxonomies(connection, '/api/locations', query);
}

async function listTaxonomies(
  connection: Connection,
  path: string,
  query: PageQuery,
): Promise<Page<Taxonomy>> {
  const response = await connection.request({
    method: 'GET',
    path,
    query: pageParameters(query),
    taxonomy: false,
  });
  return parsePage(taxonomyRow, response);
}

const status = v.object({ result: text, version: text, api_version: number });

/** The version of Foreman; that of Remote Execution is in the capabilities. */
type ServerStatus = Readonly<v.InferOutput<typeof status>>;

/** Reads the status of the server; needs a login, but no permission. */
export async function readStatus(connection: Connection): Promise<ServerStatus> {
  return parseResponse(status, await askStatus(connection));
}

/** The same, with the server's time from the `Date` header. */
export async function readServerTime(
  connection: Connection,
): Promise<ServerStatus & { readonly date: string | null }> {
  const response = await askStatus(connection);
  return { ...parseResponse(status, response), date: response.headers.date ?? null };
}

function askStatus(connection: Connection): Promise<ApiResponse> {
  return connection.request({ method: 'GET', path: '/api/status', taxonomy: false });
}
