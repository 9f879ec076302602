import { type EndpointContext, type Route, route } from '../http/endpoint-context.ts';
import { json, type Reply } from '../http/http-errors.ts';
import { indexReply } from '../http/paging.ts';
import { formatTime } from '../jobs/zone.ts';
import type { SearchFields } from '../search/index.ts';
import type { DemoTaxonomy } from '../world/world-records.ts';

/** Organizations and locations: a user's own ones; an administrator's are all. */
export const taxonomyRoutes: readonly Route[] = [
  route(
    'GET',
    '/api/organizations',
    (endpoint) =>
      index(endpoint, endpoint.foreman.world.organizations, endpoint.user.organization_ids),
    'view_organizations',
  ),
  route(
    'GET',
    '/api/locations',
    (endpoint) => index(endpoint, endpoint.foreman.world.locations, endpoint.user.location_ids),
    'view_locations',
  ),
];

const fields: SearchFields<DemoTaxonomy> = {
  id: { type: 'integer', get: (one) => one.id },
  name: { type: 'string', get: (one) => one.name, freeText: true },
  title: { type: 'string', get: (one) => one.title, freeText: true },
};

const MADE_AT = Date.UTC(2026, 0, 5, 10, 0);

function index(
  endpoint: EndpointContext,
  all: readonly DemoTaxonomy[],
  own: readonly number[],
): Reply {
  const rows = all.filter((one) => endpoint.user.admin || own.includes(one.id));
  const made = formatTime(MADE_AT, endpoint.user.timezone);
  const view = (one: DemoTaxonomy) => ({
    ancestry: one.parent_id === null ? null : String(one.parent_id),
    parent_id: one.parent_id,
    parent_name: all.find((other) => other.id === one.parent_id)?.name ?? null,
    created_at: made,
    updated_at: made,
    id: one.id,
    name: one.name,
    title: one.title,
    description: null,
  });
  return json(indexReply(rows, endpoint.params, fields, endpoint.foreman.time, view));
}
