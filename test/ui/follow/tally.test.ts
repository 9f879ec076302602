import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type HostStatus, hostStatuses } from '../../../src/jobs/hosts/host-run.ts';
import { openTally } from '../../../src/ui/follow/tally.ts';
import { counts } from '../example-jobs.ts';
import { exampleState } from './example-events.ts';

describe('the count of a followed job', () => {
  it('knows only what is pending before any host state was seen', () => {
    const tally = openTally(null);
    tally.acceptCounts(counts({ succeeded: 2, failed: 1, pending: 117 }));
    expect(tally.counts()).toMatchObject({
      total: 120,
      done: 3,
      failed: 1,
      pending: 117,
      waiting: 0,
      running: 0,
    });
  });

  it('takes whichever is further ahead: the counts of the job or the states of its hosts', () => {
    const tally = openTally(120);
    tally.acceptCounts(counts({ succeeded: 50, pending: 70 }));
    for (let n = 1; n <= 120; n++)
      tally.acceptHost(exampleState(n, n <= 55 ? 'failed' : 'running'));
    expect(tally.counts()).toMatchObject({
      failed: 55,
      succeeded: 50,
      done: 105,
      running: 15,
      waiting: 0,
    });
  });

  it('distinguishes hosts that never ran from cancelled ones', () => {
    const tally = openTally(3);
    tally.acceptCounts(counts({ total: 3, succeeded: 1, cancelled: 2 }));
    expect(tally.counts()).toMatchObject({ cancelled: 2, never_ran: 0 });
    tally.acceptHost(exampleState(1, 'never_ran'));
    tally.acceptHost(exampleState(2, 'never_ran'));
    expect(tally.counts()).toMatchObject({ cancelled: 0, never_ran: 2, done: 3 });
  });

  it('counts only the named hosts where a few of a job are followed', () => {
    const tally = openTally(2);
    tally.acceptCounts(counts({ succeeded: 100, pending: 20 }));
    tally.acceptHost(exampleState(1, 'running'));
    tally.acceptHost(exampleState(2, 'waiting'));
    expect(tally.counts()).toMatchObject({ total: 2, done: 0, running: 1, waiting: 1 });
  });

  it('has no total where it is unknown', () => {
    expect(openTally(null).counts()).toMatchObject({ total: null, done: 0, pending: 0 });
  });

  it('always adds up', () => {
    const change = fc.tuple(
      fc.integer({ min: 1, max: 20 }),
      fc.constantFrom<HostStatus>(...hostStatuses),
    );
    const some = fc.record({ succeeded: fc.nat(8), failed: fc.nat(6), cancelled: fc.nat(6) });
    fc.assert(
      fc.property(fc.array(change), fc.option(some), (changes, told) => {
        const tally = openTally(20);
        if (told !== null) tally.acceptCounts(counts({ total: 20, ...told }));
        for (const [n, status] of changes) tally.acceptHost(exampleState(n, status));
        const { total, done, running, waiting, unknown, pending } = tally.counts();
        expect(Math.min(running, waiting, unknown, pending)).toBeGreaterThanOrEqual(0);
        expect(done + running + waiting + unknown + pending).toBe(Math.max(total ?? 0, done));
      }),
    );
  });
});
