import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { failedStates } from '../../src/jobs/hosts/failed-kinds.ts';
import { type HostRun, type HostStatus, isFinal } from '../../src/jobs/hosts/host-run.ts';
import {
  type Attempt,
  chooseHosts,
  historyResult,
  hostHistories,
} from '../../src/jobs/rerun-plan.ts';

const run = (id: number, status: HostStatus): HostRun => ({
  ...{ id, name: `h${id}`, status, job_status: null },
  ...{ operatingsystem_name: null, hostgroup_name: null, smart_proxy_name: null },
});
const attempt = (
  job_id: number,
  ...states: readonly (readonly [number, HostStatus])[]
): Attempt => ({
  job_id,
  number: job_id,
  hosts: states.map(([id, status]) => run(id, status)),
});
const names = (attempts: readonly Attempt[], only = failedStates) =>
  chooseHosts(hostHistories(attempts), { kind: 'failed', only }).map(({ name }) => name);

describe('which hosts a rerun of what failed is for', () => {
  test('failed, cancelled and never started ones, by their latest finished attempt', () => {
    const first = attempt(
      1,
      [1, 'failed'],
      [2, 'cancelled'],
      [3, 'never_ran'],
      [4, 'succeeded'],
      [5, 'failed'],
    );
    expect(names([first])).toEqual(['h1', 'h2', 'h3', 'h5']);
    expect(names([first, attempt(2, [1, 'succeeded'], [5, 'failed'])])).toEqual(['h2', 'h3', 'h5']);
    expect(names([attempt(2, [1, 'succeeded']), first])).toEqual(['h2', 'h3', 'h5']);
  });

  test('--only narrows it', () => {
    const first = attempt(1, [1, 'failed'], [2, 'cancelled'], [3, 'never_ran']);
    for (const [kind, host] of [
      ['error', 'h1'],
      ['cancelled', 'h2'],
      ['never', 'h3'],
    ] as const) {
      const found = chooseHosts(hostHistories([first]), { kind: 'failed', only: [kind] });
      expect(found.map(({ name }) => name)).toEqual([host]);
    }
  });

  test('never a host whose latest finished attempt succeeded, whatever the chain', () => {
    const status = fc.constantFrom<HostStatus>(
      'failed',
      'succeeded',
      'cancelled',
      'never_ran',
      'running',
      'waiting',
      'unknown',
    );
    const hosts = fc.uniqueArray(fc.tuple(fc.integer({ min: 1, max: 8 }), status), {
      selector: ([id]) => id,
    });
    fc.assert(
      fc.property(fc.array(hosts, { maxLength: 6 }), (chain) => {
        const attempts = chain.map((states, at) => attempt(at + 1, ...states));
        const chosen = chooseHosts(hostHistories(attempts), { kind: 'failed', only: failedStates });
        for (const { id } of chosen) {
          const seen = chain.flatMap((states) =>
            states.filter(([host]) => host === id).map(([, last]) => last),
          );
          expect(seen.findLast(isFinal)).not.toBe('succeeded');
          expect(seen.some(isFinal)).toBe(true);
        }
      }),
    );
  });

  test('a host with an attempt under way is reported as unfinished', () => {
    const [history] = hostHistories([attempt(1, [1, 'failed']), attempt(2, [1, 'running'])]);
    expect(history).toMatchObject({ latest: 'failed', unfinished: true });
  });
});

test('succeeded ones', () => {
  const histories = hostHistories([attempt(1, [1, 'failed'], [2, 'succeeded'], [3, 'succeeded'])]);
  expect(chooseHosts(histories, { kind: 'succeeded' }).map(({ name }) => name)).toEqual([
    'h2',
    'h3',
  ]);
});

describe('cron: the verdict of a host', () => {
  const ended = fc.constantFrom<HostStatus>('succeeded', 'failed', 'cancelled', 'never_ran');
  const verdictOf = (statuses: readonly HostStatus[]) =>
    historyResult({
      attempts: statuses.map((status, at) => ({ job_id: at, status })),
      latest: statuses.at(-1) ?? null,
    });

  test('succeeded and recovered are all that ends well; a success that did not last is flapping', () => {
    fc.assert(
      fc.property(fc.array(ended, { minLength: 1, maxLength: 6 }), (statuses) => {
        const verdict = verdictOf(statuses);
        const endsWell = statuses.at(-1) === 'succeeded';
        if (verdict === 'succeeded') expect(new Set(statuses)).toEqual(new Set(['succeeded']));
        if (verdict === 'recovered') expect(endsWell && statuses[0] !== 'succeeded').toBe(true);
        if (verdict === 'still_failing') expect(statuses).not.toContain('succeeded');
        if (verdict === 'flapping')
          expect(statuses.join()).toMatch(/succeeded,(?:failed|cancelled|never_ran)/);
        if (!endsWell) expect(['flapping', 'still_failing']).toContain(verdict);
      }),
    );
  });

  test('no attempt has ended: unfinished', () => {
    expect(historyResult({ attempts: [{ job_id: 1, status: 'running' }], latest: null })).toBe(
      'unfinished',
    );
  });
});
