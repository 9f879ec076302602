import type { JobDetail, Targeting } from '../../jobs/job-invocation.ts';
import { hostCount } from '../../text/counts.ts';

/**
 * What a job was meant for: `120 hosts by id (static)`, `12 hosts: hostgroup = web (dynamic), in
 * random order`.
 */
export function targetsText({ targeting, counts }: JobDetail): string | null {
  const total = counts.total === null ? null : hostCount(counts.total);
  if (targeting === null) return total;
  const kind = kindText(targeting);
  const order = targeting.randomized_ordering === true ? ', in random order' : '';
  return `${chosenBy(targeting, total)}${kind}${order}`;
}

/**
 * Sets of ids or names may be thousands of characters long, and their hosts are what `--hosts`
 * shows.
 */
function chosenBy(
  { search_query, bookmark_name, bookmark_id }: Targeting,
  total: string | null,
): string {
  const by = /^\s*(id|name)\s*\^\s*\([^()]*\)\s*$/.exec(search_query ?? '')?.[1];
  const hosts = total ?? 'hosts';
  if (by !== undefined) return `${hosts} by ${by}`;
  if (bookmark_id !== null) {
    const name = bookmark_name === null ? `${bookmark_id}` : `"${bookmark_name}" (${bookmark_id})`;
    return `${hosts} of bookmark ${name}${search_query === null ? '' : `: ${search_query}`}`;
  }
  return search_query === null ? hosts : `${hosts}: ${search_query}`;
}

function kindText({ targeting_type }: Targeting): string {
  if (targeting_type === 'dynamic_query') return ' (dynamic)';
  return targeting_type === 'static_query' ? ' (static)' : '';
}
