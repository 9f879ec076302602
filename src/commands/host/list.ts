import { Argument } from '@commander-js/extra-typings';
import { readPages } from '../../api/endpoints/all-pages.ts';
import { listHosts } from '../../api/endpoints/hosts.ts';
import type { Page } from '../../api/wire/response.ts';
import { command } from '../../cli/command.ts';
import type { Context } from '../../cli/context.ts';
import { limitConflicts, limitOf, limitOptions } from '../../cli/options/limit-options.ts';
import type { Answered } from '../../documents/types.ts';
import type { TargetHost } from '../../jobs/job-invocation.ts';
import { readListSearch, type Search } from '../../jobs/search/read-search.ts';
import { searchToSend, warnOfKept } from '../../lookup/search.ts';
import { countedOf, hostCount, showingText } from '../../text/counts.ts';
import { hostNameColumns } from '../../ui/nouns/host.ts';

/** Lists the visible hosts that a search matches now: those on which `run --search` would run. */
export const hostList = command({
  description: 'Lists the visible hosts that a search matches now.',
  arguments: [new Argument('[search]', "search for hosts, e.g. 'name ~ web' (default: all hosts)")],
  options: [...limitOptions('hosts')],
  conflicts: limitConflicts,
  topics: ['search', 'hosts'],
  examples: [
    ["rexctl host list 'hostgroup = web'", 'list the hosts that run --search would use'],
    ['rexctl host list --all --fields name', 'list the names of all hosts'],
  ],
  paged: () => true,
  run: (context, { search, ...values }) => {
    const read = readListSearch(search, 'hosts');
    return runHostList({ search: read, limit: limitOf(values) }, context);
  },
});

interface HostListOptions {
  readonly search: Search | null;
  /** The most hosts; `null` = all. */
  readonly limit: number | null;
}

async function runHostList(
  { limit, ...options }: HostListOptions,
  context: Context,
): Promise<number> {
  const search = options.search === null ? undefined : await searchToSend(context, options.search);
  const connection = await context.connection();
  let visible = 0;
  const readPage = async (page: number, perPage: number): Promise<Page<TargetHost>> => {
    const answer = await listHosts(connection, { search, page, perPage });
    visible = answer.total;
    return answer;
  };
  const perPage = Math.min(limit ?? 1000, 1000);
  const { rows: hosts, subtotal } = await context.during('reading hosts', () =>
    readPages(readPage, { perPage, limit }),
  );
  await context.print({
    document: { hosts, subtotal } satisfies Answered<'hosts'>,
    rowsKey: 'hosts',
    rows: hosts,
    columns: hostNameColumns,
    note: matchText(hosts.length, subtotal, visible),
  });
  if (search !== undefined) await warnOfKept(context, search, hosts);
  return 0;
}

function matchText(shown: number, matching: number, visible: number): string {
  if (matching === 0)
    return `No host matches; ${hostCount(visible)} ${visible === 1 ? 'is' : 'are'} visible to you.`;
  if (shown < matching) return showingText(countedOf(shown, matching, 'host'), shown);
  return `${countedOf(matching, visible, 'visible host')} ${matching === 1 ? 'matches' : 'match'}.`;
}
