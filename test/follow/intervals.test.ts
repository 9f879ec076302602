import { describe, expect, test } from 'vitest';
import { hostsDelayMs, pollDelayMs, readDelayMs } from '../../src/follow/intervals.ts';
import type { JobInvocation } from '../../src/jobs/job-invocation.ts';

const minute = 60_000;
const hour = 60 * minute;

function running(total: number | null, pending: number | null): JobInvocation {
  return {
    ...({ id: 1, status: 'running', start_at: null } as JobInvocation),
    task: { id: 'x', state: 'running' } as JobInvocation['task'],
    counts: { total, pending, succeeded: null, failed: null, cancelled: null, missing: null },
  };
}

/** How long until the next look at a job of this age in which nothing has changed for this long. */
function delay(job: JobInvocation, age: number, still = 0): number {
  return pollDelayMs(job, { now: 1e12, startedAt: 1e12 - age, changedAt: 1e12 - still });
}

describe('how often a job is asked for', () => {
  test.each<[what: string, job: JobInvocation, age: number, still: number, expected: number]>([
    ['its first minute', running(20, 20), minute - 1, 0, 1000],
    ['its first ten minutes', running(20, 20), minute, minute, 2000],
    ['its first ten minutes, standing still', running(20, 20), 10 * minute - 1, 10 * minute, 2000],
    ['many hosts', running(500, 201), 5 * minute, 0, 4000],
    ['no longer many hosts', running(500, 200), 5 * minute, 0, 2000],
    ['later, while hosts end', running(20, 5), hour, 30_000, 2000],
    ['later, five minutes after the last end', running(20, 5), hour, 5 * minute, 5000],
    ['an hour of standing still', running(1, 1), hour, hour, 9700],
    ['a day of standing still', running(1000, 1000), 24 * hour, 24 * hour, 9700],
    ['its end is far by the pace of its hosts', running(1000, 500), 5 * hour, 30_000, 20_000],
    ['its end is ten minutes away by that pace', running(1000, 11), 15 * hour, 30_000, 10_010],
    ['few hosts are left, and may end at any moment', running(1000, 10), 15 * hour, 30_000, 2000],
    ['ten minutes of standing still', running(1, 1), 10 * minute, 10 * minute, 9700],
    ['none of its hosts has ended: its pace is not known', running(1000, 1000), hour, 30_000, 4000],
    ['how many hosts it has is not known', running(null, 150), hour, 30_000, 2000],
    ['a server without counts', running(20, null), hour, 30_000, 2000],
  ])('%s', (_, job, age, still, expected) => {
    expect(delay(job, age, still)).toBe(expected);
  });

  test.each([
    ['far away', 3 * hour, 30_000],
    ['in half a minute', 30_000, 15_000],
    ['now', 0, 1000],
  ])('a job whose time is %s', (_, left, expected) => {
    const start_at = new Date(1e12 + left).toISOString();
    const task = { id: 'x', state: 'scheduled' } as JobInvocation['task'];
    expect(delay({ ...running(1, 1), task, start_at }, 24 * hour)).toBe(expected);
    expect(delay({ ...running(1, 1), task, start_at: null }, 24 * hour)).toBe(30_000);
  });
});

describe('how often the rows of hosts are read', () => {
  const cheap = { cheapHostPages: true, hostsEndpoint: true } as Parameters<typeof hostsDelayMs>[1];
  const dear = { ...cheap, cheapHostPages: false };
  const show = { ...dear, hostsEndpoint: false };

  test.each([
    ['few', cheap, 10, 0, 1000],
    ['a thousand', cheap, 1000, 0, 10_000],
    ['five thousand', cheap, 5000, 0, 30_000],
    ['few of a long job', cheap, 10, 10 * minute, 1000],
    ['a thousand of a long job', cheap, 1000, 10 * minute, 30_000],
    ['five thousand of a long job', cheap, 5000, 10 * minute, 120_000],
    ['few where each page costs the whole job', dear, 10, 0, 10_000],
    ['few where only the heavy show has them', show, 10, 0, 5000],
    ['a thousand where only the heavy show has them', show, 1000, 0, 20_000],
    ['five thousand where only the heavy show has them', show, 5000, hour, 60_000],
  ])('%s', (_, can, hosts, age, expected) => {
    expect(hostsDelayMs(hosts, can, age)).toBe(expected);
  });
});

describe("how often a running host's output is read", () => {
  test.each([
    ['it prints', 0, 1, 500],
    ['it has been quiet for 4 s', 4000, 1, 1000],
    ['it has been quiet for long', hour, 1, 10_000],
    ['it prints, as a hundred others', 0, 100, 2000],
    ['it prints, as a thousand others', 0, 1000, 10_000],
  ])('%s', (_, quiet, hosts, expected) => {
    expect(readDelayMs(quiet, hosts)).toBe(expected);
  });
});
