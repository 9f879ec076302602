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
      '  rexctl output 215 --failed          what it said',
      '  rexctl rerun 215 --failed --follow  try that host again',
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
      '  rexctl output 215 --failed          what they said',
      '  rexctl rerun 215 --failed --follow  try those 7 again',
    ],
  ],
  [
    'failed without a failed host',
    'failed',
    { succeeded: 120 },
    { reason: 'the server calls it failed:\nNo host\u0007' },
    null,
    [
      '✘ Job 215: failed, although no host did.',
      '  the server calls it failed: No host^G',
      '  rexctl show 215  what the server knows about it',
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
      '  rexctl show 215 --hosts             which hosts ran',
      '  rexctl rerun 215 --failed --follow  run those that did not',
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
      '  rexctl show 215 --hosts  how far each host got',
    ],
  ],
  [
    'cancelled before it started',
    'cancelled',
    { total: 0 },
    {},
    null,
    [
      '⊘ Job 215 was cancelled before it ran anywhere.',
      '  rexctl show 215 --hosts  how far each host got',
    ],
  ],
  [
    'without hosts',
    'no_hosts',
    { total: 0 },
    {},
    null,
    ['∅ Job 215 had no host to run on; nothing ran.', '  rexctl show 215  what it was meant to do'],
  ],
  [
    'an orphan record',
    'broken',
    { total: null },
    {},
    null,
    [
      '⚠ Job 215 never started: the server has only an orphan record of it.',
      '  rexctl show 215  what it was meant to do',
    ],
  ],
  [
    'contact lost',
    'unknown',
    {},
    {
      reason:
        'lost contact with foreman.example.com for 10 minutes (last: 502 Bad Gateway). The job goes on; its result is unknown.',
    },
    600_000,
    [
      'rexctl: lost contact with foreman.example.com for 10 minutes (last: 502 Bad Gateway). The job goes on; its result is unknown.',
      '        come back with: rexctl watch 215',
    ],
  ],
  [
    'unknown',
    'unknown',
    {},
    {},
    null,
    ['rexctl: the result of job 215 is unknown', '        come back with: rexctl watch 215'],
  ],
  [
    'paused',
    'paused',
    { pending: 120 },
    {},
    null,
    [
      'rexctl: job 215 is paused on the server (rexctl resume 215 lets it go on); its result is unknown',
      '        come back with: rexctl watch 215',
    ],
  ],
  [
    'left with Ctrl-C',
    'running',
    { succeeded: 82, failed: 2, pending: 36 },
    { ended: 'interrupted' },
    1_000,
    [
      'rexctl: job 215 goes on: 84 of 120 hosts done, 2 failed',
      '        come back with: rexctl watch 215',
    ],
  ],
  [
    'left with its one host still running',
    'running',
    { total: 1, pending: 1 },
    { ended: 'interrupted' },
    1_000,
    ['rexctl: job 215 goes on: its host is not done', '        come back with: rexctl watch 215'],
  ],
  [
    'left before anything was known',
    'running',
    { total: null, succeeded: null, failed: null },
    { ended: 'terminated' },
    null,
    ['rexctl: job 215 goes on', '        come back with: rexctl watch 215'],
  ],
  [
    'out of time',
    'running',
    { pending: 120 },
    { ended: 'time_limit' },
    null,
    [
      'rexctl: the time limit passed; job 215 goes on: 0 of 120 hosts done',
      '        come back with: rexctl watch 215',
    ],
  ],
  [
    'left while it is scheduled',
    'scheduled',
    {},
    { ended: 'interrupted' },
    null,
    [
      'rexctl: job 215 has not started yet and stays scheduled',
      '        come back with: rexctl watch 215',
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
        reattachCommand: 'rexctl watch 215',
      };
      const text = finalMessage(ending, await screenOf(io.err, io, frozen));
      expect(text).toBe(lines.map((line) => `${line}\n`).join(''));
    },
  );
});
