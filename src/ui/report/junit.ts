import { hostCount, numberText } from '../../text/counts.ts';
import { type Excerpt, smallerExcerpt } from './excerpt.ts';
import { shownText } from './html/html-text.ts';
import type { Report, ReportHost } from './report.ts';
import { leftOutText, reasonWord, reportRemarks, reportTitle } from './report-words.ts';
import { type XmlElement, xmlDocument } from './xml-text.ts';

/** The most characters of output in the document, and limits for each host. */
const room = 4_000_000;
const ofOneHost = { least: 200, most: 8_000 };

type Verdict = 'passed' | 'failure' | 'error' | 'skipped';

interface TestCase {
  readonly verdict: Verdict;
  readonly element: XmlElement;
}

/**
 * The report as JUnit XML: one suite for the job, one case for each host. A host with a failed
 * script is a failure. A host that was unreachable, timed out or never ran is an error. A host that
 * was cancelled or has not finished is skipped.
 */
export function junitReport(report: Report): string {
  const cases = testCases(report);
  const count = (verdict: Verdict) => cases.filter((one) => one.verdict === verdict).length;
  const totals = {
    tests: cases.length,
    failures: count('failure'),
    errors: count('error'),
  };
  const { job, started_at, duration_s } = report;
  const time = duration_s === null ? null : duration_s.toFixed(3);
  return xmlDocument({
    name: 'testsuites',
    attributes: { name: `rexctl job ${job.id}`, ...totals, time },
    children: [
      {
        name: 'testsuite',
        attributes: {
          name: suiteName(report),
          ...totals,
          skipped: count('skipped'),
          time,
          timestamp: started_at?.replace(/(?:\.\d+)?Z$/, '') ?? null,
        },
        children: [properties(report), ...cases.map(({ element }) => element)],
      },
    ],
  });
}

function suiteName({ job }: Report): string {
  return firstWord(job.description, job.template_name, `job ${job.id}`);
}

/** The first text with visible characters. */
function firstWord(...texts: readonly (string | null)[]): string {
  return texts.find((text) => text !== null && shownText(text).trim() !== '') ?? '';
}

function properties(report: Report): XmlElement {
  const { job, outcome, user, url } = report;
  const facts: readonly (readonly [string, string | null])[] = [
    ['job_id', String(job.id)],
    ['url', url],
    ['outcome', outcome],
    ['template', job.template_name],
    ['user', user],
    ['made_at', report.made_at],
    ['remarks', reportRemarks(report).join(' ') || null],
  ];
  const children = facts.flatMap(([name, value]): readonly XmlElement[] =>
    value === null ? [] : [{ name: 'property', attributes: { name, value } }],
  );
  return { name: 'properties', children };
}

function testCases(report: Report): readonly TestCase[] {
  const { hosts } = report;
  const characters = Math.floor(room / Math.max(1, hosts.length));
  const size = Math.min(ofOneHost.most, Math.max(ofOneHost.least, characters));
  const all = [...hosts.map((host) => hostCase(report, host, size)), ...hiddenCase(report)];
  const isGreen = all.every(({ verdict }) => verdict === 'passed' || verdict === 'skipped');
  const isMissing = all.length === 0 || (isGreen && !saysWhy(report, all));
  return isMissing ? [...all, jobCase(report)] : all;
}

/**
 * Whether cases without a failure explain the outcome. Otherwise a case for the job is added,
 * because a job that did not succeed must not look like passed.
 */
function saysWhy({ outcome }: Report, cases: readonly TestCase[]): boolean {
  if (outcome === 'succeeded') return true;
  const isOpenOrStopped = ['cancelled', 'running', 'scheduled', 'paused'].includes(outcome);
  return isOpenOrStopped && cases.some(({ verdict }) => verdict === 'skipped');
}

function jobCase(report: Report): TestCase {
  const message = [reportTitle(report), ...reportRemarks(report)].join('. ');
  return testCase(report, `job ${report.job.id}`, {
    verdict: report.outcome === 'succeeded' ? 'passed' : 'error',
    type: report.outcome,
    message,
  });
}

function hiddenCase(report: Report): readonly TestCase[] {
  const { count, succeeded } = report.hidden;
  if (count === 0) return [];
  const verdict = succeeded === count ? 'skipped' : 'error';
  const message = `${hostCount(count)} deleted or not visible; ${numberText(succeeded)} of them succeeded`;
  return [
    testCase(report, 'hosts that are not visible', { verdict, type: 'not_visible', message }),
  ];
}

function hostCase(report: Report, host: ReportHost, characters: number): TestCase {
  return testCase(report, firstWord(host.name, `host ${host.id}`), {
    ...verdictOf(host),
    time: host.times.duration_s?.toFixed(3) ?? null,
    output: outputText(host.output, characters),
  });
}

function verdictOf({
  status,
  failure,
}: ReportHost): Pick<CaseFacts, 'verdict' | 'type' | 'message'> {
  if (status === 'succeeded') return { verdict: 'passed', type: '', message: '' };
  if (failure === null)
    return { verdict: 'skipped', type: status, message: 'the host has not finished' };
  const { kind, message } = failure;
  const verdict = kind === 'cancelled' ? 'skipped' : isOfScript(kind) ? 'failure' : 'error';
  const word = reasonWord(failure);
  return { verdict, type: kind, message: message === null ? word : `${word}: ${message}` };
}

function isOfScript(kind: string): boolean {
  return kind === 'exit' || kind === 'unknown';
}

interface CaseFacts {
  readonly verdict: Verdict;
  readonly type: string;
  readonly message: string;
  readonly time?: string | null;
  readonly output?: string;
}

function testCase(report: Report, name: string, facts: CaseFacts): TestCase {
  const { verdict, type, message, time = null, output = '' } = facts;
  const { job } = report;
  const result: readonly XmlElement[] =
    verdict === 'passed'
      ? []
      : [
          verdict === 'skipped'
            ? { name: verdict, attributes: { message } }
            : { name: verdict, attributes: { type, message }, children: [message] },
        ];
  const printed: readonly XmlElement[] =
    output === '' ? [] : [{ name: 'system-out', children: [output] }];
  const attributes = { name, classname: firstWord(job.template_name, `job ${job.id}`), time };
  return { verdict, element: { name: 'testcase', attributes, children: [...result, ...printed] } };
}

function outputText(excerpt: Excerpt, characters: number): string {
  const { head, tail, leftOut } = smallerExcerpt(excerpt, { lines: 120, characters });
  return leftOut === null ? head : `${withBreak(head)}[${leftOutText(leftOut)}]\n${tail}`;
}

function withBreak(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
}
