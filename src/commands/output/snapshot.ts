import { isMachine } from '../../cli/command-output.ts';
import type { Context } from '../../cli/context.ts';
import type { Answered } from '../../documents/types.ts';
import type { HostRun } from '../../jobs/hosts/host-run.ts';
import type { JobDetail } from '../../jobs/job-invocation.ts';
import { outcomeOf } from '../../jobs/outcome.ts';
import { hostPages } from '../../lookup/host-pages.ts';
import {
  filteredPage,
  isUnmatched,
  type LineFilter,
  unmatchedText,
} from '../../ui/follow/line-filter.ts';
import type { TemplatedLines } from '../../ui/follow/line-template.ts';
import { snapshotPrinter } from '../../ui/follow/snapshot-printer.ts';
import { examplePage, hostPageColumns, hostPageDocument } from '../../ui/nouns/host-page.ts';
import type { LineTimes } from '../../ui/time/timestamps.ts';

/** The lines of each host that are shown. */
export interface Lines {
  readonly filter: LineFilter;
  readonly tail: number | undefined;
}

/** The hosts that are shown. */
export interface Shown {
  readonly hosts: readonly HostRun[];
  /** Whether each output has a heading with its host, because there could be several hosts. */
  readonly named: boolean;
}

/** Whether the whole output up to now could be read. */
export type Wholeness = 'whole' | 'torn';

interface SnapshotLines extends Lines {
  readonly times: LineTimes | undefined;
  readonly templated: TemplatedLines | undefined;
  /** The domain that is left out of names on a terminal. */
  readonly domain: string;
}

/** Prints the output up to now, each host once, in the given order. */
export async function printSnapshot(
  context: Context,
  job: JobDetail,
  { hosts, named }: Shown,
  { filter, tail, times, templated, domain }: SnapshotLines,
): Promise<Wholeness> {
  const { format, quiet } = context.globals;
  if (isMachine(format)) return printRows(context, job, hosts, { filter, tail });
  if (outcomeOf(job) === 'scheduled') return 'whole';
  const hostNames = hosts.map(({ name }) => name);
  const printer = await snapshotPrinter(
    { hostNames, domain, named, format, quiet, filter, tail, times, templated },
    context.io,
    context.clock,
  );
  let wholeness: Wholeness = 'whole';
  let unmatched = 0;
  for await (const page of hostPages(context, job, hosts)) {
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
    for await (const page of hostPages(context, job, hosts)) {
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
