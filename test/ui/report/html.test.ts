import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { htmlReport } from '../../../src/ui/report/html/html-page.ts';
import type { Report } from '../../../src/ui/report/report.ts';
import { examplePage } from '../compare/example-pages.ts';
import { exampleDetail } from '../example-jobs.ts';
import { anyReport } from './arbitrary-report.ts';
import { exampleReport } from './example-report.ts';

const tag = /<\/?([a-z][a-z0-9]*)((?: [a-zA-Z-]+(?:="[^"<>]*")?)*)\/?>/g;
const names =
  'html head meta title style body a header h1 h2 span p main section svg desc rect polygon div ' +
  'dl dt dd time ul ol li b code pre details summary table thead tbody tr th td wbr footer figure ' +
  'figcaption';

test('whatever hosts and servers write, the page has only the tags and attributes of ours', () => {
  const ours = new Set(names.split(' '));
  fc.assert(
    fc.property(anyReport, (report) => {
      const page = htmlReport(report).replace(/<style>[\s\S]*?<\/style>/, '');
      const found = [...page.matchAll(tag)];
      expect(found.map(([, name = '']) => name).filter((name) => !ours.has(name))).toEqual([]);
      expect(
        found.map(([, , more]) => more).filter((more) => / on|style=|src=/.test(more ?? '')),
      ).toEqual([]);
      const text = page.replace('<!DOCTYPE html>', '').replaceAll(tag, '');
      expect(text).not.toMatch(/[<>"]/);
      expect(Buffer.from(text).toString()).toBe(text);
    }),
    { numRuns: 300 },
  );
});

/** A report of hosts whose names and outputs are as wide as they can be as markup. */
function wideReport(count: number, text: (at: number) => string): Report {
  const pages = Array.from({ length: count }, (_, at) => {
    const status = at % 3 === 0 ? 'succeeded' : 'failed';
    const name = `${at}${'<'.repeat(235)}`;
    return examplePage(at, text(at), { name, status, exit_code: at % 100, notice: text(at) });
  });
  const inputs = Array.from({ length: 60 }, (_, id) => ({ name: `i${id}`, id, value: text(id) }));
  return exampleReport(pages, new Map(), { job: exampleDetail({ inputs }) });
}

describe('a page stays below 2 MB, and names what is left out', () => {
  test.each([
    ['1,000 hosts with long outputs', 1000, 'line of a log that is long\n', 600],
    ['1,000 hosts with outputs that are longest as markup', 1000, '<', 20_000],
    ['5,000 hosts with short outputs', 5000, '"', 3],
    ['3 hosts with endless outputs', 3, 'x\n', 500_000],
  ])('%s', (_, count, piece, times) => {
    const long = piece.repeat(times);
    const page = htmlReport(wideReport(count, (at) => `${at} ${long}`));
    expect(Buffer.byteLength(page)).toBeLessThan(2_000_000);
    if (times > 100)
      expect(page).toMatch(/[\d,]+ lines? \([\d.]+ [kM]?B\w*\) left out: <code>rexctl/);
    if (count > 100) {
      expect(page).toMatch(/more outputs? of [\d,]+ hosts? left out: <code>rexctl output 215/);
      expect(page).toMatch(/[\d,]+ more hosts: <code>rexctl show 215 --hosts<\/code>/);
    }
  });
});
