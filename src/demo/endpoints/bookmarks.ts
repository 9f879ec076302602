import { type EndpointContext, type Route, route } from '../http/endpoint-context.ts';
import { json, type Reply, resourceNotFound } from '../http/http-errors.ts';
import { indexReply } from '../http/paging.ts';
import { toInteger } from '../http/ruby.ts';
import type { SearchFields } from '../search/index.ts';
import { byName } from '../world/visibility.ts';
import type { DemoBookmark } from '../world/world-records.ts';

/** The routes of bookmarks, which return a user's own and the public ones. */
export const bookmarkRoutes: readonly Route[] = [
  route('GET', '/api/bookmarks', index, 'view_bookmarks'),
  route('GET', '/api/bookmarks/:id', show, 'view_bookmarks'),
];

const fields: SearchFields<DemoBookmark> = {
  name: { type: 'string', get: (bookmark) => bookmark.name, freeText: true },
  controller: { type: 'string', get: (bookmark) => bookmark.controller },
};

function visible(endpoint: EndpointContext): DemoBookmark[] {
  const own = (bookmark: DemoBookmark) => bookmark.public || bookmark.owner_id === endpoint.user.id;
  return endpoint.foreman.world.bookmarks.filter(own).sort(byName);
}

const view = (bookmark: DemoBookmark) => ({
  name: bookmark.name,
  controller: bookmark.controller,
  query: bookmark.query,
  public: bookmark.public,
  id: bookmark.id,
  owner_id: bookmark.owner_id,
  owner_type: 'User',
});

function index(endpoint: EndpointContext): Reply {
  return json(indexReply(visible(endpoint), endpoint.params, fields, endpoint.foreman.time, view));
}

function show(endpoint: EndpointContext): Reply {
  const id = endpoint.path.id ?? '';
  const bookmark = visible(endpoint).find((one) => one.id === toInteger(id) || one.name === id);
  if (bookmark === undefined) throw resourceNotFound('bookmark', id);
  return json(view(bookmark));
}
