import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { textScript } from '../../../src/demo/http/server.ts';
import { as, web, web01, writes } from '../../world/job-requests.ts';
import { openWorld, type RunOptions, type World } from '../../world/run.ts';
// Loaded before time counts: the virtual clock would run on while it is read.
import '../../../src/settings/cancel-file.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

/**
 * The n-th of these hosts fails n × 9 s after it began; whatever else runs `sleep 600` keeps
 * running.
 */
function failing(...names: readonly string[]): void {
  for (const [at, name] of names.entries())
    world.server.world.script(
      `${name}.example.com`,
      textScript(['bad\n'], { code: 1, everyMs: 9000 * (at + 1) }),
    );
}

const sleeping = ['run', '--command', 'sleep 600', ...web];
const guarded = (bound: string, ...more: string[]) => [
  ...sleeping,
  '--cancel-when',
  bound,
  ...more,
];
const cancels = () => writes(world).filter((request) => request.endsWith('/cancel'));
const started = 'POST /api/job_invocations';
const cancelled = 'POST /api/job_invocations/208/cancel';

// biome-ignore lint/suspicious/noExplicitAny: events of any shape
function eventsOf(stdout: string): any[] {
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

/** Ctrl-C once web02 has failed. */
const pressAt =
  (needle: string): NonNullable<RunOptions['onStdout']> =>
  (text, interrupts) => {
    if (text.includes(needle)) interrupts.press('SIGINT');
  };

describe('the bound is reached', () => {
  test.each([
    ['failures>=2', 2],
    ['failures>=25%', 3],
    ['first-failure', 1],
  ])('%s: one cancel, followed to the end, 3', async (bound, failures) => {
    failing('web02', 'web05', 'web09');
    const ran = await world.run(guarded(bound));
    expect(ran.code).toBe(3);
    expect(writes(world)).toEqual([started, cancelled]);
    const rest = 12 - failures;
    expect(ran.stdout.trimEnd().split('\n').at(-1)?.split('\t').slice(1)).toEqual([
      'job 208',
      'failed',
      `${failures} failed, ${rest} cancelled; cancelled after ${failures} of 12 hosts failed: ${rest} cancelled or never ran`,
    ]);
    expect(ran.stderr).toContain(
      `rexctl: ${failures} of 12 hosts failed (--cancel-when ${bound}): cancelling the rest of job 208\n`,
    );
  });

  test('ndjson: a warning `cancel_when_met`, and the summary reports it', async () => {
    failing('web02', 'web05', 'web09');
    const ran = await world.run(guarded('failures>=2', '--format', 'ndjson'));
    expect(ran).toMatchObject({ code: 3, stderr: '' });
    const events = eventsOf(ran.stdout);
    expect(events.filter(({ type }) => type === 'warning')).toMatchObject([
      { job_id: 208, code: 'cancel_when_met' },
    ]);
    expect(events.at(-1)).toMatchObject({
      type: 'summary',
      job_id: 208,
      outcome: 'failed',
      counts: { total: 12, failed: 2, cancelled: 10, pending: 0 },
      exit_code: 3,
      reason: 'cancelled after 2 of 12 hosts failed: 10 cancelled or never ran',
    });
    expect(cancels()).toEqual([cancelled]);
  });

  test('--json: one document, its summary and warnings say so; --follow prints what the hosts said', async () => {
    failing('web02');
    const ran = await world.run(guarded('failures>=1', '--json'));
    expect(ran).toMatchObject({ code: 3, stderr: '' });
    expect(ran.json.warnings).toMatchObject([{ code: 'cancel_when_met' }]);
    expect(ran.json.summary).toMatchObject({ outcome: 'failed', exit_code: 3 });
    const followed = await world.run(guarded('failures>=1', '--follow'));
    expect(followed.code).toBe(3);
    expect(followed.stdout).toContain('web02.example.com: bad\n');
    expect(followed.stderr).toContain(
      'cancelled after 1 of 12 hosts failed: 11 cancelled or never ran',
    );
  });

  test('on a terminal: the warning while it runs, the reason at the end', async () => {
    failing('web02');
    const ran = await world.run(guarded('failures>=1'), {
      terminal: { stdout: true, stderr: true },
    });
    expect(ran.code).toBe(3);
    expect(ran.stderr).toContain(
      '1 of 12 hosts failed (--cancel-when first-failure): cancelling the rest of job 208',
    );
    expect(ran.stderr).toContain('Job 208: 1 of 12 hosts failed');
    expect(ran.stderr).toContain('cancelled after 1 of 12 hosts failed: 11 cancelled or never ran');
  });

  test('a rerun is guarded alike, in percent of its hosts', async () => {
    failing('web02', 'web05', 'web09');
    await world.run(guarded('failures>=3', '--quiet'));
    const mark = world.server.requests.length;
    const ran = await world.run([
      ...[
        'rerun',
        '208',
        '--failed',
        '--include-cancelled',
        '--quiet',
        '--cancel-when',
        'failures>=10%',
      ],
    ]);
    expect(ran.code).toBe(3);
    expect(ran.stderr).toContain('cancelled after 2 of 12 hosts failed');
    expect(writes(world, mark)).toEqual([started, 'POST /api/job_invocations/209/cancel']);
  });

  test('the server is busy for a while (429): what it refused is sent again, and accepted once', async () => {
    failing('web02');
    const effect = { kind: 'answer', status: 429, retryAfter: '2' } as const;
    world.server.faults.rules.push({ method: 'POST', path: '/cancel', times: 2, effect });
    const ran = await world.run(guarded('failures>=1', '--json'));
    expect(ran.code).toBe(3);
    expect(ran.json.summary.reason).toContain('cancelled after 1 of 12');
    expect(world.server.jobs.get(208)?.cancel_requested).toBe(true);
    expect(ran.json.summary.counts.cancelled).toBe(11);
  });
});

describe('the bound is not reached', () => {
  test('fewer failures than the bound: the job continues to its end, nothing is cancelled', async () => {
    failing('web02', 'web05');
    const ran = await world.run([
      ...['run', '--command', 'sleep 30', ...web, '--cancel-when', 'failures>=3', '--quiet'],
    ]);
    expect(ran).toMatchObject({ code: 3, stdout: '' });
    expect(ran.stderr).not.toContain('cancel');
    expect(writes(world)).toEqual([started]);
    const fine = await world.run([
      'run',
      '--command',
      'true',
      ...web01,
      '--cancel-when',
      'first-failure',
      '-q',
    ]);
    expect(fine).toMatchObject({ code: 0, stdout: '', stderr: '' });
  });

  test('all hosts fail at once: nothing is left to cancel, and that is reported', async () => {
    const ran = await world.run([
      'run',
      '--command',
      'exit 1',
      ...web01,
      '--cancel-when',
      'failures>=1',
      '--json',
    ]);
    expect(ran.code).toBe(3);
    expect(ran.json.summary.reason).toMatch(/^1 host failed, but .*every host had finished$/);
    expect(ran.json.summary.reason).toContain('nothing was left to cancel');
    expect(cancels()).toEqual([]);
  });

  test('the job ends while the cancel is on its way: it came too late, and is not said to have stopped anything', async () => {
    failing('web02');
    const effect = { kind: 'slow', ms: 25_000 } as const;
    world.server.faults.rules.push({ method: 'POST', path: '/cancel', effect });
    const argv = ['run', '--command', 'sleep 12', ...web, '--cancel-when', 'failures>=1', '--json'];
    const ran = await world.run(argv);
    expect(ran.code).toBe(3);
    expect(ran.json.summary.counts).toMatchObject({ failed: 1, succeeded: 11, cancelled: 0 });
    expect(ran.json.summary.reason).toMatch(
      /^1 of 12 hosts failed, but .*: every host had finished$/,
    );
    expect(cancels()).toEqual([cancelled]);
  });
});

describe('the cancel does not work', () => {
  test('this user may not cancel: said at the start, and at the bound; the job continues and the code is its own', async () => {
    failing('web02');
    const argv = [
      'run',
      '--command',
      'sleep 30',
      ...web,
      '--cancel-when',
      'failures>=1',
      '--format',
      'ndjson',
    ];
    const ran = await world.run(argv, as('ruser'));
    expect(ran.code).toBe(3);
    const events = eventsOf(ran.stdout);
    expect(events.filter(({ type }) => type === 'warning').map(({ code }) => code)).toEqual([
      'cancel_not_allowed',
      'cancel_when_met',
      'cancel_failed',
    ]);
    expect(events.at(-1).reason).toMatch(
      /^1 of 12 hosts failed, but the job could not be cancelled \(.*missing permission cancel_job_invocations on 127\.0\.0\.1:\d+\)$/,
    );
    expect(events.at(-1).counts).toMatchObject({ failed: 1, succeeded: 11, cancelled: 0 });
    expect(cancels()).toEqual([cancelled]);
  });

  test.each([
    ['a lost answer', { kind: 'answer_lost' }],
    ['a proxy page', { kind: 'answer_after', status: 502 }],
  ] as const)(
    '%s: it is not sent again (trap 6), and the hosts tell that it was done',
    async (_, effect) => {
      failing('web02');
      world.server.faults.rules.push({ method: 'POST', path: '/cancel', effect });
      const ran = await world.run(guarded('failures>=1', '--json'));
      expect(ran.code).toBe(3);
      expect(cancels()).toEqual([cancelled]);
      expect(ran.json.warnings.map((warning: { code: string }) => warning.code)).toContain(
        'cancel_lost',
      );
      expect(ran.json.summary.reason).toMatch(
        /^cancelled after 1 of 12 hosts failed: 11 cancelled or never ran/,
      );
    },
  );

  test('a cancel that never reached the server: the job ends by itself, and that is not called cancelled', async () => {
    failing('web02');
    world.server.faults.rules.push({
      method: 'POST',
      path: '/cancel',
      effect: { kind: 'answer', status: 502 },
    });
    const argv = ['run', '--command', 'sleep 30', ...web, '--cancel-when', 'failures>=1', '--json'];
    const ran = await world.run(argv);
    expect(ran.code).toBe(3);
    expect(ran.json.summary.counts).toMatchObject({ succeeded: 11, failed: 1, cancelled: 0 });
    expect(ran.json.summary.reason).toMatch(
      /^1 of 12 hosts failed; it is unknown whether the server received the cancel/,
    );
    expect(cancels()).toEqual([cancelled]);
  });
});

describe('leaving', () => {
  test('Ctrl-C before the bound: 130, and it is not watched any more', async () => {
    failing('web02');
    const argv = guarded('failures>=3');
    const ran = await world.run(argv, { onStdout: pressAt('web02.example.com\tfailed') });
    expect(ran.code).toBe(130);
    expect(ran.stderr).toContain(
      'job 208 is no longer watched: --cancel-when failures>=3 will not cancel it',
    );
    expect(ran.stderr).toContain('return with: rexctl watch 208');
    expect(cancels()).toEqual([]);
    const quiet = await world.run([...argv, '-q', '--timeout', '30s']);
    expect(quiet).toMatchObject({ code: 7, stdout: '' });
    expect(quiet.stderr).toContain('--cancel-when failures>=3 will not cancel it');
  });

  test('Ctrl-C while the cancel is under way: ten seconds for its answer, then it is said not to be known', async () => {
    failing('web02');
    const effect = { kind: 'slow', ms: 60_000 } as const;
    world.server.faults.rules.push({ method: 'POST', path: '/cancel', effect });
    let pressedAt = 0;
    const ran = await world.run(guarded('failures>=1', '--json'), {
      onStart: (interrupts) =>
        void (async () => {
          while (cancels().length === 0) await world.clock.sleep(200);
          pressedAt = world.clock.now();
          interrupts.press('SIGINT');
        })(),
    });
    expect(ran.code).toBe(130);
    expect(world.clock.now() - pressedAt).toBe(10_000);
    expect(ran.json.summary.reason).toBe(
      'job 208: 1 of 12 hosts failed; it is unknown whether the server received the cancel (the server has not answered the cancel yet)',
    );
    expect(cancels()).toEqual([cancelled]);
  });

  test('Ctrl-C while the cancel is under way: an answer within these ten seconds is reported', async () => {
    failing('web02');
    const effect = { kind: 'slow', ms: 8000 } as const;
    world.server.faults.rules.push({ method: 'POST', path: '/cancel', effect });
    const ran = await world.run(guarded('failures>=1', '--json'), {
      onStart: (interrupts) =>
        void (async () => {
          while (cancels().length === 0) await world.clock.sleep(200);
          interrupts.press('SIGINT');
        })(),
    });
    expect(ran.code).toBe(130);
    expect(ran.json.summary.reason).toMatch(
      /^the cancel of job 208 was sent after 1 of 12 hosts failed/,
    );
  });

  test('Ctrl-C after the cancel, with --on-interrupt cancel: no second one, which would abandon scripts (trap 6)', async () => {
    failing('web02');
    const press: RunOptions['onStart'] = (interrupts) =>
      void (async () => {
        while (world.server.jobs.get(208)?.cancel_requested !== true) await world.clock.sleep(200);
        world.server.faults.deadProxy = true;
        await world.clock.sleep(1000);
        interrupts.press('SIGINT');
      })();
    const ran = await world.run(guarded('failures>=1', '--on-interrupt', 'cancel'), {
      onStart: press,
    });
    expect(ran.code).toBe(130);
    expect(ran.stderr).toContain('the cancel of job 208 was sent after 1 of 12 hosts failed');
    world.server.faults.deadProxy = false;
    await world.clock.sleep(60_000);
    expect(cancels()).toEqual([cancelled]);
  });
});

describe('what cannot be', () => {
  test.each([
    [
      ['--cancel-when', 'failures>3'],
      /invalid --cancel-when `failures>3`: expected first-failure, failures>=N/,
    ],
    [['--cancel-when', 'done'], /invalid --cancel-when `done`/],
    [
      ['--cancel-when', 'failures>=0'],
      /invalid --cancel-when `failures>=0`: expected a whole number/,
    ],
    [['--cancel-when', 'failures>=101%'], /at most 100 percent/],
    [
      ['--cancel-when', 'failures>=3', '--detach'],
      /--detach and --cancel-when cannot be used together/,
    ],
  ])('%j: 2, and nothing is sent', async (argv, message) => {
    const ran = await world.run([...sleeping, ...argv]);
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toMatch(message);
    expect(world.server.requests).toHaveLength(0);
  });
});
