import { isMachine } from '../../cli/command-output.ts';
import type { Context } from '../../cli/context.ts';
import type { Answered } from '../../documents/types.ts';
import { type Failure, usageError } from '../../errors.ts';
import type { HostRun } from '../../jobs/hosts/host-run.ts';
import type { JobDetail } from '../../jobs/job-invocation.ts';
import { hostPages } from '../../lookup/host-pages.ts';
import { enumerated } from '../../text/counts.ts';
import {
  compareHosts,
  differenceDocument,
  referenceDocument,
} from '../../ui/compare/comparison.ts';
import {
  type ComparedHost,
  comparedHosts,
  groupDocument,
  groupHosts,
  type HostGroup,
} from '../../ui/compare/groups.ts';
import type { Mask } from '../../ui/compare/mask.ts';
import { comparisonProse, groupsProse } from '../../ui/compare/prose.ts';
import { suggestedMasks } from '../../ui/compare/suggested-masks.ts';
import { filteredPage, isUnmatched } from '../../ui/follow/line-filter.ts';
import { openTextStore } from '../../ui/terminal/stored-text.ts';
import { type Lines, printUnmatched, type Wholeness } from './snapshot.ts';

interface Comparing extends Lines {
  readonly masks: readonly Mask[];
  /** The domain that is left out of names on a terminal. */
  readonly domain: string;
}

/** Prints groups of hosts with the same result and the same output. */
export async function printGroups(
  context: Context,
  job: JobDetail,
  hosts: readonly HostRun[],
  { masks, domain, ...lines }: Comparing,
): Promise<Wholeness> {
  return comparing(context, job, hosts, { masks, ...lines }, async (compared, unmatched) => {
    const matching = () => compared.filter(({ id }) => !unmatched.has(id));
    const groups = () => groupHosts(matching(), masks);
    await context.printLong({
      document: { job_id: job.id, groups: [] } satisfies Answered<'output-group'>,
      rowsKey: 'groups',
      rows: groupHosts(compared, masks),
      toJson: groupDocument,
      prose: (screen) => groupsProse(groups(), screen, domain),
    });
    await printUnmatched(context, unmatched.size, compared.length);
    if (masks.length === 0 && !isMachine(context.globals.format))
      await suggestMasks(context, groups());
  });
}

const maskWords = { host: 'host names', numbers: 'numbers', times: 'times' } as const;

async function suggestMasks(context: Context, groups: readonly HostGroup[]): Promise<void> {
  const masks = suggestedMasks(groups);
  if (masks === null) return;
  await context.note(
    `Every host printed something different; to ignore ${enumerated(masks.map((mask) => maskWords[mask]))}, add --mask ${masks.join(',')}`,
  );
}

/**
 * Prints how the outputs of hosts differ from that of the host `against`, which may be another host
 * of the job, or from the most frequent output.
 */
export async function printDiff(
  context: Context,
  job: JobDetail,
  hosts: readonly HostRun[],
  { against, masks, domain, ...lines }: Comparing & { readonly against: HostRun | null },
): Promise<Wholeness> {
  const meant = against === null || hosts.includes(against) ? hosts : [against, ...hosts];
  return comparing(context, job, meant, { masks, ...lines }, (compared) => {
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
      prose: (screen) => comparisonProse(comparison, screen, domain),
    });
  });
}

function nothingToCompare({ id }: JobDetail): Failure {
  return usageError(`job ${id} has no host to compare`, `see its hosts: rexctl show ${id} --hosts`);
}

/**
 * Reads the outputs of hosts and calls `answer` with them and with the ids of hosts without a
 * matching line. Pages are not kept in memory.
 */
async function comparing(
  context: Context,
  job: JobDetail,
  hosts: readonly HostRun[],
  { masks, filter, tail }: Omit<Comparing, 'domain'>,
  answer: (compared: readonly ComparedHost[], unmatched: ReadonlySet<number>) => Promise<void>,
): Promise<Wholeness> {
  const store = openTextStore();
  let wholeness: Wholeness = 'whole';
  try {
    const small = comparedHosts(store, masks);
    const compared: ComparedHost[] = [];
    const unmatched = new Set<number>();
    await context.during('reading output', async () => {
      for await (const page of hostPages(context, job, hosts)) {
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
