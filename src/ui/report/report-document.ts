import type { Answered } from '../../documents/types.ts';
import { jobDocument } from '../nouns/job.ts';
import type { Excerpt } from './excerpt.ts';
import { isReportComplete, type Report, type ReportHost, type ReportOutput } from './report.ts';

/** The report as JSON. */
export function reportDocument(report: Report): Answered<'report'> {
  const { job, outcome, reason, user, started_at, ended_at, duration_s, url, made_at } = report;
  const { hosts, failures, outputs, masks, hidden } = report;
  return {
    job: jobDocument(job, outcome),
    ...{ reason, user, started_at, ended_at, duration_s, url, made_at },
    complete: isReportComplete(report),
    hidden_hosts: hidden.count,
    failures: failures.map((failure) => ({ count: failure.hosts.length, ...failure })),
    masks,
    outputs: outputs.map(outputDocument),
    hosts: hosts.map(hostDocumentOf),
  };
}

function outputDocument({ hosts, status, exit_code, failure, excerpt }: ReportOutput) {
  const output = excerptDocument(excerpt);
  return { count: hosts.length, status, exit_code, failure, hosts, output };
}

function excerptDocument({ head, tail, leftOut }: Excerpt) {
  const left_out = leftOut && { lines: leftOut.lines, bytes: leftOut.bytes };
  return { head, tail, left_out };
}

function hostDocumentOf(host: ReportHost) {
  const { id, name, status, exit_code, failure, times, lines, notice } = host;
  return { id, name, status, exit_code, failure, ...times, lines, notice };
}
