import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { hostsOf, writes } from '../../world/job-requests.ts';
import { openMixedFailures } from '../../world/mixed-failures.ts';
import type { World } from '../../world/run.ts';

let world: World;
afterEach(() => world.close());

beforeEach(async () => {
  world = await openMixedFailures();
});

const rerun = (only: string, ...more: readonly string[]) =>
  world.run(['rerun', '208', '--failed', '--only', only, '--detach', ...more]);
const webs = (...numbers: readonly number[]) => numbers.map((n) => `web0${n}.example.com`);

describe('rerun --failed --only, by why hosts failed', () => {
  test.each([
    ['unreachable', webs(1, 2)],
    ['exit', webs(3)],
    ['proxy', webs(4)],
    ['exit,unreachable', webs(1, 2, 3)],
    ['unreachable,error', webs(1, 2, 3, 4)],
  ])('%s sends exactly these hosts', async (only, hosts) => {
    const ran = await rerun(only);
    expect(ran).toMatchObject({ code: 0, stdout: '209\n' });
    expect(hostsOf(world, 209)).toEqual(hosts);
  });

  test('nothing is sent where none failed in this way', async () => {
    const ran = await rerun('timed-out');
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(ran.stdout).toBe(
      'No host of job 208 matches --only timed_out; 4 failed in other ways. Nothing to do.\n',
    );
  });

  test('the dry run names the reasons', async () => {
    const { json } = await world.run([
      ...['rerun', '208', '--failed', '--only', 'unreachable,exit', '--dry-run', '--json'],
    ]);
    expect(json.hosts.map(({ why }: { why: string }) => why)).toEqual([
      'unreachable',
      'unreachable',
      'exit',
    ]);
  });

  test('hosts whose reason is unknown are never left out silently', async () => {
    world.server.faults.rules.push({
      path: /\/208\/(?:outputs|hosts\/\d+)/,
      times: Number.POSITIVE_INFINITY,
      effect: { kind: 'answer', status: 403 },
    });
    const ran = await rerun('unreachable');
    expect(ran.code).toBe(0);
    expect(ran.stdout).toBe(
      'No host of job 208 matches --only unreachable; why 4 hosts failed is unknown. Nothing to do.\n',
    );
    expect(ran.stderr).toMatch(
      /^rexctl: (?:warning: )?why 4 hosts failed \(.*\) is unknown: --only unreachable leaves them out; add unknown to include them\n$/,
    );
    const all = await rerun('unreachable,unknown');
    expect(all).toMatchObject({ code: 0, stdout: '209\n' });
    expect(hostsOf(world, 209)).toEqual(webs(1, 2, 3, 4));
  });

  test.each([
    [{ kind: 'answer', status: 502 }, 1],
    [{ kind: 'answer', status: 200, body: '<html>' }, 1],
    [{ kind: 'answer', status: 401 }, 4],
    [{ kind: 'cut_body' }, 1],
  ] as const)(
    'a server that fails while reasons are read (%j) is no reason: nothing is sent',
    async (effect, code) => {
      const path = /\/208\/(?:outputs|hosts\/\d+)/;
      world.server.faults.rules.push({ path, times: Number.POSITIVE_INFINITY, effect });
      const mark = world.server.requests.length;
      expect(await rerun('unreachable')).toMatchObject({ code, stdout: '' });
      expect(writes(world, mark)).toEqual([]);
    },
  );
});
