import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type HostStatus, hostStatuses } from '../../../src/jobs/hosts/host-run.ts';
import {
  countResults,
  hostStatistics,
  inOrderOfTime,
  medianOf,
  passRate,
  type RunOfJob,
} from '../../../src/jobs/statistics/statistics.ts';

const host = fc.record({
  id: fc.integer({ min: 1, max: 5 }),
  status: fc.constantFrom(...hostStatuses),
  duration_s: fc.option(fc.integer({ min: 0, max: 99 })),
});
const runs: fc.Arbitrary<RunOfJob[]> = fc.uniqueArray(
  fc.record({
    job_id: fc.integer({ min: 1, max: 40 }),
    start_at: fc.option(fc.constantFrom('2026-11-23T09:00:00Z', '2026-11-23T10:00:00Z')),
    hosts: fc
      .uniqueArray(host, { selector: ({ id }) => id })
      .map((hosts) => hosts.map((one) => ({ ...one, name: `web0${one.id}` }))),
  }),
  { selector: ({ job_id }) => job_id },
);

function history(...statuses: HostStatus[]): RunOfJob[] {
  return statuses.map((status, at) => ({
    job_id: 100 - at,
    start_at: `2026-11-23T0${at}:00:00Z`,
    hosts: [{ id: 1, name: 'web01', status, duration_s: at }],
  }));
}

describe('statistics of hosts', () => {
  test('every result is counted once, whatever the order of the jobs', () => {
    fc.assert(
      fc.property(runs, (some) => {
        const hosts = hostStatistics(some);
        const all = some.flatMap((run) => run.hosts);
        const sum = (key: keyof ReturnType<typeof countResults>) =>
          hosts.reduce((total, one) => total + one[key], 0);
        const counts = countResults(all);
        for (const key of ['succeeded', 'failed', 'cancelled', 'never_ran', 'unfinished'] as const)
          expect(sum(key)).toBe(counts[key]);
        expect(hosts.map(({ id }) => id).sort()).toEqual(
          [...new Set(all.map(({ id }) => id))].sort(),
        );
        expect(hostStatistics([...some].reverse())).toEqual(hosts);
      }),
    );
  });

  test('a host flaps at most once between two verdicts, and never while all are the same', () => {
    fc.assert(
      fc.property(runs, (some) => {
        for (const one of hostStatistics(some)) {
          const verdicts = one.succeeded + one.failed;
          expect(one.flaps).toBeLessThanOrEqual(Math.max(0, verdicts - 1));
          expect(one.flaps > 0).toBe(one.succeeded > 0 && one.failed > 0);
          expect(one.last_status === null).toBe(verdicts === 0);
          expect(one.pass_rate).toBe(passRate(one));
        }
      }),
    );
  });

  test('the order is that of time: a lower id may be of a later job', () => {
    const [web01] = hostStatistics(history('succeeded', 'failed', 'succeeded', 'failed'));
    expect(web01).toMatchObject({ flaps: 3, last_status: 'failed', last_job_id: 97 });
    expect(inOrderOfTime(history('failed', 'failed')).map(({ job_id }) => job_id)).toEqual([
      100, 99,
    ]);
  });

  test('cancelled hosts and hosts that never ran are counted apart, and are no flap', () => {
    const [web01] = hostStatistics(history('succeeded', 'cancelled', 'never_ran', 'succeeded'));
    expect(web01).toMatchObject({
      ...{ succeeded: 2, failed: 0, cancelled: 1, never_ran: 1, unfinished: 0 },
      ...{ pass_rate: 1, flaps: 0 },
    });
    const [running] = hostStatistics(history('running', 'unknown'));
    expect(running).toMatchObject({ unfinished: 2, pass_rate: null, last_status: null });
  });

  test('those that failed most often come first', () => {
    const names = (some: RunOfJob[]) => hostStatistics(some).map(({ failed }) => failed);
    fc.assert(
      fc.property(runs, (some) => {
        expect(names(some)).toEqual([...names(some)].sort((a, b) => b - a));
      }),
    );
  });

  test('a median is one of the values, and half of them are at most as large', () => {
    expect(medianOf([])).toBeNull();
    expect(medianOf([4, 1, 3, 2])).toBe(2);
    fc.assert(
      fc.property(fc.array(fc.integer(), { minLength: 1 }), (values) => {
        const median = medianOf(values) ?? Number.NaN;
        expect(values).toContain(median);
        const below = values.filter((value) => value <= median).length;
        expect(below * 2).toBeGreaterThanOrEqual(values.length);
      }),
    );
  });
});
