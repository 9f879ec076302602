import type { HostTimes } from '../../../src/jobs/times/host-times.ts';
import type { HostPage } from '../../../src/ui/nouns/host-page.ts';
import { foldedFailures } from '../../../src/ui/report/folded-failures.ts';
import type { Report } from '../../../src/ui/report/report.ts';
import { ReportHosts } from '../../../src/ui/report/report-hosts.ts';
import { exampleDetail } from '../example-jobs.ts';

/** A report on job 215 and these hosts, but for `more`. */
export function exampleReport(
  pages: readonly HostPage[],
  times: ReadonlyMap<number, HostTimes> = new Map(),
  more: Partial<Report> = {},
): Report {
  const hosts = new ReportHosts([], times);
  for (const page of pages) hosts.add(page);
  return {
    job: exampleDetail(),
    ...{ outcome: 'failed', reason: null, user: null, url: '', duration_s: null },
    ...{ started_at: null, ended_at: null, made_at: '2026-11-23T15:00:00.000Z' },
    ...{ hidden: { count: 0, succeeded: 0 }, torn: false, neverStarted: false, masks: [] },
    hosts: hosts.hosts,
    failures: foldedFailures(hosts.failed),
    outputs: hosts.outputs(),
    ...more,
  };
}
