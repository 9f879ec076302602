import type { Context } from '../cli/context.ts';
import { type HiddenHosts, hiddenHosts, hiddenHostsText } from '../jobs/hosts/host-counts.ts';
import type { HostRun } from '../jobs/hosts/host-run.ts';
import type { JobDetail } from '../jobs/job-invocation.ts';

/** The most ids in a message; more are counted. */
const maxNamed = 20;

/** Warns that hidden hosts are missing in `what`. */
export async function warnOfHidden(
  context: Context,
  job: JobDetail,
  all: readonly HostRun[],
  what = 'the output',
): Promise<boolean> {
  const hidden = hiddenHosts(job, all);
  if (job.task === null || hidden.count === 0) return false;
  await context.warn(`${what} is incomplete: ${hiddenOfJob(job, hidden)}`);
  return true;
}

/** `job 215 has 3 hosts …`, with their ids unless there are many. */
export function hiddenOfJob({ id }: JobDetail, hidden: HiddenHosts): string {
  const named = hidden.count <= maxNamed ? hidden : { ids: [] };
  return `job ${id} has ${hiddenHostsText(hidden.count, named)}`;
}
