import { afterEach, describe, expect, test } from 'vitest';
import { demoWorld, largeWorld } from '../../../src/demo/http/server.ts';
import { permissionsOfRole } from '../../../src/demo/world/roles.ts';
import { openWorld, type World } from '../../world/run.ts';

let world: World;
afterEach(() => world.close());

describe('show: who started a job, and when it ran', () => {
  test('the server ends a job later than its last host: both are shown', async () => {
    world = await openWorld();
    await world.run(['run', '-c', 'sleep 3', '--host', 'web01,web02', '--settle', '--quiet']);
    const ran = await world.run(['show', '208', '--no-color'], { terminal: { stdout: true } });
    expect(ran.stdout).toMatch(/^User +admin$/m);
    expect(ran.stdout).toMatch(/^Ended +2026-.*, last host after \d s$/m);
    expect(ran.stdout).toMatch(/^Duration +15 s$/m);
    const { json } = await world.run(['show', '208', '--json']);
    expect(json.job).toMatchObject({ user: 'admin', duration_s: 15, ended_at: json.ended_at });
    expect(Date.parse(json.last_host_ended_at)).toBeLessThan(Date.parse(json.ended_at));
  });

  test('a job that runs: since when, no end, and no duration in JSON', async () => {
    world = await openWorld();
    await world.run(['run', '-c', 'sleep 600', '--host', 'web01', '--detach']);
    await world.clock.sleep(180_000);
    const ran = await world.run(['show', '208', '--no-color'], { terminal: { stdout: true } });
    expect(ran.stdout).toMatch(/^Duration +running for 3 min$/m);
    expect(ran.stdout).not.toMatch(/^Ended/m);
    const { json } = await world.run(['show', '208', '--json']);
    expect(json).toMatchObject({ ended_at: null, last_host_ended_at: null });
    expect(json.job).toMatchObject({ user: 'admin', ended_at: null, duration_s: null });
    expect(json.job.started_at).not.toBeNull();
  });

  test('a job that waits has a user, and neither a start nor a duration', async () => {
    world = await openWorld();
    const { json } = await world.run(['show', '207', '--json']);
    expect(json.job).toMatchObject({ user: 'admin', started_at: null, duration_s: null });
  });
});

describe('show --hosts: when the job ran on each host', () => {
  const tasks = (mark: number) =>
    world.requestsSince(mark).filter((request) => request.endsWith('/foreman_tasks/api/tasks'));

  test('is read where a column or field names it, from the tasks of the hosts', async () => {
    world = await openWorld();
    const columns = ['--columns', 'name,started_at,ended_at,duration'];
    const ran = await world.run(['show', '204', '--hosts', 'failed', ...columns]);
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(ran.stdout).toMatch(
      /^web11.example.com\t2026-11-23T09:00:0\dZ\t2026-11-23T09:00:0\dZ\t[\d.]+\n$/,
    );
    const { json } = await world.run([
      'show',
      '204',
      '--hosts',
      '--fields',
      'name,duration_s,clock',
      '--json',
    ]);
    expect(json.hosts).toHaveLength(15);
    for (const host of json.hosts) expect(host).toMatchObject({ clock: 'server' });
  });

  test('costs nothing where it is not named, and is refused without --hosts', async () => {
    world = await openWorld();
    const { json } = await world.run(['show', '204', '--hosts', '--json']);
    expect(json.hosts[0]).not.toHaveProperty('ended_at');
    expect(tasks(0)).toHaveLength(1);
    const ran = await world.run(['show', '204', '--columns', 'name']);
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toContain('--columns needs --hosts');
  });

  test('of hosts that run and hosts that never ran is unknown, and asks no smart proxy', async () => {
    world = await openWorld();
    await world.run(['run', '-c', 'sleep 600', '--host', 'web01,web02', '--detach']);
    await world.clock.sleep(60_000);
    const ran = await world.run([
      'show',
      '208',
      '--hosts',
      '--columns',
      'name,started_at,duration',
    ]);
    expect(ran.stdout).toBe('web01.example.com\t-\t-\nweb02.example.com\t-\t-\n');
    expect(world.server.proxyCalls).toBe(0);
  });

  test('of the job of another is unknown without view_foreman_tasks', async () => {
    const rights = demoWorld();
    rights.addUser({
      ...{ login: 'olga', password: 'olga-secret' },
      permissions: permissionsOfRole('Remote Execution Manager'),
      organization_ids: rights.organizations.map(({ id }) => id),
      location_ids: rights.locations.map(({ id }) => id),
    });
    world = await openWorld({ world: rights });
    const env = { REXCTL_USER: 'olga', REXCTL_TOKEN: 'olga-secret' };
    const fields = ['--hosts', '--fields', 'duration_s,clock', '--json'];
    const ran = await world.run(['show', '204', ...fields], { env });
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(ran.json.hosts[0]).toEqual({ duration_s: null, clock: null });
  });

  test('of many hosts says before what it costs, and reads them in pages side by side', async () => {
    world = await openWorld({ world: largeWorld(260) });
    await world.run(['run', '-c', 'true', '--search', 'name ~ node', '--yes', '--quiet']);
    const mark = world.server.requests.length;
    const ran = await world.run(['show', '1', '--hosts', '--columns', 'name,duration']);
    expect(ran.stderr).toBe('Reading the times of 260 hosts takes 6 requests.\n');
    const lines = ran.stdout.trimEnd().split('\n');
    expect(lines).toHaveLength(260);
    expect(lines.filter((line) => line.endsWith('\t-'))).toEqual([]);
    expect(tasks(mark).length).toBeLessThanOrEqual(7);
  });
});
