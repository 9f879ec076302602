import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openWorld, type World } from '../world/run.ts';
import { web, writes } from './job-requests.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

const cancelIt = 'POST /api/job_invocations/208/cancel';
const start = (...how: readonly string[]) =>
  world.run(['run', '--command', 'sleep 12; echo done', ...web, '--detach', '--quiet', ...how]);

describe('a cancel right after the start', () => {
  test.each([
    ['all', []],
    ['some', ['--host', 'web[01-12].example.com']],
  ])(
    '%s hosts: sent when their smart proxies know of them, so that none runs to its end',
    async (_, some) => {
      await start();
      const began = world.clock.now();
      const ran = await world.run(['cancel', '208', ...some, '--yes', '--wait', '--json']);
      expect(ran.code, ran.stderr).toBe(0);
      expect(ran.json.summary).toMatchObject({ cancelled: 12, had_finished: 0, still_running: 0 });
      expect(world.clock.now() - began).toBeLessThan(12_000);
    },
  );

  test('says that it waits, and sends one cancel', async () => {
    await start();
    const ran = await world.run(['cancel', '208', '--yes']);
    expect(ran).toMatchObject({ code: 0 });
    expect(ran.stderr).toBe(
      'job 208 has just begun: its cancel is sent when its hosts run, for an earlier one would miss some\n',
    );
    expect(writes(world)).toEqual(['POST /api/job_invocations', cancelIt]);
  });

  test('hosts that do not begin are not waited for, and told', async () => {
    world.server.world.timing.launchMs = 60_000;
    await start();
    const began = world.clock.now();
    const ran = await world.run(['cancel', '208', '--yes', '--quiet']);
    expect(ran).toMatchObject({ code: 0 });
    expect(world.clock.now() - began).toBeLessThan(13_000);
    expect(ran.stderr).toBe(
      'rexctl: 12 hosts of job 208 had not begun when its cancel was sent: they may run for a while, or to their end\n',
    );
    expect(writes(world)).toEqual(['POST /api/job_invocations', cancelIt]);
  });

  test('a job that has run for a while is cancelled at once', async () => {
    await start();
    await world.clock.sleep(6_000);
    const began = world.clock.now();
    expect(await world.run(['cancel', '208', '--yes'])).toMatchObject({ code: 0, stderr: '' });
    expect(world.clock.now() - began).toBeLessThan(500);
  });

  test('--force waits for nobody', async () => {
    await start();
    const began = world.clock.now();
    await world.run(['cancel', '208', '--force', '--yes']);
    expect(world.clock.now() - began).toBeLessThan(3_000);
    expect(writes(world)).toEqual(['POST /api/job_invocations', cancelIt]);
  });

  test('some hosts that are said to run, but have not reached their smart proxies yet', async () => {
    world.server.world.timing.proxyAcceptsMs = 2_500;
    await start();
    await world.clock.sleep(1_200);
    const ran = await world.run([
      'cancel',
      '208',
      '--host',
      'web[01-03].example.com',
      '--yes',
      '--wait',
      '--json',
    ]);
    expect(ran.code, ran.stderr).toBe(0);
    expect(ran.json.summary).toMatchObject({ cancelled: 3, had_finished: 0 });
  });
});

describe('cancel --wait --stall-warning', () => {
  test('tells when nothing changes, and at the end what it sees of each host', async () => {
    await start();
    await world.clock.sleep(6_000);
    world.server.faults.deadProxy = true;
    const argv = ['cancel', '208', '--host', 'web[01-02].example.com', '--yes', '--wait'];
    const ran = await world.run([...argv, '--stall-warning', '30s', '--timeout', '1m']);
    expect(ran.code).toBe(7);
    expect(ran.stderr).toContain('nothing has changed in job 208 for 30 seconds');
    expect(ran.stdout).toMatch(
      /Job 208: 2 still running\.\n {2}web01\.example\.com {2}still running\n {2}web02\.example\.com {2}still running\n$/,
    );
  });

  test('a host that the cancel reached too late is called cancelled, and told apart', async () => {
    world.server.world.timing.cancelMs = 10_000;
    await start();
    await world.clock.sleep(6_000);
    const runs = [...(world.server.jobs.get(208)?.runs.values() ?? [])];
    let late = '';
    void world.clock.sleep(18_000).then(() => {
      const stopped = runs.find(({ exit }) => exit !== null);
      late = stopped?.host_name ?? '';
      Object.assign(stopped?.exit ?? {}, { status: '0' });
    });
    const ran = await world.run(['cancel', '208', '--yes', '--wait']);
    expect(ran.code).toBe(0);
    expect(ran.stdout).toContain('Job 208: 12 cancelled.\n');
    expect(ran.stdout).toContain(`  ${late}  cancelled, but its script had run to its end (exit 0)\n`);
    expect(ran.stdout.match(/cancelled, but/g)).toHaveLength(1);
  });

  test('goes with --wait', async () => {
    const ran = await world.run(['cancel', '204', '--stall-warning', '30s', '--yes']);
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toContain('--stall-warning goes with --wait');
  });
});
