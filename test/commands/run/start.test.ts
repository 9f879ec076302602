import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { InterruptName } from '../../../src/cli/interrupts.ts';
import type { FaultEffect } from '../../../src/demo/http/server.ts';
import { as, web, web01, writes } from '../../world/job-requests.ts';
import { openWorld, type RunOptions, type World } from '../../world/run.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

const create = 'POST /api/job_invocations';
const sleeping = ['run', '--command', 'sleep 60', ...web01];

function atCreate(effect: FaultEffect): void {
  world.server.faults.rules.push({ method: 'POST', path: '/api/job_invocations', effect });
}

/** Presses these, each a second after the one before. */
function pressing(...names: readonly InterruptName[]): RunOptions {
  return {
    onStart: (interrupts) =>
      names.forEach((name, at) => {
        void world.clock.sleep((at + 1) * 1000).then(() => interrupts.press(name));
      }),
  };
}

describe('a create that the server answers badly', () => {
  test('500 that blames the request is wrong usage, and no second create follows (trap 12)', async () => {
    const body = JSON.stringify({ error: { message: 'Validation failed: Targeting: is wrong' } });
    atCreate({ kind: 'answer', status: 500, body });
    const ran = await world.run(sleeping);
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toContain('rexctl: validation failed: Targeting: is wrong');
    expect(writes(world)).toEqual([create]);
  });

  test('500 that leaves an orphan row behind: 1, one create, and the row is named (trap 13)', async () => {
    world.server.faults.orphanOnCreate = true;
    const ran = await world.run([...sleeping, '--json']);
    expect(ran).toMatchObject({ code: 1, stdout: '' });
    expect(JSON.parse(ran.stderr.trimEnd().split('\n').at(-1) ?? '').error).toMatchObject({
      code: 'server_error',
      exit_code: 1,
      retryable: false,
      http_status: 500,
      hint: expect.stringContaining('rexctl show 208'),
    });
    expect(writes(world)).toEqual([create]);
  });

  test.each<readonly [string, FaultEffect]>([
    ['a proxy page', { kind: 'answer', status: 502 }],
    ['a cut connection', { kind: 'never_processed' }],
    ['no answer within 150 s', { kind: 'slow', ms: 1_000_000 }],
  ])('%s: 8, and the create is never sent again (trap 13)', async (_, effect) => {
    atCreate(effect);
    const ran = await world.run(sleeping);
    expect(ran).toMatchObject({ code: 8, stdout: '' });
    expect(ran.stderr).toMatch(
      /it was probably not started\. The start was not repeated\n {8}check/,
    );
    expect(writes(world)).toEqual([create]);
  });
});

describe('a job whose hosts are not those that were meant', () => {
  test('the surplus host that has started already is named beside the cancel (trap 2)', async () => {
    world.server.faults.targetWrongHosts = 'more';
    const ran = await world.run(sleeping);
    expect(ran).toMatchObject({ code: 9, stdout: '' });
    expect(ran.stderr).toContain(
      'rexctl: job 208 was created with hosts that were not intended: web02.example.com. ' +
        'A cancel of job 208 was sent. It had already started on web02.example.com.\n',
    );
    expect(writes(world)).toEqual([create, `${create}/208/cancel`]);
    await world.clock.sleep(30_000);
    expect(world.server.jobs.get(208)?.task?.state).toBe('stopped');
  });

  test('a user who may not cancel is shown that it could not be cancelled', async () => {
    world.server.faults.targetWrongHosts = 'more';
    const ran = await world.run(sleeping, as('ruser'));
    expect(ran).toMatchObject({ code: 9, stdout: '' });
    expect(ran.stderr).toMatch(
      /web02\.example\.com\. Job 208 could not be cancelled \(.*cancel_job_invocations on \S+\).*\n {8}ask a user who is allowed to cancel it: rexctl cancel 208\n/,
    );
  });

  test('a cancel whose answer is lost may have been done: that is reported, and none is sent again', async () => {
    world.server.faults.targetWrongHosts = 'more';
    world.server.faults.rules.push({
      method: 'POST',
      path: /cancel$/,
      times: 1,
      effect: { kind: 'answer', status: 502 },
    });
    const ran = await world.run(sleeping);
    expect(ran).toMatchObject({ code: 9, stdout: '' });
    expect(ran.stderr).toMatch(
      /web02\.example\.com\. It is unknown whether job 208 was cancelled \(.*502 Bad Gateway\).*\n {8}see its hosts: rexctl show 208 --hosts\n/,
    );
    expect(writes(world)).toEqual([create, `${create}/208/cancel`]);
  });

  test('a cancel that the server refuses is followed by the command that sends it', async () => {
    world.server.faults.targetWrongHosts = 'more';
    world.server.faults.rules.push({
      method: 'POST',
      path: /cancel$/,
      times: 1,
      effect: { kind: 'answer', status: 429 },
    });
    const ran = await world.run(sleeping);
    expect(ran).toMatchObject({ code: 9, stdout: '' });
    expect(ran.stderr).toMatch(
      /web02\.example\.com\. Job 208 could not be cancelled \(.*429 Too Many Requests\).*\n {8}cancel it: rexctl cancel 208\n/,
    );
  });

  test('a host too few cancels the job only where a number was expected', async () => {
    world.server.faults.targetWrongHosts = 'fewer';
    const ran = await world.run(['run', '--command', 'sleep 60', ...web, '--expect-hosts', '12']);
    expect(ran).toMatchObject({ code: 9, stdout: '' });
    expect(ran.stderr).toContain(
      'rexctl: job 208 was created without hosts that were intended: web12.example.com. A cancel of job 208 was sent.',
    );
    expect(writes(world)).toEqual([create, `${create}/208/cancel`]);
  });

  test('a host too few with --detach: the id, the name of the host, and 3', async () => {
    world.server.faults.targetWrongHosts = 'fewer';
    const ran = await world.run(['run', '--command', 'sleep 60', ...web, '--detach']);
    expect(ran).toMatchObject({ code: 3, stdout: '208\n' });
    expect(ran.stderr).toContain('rexctl: the server left web12.example.com out of job 208');
    expect(writes(world)).toEqual([create]);
  });

  test('hosts that cannot be read after the start: 8, and the id of the job that runs is reported', async () => {
    const effect = { kind: 'answer', status: 502 } as const;
    const times = Number.POSITIVE_INFINITY;
    world.server.faults.rules.push({
      method: 'GET',
      path: /job_invocations\/\d+\/hosts/,
      times,
      effect,
    });
    const ran = await world.run(sleeping);
    expect(ran).toMatchObject({ code: 8, stdout: '' });
    expect(ran.stderr).toMatch(
      /rexctl: job 208 was started, but rexctl could not check that it has the intended hosts .*502 Bad Gateway\)\)\n {8}see its hosts: rexctl show 208 --hosts/,
    );
    expect(writes(world)).toEqual([create]);
  });
});

describe('interrupts around the start', () => {
  test.each<readonly [InterruptName, number]>([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ])('%s before the create: %i, and nothing was sent', async (name, code) => {
    const effect = { kind: 'slow', ms: 20_000 } as const;
    world.server.faults.rules.push({ method: 'GET', path: '/api/hosts', effect });
    const ran = await world.run(sleeping, pressing(name));
    expect(ran).toMatchObject({ code, stdout: '' });
    expect(writes(world)).toEqual([]);
  });

  test.each<readonly [InterruptName, number]>([
    ['SIGTERM', 143],
    ['SIGHUP', 129],
    ['EPIPE', 141],
  ])(
    '%s while the create is under way waits for it, then leaves the job running with %i',
    async (name, code) => {
      atCreate({ kind: 'slow', ms: 5000 });
      const ran = await world.run(sleeping, pressing(name));
      expect(ran.code).toBe(code);
      expect(writes(world)).toEqual([create]);
      await world.clock.sleep(1000);
      expect(world.server.jobs.get(208)).toMatchObject({
        cancel_requested: false,
        task: { state: 'running' },
      });
    },
  );

  test.each([
    ['SIGINT', 'interrupted', 130],
    ['SIGTERM', 'terminated', 143],
    ['SIGHUP', 'the terminal hung up', 129],
  ] as const)(
    '%s before the start: the message adds that nothing was sent',
    async (name, words, code) => {
      const effect = { kind: 'slow', ms: 60_000 } as const;
      world.server.faults.rules.push({ method: 'GET', path: '/api/hosts', effect });
      const ran = await world.run(sleeping, pressing(name));
      expect(ran).toMatchObject({ code, stdout: '' });
      expect(ran.stderr).toContain(`rexctl: ${words}. Nothing was sent\n`);
      expect(writes(world)).toEqual([]);
    },
  );

  test('a second Ctrl-C leaves at once: 8, and how to look for the job', async () => {
    atCreate({ kind: 'slow', ms: 60_000 });
    const began = world.clock.now();
    const ran = await world.run(sleeping, pressing('SIGINT', 'SIGINT'));
    expect(ran).toMatchObject({ code: 8, stdout: '' });
    expect(ran.stderr).toMatch(
      /interrupted before the server confirmed the start[\s\S]*rexctl list --mine --limit 5/,
    );
    expect(world.clock.now() - began).toBe(2000);
    expect(writes(world)).toEqual([create]);
  });

  test.each([
    ['a second Ctrl-C', [], pressing('SIGINT', 'SIGINT')],
    ['a time-out', ['--timeout', '3s'], {}],
  ])(
    'nothing turns any more when a failure is reported: %s during the start',
    async (_, more, how) => {
      atCreate({ kind: 'slow', ms: 60_000 });
      const ran = await world.run([...sleeping, ...more], { ...how, terminal: { stderr: true } });
      expect(ran).toMatchObject({ code: 8, stdout: '' });
      const told = ran.stderr.indexOf('rexctl: interrupted before');
      const turning = ran.stderr.lastIndexOf('starting the job');
      expect(turning).toBeGreaterThan(-1);
      expect(told).toBeGreaterThan(turning);
      expect(ran.stderr.slice(turning, told)).toContain('\u001b[1G\u001b[0K');
      expect(ran.stderr.slice(turning, told)).toContain('\u001b[?25h');
    },
  );

  test.each<readonly InterruptName[]>([
    ['SIGHUP', 'SIGHUP'],
    ['SIGTERM', 'SIGHUP'],
  ])(
    'a dropped ssh (%s, then %s) during the create: the hosts are compared all the same',
    async (...names) => {
      world.server.faults.targetWrongHosts = 'more';
      atCreate({ kind: 'slow', ms: 5000 });
      const ran = await world.run(sleeping, pressing(...names));
      expect(ran).toMatchObject({ code: 9, stdout: '' });
      expect(ran.stderr).toContain('job 208 was created with hosts that were not intended');
      expect(writes(world)).toEqual([create, 'POST /api/job_invocations/208/cancel']);
    },
  );

  test('a first Ctrl-C waits for the create no longer than 10 s', async () => {
    atCreate({ kind: 'slow', ms: 60_000 });
    const began = world.clock.now();
    const ran = await world.run(sleeping, pressing('SIGINT'));
    expect(ran).toMatchObject({ code: 8, stdout: '' });
    expect(world.clock.now() - began).toBe(11_000);
  });

  test('--timeout before the create was sent: 7, and nothing was sent', async () => {
    const effect = { kind: 'slow', ms: 20_000 } as const;
    world.server.faults.rules.push({ method: 'GET', path: '/api/hosts', effect });
    const ran = await world.run([...sleeping, '--timeout', '5s']);
    expect(ran).toMatchObject({ code: 7, stdout: '' });
    expect(ran.stderr).toContain('the time limit of --timeout passed. Nothing was sent');
    expect(writes(world)).toEqual([]);
  });

  test('a server that asks to come back later, at the start itself: 1, nothing was started', async () => {
    atCreate({ kind: 'answer', status: 429 });
    const ran = await world.run(sleeping);
    expect(ran).toMatchObject({ code: 1, stdout: '' });
    expect(ran.stderr).toMatch(/ answered 429 Too Many Requests\. Nothing was started\n/);
    expect(writes(world)).toEqual([create]);
  });

  test('--timeout of a start that is not waited for: 1, and nothing was sent', async () => {
    const effect = { kind: 'slow', ms: 20_000 } as const;
    world.server.faults.rules.push({ method: 'GET', path: '/api/hosts', effect });
    const ran = await world.run([...sleeping, '--detach', '--timeout', '5s']);
    expect(ran).toMatchObject({ code: 1, stdout: '' });
    expect(ran.stderr).toContain(
      'the time limit of --timeout passed before the command finished. Nothing was sent\n',
    );
    expect(writes(world)).toEqual([]);
  });

  test('--timeout while the create is under way: 7 if its answer comes soon, else 8', async () => {
    atCreate({ kind: 'slow', ms: 8000 });
    const soon = await world.run([...sleeping, '--timeout', '5s']);
    expect(soon.code).toBe(7);
    expect(soon.stderr).toContain('time limit reached; job 208 is still running');
    atCreate({ kind: 'slow', ms: 100_000 });
    const began = world.clock.now();
    const never = await world.run([...sleeping, '--timeout', '5s']);
    expect(never.code).toBe(8);
    expect(never.stderr).toContain('interrupted before the server confirmed the start');
    expect(world.clock.now() - began).toBe(15_000);
    expect(writes(world)).toEqual([create, create]);
  });
});
