import { afterEach, describe, expect, test } from 'vitest';
import { largeWorld } from '../../../src/demo/http/server.ts';
import { openWorld, type World } from '../../world/run.ts';

let world: World;
afterEach(() => world.close());

describe('show', () => {
  test('a job that failed: outcome, counts, template, inputs, targets, times, reruns, link', async () => {
    world = await openWorld();
    await world.run(['rerun', '204', '--failed']);
    const ran = await world.run(['show', '204', '--no-color'], {
      terminal: { stdout: true, stderr: true },
    });
    expect(ran.stdout).toMatch(/^Job 204 {2}✘ failed {2}1 failed · 14 ok · 15 hosts\n/);
    expect(ran.stdout).toContain('command = systemctl is-active nginx');
    expect(ran.stdout).toMatch(/Reruns +208 ✘ failed/);
    expect(ran.stdout).toMatch(/Ended +2026-11-23/);
    expect(ran.stdout).toMatch(/URL +http:\/\/127\.0\.0\.1:\d+\/job_invocations\/204/);
    expect(ran.code).toBe(0);
  });

  test.each<readonly [job: string, text: RegExp, exitStatus: number]>([
    ['203', /Job 203\tbroken[\s\S]*never started/, 3],
    ['202', /Job 202\tno hosts/, 3],
    ['201', /Job 201\tsucceeded\t12 ok/, 0],
    ['207', /Job 207\tscheduled[\s\S]*Repeats\t0 3 \* \* \*/, 8],
  ])(
    'show %s reports it for what it is (traps 14, 17, 19, 20, 21, 24)',
    async (job, text, exitStatus) => {
      world = await openWorld();
      const ran = await world.run(['show', job]);
      expect(ran).toMatchObject({ code: 0, stderr: '' });
      expect(ran.stdout).toMatch(text);
      expect((await world.run(['show', job, '--exit-status'])).code).toBe(exitStatus);
    },
  );

  test('hosts only when asked for, and of a state', async () => {
    world = await openWorld();
    const none = await world.run(['show', '204', '--json']);
    expect(none.json).not.toHaveProperty('hosts');
    expect(world.requestsSince(0).some((request) => request.endsWith('/hosts'))).toBe(false);
    const failed = await world.run(['show', '204', '--hosts', 'failed', '--json']);
    expect(failed.json.hosts).toMatchObject([{ name: 'web11.example.com', status: 'failed' }]);
    const wrong = await world.run(['show', '204', '--hosts', 'sad']);
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toContain('invalid --hosts `sad`: expected failed');
  });

  test('5,000 hosts are read in pages (trap 30)', async () => {
    world = await openWorld({ world: largeWorld(5000) });
    const started = await world.run([
      'run',
      '--command',
      'true',
      '--search',
      'name ~ node',
      '--detach',
      '--json',
      '--yes',
    ]);
    const mark = world.server.requests.length;
    const ran = await world.run(['show', String(started.json.job.id), '--hosts', '--json']);
    expect(ran.json.hosts).toHaveLength(5000);
    expect(new Set(ran.json.hosts.map(({ id }: { id: number }) => id)).size).toBe(5000);
    const pages = world.server.requests.slice(mark).filter(({ path }) => path.endsWith('/hosts'));
    expect(pages.map(({ query }) => query.per_page)).not.toContain('all');
    expect(pages.length).toBeGreaterThan(1);
  });

  test.each([
    '5abc',
    '0',
    '-1',
    '1e3',
    '0x10',
    '99999999999999999999',
    '@first',
    '@last:great',
    '',
  ])('show "%s" is no job, and nothing is asked (trap 53)', async (job) => {
    world = await openWorld();
    const ran = await world.run(['show', '--', job]);
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(world.server.requests).toEqual([]);
  });

  test('@last is the newest job of this user, @last:failed the newest that failed', async () => {
    world = await openWorld();
    const env = { REXCTL_USER: 'anna', REXCTL_TOKEN: 'anna-secret' };
    expect((await world.run(['show', '@last', '--json'], { env })).json.job.id).toBe(206);
    expect((await world.run(['show', '@last:failed', '--json'], { env })).json.job.id).toBe(204);
    const none = await world.run(['show', '@last:cancelled'], { env });
    expect(none.code).toBe(5);
  });
});

test('show --format csv is refused by the name of the command, and other records too', async () => {
  world = await openWorld();
  for (const [argv, message] of [
    [['show', '207'], 'show prints one job, not rows, so it cannot be CSV'],
    [['schedule', 'show', '1'], 'schedule show prints one schedule, not rows, so it cannot be CSV'],
    [
      ['resume', '207'],
      'resume prints one result, not rows, so it cannot be CSV. Nothing was sent',
    ],
  ] as const) {
    const ran = await world.run([...argv, '--format', 'csv']);
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(JSON.parse(ran.stderr).error).toMatchObject({
      message,
      hint: 'use --json, or choose columns with --fields',
    });
  }
});
