import { afterEach, describe, expect, test } from 'vitest';
import { demoWorld } from '../../../src/demo/http/server.ts';
import { openWorld, type World } from '../../world/run.ts';

let world: World;
afterEach(() => world.close());

const ids = (jobs: readonly { readonly id: number }[]) => jobs.map(({ id }) => id);

describe('list', () => {
  test('a pipe gets tabs, ISO times and no header', async () => {
    world = await openWorld();
    const ran = await world.run(['list']);
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(ran.stdout.split('\n').map((line) => line.split('\t')[1])).toEqual([
      ...[
        'scheduled',
        'succeeded',
        'failed',
        'failed',
        'broken',
        'no_hosts',
        'succeeded',
        undefined,
      ],
    ]);
    expect(ran.stdout).toContain(
      '204\tfailed\t1 failed, 14 ok\tRun systemctl is-active nginx\t2026-11-23T09:00:00Z\n',
    );
  });

  test('a terminal gets symbols, aligned columns, relative times and what else there is', async () => {
    world = await openWorld();
    const ran = await world.run(['list', '--limit', '3', '--no-color'], {
      terminal: { stdout: true, stderr: true },
    });
    expect(ran.stdout).toMatch(/^ ID +OUTCOME +HOSTS +DESCRIPTION +STARTED\n/);
    expect(ran.stdout).toMatch(/205 {2}✘ failed +2 failed/);
    expect(ran.stdout).toMatch(/206 .* 2 hours ago/);
    expect(ran.stderr).toContain('Showing 3 of 7 jobs; more with --limit 15');
  });

  test('a server without jobs says how to start one, unless there was a filter', async () => {
    const demo = demoWorld();
    demo.history.length = 0;
    world = await openWorld({ world: demo });
    const screen = { terminal: { stdout: true, stderr: true } };
    expect((await world.run(['list'], screen)).stderr).toBe(
      'There are no jobs yet. Start one: rexctl run --help\n',
    );
    for (const filter of [['--outcome', 'failed'], ['--mine'], ['--since', '1d']])
      expect((await world.run(['list', ...filter], screen)).stderr).toBe('No job matches.\n');
  });

  test.each<readonly [argv: readonly string[], expected: readonly number[]]>([
    [
      ['--limit', '2'],
      [207, 206],
    ],
    [
      ['--outcome', 'failed'],
      [205, 204],
    ],
    [
      ['--outcome', 'broken,no-hosts'],
      [203, 202],
    ],
    [['--outcome', 'failed', '--limit', '1'], [205]],
    [['--status', 'queued'], [207]],
    [
      ['--owner', 'anna'],
      [206, 204, 202],
    ],
    [
      ['--search', 'id < 203'],
      [202, 201],
    ],
    [
      ['--since', '4h'],
      [206, 205],
    ],
    [
      ['--sort', 'id:asc'],
      [201, 202, 203, 204, 205, 206, 207],
    ],
    [['--search', 'id = 1'], []],
  ])('list %j', async (argv, expected) => {
    world = await openWorld();
    const ran = await world.run(['list', ...argv, '--json']);
    expect(ran.code, ran.stderr).toBe(0);
    expect(ids(ran.json.jobs)).toEqual(expected);
  });

  test('reads on in pages by number, never with `all`, until 130 jobs are there (traps 30, 31, 66)', async () => {
    world = await openWorld();
    for (let at = 0; at < 5; at++) {
      await world.run(['run', '--command', 'true', '--host', 'web01.example.com', '--detach']);
    }
    const mark = world.server.requests.length;
    const all = await world.run(['list', '--all', '--json']);
    expect(all.json.jobs).toHaveLength(12);
    for (const { query } of world.server.requests.slice(mark)) {
      expect(query.per_page).not.toBe('all');
      expect(query.page).not.toBe('0');
    }
  });

  test('nothing matches: 0 and an empty list', async () => {
    world = await openWorld();
    expect(await world.run(['list', '--search', 'id = 1'])).toMatchObject({ code: 0, stdout: '' });
  });

  test.each<readonly [argv: readonly string[], text: RegExp]>([
    [['--limit', '0'], /--limit/],
    [['--limit', 'ten'], /--limit/],
    [['--limit', '5', '--all'], /--limit.*--all/],
    [['--outcome', 'great'], /invalid --outcome `great`: expected scheduled, running, /],
    [['--status', 'great'], /great/],
    [['--since', 'yestermorn'], /yestermorn/],
    [['--mine', '--owner', 'anna'], /--(mine|owner).*--(mine|owner)/],
    [['--columns', 'id,nope'], /nope/],
    [['extra'], /too many arguments|extra/],
  ])('list %j is bad input', async (argv, text) => {
    world = await openWorld();
    const ran = await world.run(['list', ...argv]);
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toMatch(text);
  });
});

test('not logged in: 4, and what to type; no server is asked', async () => {
  world = await openWorld();
  const ran = await world.run(['list'], { env: { REXCTL_SERVER: '', REXCTL_TOKEN: '' } });
  expect(ran.code).toBe(4);
  expect(ran.stderr).toContain('rexctl login');
  expect(world.server.requests).toEqual([]);
});

test('--verbose shows each request on standard error, and no secret', async () => {
  world = await openWorld();
  const ran = await world.run(['list', '--verbose', '--json']);
  expect(ran.stderr).toMatch(
    /> GET http:\/\/127\.0\.0\.1:\d+\/api\/job_invocations\?\S+ -> 200 in \d+ ms \(basic/,
  );
  expect(ran.stderr).not.toContain('changeme');
  expect(ran.stderr).not.toMatch(/_session_id|Basic /);
  expect(ran.json.jobs).toHaveLength(7);
});
