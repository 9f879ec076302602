import { allHostRuns } from '../../api/endpoints/job-hosts.ts';
import type { Context } from '../../cli/context.ts';
import { countsWithHosts, hiddenHosts } from '../../jobs/hosts/host-counts.ts';
import { scriptNeverRan } from '../../jobs/hosts/never-started.ts';
import { jobPageAddress } from '../../jobs/job-address.ts';
import type { JobReference } from '../../jobs/job-reference.ts';
import { observedOutcome } from '../../jobs/observed-outcome.ts';
import { hostPages } from '../../lookup/host-pages.ts';
import { timesOfHosts } from '../../lookup/host-times.ts';
import { findJob } from '../../lookup/job.ts';
import { readRelatedJobs } from '../../lookup/related-jobs.ts';
import type { Mask } from '../../ui/compare/mask.ts';
import type { HostPage } from '../../ui/nouns/host-page.ts';
import { foldedFailures } from '../../ui/report/folded-failures.ts';
import type { Report } from '../../ui/report/report.ts';
import { ReportHosts } from '../../ui/report/report-hosts.ts';

/** Reads all facts of a report; of long outputs only a part is kept in memory. */
export async function readReport(
  context: Context,
  reference: JobReference,
  masks: readonly Mask[],
): Promise<Report> {
  const found = await findJob(context, reference);
  const connection = await context.connection();
  const [runs, around] = await context.during('reading its hosts', () =>
    Promise.all([allHostRuns(connection, found), readRelatedJobs(context, found)]),
  );
  const job = { ...found, counts: countsWithHosts(found.counts, runs) };
  const times = await timesOfHosts(context, job, runs.length);
  const small = new ReportHosts(masks, times);
  const ends: Pick<HostPage, 'id' | 'status' | 'cause'>[] = [];
  let torn = false;
  await context.during('reading output', async () => {
    for await (const page of hostPages(context, job, runs)) {
      if (page.torn) torn = true;
      ends.push({ id: page.id, status: page.status, cause: page.cause });
      small.add(page);
    }
  });
  return {
    ...observedOutcome(found, runs, around.errors),
    ...{ job, masks, torn, neverStarted: scriptNeverRan(found, ends, false) },
    ...around.times,
    url: jobPageAddress(connection.server, job.id),
    made_at: new Date(context.clock.now()).toISOString(),
    hidden: job.task === null ? { count: 0, succeeded: 0 } : hiddenHosts(job, runs),
    hosts: small.hosts,
    failures: foldedFailures(small.failed),
    outputs: small.outputs(),
  };
}
