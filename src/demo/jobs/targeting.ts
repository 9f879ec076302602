import type { Foreman } from '../foreman.ts';
import { fraction } from '../hosts/random.ts';
import { compileSearch } from '../search/index.ts';
import { hostSearchFields } from '../world/host-search.ts';
import { type TaxonomyContext, visibleHosts } from '../world/visibility.ts';
import type { DemoHost, DemoUser } from '../world/world-records.ts';
import type { JobRecord } from './job-record.ts';

/**
 * The hosts that a query finds for this user in this context, sorted by name; throws the error of
 * the search.
 */
export function searchHosts(
  foreman: Foreman,
  query: string | null,
  user: DemoUser,
  context: TaxonomyContext,
): DemoHost[] {
  const matches = compileSearch(query, hostSearchFields(foreman), { now: foreman.time });
  return visibleHosts(foreman.world, user, context).filter(matches);
}

/**
 * Searches the hosts of a job as the targeting user; drops infrastructure hosts if the user has no
 * permission for them.
 */
export function resolveTargeting(foreman: Foreman, job: JobRecord): void {
  const { targeting } = job;
  const user = foreman.world.userById(targeting.user_id);
  const bookmark = foreman.world.bookmarks.find((one) => one.id === targeting.bookmark_id);
  if (bookmark !== undefined) targeting.search_query = bookmark.query;
  if (user === null) return;
  const context = { organization_id: job.organization_id, location_id: job.location_id };
  const infrastructure = user.admin || user.permissions.has('execute_jobs_on_infrastructure_hosts');
  const ids = searchHosts(foreman, targeting.search_query, user, context)
    .filter((host) => infrastructure || !host.infrastructure)
    .map((host) => host.id);
  targeting.host_ids =
    targeting.randomized_ordering === true ? shuffled(ids, foreman.seed, job.id) : ids;
  targeting.resolved = true;
}

function shuffled(ids: readonly number[], seed: number, jobId: number): number[] {
  const keyed = ids.map((id) => ({ id, key: fraction(seed, 'shuffle', jobId, id) }));
  return keyed.sort((a, b) => a.key - b.key).map(({ id }) => id);
}

/** The fault `targetWrongHosts`, which imitates a defect of the server. */
export function misdirect(foreman: Foreman, job: JobRecord): void {
  const { targetWrongHosts } = foreman.faults;
  const ids = job.targeting.host_ids;
  if (targetWrongHosts === 'fewer') job.targeting.host_ids = ids.slice(0, -1);
  if (targetWrongHosts !== 'more') return;
  const stranger = [...foreman.world.hosts.keys()].find((id) => !ids.includes(id));
  if (stranger !== undefined) job.targeting.host_ids = [...ids, stranger];
}
