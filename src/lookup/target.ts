import { listBookmarks } from '../api/endpoints/hosts.ts';
import type { Context } from '../cli/context.ts';
import { Failure, refusal } from '../errors.ts';
import type { TargetHost } from '../jobs/job-invocation.ts';
import type { Bookmark } from '../jobs/job-template.ts';
import type { NewJob } from '../jobs/new-job.ts';
import { readSearch, type Search } from '../jobs/search/read-search.ts';
import { equals, idIn } from '../jobs/search/search-query.ts';
import { closest } from '../text/suggestion.ts';
import { hostsOfServer, withoutNamed } from './hosts-of-server.ts';
import { hostsOfSearch, searchToSend } from './search.ts';

/** The target on the command line. */
export type Target =
  | { readonly kind: 'hosts'; readonly names: readonly string[] }
  | { readonly kind: 'search'; readonly query: Search; readonly dynamic: boolean }
  | { readonly kind: 'bookmark'; readonly name: string; readonly dynamic: boolean };

/** The hosts that match now and, for dynamic targeting, the query that the server evaluates. */
export interface ChosenTarget {
  readonly hosts: readonly TargetHost[];
  readonly dynamic: boolean;
  readonly query: string | null;
  readonly bookmarkId: number | null;
}

/**
 * Resolves a target. Searches and bookmarks are resolved here, so that the hosts shown are the
 * hosts sent. There may be none only for a later start with dynamic targeting.
 */
export async function chooseTarget(
  context: Context,
  target: Target,
  exclude: readonly string[],
  later = false,
): Promise<ChosenTarget> {
  const all = await allOf(context, target, later);
  return exclude.length === 0 ? all : { ...all, hosts: await without(context, all.hosts, exclude) };
}

async function without(
  context: Context,
  hosts: readonly TargetHost[],
  exclude: readonly string[],
): Promise<readonly TargetHost[]> {
  const left = await withoutNamed(context, hosts, exclude);
  if (left.length === 0) throw refusal('--exclude removes all hosts. Nothing was sent');
  return left;
}

async function allOf(context: Context, target: Target, later: boolean): Promise<ChosenTarget> {
  if (target.kind === 'hosts') {
    return {
      hosts: await hostsOfServer(context, target.names),
      dynamic: false,
      query: null,
      bookmarkId: null,
    };
  }
  if (target.kind === 'search') {
    const query = await searchToSend(context, target.query);
    const hosts = await hostsOfSearch(context, query, later && target.dynamic);
    return { hosts, dynamic: target.dynamic, query, bookmarkId: null };
  }
  const bookmark = await bookmarkByName(context, target.name);
  // Sent unchanged: the server evaluates its own copy of a dynamic bookmark.
  readSearch(bookmark.query, { where: `bookmark \`${target.name}\``, of: 'hosts' });
  const hosts = await hostsOfSearch(context, bookmark.query, later && target.dynamic);
  return { hosts, dynamic: target.dynamic, query: null, bookmarkId: bookmark.id };
}

/** The targeting of a create: ids, unless the server evaluates the query. */
export function targetingOf(
  target: ChosenTarget,
): Pick<NewJob, 'targeting_type' | 'search_query' | 'bookmark_id'> {
  if (!target.dynamic) {
    return {
      targeting_type: 'static_query',
      search_query: idIn(target.hosts.map((host) => host.id)),
    };
  }
  if (target.bookmarkId !== null)
    return { targeting_type: 'dynamic_query', bookmark_id: target.bookmarkId };
  return { targeting_type: 'dynamic_query', search_query: target.query ?? '' };
}

async function bookmarkByName(context: Context, name: string): Promise<Bookmark> {
  const connection = await context.connection();
  const page = await listBookmarks(connection, {
    search: `controller = hosts and ${equals('name', name)}`,
  });
  const found = page.items.find(
    (bookmark) => bookmark.name === name && bookmark.controller === 'hosts',
  );
  if (found !== undefined) return found;
  const all = await listBookmarks(connection, { search: 'controller = hosts', perPage: 100 });
  const near = closest(
    name,
    all.items.map((bookmark) => bookmark.name),
  );
  throw new Failure('not_found', `no host bookmark \`${name}\`, or not visible to you`, {
    hint: near === undefined ? 'list them: rexctl bookmark list' : `did you mean \`${near}\`?`,
  });
}
