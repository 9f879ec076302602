import { command } from '../../cli/command.ts';
import type { Context } from '../../cli/context.ts';
import type { Answered } from '../../documents/types.ts';
import { usageError } from '../../errors.ts';
import type { NamedHost } from '../../jobs/hosts/host-names.ts';
import { jobSearch, needsMorePages } from '../../jobs/job-filter.ts';
import { hostNames } from '../../lookup/host-names.ts';
import { hostsOfServer } from '../../lookup/hosts-of-server.ts';
import { searchToSend } from '../../lookup/search.ts';
import { seriesId } from '../../lookup/series/series-id.ts';
import { jobColumns, jobDocument } from '../../ui/nouns/job.ts';
import { closingNote } from './closing-note.ts';
import { type ListOptions, listConflicts, listOptions, toListOptions } from './options.ts';
import { listedJobs } from './read-jobs.ts';

/** The most hosts for `--host`: the address of a search must have room for their full names. */
const maxHosts = 50;

/** Lists jobs, newest first. */
export const list = command({
  description: 'Lists jobs, newest first.',
  options: listOptions,
  conflicts: listConflicts,
  topics: ['search', 'times', 'hosts', 'json'],
  examples: [
    ['rexctl list --outcome failed --since 1d', 'list failed jobs of the last day'],
    ['rexctl list --host web01.example.com --all', 'list all jobs that ran on a host'],
    [
      'rexctl list --columns id,user,ended_at,duration',
      'show who started them, and how long they took',
    ],
    ['rexctl list --since 7d --sort duration -n 5', 'list the five longest jobs of the last week'],
    ["rexctl list --mine --json | jq '.jobs[].id'", 'print the ids of your jobs, for a script'],
  ],
  paged: () => true,
  run: (context, values) => runList(toListOptions(values, context.clock.now()), context),
});

async function runList(options: ListOptions, context: Context): Promise<number> {
  const { filter, page } = options;
  if (filter.search !== undefined) await searchToSend(context, filter.search);
  const series = options.series === null ? undefined : await seriesId(context, options.series);
  const hosts = await hostsOfFilter(context, filter.hosts);
  const search = jobSearch({ ...filter, hosts, series });
  const listed = await listedJobs(context, options, search);
  await context.print(
    {
      document: {
        jobs: listed.rows.map((job) => jobDocument(job, job.outcome)),
        subtotal: needsMorePages(filter) ? null : listed.subtotal,
        ...(page === null ? {} : { page }),
      } satisfies Answered<'list'>,
      rowsKey: 'jobs',
      rows: listed.rows,
      columns: jobColumns,
      server: (await context.connection()).server,
      note: closingNote(listed, options, search),
    },
    options.columns,
  );
  return 0;
}

/** The full names of the hosts, because a search of jobs does not match short names. */
async function hostsOfFilter(
  context: Context,
  hosts: readonly string[],
): Promise<readonly string[]> {
  if (hosts.length === 0) return hosts;
  const names = await hostNames(context, '--host', hosts);
  const found = await context.during('looking up the hosts', () =>
    hostsOfServer(context, names, { byId, sends: false }),
  );
  if (found.length > maxHosts)
    throw usageError(
      `--host: ${found.length} hosts are too many for one search of jobs`,
      `name at most ${maxHosts} hosts`,
    );
  return found.map(({ name }) => name);
}

function byId({ id }: NamedHost): string {
  return `choose by id: --search 'targeted_host_id = ${id}'`;
}
