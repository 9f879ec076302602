import { allHostRuns } from '../../api/endpoints/job-hosts.ts';
import type { Context } from '../../cli/context.ts';
import type { Answered } from '../../documents/types.ts';
import type { HostRun } from '../../jobs/hosts/host-run.ts';
import {
  compareJobs,
  type JobWithHosts,
  refuseSameJob,
  warnOfLacks,
  warnOfUnfinished,
} from '../../lookup/compared-jobs.ts';
import { earlierAttempt } from '../../lookup/earlier-attempt.ts';
import { findJob } from '../../lookup/job.ts';
import { foldedNames } from '../../lookup/named-hosts.ts';
import { hostCount } from '../../text/counts.ts';
import {
  comparisonHead,
  hostDifferenceDocument,
  type JobComparison,
} from '../../ui/compare/job-comparison.ts';
import { unifiedProse } from '../../ui/compare/job-comparison-prose.ts';
import { openTextStore } from '../../ui/terminal/stored-text.ts';
import { isPart, type OutputOptions } from './options.ts';
import type { Wholeness } from './snapshot.ts';

type JobDiff = Extract<OutputOptions['mode'], { kind: 'job_diff' }>;

/** Prints `--diff JOB`: each host compared with itself in another job, in the unified format. */
export async function printJobDiff(
  context: Context,
  after: JobWithHosts,
  options: OutputOptions,
  { other, masks }: JobDiff,
): Promise<Wholeness> {
  const { filter, tail } = options;
  const found =
    other === 'attempt' ? await earlierAttempt(context, after.job) : await findJob(context, other);
  refuseSameJob(found, after.job);
  const connection = await context.connection();
  const all = await context.during('reading the hosts of the other job', () =>
    allHostRuns(connection, found),
  );
  const someOnly = isPart(options) || options.failedOnly;
  const hosts = someOnly ? all.filter(meantIn(after.hosts)) : all;
  const before = { job: found, all, hosts };
  const store = openTextStore();
  try {
    const sides = [before, after] as const;
    const { comparison, torn } = await compareJobs(context, sides, { masks, filter, tail }, store);
    await context.printLong({
      document: { ...comparisonHead(comparison), hosts: [] } satisfies Answered<'diff'>,
      rowsKey: 'hosts',
      rows: comparison.hosts,
      toJson: (host) => hostDifferenceDocument(host, { withLines: true }),
      prose: (screen) => unifiedProse(comparison, screen),
    });
    await context.note(restText(comparison));
    if (someOnly) await warnOfUnfinished(context, before);
    const hidden = !someOnly && (await warnOfLacks(context, [before]));
    return torn || hidden ? 'torn' : 'whole';
  } finally {
    store.close();
  }
}

function meantIn(hosts: readonly HostRun[]): (host: HostRun) => boolean {
  const ids = new Set(hosts.map(({ id }) => id));
  const names = new Set(hosts.map(({ name }) => name));
  return ({ id, name }) => ids.has(id) || names.has(name);
}

/** The text about hosts without a difference: with equal output, or in only one of the jobs. */
function restText({
  before,
  after,
  hosts,
  unchanged,
  onlyBefore,
  onlyAfter,
}: JobComparison): string {
  const same = unchanged + hosts.filter(({ texts }) => texts === null).length;
  const alone = (job: number, some: readonly { readonly name: string }[]) =>
    some.length === 0 ? [] : [`Not in job ${job}: ${foldedNames(some.map(({ name }) => name))}.`];
  return [
    `${same === 0 ? 'No host' : hostCount(same)} printed the same in jobs ${before.job_id} and ${after.job_id}.`,
    ...alone(before.job_id, onlyAfter),
    ...alone(after.job_id, onlyBefore),
  ].join('\n');
}
