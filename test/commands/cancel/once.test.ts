import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { as, web, web01, writes } from '../../world/job-requests.ts';
import { openWorld, type World } from '../../world/run.ts';

let world: World;
let mark: number;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

const cancelIt = 'POST /api/job_invocations/208/cancel';

/** Job 208 runs on web01 … web12 for ten minutes. */
async function running(
  argv: readonly string[] = ['--command', 'sleep 600', ...web],
): Promise<void> {
  await world.run(['run', ...argv, '--detach']);
  await world.clock.sleep(5000);
  mark = world.server.requests.length;
}

describe('one cancel and no second', () => {
  test.each([
    ['a lost answer', { kind: 'answer_lost' }],
    ['a proxy page', { kind: 'answer', status: 502 }],
    ['no answer', { kind: 'slow', ms: 1_000_000 }],
  ] as const)(
    '%s: 8, it may have been done, and it is not sent again (trap 6)',
    async (_, effect) => {
      await running();
      world.server.faults.rules.push({ method: 'POST', path: '/cancel', effect });
      const ran = await world.run(['cancel', '208', '--yes', '--wait']);
      expect(ran).toMatchObject({ code: 8, stdout: '' });
      expect(ran.stderr).toContain('the server may have done it; it was not sent again');
      expect(writes(world, mark)).toEqual([cancelIt]);
    },
  );

  test('the whole job while hosts of an earlier cancel stop: how to wait for exactly these', async () => {
    await running();
    world.server.faults.deadProxy = true;
    await world.run(['cancel', '208', '--host', 'web[01-02].example.com', '--yes']);
    const ran = await world.run(['cancel', '208', '--yes']);
    expect(ran).toMatchObject({ code: 9, stdout: '' });
    expect(ran.stderr).toMatch(
      /a cancel was sent to 2 hosts of job 208 at .*Z, and they have not stopped yet: cancelling the whole job now would stop tracking their scripts\. Nothing was sent\n/,
    );
    const [, hint = ''] = /wait first: rexctl (.*)\n {8}to stop tracking/.exec(ran.stderr) ?? [];
    expect(hint).toBe("wait 208 --for 'hosts=web[01-02].example.com'");
    world.server.faults.deadProxy = false;
    const typed = hint.replaceAll("'", '').split(' ');
    expect((await world.run(typed)).stderr).toBe('rexctl: job 208: 2 cancelled.\n');
    expect((await world.run(['cancel', '208', '--yes'])).code).toBe(0);
  });

  test('Ctrl-C at the question: 130, and the message adds that nothing was sent', async () => {
    await running();
    const ran = await world.run(['cancel', '208'], {
      terminal: { stdin: true, stderr: true },
      onStart: (interrupts) => void world.clock.sleep(5000).then(() => interrupts.press('SIGINT')),
    });
    expect(ran).toMatchObject({ code: 130, stdout: '' });
    expect(ran.stderr).toContain('Cancel job 208 (Run sleep 600)? [y/N] ');
    expect(ran.stderr.endsWith('\nrexctl: interrupted. Nothing was sent\n')).toBe(true);
    expect(writes(world, mark)).toEqual([]);
  });

  test('--force --wait says that the server stops tracking the scripts', async () => {
    await running();
    const ran = await world.run(['cancel', '208', '--force', '--wait', '--yes']);
    expect(ran.stderr).toContain(
      'Cancel sent. The server stops tracking the scripts, which may keep running.\n',
    );
    expect(ran.stderr).not.toContain('A second cancel');
  });

  test('Ctrl-C while the hosts stop: 130, the cancel holds and is not repeated', async () => {
    await running();
    world.server.faults.deadProxy = true;
    const ran = await world.run(['cancel', '208', '--yes', '--wait'], {
      onStart: (interrupts) =>
        void world.clock.sleep(10_000).then(() => interrupts.press('SIGINT')),
    });
    expect(ran.code).toBe(130);
    expect(ran.stdout).toMatch(
      /Job 208: 12 still running\.\n {2}web01\.example\.com {2}still running\n/,
    );
    world.server.faults.deadProxy = false;
    await world.clock.sleep(30_000);
    expect(writes(world, mark)).toEqual([cancelIt]);
    expect((await world.run(['show', '208', '--exit-status', '--json'])).code).toBe(6);
  });

  test('Ctrl-C while the job cannot be cancelled yet: 130, and nothing is sent', async () => {
    world.server.world.timing.startMs = 60_000;
    await running();
    const ran = await world.run(['cancel', '208', '--yes'], {
      onStart: (interrupts) => void world.clock.sleep(3000).then(() => interrupts.press('SIGINT')),
    });
    expect(ran).toMatchObject({ code: 130, stdout: '' });
    await world.clock.sleep(90_000);
    expect(writes(world, mark)).toEqual([]);
  });

  test('a job that never becomes cancellable: 1 after 30 s, and nothing is sent (trap 67)', async () => {
    world.server.world.timing.startMs = 60_000;
    await running();
    const ran = await world.run(['cancel', '208', '--yes']);
    expect(ran).toMatchObject({ code: 1, stdout: '' });
    expect(ran.stderr).toContain(
      'job 208 could not be cancelled: the server reports it as not cancellable',
    );
    expect(writes(world, mark)).toEqual([]);
  });

  test('a job that ends before the cancel arrives (422) had ended: 0', async () => {
    await running(['--command', 'sleep 14', ...web01]);
    const effect = { kind: 'slow', ms: 25_000 } as const;
    world.server.faults.rules.push({ method: 'POST', path: '/cancel', effect });
    const ran = await world.run(['cancel', '208', '--yes', '--wait']);
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(ran.stdout).toMatch(/^Job 208 had already finished/);
    expect(writes(world, mark)).toEqual([cancelIt]);
  });

  test('a job whose hosts have all ended is not cancelled, although its status still lags (trap 15)', async () => {
    await world.run(['run', '--command', 'true', ...web, '--quiet']);
    expect(world.server.jobs.get(208)?.task?.state).toBe('running');
    mark = world.server.requests.length;
    const ran = await world.run(['cancel', '208', '--yes', '--wait']);
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(ran.stdout).toBe('Job 208 had already finished: 12 ok. Nothing was sent.\n');
    expect(writes(world, mark)).toEqual([]);
  });
});

describe('waiting for the end', () => {
  test('--timeout: 7, and each host as far as it is known', async () => {
    await running();
    world.server.faults.deadProxy = true;
    const ran = await world.run(['cancel', '208', '--yes', '--wait', '--timeout', '20s', '--json']);
    expect(ran.code).toBe(7);
    expect(ran.json).toMatchObject({
      cancel: 'sent',
      summary: { cancelled: 0, still_running: 12 },
    });
    expect(ran.json.hosts[0]).toEqual({
      id: 1,
      name: 'web01.example.com',
      before: 'running',
      after: 'running',
      exit_code: null,
    });
  });

  test('lost contact: 8, never a guess', async () => {
    await running();
    const effect = { kind: 'answer', status: 502 } as const;
    const ran = await world.run(['cancel', '208', '--yes', '--wait', '--json'], {
      onStart: () => {
        const times = Number.POSITIVE_INFINITY;
        world.server.faults.deadProxy = true;
        void world.clock.sleep(10_000).then(() => {
          world.server.faults.rules.push({ method: 'GET', times, effect });
        });
      },
    });
    expect(ran.code).toBe(8);
    expect(ran.json).toMatchObject({ cancel: 'sent', summary: null });
    expect(writes(world, mark)).toEqual([cancelIt]);
  });

  test('hosts that were never started are reported as that (trap 16)', async () => {
    await running(['--command', 'sleep 600', ...web, '--concurrency', '2']);
    const ran = await world.run(['cancel', '208', '--yes', '--wait', '--json']);
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(ran.json).toMatchObject({
      job: { outcome: 'incomplete' },
      summary: { cancelled: 2, had_finished: 0, never_ran: 10, still_running: 0 },
    });
  });

  test('--exit-status: the result of the job, also of one that had ended', async () => {
    await running();
    expect((await world.run(['cancel', '208', '--yes', '--wait', '--exit-status'])).code).toBe(6);
    const ended = await world.run(['cancel', '204', '--wait', '--exit-status']);
    expect(ended).toMatchObject({ code: 3, stderr: '' });
    expect(ended.stdout).toBe('Job 204 had already finished: 1 failed, 14 ok. Nothing was sent.\n');
  });
});

describe('who may, and what of a series', () => {
  test('a job that this user may not see: 5; one that he may see and not cancel: 4 (trap 26)', async () => {
    await running();
    const hidden = await world.run(['cancel', '208', '--yes'], as('viewer'));
    expect(hidden).toMatchObject({ code: 5, stdout: '' });
    expect(hidden.stderr).toContain('no job 208');
    world.server.world.users
      .find(({ login }) => login === 'viewer')
      ?.permissions.add('view_job_invocations');
    const forbidden = await world.run(['cancel', '208', '--yes'], as('viewer'));
    expect(forbidden).toMatchObject({ code: 4, stdout: '' });
    expect(forbidden.stderr).toContain('missing permission cancel_job_invocations');
    expect(world.server.jobs.get(208)?.cancel_requested).toBe(false);
  });

  test('--series named by an occurrence that has ended still ends the series (trap 10)', async () => {
    await world.clock.sleep(24 * 3_600_000);
    expect(world.server.jobs.get(207)?.task?.state).toBe('stopped');
    mark = world.server.requests.length;
    const ran = await world.run(['cancel', '207', '--series', '--yes']);
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(ran.stdout).toBe('Cancelled series 1 (0 3 * * *): no more runs will start.\n');
    expect(writes(world, mark)).toEqual(['POST /foreman_tasks/api/recurring_logics/1/cancel']);
  });

  test('--occurrence cancels the waiting one and the next appears under a new id (traps 10, 11)', async () => {
    mark = world.server.requests.length;
    const ran = await world.run(['cancel', '207', '--occurrence', '--yes']);
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(writes(world, mark)).toEqual(['POST /api/job_invocations/207/cancel']);
    expect(world.server.jobs.get(207)?.task?.result).toBe('cancelled');
    expect(world.server.jobs.get(208)?.task?.state).toBe('scheduled');
  });

  test('--force --dry-run asks nothing and sends nothing', async () => {
    await running();
    const ran = await world.run(['cancel', '208', '--force', '--dry-run']);
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(ran.stdout).toMatch(
      /^Would cancel job 208 \(Run sleep 600\); 12 hosts have not finished:\n/,
    );
    expect(writes(world, mark)).toEqual([]);
  });

  test('--dry-run of several jobs: what is open of each, and once that nothing was sent', async () => {
    await running();
    const ran = await world.run(['cancel', '207', '208', '201', '--occurrence', '--dry-run']);
    expect(ran.code).toBe(2);
    const each = await world.run(['cancel', '207', '--occurrence', '--dry-run']);
    expect(each.stdout).toBe(
      'Would cancel job 207 (Run uptime), which has not started yet.\nNothing was sent.\n',
    );
    const both = await world.run(['cancel', '208', '201', '--dry-run']);
    expect(both.stdout).toMatch(/^Would cancel job 208 \(Run sleep 600\); 12 hosts .*:\n/);
    expect(both.stdout).toMatch(
      / {2}web12\S* {2}\w+\nJob 201 had already finished: 12 ok\. Nothing was sent\.\nNothing was sent\.\n$/,
    );
    expect(both.stdout.match(/^Nothing was sent/gm)).toHaveLength(1);
    expect(writes(world, mark)).toEqual([]);
  });

  test('--force says on a terminal that scripts may continue', async () => {
    await running();
    const terminal = { stdin: true, stderr: true };
    const ran = await world.run(['cancel', '208', '--force'], { stdin: 'n\n', terminal });
    expect(ran).toMatchObject({ code: 9, stdout: '' });
    expect(ran.stderr).toContain(
      'Scripts may keep running untracked. Cancel job 208 (Run sleep 600)?',
    );
    expect(writes(world, mark)).toEqual([]);
  });
});
