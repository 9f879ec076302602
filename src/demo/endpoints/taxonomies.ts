import { type EndpointContext, type Route, route } from '../http/endpoint-context.ts';
import { json, type Reply } from '../http/http-errors.ts';
import { indexReply } from '../http/paging.ts';
import { formatTime } from '../jobs/zone.ts';
import type { SearchFields } from '../search/index.ts';
import { subtrees } from '../world/visibility.ts';
import type { DemoTaxonomy } from '../world/world-records.ts';

/** The routes of organizations and locations: a user's own, all for an administrator. */
export const taxonomyRoutes: readonly Route[] = [
  route(
    'GET',
    '/api/organizations',
    (endpoint) =>
      index(endpoint, {
        all: endpoint.foreman.world.organizations,
        own: endpoint.user.organization_ids,
        fields: { ...texts, organization_id: id },
      }),
    'view_organizations',
  ),
  route(
    'GET',
    '/api/locations',
    (endpoint) =>
      index(endpoint, {
        all: endpoint.foreman.world.locations,
        own: endpoint.user.location_ids,
        fields: { ...texts, location_id: id },
      }),
    'view_locations',
  ),
];

const texts: SearchFields<DemoTaxonomy> = {
  name: { type: 'string', get: (one) => one.name, freeText: true },
  title: { type: 'string', get: (one) => one.title, freeText: true },
  description: { type: 'string', get: (one) => one.description },
};
const id: SearchFields<DemoTaxonomy>[string] = { type: 'integer', get: (one) => one.id };

const MADE_AT = Date.UTC(2026, 0, 5, 10, 0);

interface Index {
  readonly all: readonly DemoTaxonomy[];
  readonly own: readonly number[];
  readonly fields: SearchFields<DemoTaxonomy>;
}

/** The index, sorted by title. It also has those below the user's own. */
function index(endpoint: EndpointContext, { all, own, fields }: Index): Reply {
  const visible = subtrees(all, own);
  const rows = all.filter((one) => endpoint.user.admin || visible.has(one.id)).sort(byTitle);
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
    description: one.description,
  });
  return json(indexReply(rows, endpoint.params, fields, endpoint.foreman.time, view));
}

function byTitle(a: DemoTaxonomy, b: DemoTaxonomy): number {
  return a.title < b.title ? -1 : Number(a.title > b.title);
}
