import { describe, expect, test } from 'vitest';
import type { HostStatus } from '../../../src/jobs/hosts/host-run.ts';
import type { HostTimes } from '../../../src/jobs/times/host-times.ts';
import { waterfallSection } from '../../../src/ui/report/html/waterfall.ts';
import type { Report } from '../../../src/ui/report/report.ts';
import { examplePage } from '../compare/example-pages.ts';
import { exampleReport } from './example-report.ts';

const began = Date.parse('2026-11-23T14:00:00Z');
const iso = (seconds: number) => new Date(began + seconds * 1000).toISOString();

interface Run {
  readonly status?: HostStatus;
  /** Seconds after 14:00; by the server unless `printed`. */
  readonly from?: number;
  readonly to?: number;
  readonly printed?: boolean;
}

/** What the section shows: its sentences, and rows as `name result bar duration`. */
function shownOf(runs: readonly Run[], more: Partial<Report> = {}) {
  const times = new Map<number, HostTimes>();
  const pages = runs.map(({ status = 'succeeded', from, to, printed = false }, at) => {
    const known = from !== undefined && to !== undefined && !printed;
    const [started_at, ended_at] = [iso(from ?? 0), iso(to ?? 0)];
    if (known)
      times.set(100 + at, {
        ...{ started_at, ended_at, duration_s: (to ?? 0) - (from ?? 0), clock: 'server' },
      });
    const seconds = from === undefined ? [] : to === undefined ? [from] : [from, to];
    const lines = seconds.map((second) => ({
      ...{ stream: 'stdout', text: 'line\n', timestamp: began / 1000 + second, late: false },
    }));
    const exit_code = status === 'failed' ? 1 : status === 'succeeded' ? 0 : null;
    return examplePage(at, '', { status, exit_code, ...(known ? {} : { lines }) });
  });
  const { markup } = waterfallSection(exampleReport(pages, times, more));
  const plain = (text: string) => text.replaceAll(/<[^>]+>/g, '');
  return {
    markup,
    sentences: [...markup.matchAll(/<p class="quiet">(.*?)<\/p>/g)].map(([, p = '']) => plain(p)),
    rows: [...markup.matchAll(/<tr><th scope="row".*<\/tr>/g)].map(([row]) => {
      const [, x, width] = / x="([\d.]+)".* width="([\d.]+)"/.exec(row) ?? [];
      const [name = '', , , duration = ''] = row.split(/<\/t[hd]>/).map(plain);
      return `${name.replace('.example.com', '')} ${x}+${width} ${duration}`.trim();
    }),
  };
}

describe('when hosts ran', () => {
  test('bars stand on one axis, from the first start to the last end', () => {
    const { rows, sentences } = shownOf([
      { from: 0, to: 10 },
      { from: 5, to: 20, status: 'failed' },
    ]);
    expect(rows).toEqual(['web00 0.0+500.0 10 s', 'web01 248.8+750.0 15 s']);
    expect(sentences).toEqual(['The time axis starts at 2026-11-23 14:00:00 UTC and covers 20 s.']);
  });

  test('a job whose hosts have no times has no such section', () => {
    expect(shownOf([{}, { status: 'never_ran' }]).markup).toBe('');
  });

  test('hosts without times are counted', () => {
    const { rows, sentences } = shownOf([{ from: 0, to: 4 }, {}, { status: 'never_ran' }]);
    expect(rows).toEqual(['web00 0.0+1000.0 4.0 s']);
    expect(sentences[0]).toMatch(/The times of 2 hosts are unknown\.$/);
  });

  test('a host that runs is drawn up to the time of the report, without a duration', () => {
    const { rows, sentences, markup } = shownOf([
      { from: 0, to: 1800 },
      { from: 1800, status: 'running' },
    ]);
    expect(rows).toEqual(['web00 0.0+500.0 30 min', 'web01 497.5+500.0']);
    expect(markup).toContain('from 30 min, not finished');
    expect(markup).not.toContain('the first to the last line');
    expect(sentences[0]).toContain('Bars of unfinished hosts end at the time of this report.');
  });

  test('all at the same moment: every host is a sliver', () => {
    const { rows } = shownOf([
      { from: 3, to: 3 },
      { from: 3, to: 3 },
    ]);
    expect(rows).toEqual(['web00 0.0+5.0 0.0 s', 'web01 0.0+5.0 0.0 s']);
  });

  test('an end before the start, as after a jump of the clock, is no bar', () => {
    const backwards = shownOf([
      { from: 9, to: 3, printed: true },
      { from: 0, to: 6 },
    ]);
    expect(backwards.rows.map((row) => row.slice(0, 5))).toEqual(['web01', 'web00']);
    const times = new Map([
      [100, { started_at: iso(9), ended_at: iso(3), duration_s: null, clock: 'server' as const }],
    ]);
    const report = exampleReport([examplePage(0, ''), examplePage(1, 'a\n')], times);
    expect(waterfallSection(report).markup).not.toContain('web00');
  });

  test('a smart proxy whose clock is a year ahead does not bend the picture', () => {
    const job = { started_at: iso(0), ended_at: iso(30) };
    const runs = [
      { from: 0, to: 10, printed: true },
      { from: 31_536_000, to: 31_536_005, printed: true },
      { from: 100, to: 120, printed: true },
    ];
    const { rows, sentences } = shownOf(runs, job);
    expect(rows).toEqual(['web00 0.0+83.3 10 s', 'web02 829.2+166.7 20 s']);
    expect(sentences[0]).toContain(
      '1 host left out: the clock of the smart proxy differs by more than 5 minutes.',
    );
    expect(sentences[0]).toContain('a bar shows the time from the first to the last line');
  });

  test('of thousands, those that failed and the longest are shown, and the rest is counted', () => {
    const runs = Array.from({ length: 5000 }, (_, at) => ({
      ...{ from: at % 100, to: (at % 100) + (at % 7) + 1 },
      status: at % 100 === 0 ? ('failed' as const) : ('succeeded' as const),
    }));
    const { rows, sentences, markup } = shownOf(runs);
    expect(rows).toHaveLength(60);
    expect(sentences.at(-1)).toMatch(
      /^4,940 more hosts, none longer than 7\.0 s\. All hosts: rexctl show 215/,
    );
    expect(markup).toContain('5,000 hosts finished within 1 min 46 s, half of all hosts within');
    expect(Buffer.byteLength(markup)).toBeLessThan(60_000);
  });
});
