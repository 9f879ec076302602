import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LostContact } from '../../src/api/failures.ts';
import { Failure } from '../../src/errors.ts';
import { type Observed, type ResultEnd, resultOf } from '../../src/follow/result.ts';
import type { HostStatus } from '../../src/jobs/hosts/host-run.ts';
import type { HostState } from '../../src/jobs/hosts/host-state.ts';
import type { JobCounts, JobInvocation, JobStatus } from '../../src/jobs/job-invocation.ts';
import { type JobResult, resultExitCode } from '../../src/jobs/job-result.ts';
import { openTally } from '../../src/ui/follow/tally.ts';

const finished = (observed: Observed) => resultOf(observed, { kind: 'finished' });
const left = { kind: 'left', failure: new Failure('interrupted', 'bye') } as const;

const unknownCounts: JobCounts = {
  total: null,
  succeeded: null,
  failed: null,
  cancelled: null,
  pending: null,
  missing: null,
};

function job(status: JobStatus, counts: Partial<JobCounts>, hasTask = true): JobInvocation {
  return {
    ...({ id: 5, status, unreadable: [] } as unknown as JobInvocation),
    counts: { ...unknownCounts, ...counts },
    task: hasTask ? { id: 'u', state: 'stopped', started_at: null, cancellable: false } : null,
  };
}

const hosts = (...statuses: readonly HostStatus[]): HostState[] =>
  statuses.map((status, at) => ({
    id: at + 1,
    name: `h${at + 1}`,
    status,
    exit_code: null,
    last_line: null,
  }));

interface Case {
  readonly what: string;
  readonly job: JobInvocation;
  readonly hosts: readonly HostState[];
  readonly partial?: boolean;
  readonly outcome: string;
  readonly exitCode: number;
  readonly reason?: RegExp;
  readonly torn?: readonly string[];
}

const cases: readonly Case[] = [
  {
    what: 'all succeeded',
    job: job('succeeded', { total: 2 }),
    hosts: hosts('succeeded', 'succeeded'),
    outcome: 'succeeded',
    exitCode: 0,
  },
  {
    what: 'all succeeded while the status lags',
    job: job('running', { total: 1 }),
    hosts: hosts('succeeded'),
    outcome: 'succeeded',
    exitCode: 0,
  },
  {
    what: 'one failed',
    job: job('failed', { total: 2 }),
    hosts: hosts('succeeded', 'failed'),
    outcome: 'failed',
    exitCode: 3,
  },
  {
    what: 'one failed, one never ran',
    job: job('failed', { total: 2 }),
    hosts: hosts('never_ran', 'failed'),
    outcome: 'failed',
    exitCode: 3,
  },
  {
    what: 'one never ran',
    job: job('failed', { total: 2 }),
    hosts: hosts('succeeded', 'never_ran'),
    outcome: 'incomplete',
    exitCode: 10,
  },
  {
    what: 'one never ran, and one was cancelled',
    job: job('failed', { total: 2 }),
    hosts: hosts('cancelled', 'never_ran'),
    outcome: 'incomplete',
    exitCode: 3,
  },
  {
    what: 'cancelled while it ran: the server says failed',
    job: job('failed', { total: 2 }),
    hosts: hosts('succeeded', 'cancelled'),
    outcome: 'cancelled',
    exitCode: 6,
  },
  {
    what: 'cancelled before it ran',
    job: job('cancelled', { total: 2 }),
    hosts: hosts('cancelled', 'cancelled'),
    outcome: 'cancelled',
    exitCode: 6,
  },
  {
    what: 'cancelled before its hosts were known',
    job: job('cancelled', {}),
    hosts: [],
    outcome: 'cancelled',
    exitCode: 6,
  },
  {
    what: 'no hosts',
    job: job('succeeded', { total: 0 }),
    hosts: [],
    outcome: 'no_hosts',
    exitCode: 3,
  },
  { what: 'an orphan', job: job('queued', {}, false), hosts: [], outcome: 'broken', exitCode: 3 },
  {
    what: 'failed although no host failed',
    job: job('failed', { total: 1 }),
    hosts: hosts('succeeded'),
    outcome: 'failed',
    exitCode: 3,
    reason: /although every host succeeded/,
  },
  {
    what: 'counted as failed although every host is listed as succeeded',
    job: job('failed', { total: 2, succeeded: 1, failed: 1, cancelled: 0 }),
    hosts: hosts('succeeded', 'succeeded'),
    outcome: 'unknown',
    exitCode: 8,
    reason: /^all of its hosts are listed as succeeded, but its counts show 1 failed$/,
  },
  {
    what: 'counted as cancelled although every host is listed as succeeded',
    job: job('running', { total: 2, succeeded: 1, failed: 0, cancelled: 1 }),
    hosts: hosts('succeeded', 'succeeded'),
    outcome: 'unknown',
    exitCode: 8,
    reason: /but its counts show 1 cancelled$/,
  },
  {
    what: 'of fewer hosts than are listed',
    job: job('succeeded', { total: 1, succeeded: 1, failed: 0, cancelled: 0 }),
    hosts: hosts('succeeded', 'succeeded'),
    outcome: 'unknown',
    exitCode: 8,
    reason: /but its counts show 1 host, not 2$/,
  },
  {
    what: 'counted a moment before its last host succeeded',
    job: job('running', { total: 2, succeeded: 1, failed: 0, cancelled: 0, pending: 1 }),
    hosts: hosts('succeeded', 'succeeded'),
    outcome: 'succeeded',
    exitCode: 0,
  },
  {
    what: 'ended, but a host has no result',
    job: job('failed', { total: 2 }),
    hosts: hosts('succeeded', 'running'),
    outcome: 'unknown',
    exitCode: 8,
    reason: /1 of 2 hosts has no result/,
  },
  {
    what: 'hidden hosts that succeeded',
    job: job('succeeded', { total: 3, succeeded: 3, failed: 0, cancelled: 0 }),
    hosts: hosts('succeeded'),
    outcome: 'succeeded',
    exitCode: 0,
    reason: /2 of its 3 hosts are deleted or not visible/,
  },
  {
    what: 'a hidden host that failed',
    job: job('failed', { total: 2, succeeded: 1, failed: 1, cancelled: 0 }),
    hosts: hosts('succeeded'),
    outcome: 'failed',
    exitCode: 3,
    reason: /1 of its 2 hosts is deleted or not visible/,
  },
  {
    what: 'a hidden host that did not run to its end',
    job: job('failed', { total: 2, succeeded: 1, failed: 0, cancelled: 1 }),
    hosts: hosts('succeeded'),
    outcome: 'incomplete',
    exitCode: 3,
    reason: /not visible/,
  },
  {
    what: 'hidden hosts of which nothing is known',
    job: job('unknown', { total: 2 }),
    hosts: hosts('succeeded'),
    outcome: 'unknown',
    exitCode: 8,
    reason: /not visible/,
  },
  {
    what: 'all hosts hidden',
    job: job('succeeded', { total: 2, succeeded: 2, failed: 0, cancelled: 0 }),
    hosts: [],
    outcome: 'succeeded',
    exitCode: 0,
    reason: /2 of its 2 hosts/,
  },
  {
    what: 'all succeeded, and all that was asked for was printed',
    job: job('succeeded', { total: 1 }),
    hosts: hosts('succeeded'),
    torn: [],
    outcome: 'succeeded',
    exitCode: 0,
  },
  {
    what: 'all succeeded, but the output that was asked for is not whole',
    job: job('succeeded', { total: 1 }),
    hosts: hosts('succeeded'),
    torn: ['h1'],
    outcome: 'succeeded',
    exitCode: 8,
    reason: /^the output of h1 is incomplete$/,
  },
  {
    what: 'the output of several hosts is not whole',
    job: job('succeeded', { total: 3 }),
    hosts: hosts('succeeded', 'succeeded', 'succeeded'),
    torn: ['h1', 'h2', 'h3'],
    outcome: 'succeeded',
    exitCode: 8,
    reason: /^the output of h1 and 2 more is incomplete$/,
  },
  {
    what: 'one failed, and its output is not whole',
    job: job('failed', { total: 1 }),
    hosts: hosts('failed'),
    torn: ['h1'],
    outcome: 'failed',
    exitCode: 3,
  },
  {
    what: 'all succeeded, but the output of hidden hosts was asked for too',
    job: job('succeeded', { total: 2, succeeded: 2, failed: 0, cancelled: 0 }),
    hosts: hosts('succeeded'),
    torn: [],
    outcome: 'succeeded',
    exitCode: 8,
    reason: /not visible/,
  },
  {
    what: 'the output of the named host alone is whole',
    job: job('running', { total: 9 }),
    hosts: hosts('succeeded'),
    partial: true,
    torn: [],
    outcome: 'succeeded',
    exitCode: 0,
  },
  {
    what: 'only the named hosts count',
    job: job('running', { total: 9, failed: 4 }),
    hosts: hosts('succeeded'),
    partial: true,
    outcome: 'succeeded',
    exitCode: 0,
  },
];

describe('what is claimed of a job', () => {
  test.each(cases)(
    '$what',
    ({ job: known, hosts: states, partial = false, torn, outcome, exitCode, reason }) => {
      const result = finished({ job: known, hosts: states, partial, gaps: torn });
      expect(result.outcome).toBe(outcome);
      expect(resultExitCode(result)).toBe(exitCode);
      if (reason === undefined) expect(result.reason).toBeNull();
      else expect(result.reason).toMatch(reason);
    },
  );

  test('counts are those of the hosts where all were seen, because the job reports older ones', () => {
    const stale = job('running', {
      total: 3,
      succeeded: 1,
      failed: 0,
      cancelled: 0,
      pending: 2,
      missing: 0,
    });
    const result = finished({
      job: stale,
      hosts: hosts('succeeded', 'failed', 'never_ran'),
      partial: false,
    });
    expect(result.counts).toEqual({
      total: 3,
      succeeded: 1,
      failed: 1,
      cancelled: 1,
      never_ran: 1,
      pending: 0,
      missing: 0,
    });
    expect(result.failed_hosts.map(({ name }) => name)).toEqual(['h2', 'h3']);
  });

  test('while not all hosts were seen the larger number is the newer; without a total the job counts alone', () => {
    const seen = hosts('succeeded', 'failed');
    const told = { succeeded: 2, failed: 0, cancelled: 0, pending: 1, missing: 0 };
    const counts = (total: number | null) =>
      finished({ job: job('running', { total, ...told }), hosts: seen, partial: false }).counts;
    expect(counts(3)).toEqual({ ...told, total: 3, failed: 1, pending: 0 });
    expect(counts(null)).toEqual({ ...told, total: null });
    const none = job('running', {
      total: 0,
      succeeded: 0,
      failed: 0,
      cancelled: 0,
      pending: 0,
      missing: 4,
    });
    expect(finished({ job: none, hosts: [], partial: false }).counts).toEqual(none.counts);
  });

  test('counts of named hosts are theirs, and the result reports that it is of a part', () => {
    const known = job('running', {
      total: 9,
      succeeded: 1,
      failed: 4,
      cancelled: 0,
      pending: 4,
      missing: 0,
    });
    const result = finished({ job: known, hosts: hosts('succeeded', 'failed'), partial: true });
    expect(result).toMatchObject({ partial: true, counts: { total: 2, succeeded: 1, failed: 1 } });
    const whole = finished({ job: known, hosts: hosts('succeeded'), partial: false });
    expect(whole).not.toHaveProperty('partial');
    expect(finished({ job: known, hosts: [], partial: true }).counts).toEqual(known.counts);
  });

  test('leaving early claims nothing beyond what was seen', () => {
    const running = job('running', {
      total: 3,
      succeeded: 1,
      failed: 0,
      cancelled: 0,
      pending: 2,
      missing: 0,
    });
    const result = resultOf(
      { job: running, hosts: hosts('succeeded', 'running'), partial: false },
      left,
    );
    expect(resultExitCode(result)).toBe(130);
    expect(result).toMatchObject({
      outcome: 'running',
      ended: 'interrupted',
      counts: running.counts,
      failed_hosts: [],
    });
  });

  test('leaving reports no less than the bar above it has shown', () => {
    const count = fc.nat({ max: 5 });
    const state = fc.constantFrom<HostStatus>(
      'waiting',
      'running',
      'succeeded',
      'failed',
      'cancelled',
    );
    fc.assert(
      fc.property(
        count,
        count,
        count,
        fc.array(state, { maxLength: 20 }),
        (succeeded, failed, cancelled, statuses) => {
          const known = {
            total: 20,
            succeeded,
            failed,
            cancelled,
            pending: 20 - succeeded - failed - cancelled,
          };
          const seen = { job: job('running', known), hosts: hosts(...statuses), partial: false };
          const bar = openTally(20);
          bar.acceptCounts(seen.job.counts);
          for (const host of seen.hosts) bar.acceptHost(host);
          const { counts } = resultOf(seen, left);
          const { done, ...shown } = bar.counts();
          expect(counts).toMatchObject({
            succeeded: shown.succeeded,
            failed: shown.failed,
            cancelled: shown.cancelled,
          });
          expect((counts.succeeded ?? 0) + (counts.failed ?? 0) + (counts.cancelled ?? 0)).toBe(
            done,
          );
        },
      ),
    );
  });
});

describe('a follow that ends before its job', () => {
  const running = job('running', { total: 3, succeeded: 1, failed: 0, cancelled: 0, pending: 2 });
  const seen = { job: running, hosts: hosts('succeeded', 'running'), partial: false };
  const lost = new LostContact({ host: 'foreman', milliseconds: 60_000, cause: new Error('502') });

  test.each<[ResultEnd, number, Partial<JobResult>]>([
    [left, 130, { outcome: 'running', ended: 'interrupted', reason: null }],
    [
      { kind: 'left', failure: new Failure('time_limit', 'too late') },
      7,
      { outcome: 'running', ended: 'time_limit', reason: null },
    ],
    [
      { kind: 'condition_met', reason: '2 hosts failed' },
      3,
      { outcome: 'running', ended: 'condition_met', reason: '2 hosts failed' },
    ],
    [
      { kind: 'paused' },
      8,
      { outcome: 'paused', ended: 'paused', reason: 'job 5 is still paused on the server' },
    ],
    [
      { kind: 'lost', failure: lost },
      8,
      {
        outcome: 'unknown',
        ended: 'lost',
        reason: `${lost.message}. The job keeps running; its result is unknown`,
      },
    ],
  ])('because %j', (end, exitCode, expected) => {
    const result = resultOf(seen, end);
    expect(resultExitCode(result)).toBe(exitCode);
    expect(result).toMatchObject(expected);
  });

  test('named hosts that have ended are what is claimed; else what the job reports', () => {
    const part = { ...seen, partial: true };
    expect(resultOf({ ...part, hosts: hosts('failed') }, left).outcome).toBe('failed');
    expect(resultOf({ ...part, hosts: hosts('running') }, left).outcome).toBe('running');
    expect(resultOf({ ...part, hosts: [] }, left).outcome).toBe('running');
  });
});
