import * as v from 'valibot';
import { usageError } from '../../errors.ts';
import type { HostDetail } from '../../jobs/hosts/host-detail.ts';
import type { TargetHost } from '../../jobs/job-invocation.ts';
import type { Bookmark } from '../../jobs/job-template.ts';
import type { Connection } from '../connection.ts';
import { id, name, text } from '../wire/fields.ts';
import { type Page, parsePage, parseResponse } from '../wire/response.ts';
import { allPages } from './all-pages.ts';
import { type PageQuery, pageParameters, pathId } from './parameters.ts';

const thinHost = v.object({ id, name });

const hostsPerPage = 1000;
/** The longest search in bytes. An address may have 8,000 bytes; the rest is for other parts. */
export const longestSearch = 6000;

const hostDetail = v.pipe(
  v.object({
    id,
    name,
    operatingsystem_name: text,
    hostgroup_name: text,
    hostgroup_title: text,
    organization_name: text,
    location_name: text,
    ip: text,
    execution_status_label: text,
    remote_execution_proxies: v.fallback(v.nullable(v.array(v.object({ name }))), null),
  }),
  v.transform(
    ({
      execution_status_label,
      remote_execution_proxies,
      hostgroup_title,
      ...host
    }): HostDetail => ({
      ...host,
      hostgroup_name: hostgroup_title ?? host.hostgroup_name,
      execution_status: execution_status_label,
      smart_proxies: remote_execution_proxies?.map((proxy) => proxy.name) ?? null,
    }),
  ),
);

/** Reads one host. */
export async function showHost(connection: Connection, hostId: number): Promise<HostDetail> {
  const response = await connection.request({
    method: 'GET',
    path: `/api/hosts/${pathId(hostId)}`,
  });
  return parseResponse(hostDetail, response);
}

/** Lists visible hosts by name, with id and name only: full rows have 2 kB each. */
export async function listHosts(
  connection: Connection,
  query: PageQuery,
): Promise<Page<TargetHost>> {
  const response = await connection.request({
    method: 'GET',
    path: '/api/hosts',
    query: { thin: true, ...pageParameters(query) },
  });
  return parsePage(thinHost, response);
}

/** All hosts that a search matches; without one, all hosts. An empty search is refused. */
export async function allHosts(
  connection: Connection,
  { search }: { readonly search?: string },
): Promise<readonly TargetHost[]> {
  if (search?.trim() === '')
    throw usageError('the host search is empty', "give one, e.g. 'name ~ web'");
  const fetchPage = (page: number, perPage: number) =>
    listHosts(connection, { search, page, perPage });
  return allPages(fetchPage, { perPage: hostsPerPage });
}

/** The hosts that match any of these conditions, in as few requests as possible. */
export async function hostsOfAny(
  connection: Connection,
  conditions: readonly string[],
): Promise<TargetHost[]> {
  const found = new Map<number, TargetHost>();
  for (const search of joinedByOr(conditions))
    for (const host of await allHosts(connection, { search })) found.set(host.id, host);
  return [...found.values()];
}

function joinedByOr(conditions: readonly string[]): string[] {
  const searches: string[] = [];
  for (const condition of conditions) {
    const longer = `${searches.at(-1) ?? ''} or ${condition}`;
    if (searches.length > 0 && encodeURIComponent(longer).length <= longestSearch)
      searches[searches.length - 1] = longer;
    else searches.push(condition);
  }
  return searches;
}

const bookmark: v.GenericSchema<unknown, Bookmark> = v.object({
  id,
  name,
  controller: name,
  query: name,
  public: v.fallback(v.boolean(), false),
});

/** Lists own and public bookmarks; those for hosts have `controller = hosts`. */
export async function listBookmarks(
  connection: Connection,
  query: PageQuery,
): Promise<Page<Bookmark>> {
  const response = await connection.request({
    method: 'GET',
    path: '/api/bookmarks',
    query: pageParameters(query),
  });
  return parsePage(bookmark, response);
}
