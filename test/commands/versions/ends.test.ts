import { afterEach, describe, expect, test } from 'vitest';
import {
  demoWorld,
  type RexVersion,
  rexVersions,
  textScript,
} from '../../../src/demo/http/server.ts';
import { as, hostsOf, web, web01, writes } from '../../world/job-requests.ts';
import { openWorld, type World } from '../../world/run.ts';

let world: World;
afterEach(() => world.close());

async function openOf(rexVersion: RexVersion): Promise<void> {
  const hosts = demoWorld();
  hosts.addUser({
    login: 'half',
    password: 'half-secret',
    roles: ['Remote Execution Manager'],
    seesHost: ({ name }) => name !== 'web02.example.com',
  });
  world = await openWorld({ rexVersion, world: hosts });
}

/**
 * Job 208 on all web hosts is stopped while hosts run; 30 s later the server's status has followed.
 */
async function stopped(...how: string[]): Promise<void> {
  await world.run(['run', '--command', 'sleep 600', ...web, '--detach', ...how]);
  await world.clock.sleep(5000);
  await world.run(['cancel', '208', '--yes']);
  await world.clock.sleep(60_000);
}

const last = (stdout: string) => stdout.trimEnd().split('\n').at(-1)?.split('\t').slice(1);

describe.each(rexVersions)('REX %s', (version) => {
  test('a job that was cancelled while it ran is called cancelled (traps 7, 16)', async () => {
    await openOf(version);
    await stopped();
    const shown = await world.run(['show', '208', '--json', '--exit-status']);
    expect(shown.code).toBe(6);
    expect(shown.json.job).toMatchObject({
      outcome: 'cancelled',
      counts: { failed: 0, cancelled: 12, pending: 0 },
    });
    for (const argv of [
      ['wait', '208'],
      ['watch', '208'],
      ['output', '208', '--exit-status'],
      ['output', '208', '--follow'],
    ])
      expect((await world.run(argv)).code, argv.join(' ')).toBe(6);
    const ended = await world.run(['cancel', '208', '--wait', '--exit-status']);
    expect(ended.code).toBe(6);
  });

  test('hosts that never ran are not called cancelled', async () => {
    await openOf(version);
    await stopped('--concurrency', '2');
    const shown = await world.run(['show', '208', '--json', '--hosts', '--exit-status']);
    expect(shown.code).toBe(3);
    expect(shown.json.job.outcome).toBe('incomplete');
    const states = shown.json.hosts.map(({ status }: { status: string }) => status).sort();
    expect(states).toEqual([...Array(2).fill('cancelled'), ...Array(10).fill('never_ran')]);
    expect((await world.run(['wait', '208'])).code).toBe(3);
    const again = await world.run([
      'rerun',
      '208',
      '--failed',
      '--dry-run',
      '--without-unreadable',
      '--json',
    ]);
    expect(again.json.hosts).toHaveLength(12);
  });

  test('a list never calls a cancelled host failed where the server does not distinguish them', async () => {
    await openOf(version);
    await stopped();
    const { stdout } = await world.run(['list', '--limit', '1']);
    expect(stdout).toMatch(
      /^208\t(?:cancelled or incomplete\t12 cancelled or never ran|failed, cancelled or incomplete\t12 failed or cancelled)\t/,
    );
  });

  test('a host that this user may not see takes part in the result', async () => {
    await openOf(version);
    world.server.world.script('web02.example.com', textScript(['bad\n'], { code: 1 }));
    await world.run(['run', '--command', 'true', ...web, '--quiet', '--settle']);
    for (const argv of [
      ['show', '208', '--exit-status'],
      ['wait', '208'],
      ['watch', '208'],
    ]) {
      const ran = await world.run(argv, as('half'));
      expect(ran.code, argv.join(' ')).toBe(3);
    }
    const hosts = await world.run(['show', '208', '--hosts', '--json'], as('half'));
    expect(hosts.json.hosts).toHaveLength(11);
    expect(hosts.json.job.counts).toMatchObject({ total: 12, failed: 1, missing: 1 });
    const nothing = await world.run(
      ['rerun', '208', '--failed', '--dry-run', '--without-unreadable'],
      as('half'),
    );
    expect(nothing.code).toBe(3);
    expect(nothing.stderr).toContain('Nothing was sent');
  });

  test('an orphan is reported for what it is, at once (trap 14)', async () => {
    await openOf(version);
    world.server.faults.orphanOnCreate = true;
    await world.run(['run', '--command', 'true', ...web01, '--detach']);
    const shown = await world.run(['show', '208', '--json', '--hosts']);
    expect(shown.json).toMatchObject({ job: { outcome: 'broken', task: null }, hosts: [] });
    for (const argv of [
      ['wait', '208'],
      ['watch', '208'],
      ['output', '208', '--follow'],
    ])
      expect((await world.run(argv)).code, argv.join(' ')).toBe(3);
    expect((await world.run(['rerun', '208'])).code).toBe(9);
  });

  test('a paused job is reported, and no result (trap 18)', async () => {
    await openOf(version);
    world.server.faults.pausedTask = true;
    const ran = await world.run(['run', '--command', 'true', ...web01, '--give-up-after', '1m']);
    expect(ran.code).toBe(8);
    expect(ran.stderr).toMatch(/job 208 \(task \S+\) is paused on the server/);
  });

  test('run: exactly the hosts that were meant, their result, a failed host with its exit code', async () => {
    await openOf(version);
    world.server.world.script('web02.example.com', textScript(['no space left\n'], { code: 28 }));
    const ran = await world.run(['run', '--command', 'sleep 2', ...web]);
    expect(ran.code).toBe(3);
    expect(ran.stdout).toContain('web02.example.com\tfailed\texit 28\n');
    expect(last(ran.stdout)).toEqual(['job 208', 'failed', '1 failed, 11 ok']);
    expect(hostsOf(world, 208)).toHaveLength(12);
  });

  test('--cancel-when and --canary stop early', async () => {
    await openOf(version);
    world.server.world.script('web02.example.com', textScript(['bad\n'], { code: 1 }));
    const guarded = await world.run([
      'run',
      '--command',
      'sleep 600',
      ...web,
      '--cancel-when',
      'failures>=1',
    ]);
    expect(guarded.code).toBe(3);
    expect(last(guarded.stdout)?.[2]).toContain(
      'cancelled after 1 of 12 hosts failed: 11 cancelled or never ran',
    );
    const canary = await world.run(['run', '--command', 'sleep 2', ...web, '--canary', '2']);
    expect(canary.code).toBe(3);
    expect(last(canary.stdout)?.[2]).toContain('nothing ran on the other 10 hosts');
    const fine = await world.run([
      'run',
      '--command',
      'sleep 2',
      '--search',
      'name ~ app',
      '--canary',
      '1',
    ]);
    expect(fine.code).toBe(0);
    expect(last(fine.stdout)).toEqual(['jobs 210, 211', 'succeeded', '3 ok']);
    expect(writes(world).filter((request) => request.endsWith('/cancel'))).toHaveLength(1);
  });
});
