import { afterEach, describe, expect, test } from 'vitest';
import { largeWorld, rexVersions } from '../../../src/demo/http/server.ts';
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
    expect(ran.stderr).toContain('3 of 7 jobs. Older: rexctl list --limit 15');
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
    [['--outcome', 'great'], /great.*expected one of/],
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
    expect(ran.stdout).toMatch(/Open +http:\/\/127\.0\.0\.1:\d+\/job_invocations\/204/);
    expect(ran.code).toBe(0);
  });

  test.each<readonly [job: string, text: RegExp, exitStatus: number]>([
    ['203', /Job 203\tbroken[\s\S]*never started/, 3],
    ['202', /Job 202\tno hosts/, 3],
    ['201', /Job 201\tsucceeded\t12 ok/, 0],
    ['207', /Job 207\tscheduled[\s\S]*Repeats\t0 3 \* \* \*/, 8],
  ])(
    'show %s tells it for what it is (traps 14, 17, 19, 20, 21, 24)',
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
    expect(wrong.stderr).toContain('`sad` is not a state of a host: expected one of failed');
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

describe('a server of any age', () => {
  test.each(rexVersions)(
    'REX %s: list, show, hosts, output, run, rerun and cancel work',
    async (rexVersion) => {
      world = await openWorld({ rexVersion });
      const list = await world.run(['list', '--json']);
      expect(ids(list.json.jobs)).toEqual([207, 206, 205, 204, 203, 202, 201]);
      const show = await world.run(['show', '204', '--hosts', '--json']);
      expect(show.json.hosts).toHaveLength(15);
      expect(show.json.job.outcome).toBe('failed');
      const output = await world.run(['output', '204', '--failed', '--json']);
      expect(output.json.hosts).toMatchObject([{ name: 'web11.example.com', exit_code: 3 }]);
      const run = await world.run(['run', '--command', 'exit 3', '--host', 'web01.example.com']);
      expect(run.code, run.stderr).toBe(3);
      const rerun = await world.run([
        'rerun',
        '@last',
        '--failed',
        '--without-unreadable',
        '-i',
        'command=true',
        '--json',
      ]);
      expect(rerun.code, rerun.stderr).toBe(0);
      await world.run(['run', '--command', 'sleep 600', '--host', 'web01.example.com', '--detach']);
      const cancel = await world.run(['cancel', '@last', '--yes', '--wait']);
      expect(cancel.code, cancel.stderr).toBe(0);
    },
  );
});

describe('what jobs refer to', () => {
  test('template list and show, host list', async () => {
    world = await openWorld();
    const templates = await world.run(['template', 'list', '--json']);
    expect(templates.json.templates.map(({ name }: { name: string }) => name)).toContain(
      'Patch hosts',
    );
    const template = await world.run(['template', 'show', 'Patch hosts', '--json']);
    expect(template.json.template).toMatchObject({ id: 103, name: 'Patch hosts' });
    expect((await world.run(['template', 'show', 'Patch hots'])).code).toBe(5);
    const hosts = await world.run(['host', 'list', 'name ~ db']);
    expect(hosts.stdout).toBe('13\tdb01.example.com\n14\tdb02.example.com\n');
    expect(await world.run(['host', 'list', 'name = nobody'])).toMatchObject({
      code: 0,
      stdout: '',
    });
    expect((await world.run(['host', 'list', 'nme = x'])).code).toBe(2);
  });

  test('a template with foreign inputs and hidden ones', async () => {
    world = await openWorld();
    const ran = await world.run(['template', 'show', 'Reboot with notice', '--json']);
    expect(JSON.stringify(ran.json)).toContain('"delay"');
    const secret = await world.run(['template', 'show', 'Set Password', '--json']);
    expect(secret.json.inputs ?? secret.json.template.inputs).toContainEqual(
      expect.objectContaining({ name: 'password', hidden_value: true, required: true }),
    );
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
