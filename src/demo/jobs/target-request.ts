import type { EndpointContext, Params } from '../http/endpoint-context.ts';
import { errorMessage, internalError, validationFailed } from '../http/http-errors.ts';
import { isBlank, toBoolean, toInteger } from '../http/ruby.ts';
import type { DemoHost } from '../world/world-records.ts';
import type { Targeting } from './job-record.ts';

type NewTargeting = Omit<Targeting, 'id'>;

/** The targets that a create asks for, before any search is run. */
export function requestedTargeting(
  endpoint: EndpointContext,
  job: Params,
  forcedType: 'static_query' | null,
): NewTargeting {
  const bookmarkId = isBlank(job.bookmark_id) ? null : toInteger(job.bookmark_id);
  const query = isBlank(job.search_query)
    ? hostIdsQuery(endpoint, job.host_ids)
    : String(job.search_query);
  if (bookmarkId !== null && query !== null) {
    const text =
      'ERF42-9522 [Foreman::Exception]: Cannot specify both bookmark_id and search_query';
    throw errorMessage(500, text);
  }
  const bookmark = endpoint.foreman.world.bookmarks.find(
    (one) => one.id === bookmarkId && isUsable(endpoint, one),
  );
  const type = forcedType ?? job.targeting_type;
  const problems = [
    ...typeProblems(type),
    ...(bookmark === undefined && query === null ? noQuery : []),
  ];
  if (problems.length > 0) throw validationFailed(`Targeting: ${problems.join(', ')}`);
  return {
    bookmark_id: bookmark?.id ?? null,
    search_query: query,
    targeting_type: type === 'dynamic_query' ? 'dynamic_query' : 'static_query',
    user_id: endpoint.user.id,
    randomized_ordering: toBoolean(job.randomized_ordering),
    host_ids: [],
    resolved: false,
  };
}

const noQuery: readonly string[] = [
  'Bookmark Must select a bookmark or enter a search query',
  'Search query Must select a bookmark or enter a search query',
];

function typeProblems(type: unknown): string[] {
  if (type === 'static_query' || type === 'dynamic_query') return [];
  const notListed = 'Targeting type is not included in the list';
  return isBlank(type) ? ["Targeting type can't be blank", notListed] : [notListed];
}

interface Bookmark {
  readonly controller: string;
  readonly public: boolean;
  readonly owner_id: number;
}

function isUsable({ user }: EndpointContext, bookmark: Bookmark): boolean {
  const listed = bookmark.controller === 'hosts' || bookmark.controller === 'dashboard';
  return listed && (bookmark.public || bookmark.owner_id === user.id);
}

/** The query for `host_ids`: a list becomes `name ^ (…)`, a text is the query itself. */
export function hostIdsQuery(endpoint: EndpointContext, hostIds: unknown): string | null {
  if (isBlank(hostIds)) return null;
  if (typeof hostIds === 'string') return hostIds;
  if (!Array.isArray(hostIds)) throw internalError();
  const names = new Set(hostIds.map((id) => hostByIdOrName(endpoint, id).name));
  return `name ^ (${[...names].join(', ')})`;
}

function hostByIdOrName(endpoint: EndpointContext, id: unknown): DemoHost {
  const { hosts } = endpoint.foreman.world;
  const numeric = typeof id === 'number' || /^\d+$/.test(String(id));
  const host = numeric
    ? hosts.get(toInteger(id))
    : [...hosts.values()].find((one) => one.name === String(id));
  if (host !== undefined) return host;
  const text = numeric
    ? `Couldn't find Host::Managed with 'id'=${toInteger(id)} [WHERE "hosts"."type" = $1]`
    : `can't find record with friendly id: ${JSON.stringify(String(id))}`;
  throw errorMessage(422, text);
}
