import { describe, expect, it } from 'vitest';
import type { JobCounts } from '../../../src/jobs/job-invocation.ts';
import type { JobResult } from '../../../src/jobs/job-result.ts';
import type { Outcome } from '../../../src/jobs/outcome.ts';
import { finalMessage } from '../../../src/ui/follow/final-message.ts';
import { screenOf } from '../../../src/ui/terminal/screen.ts';
import { fakeIo, frozen } from '../terminal/fake-io.ts';
import { exampleResult, exampleState } from './example-events.ts';

const failed = (...numbers: number[]) =>
  numbers.map((n) => exampleState(n, 'failed', { exit_code: 3 }));
const neverRan = (...numbers: number[]) => numbers.map((n) => exampleState(n, 'never_ran'));

const endings: readonly (readonly [
  string,
  Outcome,
  Partial<JobCounts>,
  Partial<JobResult>,
  number | null,
  readonly string[],
])[] = [
  [
    'all succeeded',
    'succeeded',
    { succeeded: 120 },
    {},
    58_000,
    ['✔ Job 215: 120 hosts succeeded in 58 s.'],
  ],
  [
    'one host succeeded',
    'succeeded',
    { total: 1, succeeded: 1 },
    {},
    100,
    ['✔ Job 215: 1 host succeeded.'],
  ],
  [
    'one of one failed',
    'failed',
    { total: 1, failed: 1 },
    { failed_hosts: failed(17) },
    725_000,
    [
      '✘ Job 215: 1 host failed in 12 min 5 s.',
      '  rexctl output 215 --failed          show its output',
      '  rexctl rerun 215 --failed --follow  run again on that host',
    ],
  ],
  [
    'failed and never ran',
    'failed',
    { failed: 2, cancelled: 5, succeeded: 113 },
    { failed_hosts: [...failed(1, 2), ...neverRan(3, 4, 5, 6, 7)] },
    null,
    [
      '✘ Job 215: 2 of 120 hosts failed, 5 never ran.',
      '  rexctl output 215 --failed          show their output',
      '  rexctl rerun 215 --failed --follow  run again on those 7 hosts',
    ],
  ],
  [
    'failed without a failed host',
    'failed',
    { succeeded: 120 },
    { reason: 'the server calls it failed:\nNo host\u0007' },
    null,
    [
      '✘ Job 215: failed, although no host failed.',
      '  the server calls it failed: No host^G',
      '  rexctl show 215  show the job in detail',
    ],
  ],
  [
    'never ran on some',
    'incomplete',
    { succeeded: 40, cancelled: 80 },
    {},
    10_000,
    [
      '✘ Job 215: 80 of 120 hosts never ran.',
      '  rexctl show 215 --hosts             show which hosts ran',
      '  rexctl rerun 215 --failed --follow  run on the hosts that did not run',
    ],
  ],
  [
    'cancelled',
    'cancelled',
    { succeeded: 86, cancelled: 34 },
    {},
    10_000,
    [
      '⊘ Job 215 was cancelled: 34 cancelled, 86 ok.',
      '  rexctl show 215 --hosts  show the state of each host',
    ],
  ],
  [
    'cancelled before it started',
    'cancelled',
    { total: 0 },
    {},
    null,
    [
      '⊘ Job 215 was cancelled before it ran on any host.',
      '  rexctl show 215 --hosts  show the state of each host',
    ],
  ],
  [
    'without hosts',
    'no_hosts',
    { total: 0 },
    {},
    null,
    ['∅ Job 215 had no hosts to run on: nothing ran.', '  rexctl show 215  show the job in detail'],
  ],
  [
    'an orphan record',
    'broken',
    { total: null },
    {},
    null,
    [
      '⚠ Job 215 never started: the server has only an orphan record of it.',
      '  rexctl show 215  show the job in detail',
    ],
  ],
  [
    'contact lost',
    'unknown',
    {},
    {
      reason:
        'lost contact with foreman.example.com for 10 minutes (last: 502 Bad Gateway). The job keeps running; its result is unknown.',
    },
    600_000,
    [
      'rexctl: lost contact with foreman.example.com for 10 minutes (last: 502 Bad Gateway). The job keeps running; its result is unknown.',
      '        return with: rexctl watch 215',
    ],
  ],
  [
    'unknown',
    'unknown',
    {},
    {},
    null,
    ['rexctl: the result of job 215 is unknown', '        return with: rexctl watch 215'],
  ],
  [
    'paused',
    'paused',
    { pending: 120 },
    {},
    null,
    [
      'rexctl: job 215 is paused on the server, so its result is unknown; resume it: rexctl resume 215',
      '        return with: rexctl watch 215',
    ],
  ],
  [
    'left with Ctrl-C',
    'running',
    { succeeded: 82, failed: 2, pending: 36 },
    { ended: 'interrupted' },
    1_000,
    [
      'Detached: job 215 is still running (84 of 120 hosts done, 2 failed)',
      '  return with: rexctl watch 215',
    ],
  ],
  [
    'left with its one host still running',
    'running',
    { total: 1, pending: 1 },
    { ended: 'interrupted' },
    1_000,
    [
      'Detached: job 215 is still running (1 host has not finished)',
      '  return with: rexctl watch 215',
    ],
  ],
  [
    'left while it is paused',
    'paused',
    { succeeded: 60, failed: 0, pending: 60 },
    { ended: 'interrupted' },
    1_000,
    [
      'Detached: job 215 is paused on the server (60 of 120 hosts done)',
      '  return with: rexctl watch 215',
    ],
  ],
  [
    'left before anything was known',
    'running',
    { total: null, succeeded: null, failed: null },
    { ended: 'terminated' },
    null,
    ['Detached: job 215 is still running', '  return with: rexctl watch 215'],
  ],
  [
    'out of time',
    'running',
    { pending: 120 },
    { ended: 'time_limit' },
    null,
    [
      'rexctl: time limit reached; job 215 is still running (0 of 120 hosts done)',
      '        return with: rexctl watch 215',
    ],
  ],
  [
    'left while it is scheduled',
    'scheduled',
    {},
    { ended: 'interrupted' },
    null,
    [
      'Detached: job 215 has not started yet; it stays scheduled',
      '  return with: rexctl watch 215',
    ],
  ],
  ['closed by its reader', 'running', {}, { ended: 'output_closed' }, null, []],
];

describe('the final message about a job', () => {
  it.each(endings)(
    'is about a job that was %s',
    async (_, outcome, some, more, durationMs, lines) => {
      const { io } = fakeIo();
      const ending = {
        result: exampleResult(outcome, some, more),
        durationMs,
        lastHostMs: null,
        reattachCommand: 'rexctl watch 215',
      };
      const text = finalMessage(ending, await screenOf(io.err, io, frozen));
      expect(text).toBe(lines.map((line) => `${line}\n`).join(''));
    },
  );

  it.each<[Outcome, Partial<JobCounts>, string]>([
    ['succeeded', { succeeded: 120 }, '120 hosts succeeded in 15 s, last host after 5 s.'],
    ['failed', { failed: 2 }, '2 of 120 hosts failed in 15 s, last host after 5 s.'],
  ])('names both ends where the server ended a job later: %s', async (outcome, some, sentence) => {
    const { io } = fakeIo();
    const ending = {
      result: exampleResult(outcome, some),
      ...{ durationMs: 15_000, lastHostMs: 5_000, reattachCommand: 'rexctl watch 215' },
    };
    const text = finalMessage(ending, await screenOf(io.err, io, frozen));
    expect(text.split('\n')[0]).toContain(`Job 215: ${sentence}`);
  });
});
