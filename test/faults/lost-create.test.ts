import { afterEach, describe, expect, test } from 'vitest';
import { type FaultEffect, rexVersions } from '../../src/demo/http/server.ts';
import { openWorld, type Ran, type World } from '../world/run.ts';
import { diceOf } from './fault-plan.ts';

let world: World;

afterEach(async () => {
  await world.close();
});

const sent = () => world.server.requests.filter(({ method }) => method === 'POST').length;
const loseStart = (effect: FaultEffect, times = 1, path: string | RegExp = /job_invocations$/) =>
  world.server.faults.rules.push({ method: 'POST', path, times, effect });
/** Jobs that were not there before. */
const newJobs = () => [...world.server.jobs.values()].filter(({ id }) => id > 207);
const hosts = ['--host', 'web01.example.com', '--host', 'web02.example.com'];
const run = ['run', '--command', 'uptime', ...hosts];

describe('the answer to the start never comes (trap 13)', () => {
  test.each<readonly [string, FaultEffect]>([
    ['processed, its answer lost', { kind: 'answer_lost' }],
    ['processed 9 s after the connection was cut', { kind: 'processed_late', ms: 9_000 }],
    ['a proxy page after it was processed', { kind: 'answer_after', status: 504 }],
    ['a 500 after it was processed', { kind: 'answer_after', status: 500 }],
    ['an answer cut in its middle', { kind: 'cut_body' }],
  ])('%s: the job is found, adopted and told to its end', async (_, effect) => {
    world = await openWorld();
    loseStart(effect);
    const ran = await world.run(run);
    expect(ran.code, ran.stderr).toBe(0);
    expect(ran.stderr).toContain('rexctl looks for the job for 20 s and does not start it again');
    expect(ran.stderr).toContain(
      'job 208 was started: it is your only new job with this template, these hosts and inputs',
    );
    expect(ran.stdout).toContain('job 208\tsucceeded\t2 ok');
    expect(sent()).toBe(1);
    expect(newJobs()).toHaveLength(1);
  });

  test('never processed: 8, "probably not started", and what to look at', async () => {
    world = await openWorld();
    loseStart({ kind: 'never_processed' });
    const ran = await world.run(run);
    expect(ran.code).toBe(8);
    expect(ran.stdout).toBe('');
    expect(ran.stderr).toContain('no matching job was found: it was probably not started');
    expect(ran.stderr).toContain(
      'The start was not repeated\n        check before you start it again: rexctl list --mine',
    );
    expect(sent()).toBe(1);
    expect(newJobs()).toHaveLength(0);
  });

  test('a record without a task is an orphan only when the time is over: 1, and it is named (trap 12)', async () => {
    world = await openWorld({ faults: { orphanOnCreate: true } });
    const ran = await world.run(run);
    expect(ran.code).toBe(1);
    expect(ran.stderr).toContain('job 208 is an orphan record that never runs');
    expect(sent()).toBe(1);
  });

  test('two jobs just like it by this user: 8, both are named and none is cancelled', async () => {
    world = await openWorld();
    // Late, so that both have noted the newest id before either job is there.
    loseStart({ kind: 'processed_late', ms: 3000 }, 2);
    const both = await Promise.all([world.run(run), world.run(run)]);
    for (const ran of both) {
      expect(ran.code).toBe(8);
      expect(ran.stderr).toContain('2 jobs may be the one that was started: 208, 209');
      expect(ran.stderr).toContain('check: rexctl show 209');
    }
    expect(sent()).toBe(2);
    expect(newJobs().some((job) => job.cancel_requested)).toBe(false);
  });

  test.each<readonly [string, readonly string[]]>([
    ['another command', ['run', '--command', 'date', ...hosts]],
    ['other hosts', ['run', '--command', 'uptime', '--host', 'web01.example.com']],
    ['another description', [...run, '--description', 'something else']],
    ['another user on the hosts', [...run, '--effective-user', 'backup']],
    ['a later time', [...run, '--at', '2026-11-24T03:00:00Z']],
    [
      'another template',
      [
        'run',
        '--template',
        'Service Action - Script Default',
        '-i',
        'action=restart',
        '-i',
        'service=httpd',
        ...hosts,
      ],
    ],
  ])('a job with %s is not taken for it', async (_, other) => {
    world = await openWorld();
    loseStart({ kind: 'never_processed' });
    const mine = world.run([...run, '--description', 'mine', '--effective-user', 'root']);
    const theirs = world.run([...other, '--detach']);
    const [ran, twin] = await Promise.all([mine, theirs]);
    const lost = [ran, twin].filter(({ code }) => code === 8);
    expect([ran, twin].map(({ stderr }) => stderr).join('\n')).toContain(
      'no matching job was found',
    );
    expect(lost).toHaveLength(1);
  });

  test('the job of another user is not taken for it', async () => {
    world = await openWorld();
    loseStart({ kind: 'never_processed' });
    const ran = world.run(run);
    const login = { REXCTL_USER: 'anna', REXCTL_TOKEN: 'anna-secret' };
    const [mine] = await Promise.all([ran, startedLater(login)]);
    expect(mine.code).toBe(8);
    expect(mine.stderr).toContain('no matching job was found');
    expect(newJobs()).toHaveLength(1);
  });

  test('hidden values are compared by their presence', async () => {
    world = await openWorld();
    loseStart({ kind: 'answer_lost' });
    const template = [...world.server.world.templates].find((one) =>
      one.inputs.some((input) => input.hidden_value),
    );
    expect(template).toBeDefined();
    const env = { REXCTL_INPUT_PASSWORD: 'x' };
    const inputs = (template?.inputs ?? []).flatMap(
      ({ name, options, input_type, hidden_value }) =>
        input_type === 'user' && hidden_value !== true
          ? ['-i', `${name}=${options?.[0] ?? 'x'}`]
          : [],
    );
    const ran = await world.run(
      ['run', '--template', template?.name ?? '', ...inputs, ...hosts, '--detach'],
      { env },
    );
    expect(ran.code, ran.stderr).toBe(0);
    expect(ran.stdout).toBe('208\n');
  });

  test('hosts are compared all the same: one too many cancels the job that was found', async () => {
    world = await openWorld({ faults: { targetWrongHosts: 'more' } });
    loseStart({ kind: 'answer_lost' });
    const ran = await world.run(run);
    expect(ran.code).toBe(9);
    expect(ran.stderr).toMatch(/job 208 was created with hosts that were not intended/);
  });

  test('a server that stays away afterwards: 8, the job may be running', async () => {
    world = await openWorld();
    loseStart({ kind: 'answer_lost' });
    world.server.faults.rules.push({
      method: 'GET',
      path: /job_invocations$/,
      after: 1,
      times: Number.POSITIVE_INFINITY,
      effect: { kind: 'answer', status: 502 },
    });
    const ran = await world.run(run);
    expect(ran.code).toBe(8);
    expect(ran.stderr).toMatch(/the search for the job failed \(.*502.*\): it may be running/);
    expect(sent()).toBe(1);
  });

  test('--timeout and Ctrl-C while it is looked for: 8, because a start was sent', async () => {
    world = await openWorld();
    loseStart({ kind: 'answer_lost' }, 2);
    const late = await world.run([...run, '--timeout', '3s']);
    expect(late.code).toBe(8);
    expect(late.stderr).toContain('the job may be running');
    const left = await world.run([...run], {
      onStart: (interrupts) => {
        void world.clock.sleep(4_000).then(() => interrupts.press('SIGINT'));
      },
    });
    expect(left.code).toBe(8);
  });

  test('--timeout before anything was sent is not 8', async () => {
    world = await openWorld();
    world.server.faults.rules.push({
      method: 'GET',
      path: /job_invocations$/,
      effect: { kind: 'slow', ms: 20_000 },
    });
    const ran = await world.run([...run, '--timeout', '3s']);
    expect(ran.code).toBe(7);
    expect(ran.stderr).toContain('Nothing was sent');
    expect(sent()).toBe(0);
  });

  test.each(rexVersions)('on REX %s', async (rexVersion) => {
    world = await openWorld({ rexVersion });
    loseStart({ kind: 'answer_lost' });
    const ran = await world.run([...run, '--detach']);
    expect(ran.code, ran.stderr).toBe(0);
    expect(ran.stdout).toBe('208\n');
  });
});

describe('the answer to a rerun never comes', () => {
  test.each<readonly [string, readonly string[]]>([
    ['of all hosts', []],
    ['of the failed hosts', ['--failed']],
  ])('%s: the job is found and adopted', async (_, which) => {
    world = await openWorld();
    const first = await world.run([
      'run',
      '--command',
      'exit 3',
      ...hosts,
      '--description',
      'nightly',
    ]);
    expect(first.code).toBe(3);
    loseStart({ kind: 'answer_lost' }, 1, /job_invocations(?:\/208\/rerun)?$/);
    const ran = await world.run(['rerun', '208', ...which]);
    expect(ran.code, ran.stderr).toBe(3);
    expect(ran.stderr).toContain('job 209 was started: it is your only new job');
    expect(sent()).toBe(2);
    expect(newJobs()).toHaveLength(2);
  });

  test('never processed: 8, and nothing was sent again', async () => {
    world = await openWorld();
    await world.run(['run', '--command', 'exit 3', ...hosts]);
    loseStart({ kind: 'never_processed' }, 1, '/rerun');
    const ran = await world.run(['rerun', '208']);
    expect(ran.code).toBe(8);
    expect(newJobs()).toHaveLength(1);
  });
});

/** What may happen to a start, each with the chance of a twin at the same moment. */
const troubles: readonly FaultEffect[] = [
  { kind: 'answer_lost' },
  { kind: 'never_processed' },
  { kind: 'reset' },
  { kind: 'cut_body' },
  { kind: 'answer_after', status: 502 },
  { kind: 'answer_after', status: 504 },
  { kind: 'answer_after', status: 500 },
  { kind: 'answer', status: 503 },
  { kind: 'processed_late', ms: 1_000 },
  { kind: 'processed_late', ms: 15_000 },
];

describe('seeds: every lost start ends with one job, or with 8 and the candidates', () => {
  const seeds = Array.from({ length: 240 }, (_, at) => at + 1);
  test.each(seeds)('seed %i', async (seed) => {
    const dice = diceOf(seed);
    const pick = (most: number) => Math.floor(dice() * most);
    const effect = troubles[pick(troubles.length)] ?? { kind: 'answer_lost' };
    const hasTwin = dice() < 0.3;
    world = await openWorld({ seed });
    loseStart(effect, 1);
    if (dice() < 0.3)
      world.server.faults.rules.push({
        method: 'GET',
        path: /job_invocations$/,
        after: 1 + pick(4),
        times: 1 + pick(3),
        effect: { kind: 'answer', status: 502 },
      });
    const command = [...run, '--detach'];
    const all = await Promise.all([
      world.run(command),
      ...(hasTwin ? [startedLater({}, pick(3) * 1000)] : []),
    ]);
    check(all, hasTwin);
  });
});

function check([ran, twin]: readonly (Ran | undefined)[], hasTwin: boolean): void {
  const jobs = newJobs();
  const told = [ran, twin]
    .map((one) => `${one?.code} ${one?.stdout} ${one?.stderr}`)
    .join('\n---\n');
  expect(sent(), told).toBe(hasTwin ? 2 : 1);
  if (ran === undefined) throw new Error('nothing ran');
  if (!hasTwin) {
    expect(ran.code, told).toBe(jobs.length === 1 ? 0 : 8);
    expect(ran.stdout, told).toBe(jobs.length === 1 ? `${jobs[0]?.id}\n` : '');
    return;
  }
  // With a twin, a start with a lost response claims a job only where it is the only one.
  const lost = [ran, twin].filter((one) => one?.stderr.includes('no answer came'));
  for (const one of lost) {
    expect(one?.code, told).toBe(jobs.length === 1 ? 0 : 8);
    if (jobs.length === 2)
      for (const { id } of jobs) expect(one?.stderr, told).toContain(String(id));
  }
}

/** The same command once more, as soon as the first start has reached the server. */
async function startedLater(env: Readonly<Record<string, string>> = {}, ms = 0): Promise<Ran> {
  while (sent() === 0) await new Promise((resolve) => setImmediate(resolve));
  if (ms > 0) await world.clock.sleep(ms);
  return world.run([...run, '--detach'], { env });
}
