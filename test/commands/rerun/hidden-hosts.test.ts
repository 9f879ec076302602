import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  as,
  echoWork,
  hostsOf,
  web,
  worldWithHiddenHosts,
  writes,
} from '../../world/job-requests.ts';
import { openWorld, type World } from '../../world/run.ts';

let world: World;
/** Hosts that rita may not see. */
let hidden: Set<string>;
beforeEach(async () => {
  const restricted = worldWithHiddenHosts();
  hidden = restricted.hidden;
  world = await openWorld({ world: restricted.world });
  await world.run(echoWork);
});
afterEach(() => world.close());

const [web01, web04, web09] = ['web01.example.com', 'web04.example.com', 'web09.example.com'];

describe('failed hosts that this user may not see (trap 64)', () => {
  test('all of them: never "nothing failed" but 3, and nothing is sent', async () => {
    hidden.add(web04);
    hidden.add(web09);
    const mark = world.server.requests.length;
    const ran = await world.run(['rerun', '208', '--failed'], as('rita'));
    expect(ran).toMatchObject({ code: 3, stdout: '' });
    expect(ran.stderr).toBe(
      'rexctl: job 208 did not succeed on 2 hosts (ids 4, 9) that are deleted or not visible to you. Nothing was sent\n',
    );
    expect(writes(world, mark)).toEqual([]);
  });

  test('some of them: the others run again, these are named, and a success is no success', async () => {
    hidden.add(web04);
    world.server.world.script(web09, { steps: [], end: { kind: 'exit', afterMs: 10, code: 0 } });
    const ran = await world.run(['rerun', '208', '--failed'], as('rita'));
    expect(ran.code).toBe(3);
    expect(ran.stdout).toMatch(
      /\tjob 209\tsucceeded\t1 ok; job 208 did not succeed on 1 host \(id 4\) that is deleted or not visible to you\n$/,
    );
    expect(ran.stderr).toContain(
      'job 208 did not succeed on 1 host (id 4) that is deleted or not visible',
    );
    expect(hostsOf(world, 209)).toEqual([web09]);
    const again = await world.run(['rerun', '@last', '--failed'], as('rita'));
    expect(again).toMatchObject({ code: 3, stdout: '' });
    expect(again.stderr).toContain('job 208 did not succeed on 1 host');
  });

  test('a hidden host that succeeded is no failure', async () => {
    hidden.add(web01);
    const mark = world.server.requests.length;
    const only = await world.run(['rerun', '208', '--failed', '--only', 'never'], as('rita'));
    expect(only).toMatchObject({ code: 0, stderr: '' });
    expect(writes(world, mark)).toEqual([]);
  });

  test('a hidden host that succeeded at first and failed when another user ran it again is a failure', async () => {
    world.server.world.script(web01, { steps: [], end: { kind: 'exit', afterMs: 10, code: 5 } });
    expect((await world.run(['rerun', '208', '--host', web01, '--quiet'])).code).toBe(3);
    hidden.add(web01);
    const ran = await world.run(['rerun', '208', '--failed', '--only', 'never'], as('rita'));
    expect(ran).toMatchObject({ code: 3, stdout: '' });
    expect(ran.stderr).toContain('did not succeed on 1 host');
  });

  test('--succeeded names the hidden hosts that had succeeded', async () => {
    hidden.add(web01);
    const ran = await world.run(['rerun', '208', '--succeeded'], as('rita'));
    expect(ran.code).toBe(3);
    expect(ran.stderr).toContain(
      'job 208 succeeded on 1 host (id 1) that is deleted or not visible to you',
    );
    expect(hostsOf(world, 209)).toHaveLength(9);
  });

  test('a rerun of all hosts also runs on them and is not taken for one on wrong hosts', async () => {
    hidden.add(web01);
    const mark = world.server.requests.length;
    await world.run(['rerun', '208', '--detach'], as('rita'));
    expect(writes(world, mark)).toEqual(['POST /api/job_invocations/208/rerun']);
    expect(hostsOf(world, 209)).toHaveLength(12);
  });
});

describe('hosts that were deleted meanwhile', () => {
  test('among the failed ones: named by id, 3, the other one runs again', async () => {
    world.server.world.removeHost(4);
    const ran = await world.run(['rerun', '208', '--failed', '--detach']);
    expect(ran).toMatchObject({ code: 3, stdout: '209\n' });
    expect(ran.stderr).toContain(
      'job 208 did not succeed on 1 host (id 4) that is deleted or not visible',
    );
    expect(hostsOf(world, 209)).toEqual([web09]);
  });

  test('in a rerun of all hosts: named by id, 3', async () => {
    await world.run(['run', '--command', 'true', ...web, '--quiet']);
    world.server.world.removeHost(1);
    const ran = await world.run(['rerun', '209']);
    expect(ran.code).toBe(3);
    expect(ran.stderr).toContain(
      'job 210 does not include 1 host (id 1) that is deleted or not visible to you',
    );
    expect(ran.stdout).toMatch(
      /\tjob 210\tsucceeded\t11 ok; job 210 does not include 1 host \(id 1\) that is deleted or not visible to you\n$/,
    );
  });

  test('--host with the name of one: 5, nothing is sent', async () => {
    world.server.world.removeHost(4);
    const mark = world.server.requests.length;
    const ran = await world.run(['rerun', '208', '--host', web04]);
    expect(ran).toMatchObject({ code: 5, stdout: '' });
    expect(ran.stderr).toContain('job 208 did not run on web04.example.com. Nothing was sent');
    expect(writes(world, mark)).toEqual([]);
  });
});

test('a failure that the counts tell of and no host is not "nothing failed": 8, nothing is sent', async () => {
  const results = [...world.server.world.hosts.values()]
    .filter(({ name }) => name.startsWith('web'))
    .map(({ id, name }) => ({ id, name, job_status: 'success' }));
  const page = { total: 12, subtotal: 12, page: 1, per_page: 1000, results };
  world.server.faults.rules.push({
    path: /208\/hosts$/,
    effect: { kind: 'answer', status: 200, body: JSON.stringify(page) },
  });
  const mark = world.server.requests.length;
  const ran = await world.run(['rerun', '208', '--failed']);
  expect(ran).toMatchObject({ code: 8, stdout: '' });
  expect(ran.stderr).toContain(
    'job 208: all of its hosts are listed as succeeded, but its counts show 2 failed. Nothing was sent',
  );
  expect(writes(world, mark)).toEqual([]);
});
