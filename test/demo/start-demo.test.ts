import { existsSync, readdirSync } from 'node:fs';
import { afterEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { patchBehavior, smallTrouble } from '../../src/demo/hosts/patch-scenario.ts';
import { type Demo, startDemo } from '../../src/demo/start-demo.ts';
import { crowdWorld } from '../../src/demo/world/crowd.ts';
import { DemoWorld } from '../../src/demo/world/world.ts';

let demo: Demo | undefined;
afterEach(() => demo?.close());

test('has an empty folder until it is closed', async () => {
  demo = await startDemo({ clock: systemClock });
  expect(readdirSync(demo.folder)).toEqual([]);
  expect(demo.toTry).toBeNull();
  await demo.close();
  expect(existsSync(demo.folder)).toBe(false);
});

test('a port that is taken rejects, and leaves no folder behind', async () => {
  demo = await startDemo({ clock: systemClock });
  const port = Number(new URL(demo.url).port);
  await expect(startDemo({ clock: systemClock, port })).rejects.toMatchObject({
    code: 'EADDRINUSE',
  });
});

test('where no host fails there is no failed job to try', async () => {
  demo = await startDemo({ clock: systemClock, hosts: 30, failing: 0, hasJobs: true });
  expect(demo.toTry).toMatchObject({ failed: null, paused: expect.any(Number) });
});

describe('a crowd', () => {
  const job = {
    ...{ id: 1, template: 'Patch hosts', inputs: {}, script: '#patch', effective_user: 'root' },
    ...{ seed: 1, startedAt: 0 },
  };

  /** How the patch run of each host ends at this attempt. */
  function ends(world: DemoWorld, attempt: number): readonly string[] {
    return [...world.hosts.values()].map((host) => {
      const { end } = world.scriptFor(host, job, attempt);
      return end.kind === 'exit' ? `exit ${end.code}` : end.kind;
    });
  }

  test.each([
    [1, 0],
    [1, 1],
    [7, 3],
    [500, 25],
    [10_000, 500],
  ])('of %i hosts, exactly %i fail at first, and none afterwards', (hosts, failing) => {
    const world = crowdWorld({ hosts, failing, seed: 1, hasJobs: false });
    expect(world.hosts.size).toBe(hosts);
    expect(ends(world, 1).filter((end) => end !== 'exit 0')).toHaveLength(failing);
    expect(new Set(ends(world, 2))).toEqual(new Set(['exit 0']));
  });

  test('they fail in several ways, the same ones for the same seed', () => {
    const crowd = { hosts: 1000, failing: 100, hasJobs: false };
    const first = ends(crowdWorld({ ...crowd, seed: 1 }), 1);
    expect(new Set(first)).toEqual(
      new Set(['exit 0', 'exit 1', 'exit 100', 'unreachable', 'hang']),
    );
    expect(ends(crowdWorld({ ...crowd, seed: 1 }), 1)).toEqual(first);
    expect(ends(crowdWorld({ ...crowd, seed: 2 }), 1)).not.toEqual(first);
  });

  test('hosts have plausible names in groups', () => {
    const world = crowdWorld({ hosts: 200, failing: 0, seed: 1, hasJobs: false });
    const counts = new Map<string, number>();
    for (const { hostgroup } of world.hosts.values())
      counts.set(hostgroup?.name ?? '', (counts.get(hostgroup?.name ?? '') ?? 0) + 1);
    expect([...counts]).toEqual([
      ['web', 100],
      ['app', 50],
      ['db', 20],
      ['cache', 20],
      ['mail', 10],
    ]);
    expect(world.hosts.get(200)?.name).toBe('mail10.example.com');
  });

  test('a host with trouble is fine for every other command', () => {
    const behavior = patchBehavior(smallTrouble);
    const host = new DemoWorld().addHost({ name: 'web04.example.com' });
    expect(behavior(host, { ...job, script: 'true' }, 1).end).toMatchObject({ code: 0 });
    expect(behavior(host, job, 1).end).toMatchObject({ code: 100 });
  });
});
