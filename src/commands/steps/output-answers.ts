import { type Context, isMachine } from '../../context.ts';
import { usageError } from '../../errors.ts';
import { snapshotOutput } from '../../follow/snapshot.ts';
import { type HostRun, isTerminal } from '../../jobs/host-run.ts';
import type { JobDetail } from '../../jobs/job-invocation.ts';
import { compareHosts, comparisonDocument } from '../../ui/compare/compare-hosts.ts';
import { comparisonProse } from '../../ui/compare/diff-prose.ts';
import { groupHosts, groupsDocument } from '../../ui/compare/group.ts';
import { groupsProse } from '../../ui/compare/group-prose.ts';
import { type HostPage, hostPageColumns, hostPageDocument } from '../../ui/compare/host-page.ts';
import type { Mask } from '../../ui/compare/mask.ts';
import { filteredPage, snapshotPrinter } from '../../ui/live/host-output-print.ts';
import type { LineFilter } from '../../ui/live/line-filter.ts';
import type { LineTimes } from '../../ui/live/line-times.ts';

/** Which lines of each host. */
interface Lines {
  readonly filter: LineFilter;
  readonly tail: number | undefined;
}

/** Whether all that hosts have printed so far was had. */
export type Wholeness = 'whole' | 'torn';

/** What the hosts printed so far, each host once, in the order given. */
export async function answerSnapshot(
  context: Context,
  job: JobDetail,
  hosts: readonly HostRun[],
  { filter, tail, times }: Lines & { readonly times: LineTimes | undefined },
): Promise<Wholeness> {
  const { format, quiet } = context.globals;
  if (isMachine(format)) {
    const rows = (await allPages(context, job, hosts)).map((page) => filteredPage(page, filter, tail));
    const document = { job_id: job.id, hosts: rows.map(hostPageDocument) };
    await context.print({ document, rowsKey: 'hosts', rows, columns: hostPageColumns });
    return wholenessOf(rows);
  }
  const hostNames = hosts.map(({ name }) => name);
  const printer = await snapshotPrinter(
    { hostNames, format, quiet, filter, tail, ...(times && { times }) },
    context.io,
    context.clock,
  );
  let wholeness: Wholeness = 'whole';
  for await (const page of pages(context, job, hosts)) {
    if (page.torn) wholeness = 'torn';
    await printer.print(page);
  }
  await printer.end();
  return wholeness;
}

export function wholenessOf(found: readonly HostPage[]): Wholeness {
  return found.some(({ torn }) => torn) ? 'torn' : 'whole';
}

interface Comparing extends Lines {
  readonly masks: readonly Mask[];
}

/** Hosts that ended alike and printed the same, folded together. */
export async function answerGroups(
  context: Context,
  job: JobDetail,
  hosts: readonly HostRun[],
  { masks, filter, tail }: Comparing,
): Promise<Wholeness> {
  const found = (await allPages(context, job, hosts)).map((page) => filteredPage(page, filter, tail));
  const groups = groupHosts(found, masks);
  await context.print({
    document: { job_id: job.id, groups: groupsDocument(groups) },
    prose: (screen) => groupsProse(groups, screen),
  });
  return wholenessOf(found);
}

/** How hosts differ from one host of the job, which need not be one of them, or from what most of them printed. */
export async function answerDiff(
  context: Context,
  job: JobDetail,
  hosts: readonly HostRun[],
  { against, masks, filter, tail }: Comparing & { readonly against: HostRun | null },
): Promise<Wholeness> {
  const compared = against === null || hosts.includes(against) ? hosts : [against, ...hosts];
  const found = (await allPages(context, job, compared)).map((page) => filteredPage(page, filter, tail));
  const comparison = compareHosts(found, against?.id ?? null, masks);
  if (comparison === undefined) {
    throw usageError(
      `there is no host to compare in job ${job.id}`,
      `see the hosts: rexctl show ${job.id} --hosts`,
    );
  }
  await context.print({
    document: { job_id: job.id, ...comparisonDocument(comparison) },
    prose: (screen) => comparisonProse(comparison, screen),
  });
  return wholenessOf(found);
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
  const read = snapshotOutput({ connection, signal: context.signal }, job.id, ids)[Symbol.asyncIterator]();
  for (const host of byId.values()) {
    if (host.status === 'never_ran') {
      yield { ...pageOf(host), complete: true, notice: 'never ran' };
      continue;
    }
    const next = await read.next();
    if (next.done === true) return;
    const { id: _, ...snapshot } = next.value;
    const unfinished = !snapshot.complete && isTerminal(host.status);
    const notice =
      snapshot.notice ?? (unfinished ? unfinishedNotice : waitingNotice(host, snapshot.complete));
    yield { ...pageOf(host), ...snapshot, notice, torn: snapshot.torn || unfinished };
  }
}

async function allPages(context: Context, job: JobDetail, hosts: readonly HostRun[]): Promise<HostPage[]> {
  return context.during('reading what the hosts printed', async () => {
    const found: HostPage[] = [];
    for await (const page of pages(context, job, hosts)) found.push(page);
    return found;
  });
}

function pageOf({ id, name, status }: HostRun): HostPage {
  return { id, name, status, exit_code: null, complete: false, lines: [], notice: null, torn: false };
}

const unfinishedNotice = 'the output is not whole: the host has ended, and the server calls it unfinished';

function waitingNotice({ status }: HostRun, complete: boolean): string | null {
  return complete || isTerminal(status) || status === 'running' ? null : 'not started yet';
}
