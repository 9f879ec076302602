import { type Context, isMachine } from '../../cli/context.ts';
import type { Answered } from '../../documents/types.ts';
import { type Failure, usageError } from '../../errors.ts';
import { snapshotOutput } from '../../follow/snapshot.ts';
import { type HostRun, isFinal } from '../../jobs/host-run.ts';
import type { JobDetail } from '../../jobs/job-invocation.ts';
import {
  compareHosts,
  differenceDocument,
  referenceDocument,
} from '../../ui/compare/compare-hosts.ts';
import { type ComparedHost, comparedHosts } from '../../ui/compare/compared-host.ts';
import { comparisonProse } from '../../ui/compare/diff-prose.ts';
import { groupDocument, groupHosts } from '../../ui/compare/group.ts';
import { groupsProse } from '../../ui/compare/group-prose.ts';
import {
  examplePage,
  type HostPage,
  hostPageColumns,
  hostPageDocument,
} from '../../ui/compare/host-page.ts';
import type { Mask } from '../../ui/compare/mask.ts';
import {
  filteredPage,
  isUnmatched,
  type LineFilter,
  unmatchedText,
} from '../../ui/follow/line-filter.ts';
import { snapshotPrinter } from '../../ui/follow/snapshot-printer.ts';
import { openTextStore } from '../../ui/terminal/text-store.ts';
import type { LineTimes } from '../../ui/time/timestamps.ts';

/** Which lines of each host. */
interface Lines {
  readonly filter: LineFilter;
  readonly tail: number | undefined;
}

/** The hosts that are shown. */
export interface Shown {
  readonly hosts: readonly HostRun[];
  /** Whose output it is has to be said, because more than one host could be meant. */
  readonly named: boolean;
}

/** Whether all that hosts have printed so far was had. */
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
    { hostNames, named, format, quiet, filter, tail, ...(times && { times }) },
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

async function printUnmatched(context: Context, count: number, of: number): Promise<void> {
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

interface Comparing extends Lines {
  readonly masks: readonly Mask[];
}

/** Hosts that ended alike and printed the same, folded together. */
export async function printGroups(
  context: Context,
  job: JobDetail,
  hosts: readonly HostRun[],
  { masks, filter, tail }: Comparing,
): Promise<Wholeness> {
  return comparing(context, job, hosts, { masks, filter, tail }, async (compared, unmatched) => {
    const matching = () => compared.filter(({ id }) => !unmatched.has(id));
    await context.printLong({
      document: { job_id: job.id, groups: [] } satisfies Answered<'output-group'>,
      rowsKey: 'groups',
      rows: groupHosts(compared, masks),
      toJson: groupDocument,
      prose: (screen) => groupsProse(groupHosts(matching(), masks), screen),
    });
    await printUnmatched(context, unmatched.size, compared.length);
  });
}

/**
 * How hosts differ from one host of the job, which need not be one of them, or from what most of
 * them printed.
 */
export async function printDiff(
  context: Context,
  job: JobDetail,
  hosts: readonly HostRun[],
  { against, masks, filter, tail }: Comparing & { readonly against: HostRun | null },
): Promise<Wholeness> {
  const meant = against === null || hosts.includes(against) ? hosts : [against, ...hosts];
  return comparing(context, job, meant, { masks, filter, tail }, (compared) => {
    const comparison = compareHosts(compared, against?.id ?? null, masks);
    if (comparison === undefined) throw nothingToCompare(job);
    return context.printLong({
      document: {
        job_id: job.id,
        reference: referenceDocument(comparison),
        differences: [],
      } satisfies Answered<'output-diff'>,
      rowsKey: 'differences',
      rows: comparison.others,
      toJson: (group) => differenceDocument(comparison, group),
      prose: (screen) => comparisonProse(comparison, screen),
    });
  });
}

function nothingToCompare({ id }: JobDetail): Failure {
  return usageError(
    `there is no host to compare in job ${id}`,
    `see the hosts: rexctl show ${id} --hosts`,
  );
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

/**
 * Reads everything that hosts are compared by, and hands it on with the ids of those without a
 * matching line; their pages are forgotten one by one.
 */
async function comparing(
  context: Context,
  job: JobDetail,
  hosts: readonly HostRun[],
  { masks, filter, tail }: Comparing,
  answer: (compared: readonly ComparedHost[], unmatched: ReadonlySet<number>) => Promise<void>,
): Promise<Wholeness> {
  const store = openTextStore();
  let wholeness: Wholeness = 'whole';
  try {
    const small = comparedHosts(store, masks);
    const compared: ComparedHost[] = [];
    const unmatched = new Set<number>();
    await context.during('reading what the hosts printed', async () => {
      for await (const page of pages(context, job, hosts)) {
        if (page.torn) wholeness = 'torn';
        if (isUnmatched(page, filter)) unmatched.add(page.id);
        compared.push(small(filteredPage(page, filter, tail)));
      }
    });
    await answer(compared, unmatched);
    return wholeness;
  } finally {
    store.close();
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
  'the output is not whole: the host has ended, and the server calls it unfinished';

function waitingNotice({ status }: HostRun, complete: boolean): string | null {
  return complete || isFinal(status) || status === 'running' ? null : 'not started yet';
}
