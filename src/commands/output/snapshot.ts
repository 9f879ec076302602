import { isMachine } from '../../cli/command-output.ts';
import type { Context } from '../../cli/context.ts';
import type { Answered } from '../../documents/types.ts';
import { snapshotOutput } from '../../follow/snapshot.ts';
import { type HostRun, isFinal } from '../../jobs/host-run.ts';
import type { JobDetail } from '../../jobs/job-invocation.ts';
import {
  filteredPage,
  isUnmatched,
  type LineFilter,
  unmatchedText,
} from '../../ui/follow/line-filter.ts';
import { snapshotPrinter } from '../../ui/follow/snapshot-printer.ts';
import {
  examplePage,
  type HostPage,
  hostPageColumns,
  hostPageDocument,
} from '../../ui/nouns/host-page.ts';
import type { LineTimes } from '../../ui/time/timestamps.ts';

/** Which lines of each host. */
export interface Lines {
  readonly filter: LineFilter;
  readonly tail: number | undefined;
}

/** The hosts that are shown. */
export interface Shown {
  readonly hosts: readonly HostRun[];
  /** Each output is headed by its host, because more than one could be meant. */
  readonly named: boolean;
}

/** Whether everything that hosts have printed so far could be read. */
export type Wholeness = 'whole' | 'torn';

/** What the hosts printed so far, each host once, in the order given. */
export async function printSnapshot(
  context: Context,
  job: JobDetail,
  { hosts, named }: Shown,
  { filter, tail, times }: Lines & { readonly times: LineTimes | undefined },
): Promise<Wholeness> {
  const { format, quiet } = context.globals;
  if (isMachine(format)) return printRows(context, job, hosts, { filter, tail });
  const hostNames = hosts.map(({ name }) => name);
  const printer = await snapshotPrinter(
    { hostNames, named, format, quiet, filter, tail, times },
    context.io,
    context.clock,
  );
  let wholeness: Wholeness = 'whole';
  let unmatched = 0;
  for await (const page of pages(context, job, hosts)) {
    if (page.torn) wholeness = 'torn';
    if (isUnmatched(page, filter)) unmatched++;
    else await printer.print(page);
  }
  await printer.end();
  await printUnmatched(context, unmatched, hosts.length);
  return wholeness;
}

export async function printUnmatched(context: Context, count: number, of: number): Promise<void> {
  const text = unmatchedText(count, of);
  if (text !== null) await context.note(text);
}

async function printRows(
  context: Context,
  job: JobDetail,
  hosts: readonly HostRun[],
  { filter, tail }: Lines,
): Promise<Wholeness> {
  let wholeness: Wholeness = 'whole';
  async function* rows() {
    for await (const page of pages(context, job, hosts)) {
      if (page.torn) wholeness = 'torn';
      yield filteredPage(page, filter, tail);
    }
  }
  await context.printLong({
    document: { job_id: job.id, hosts: [] } satisfies Answered<'output'>,
    rowsKey: 'hosts',
    rows: rows(),
    toJson: hostPageDocument,
    example: examplePage,
    columns: hostPageColumns,
  });
  return wholeness;
}

/** The page of each host in the order given; hosts without a task are not asked for. */
export async function* pages(
  context: Context,
  job: JobDetail,
  hosts: readonly HostRun[],
): AsyncGenerator<HostPage> {
  const connection = await context.connection();
  const byId = new Map(hosts.map((host) => [host.id, host]));
  const ids = hosts.filter(({ status }) => status !== 'never_ran').map(({ id }) => id);
  const read = snapshotOutput(connection, job.id, ids)[Symbol.asyncIterator]();
  for (const host of byId.values()) {
    if (host.status === 'never_ran') {
      yield { ...pageOf(host), complete: true, notice: 'never ran' };
      continue;
    }
    const next = await read.next();
    if (next.done === true) return;
    const { id: _, ...snapshot } = next.value;
    const unfinished = !snapshot.complete && isFinal(host.status);
    const notice =
      snapshot.notice ?? (unfinished ? unfinishedNotice : waitingNotice(host, snapshot.complete));
    yield { ...pageOf(host), ...snapshot, notice, torn: snapshot.torn || unfinished };
  }
}

function pageOf({ id, name, status }: HostRun): HostPage {
  return {
    id,
    name,
    status,
    exit_code: null,
    complete: false,
    lines: [],
    notice: null,
    torn: false,
  };
}

export const unfinishedNotice =
  'the output is incomplete: the host has finished, but the server calls it unfinished';

function waitingNotice({ status }: HostRun, complete: boolean): string | null {
  return complete || isFinal(status) || status === 'running' ? null : 'not started yet';
}
