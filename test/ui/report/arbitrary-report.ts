import fc from 'fast-check';
import { hostStatuses } from '../../../src/jobs/hosts/host-run.ts';
import { outcomes } from '../../../src/jobs/outcome.ts';
import { foldedFailures } from '../../../src/ui/report/folded-failures.ts';
import type { Report } from '../../../src/ui/report/report.ts';
import { ReportHosts } from '../../../src/ui/report/report-hosts.ts';
import { hostileTexts } from '../../world/hostile-job.ts';
import { examplePage } from '../compare/example-pages.ts';
import { exampleDetail } from '../example-jobs.ts';

/** Any UTF-16, also halves of characters, and pieces of what is harmful somewhere. */
export const anyText = fc
  .array(
    fc.oneof(
      { weight: 2, arbitrary: fc.constantFrom(...hostileTexts) },
      fc.string({ unit: 'binary', maxLength: 12 }),
      fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)),
      fc.constantFrom('`', '``', '```', '~~~', '\n', '\r\n', '\t', ' ', '|', '\\', '-->', '&', '<'),
      fc.constantFrom('\n```\n', '\n\n', '    ', '\n| a |\n|---|\n', '@here ', '\ud800', '\udfff'),
    ),
    { maxLength: 8 },
  )
  .map((pieces) => pieces.join(''));

const anyName = anyText.map((text) => text.slice(0, 240) || 'web01');
const anyTime = fc.option(
  fc.date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true }),
);

const anyPage = fc
  .record({
    text: anyText,
    name: anyName,
    status: fc.constantFrom(...hostStatuses),
    exit_code: fc.constantFrom(null, 0, 1, 3, 255),
    notice: fc.option(anyText),
  })
  .map(({ text, ...more }) => ({ text, more }));

/** A report in which every text of server and hosts may be anything. */
export const anyReport: fc.Arbitrary<Report> = fc
  .record({
    pages: fc.array(anyPage, { maxLength: 6 }),
    texts: fc.array(anyText, { minLength: 8, maxLength: 8 }),
    outcome: fc.constantFrom(...outcomes),
    start: anyTime,
    duration_s: fc.option(fc.double({ min: 0, max: 1e6, noNaN: true })),
    hidden: fc.nat({ max: 3 }),
    torn: fc.boolean(),
    neverStarted: fc.boolean(),
  })
  .map(({ pages, texts, outcome, start, duration_s, hidden, torn, neverStarted }) => {
    const hosts = new ReportHosts([], new Map());
    for (const [at, { text, more }] of pages.entries()) hosts.add(examplePage(at, text, more));
    const [description, template, category, user, url, input, value, reason] = texts;
    return {
      job: exampleDetail({
        description: description ?? null,
        template_name: template ?? null,
        job_category: category ?? null,
        inputs: [{ name: input ?? '', id: 1, value: value ?? null }],
      }),
      outcome,
      reason: reason ?? null,
      user: user ?? null,
      started_at: start?.toISOString() ?? null,
      ended_at: null,
      duration_s,
      url: url ?? '',
      made_at: '2026-11-23T14:00:00.000Z',
      hosts: hosts.hosts,
      hidden: { count: hidden, succeeded: hidden === 3 ? 3 : 0 },
      neverStarted,
      torn,
      masks: [],
      failures: foldedFailures(hosts.failed),
      outputs: hosts.outputs(),
    };
  });
