import type { Context } from '../cli/context.ts';
import { usageError } from '../errors.ts';
import { type HostPair, pairedHosts } from '../jobs/hosts/host-change.ts';
import { type HostRun, isFinal } from '../jobs/hosts/host-run.ts';
import type { JobDetail } from '../jobs/job-invocation.ts';
import { observedOutcome } from '../jobs/observed-outcome.ts';
import { countedOf, hostCount } from '../text/counts.ts';
import {
  type HostDifference,
  hostDifferences,
  type JobComparison,
} from '../ui/compare/job-comparison.ts';
import type { Mask } from '../ui/compare/mask.ts';
import { everyLine, filteredPage, type LineFilter } from '../ui/follow/line-filter.ts';
import type { HostPage } from '../ui/nouns/host-page.ts';
import { domainToLeaveOut } from '../ui/terminal/names.ts';
import type { TextStore } from '../ui/terminal/stored-text.ts';
import { warnOfHidden } from './hidden-hosts.ts';
import { hostPages } from './host-pages.ts';

/** A job, with all its visible hosts and those to compare. */
export interface JobWithHosts {
  readonly job: JobDetail;
  readonly all: readonly HostRun[];
  readonly hosts: readonly HostRun[];
}

/** How to compare lines of hosts. */
export interface ComparedLines {
  readonly masks: readonly Mask[];
  readonly filter?: LineFilter;
  readonly tail?: number;
}

/** A comparison, and whether some output could not be read (`torn`). */
interface ReadComparison {
  readonly comparison: JobComparison;
  readonly torn: boolean;
}

/**
 * Compares the output of each host in both jobs and stores differing texts in `store`. Of thousands
 * of hosts, only a few are in memory at a time.
 */
export async function compareJobs(
  context: Context,
  [before, after]: readonly [JobWithHosts, JobWithHosts],
  { masks, filter = everyLine, tail }: ComparedLines,
  store: TextStore,
): Promise<ReadComparison> {
  const { pairs, onlyBefore, onlyAfter } = pairedHosts(before.hosts, after.hosts);
  const differenceOf = hostDifferences(store, masks);
  const hosts: HostDifference[] = [];
  let torn = false;
  await context.during(
    `reading the output of ${hostCount(pairs.length)} in both jobs`,
    async () => {
      for await (const pages of pagesInStep(context, [before.job, after.job], pairs)) {
        torn ||= pages.some((page) => page.torn);
        const [old, young] = pages.map((page) => filteredPage(page, filter, tail));
        const found = old && young && differenceOf(old, young);
        if (found) hosts.push(found);
      }
    },
  );
  return {
    comparison: {
      before: { job_id: before.job.id, outcome: observedOutcome(before.job, before.all).outcome },
      after: { job_id: after.job.id, outcome: observedOutcome(after.job, after.all).outcome },
      hosts,
      unchanged: pairs.length - hosts.length,
      onlyBefore,
      onlyAfter,
      domain: domainToLeaveOut([...before.all, ...after.all].map(({ name }) => name)),
    },
    torn,
  };
}

async function* pagesInStep(
  context: Context,
  [before, after]: readonly [JobDetail, JobDetail],
  pairs: readonly HostPair[],
): AsyncGenerator<readonly [HostPage, HostPage]> {
  const old = hostPages(
    context,
    before,
    pairs.map((pair) => pair.before),
  );
  const young = hostPages(
    context,
    after,
    pairs.map((pair) => pair.after),
  );
  try {
    for (;;) {
      const [first, second] = await Promise.all([old.next(), young.next()]);
      if (first.done === true || second.done === true) return;
      yield [first.value, second.value];
    }
  } finally {
    await Promise.all([old.return(undefined), young.return(undefined)]);
  }
}

/** Throws a usage `Failure` if both names refer to the same job. */
export function refuseSameJob(before: JobDetail, after: JobDetail): void {
  if (before.id === after.id)
    throw usageError(`job ${after.id} cannot be compared with itself`, 'name two jobs');
}

/**
 * Warns of hidden and unfinished hosts, which the comparison lacks. Returns whether hosts are
 * hidden, which makes it incomplete.
 */
export async function warnOfLacks(
  context: Context,
  jobs: readonly JobWithHosts[],
): Promise<boolean> {
  let hidden = false;
  for (const { job, all, hosts } of jobs) {
    if (job.task === null)
      await context.warn(`job ${job.id} never started (orphan record): no host printed anything`);
    if (await warnOfHidden(context, job, all)) hidden = true;
    await warnOfUnfinished(context, { job, hosts });
  }
  return hidden;
}

/** Warns of unfinished hosts, of which only the output so far is compared. */
export async function warnOfUnfinished(
  context: Context,
  { job, hosts }: Pick<JobWithHosts, 'job' | 'hosts'>,
): Promise<void> {
  const open = hosts.filter(({ status }) => !isFinal(status)).length;
  const verb = open === 1 ? 'has' : 'have';
  if (open > 0)
    await context.warn(
      `compared so far: ${countedOf(open, hosts.length, 'host')} of job ${job.id} ${verb} not finished`,
    );
}
