import { afterEach, describe, expect, test } from 'vitest';
import { openWorld, type World } from '../../world/run.ts';

let world: World;
afterEach(() => world.close());

describe('show: who started a job, and when it ran', () => {
  test('the server ends a job later than its last host: both are shown', async () => {
    world = await openWorld();
    await world.run(['run', '-c', 'sleep 3', '--host', 'web01,web02', '--settle', '--quiet']);
    const ran = await world.run(['show', '208', '--no-color'], { terminal: { stdout: true } });
    expect(ran.stdout).toMatch(/^User +admin$/m);
    expect(ran.stdout).toMatch(/^Ended +\S+ \S+ \S+ \(.* ago\), last host after \d s$/m);
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
