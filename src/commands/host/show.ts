import { Argument, Option } from '@commander-js/extra-typings';
import { showHost } from '../../api/endpoints/hosts.ts';
import { command } from '../../cli/command.ts';
import type { Context } from '../../cli/context.ts';
import { columnsOption, filled, wholeNumber } from '../../cli/options/option-parsers.ts';
import type { Answered } from '../../documents/types.ts';
import { usageError } from '../../errors.ts';
import { warnOfUnreadJobs } from '../../lookup/failures/unread-jobs.ts';
import { historyOfHost } from '../../lookup/host-history.ts';
import { hostNames } from '../../lookup/host-names.ts';
import { hostsOfServer } from '../../lookup/hosts-of-server.ts';
import {
  hostDetailDocument,
  hostProse,
  hostResultColumns,
  hostResultDocument,
} from '../../ui/nouns/host-history.ts';
import type { Screen } from '../../ui/terminal/screen.ts';

/** The most jobs of a host, because each one needs a request. */
const mostJobs = 200;

export const hostShow = command({
  description: 'Shows a host and its results in its last jobs.',
  arguments: [
    new Argument('<host>', 'full name, short name (up to a dot) or id of a host').argParser(
      filled('<host>'),
    ),
  ],
  options: [
    new Option(
      '-n, --limit <n>',
      `show at most n jobs, up to ${mostJobs}; each takes one request (default: 20)`,
    ).argParser(limitOf),
    columnsOption(hostResultColumns),
  ],
  topics: ['results', 'hosts', 'json'],
  examples: [
    ['rexctl host show web01', 'show a host and its last 20 jobs'],
    ["rexctl host show web01 --json | jq '.jobs[].status'", 'print its results, for a script'],
  ],
  paged: () => true,
  run: (context, { host, limit = 20, columns }) => runHostShow(context, host, { limit, columns }),
});

function limitOf(text: string): number {
  const limit = wholeNumber('--limit', 1)(text);
  if (limit <= mostJobs) return limit;
  throw usageError(`invalid --limit \`${text}\`: the maximum is ${mostJobs}`);
}

interface HostShowOptions {
  readonly limit: number;
  readonly columns: readonly string[] | undefined;
}

async function runHostShow(
  context: Context,
  named: string,
  { limit, columns }: HostShowOptions,
): Promise<number> {
  const id = await hostId(context, named);
  const connection = await context.connection();
  const [host, { results, subtotal, unread }] = await context.during(
    'reading its last jobs',
    async () => {
      const detail = await showHost(connection, id);
      return [detail, await historyOfHost(context, detail, limit)] as const;
    },
  );
  const url = `${connection.server}/hosts/${host.name}`;
  const answer = {
    document: {
      host: hostDetailDocument(host),
      jobs: results.map(hostResultDocument),
      subtotal,
      url,
    } satisfies Answered<'host'>,
    rowsKey: 'jobs',
    rows: results,
    columns: hostResultColumns,
    server: connection.server,
    prose: (screen: Screen) => hostProse(host, { results, subtotal, url }, screen),
  };
  await context.print(answer, columns);
  return warnOfUnreadJobs(context, unread, (jobs) => `the state of the host in ${jobs}`);
}

async function hostId(context: Context, named: string): Promise<number> {
  if (/^\d+$/.test(named)) return Number(named);
  const names = await hostNames(context, 'the command line', [named]);
  if (names.length !== 1)
    throw usageError(`\`${named}\` names ${names.length} hosts: expected one`, 'name one host');
  const [host] = await hostsOfServer(context, names, { sends: false, byId });
  if (host === undefined) throw usageError(`no host \`${named}\``);
  return host.id;
}

function byId({ id }: { readonly id: number }): string {
  return `choose by id: rexctl host show ${id}`;
}
