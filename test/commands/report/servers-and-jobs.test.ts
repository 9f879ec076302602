import { afterEach, describe, expect, test } from 'vitest';
import { demoWorld, rexVersions, textScript } from '../../../src/demo/http/server.ts';
import { permissionsOfRole } from '../../../src/demo/world/roles.ts';
import { openWorld, type World } from '../../world/run.ts';

let world: World;
afterEach(() => world.close());

const formats = ['html', 'junit', 'markdown', 'json', 'yaml'];

test.each(rexVersions)(
  'a server with Remote Execution %s gives the same report',
  async (version) => {
    world = await openWorld({ rexVersion: version });
    const { code, json, stderr } = await world.run(['report', '204', '--json', '--exit-status']);
    expect([code, stderr, json.complete]).toEqual([3, '', true]);
    expect(json.hosts).toHaveLength(15);
    expect(json.failures).toMatchObject([{ count: 1, kind: 'exit', exit_code: 3 }]);
    const hosts = json.hosts as readonly {
      name: string;
      clock: string;
      duration_s: number | null;
    }[];
    expect(hosts.filter(({ clock, duration_s }) => clock !== 'server' || !duration_s)).toEqual([]);
    for (const format of formats) {
      const ran = await world.run(['report', '204', '--format', format]);
      expect([format, ran.code, ran.stderr]).toEqual([format, 0, '']);
      expect(ran.stdout).toContain('web11.');
    }
  },
);

describe('jobs in every state', () => {
  test.each([
    ['a job that waits', '207', 8, '# Job 207: scheduled\n', 'errors="1"'],
    ['a job without hosts', '202', 3, '# Job 202: no hosts\n', 'errors="1"'],
    [
      'an orphan record',
      '203',
      3,
      '# Job 203: broken, never started (orphan record)\n',
      'errors="1"',
    ],
    ['a job that succeeded', '201', 0, '# Job 201: succeeded (12 ok)\n', 'errors="0"'],
  ])('%s', async (_, job, code, title, errors) => {
    world = await openWorld();
    const markdown = await world.run(['report', job, '--exit-status']);
    expect([markdown.code, markdown.stderr]).toEqual([code, '']);
    expect(markdown.stdout.startsWith(title)).toBe(true);
    const junit = await world.run(['report', job, '--format', 'junit']);
    expect(junit.stdout).toContain(errors);
    expect(junit.stdout).not.toContain('tests="0"');
    expect((await world.run(['report', job, '--format', 'html'])).code).toBe(0);
  });

  test('a job that runs: hosts are skipped, nothing is called a result, and 8', async () => {
    world = await openWorld();
    await world.run(['run', '-c', 'sleep 600', '--host', 'web01,web02', '--detach']);
    await world.clock.sleep(30_000);
    const markdown = await world.run(['report', '208', '--exit-status']);
    expect(markdown.code).toBe(8);
    expect(markdown.stdout).toContain('> 2 hosts had not finished when this report was made.\n');
    const junit = await world.run(['report', '208', '--format', 'junit']);
    expect(junit.code).toBe(0);
    expect(junit.stdout).toContain('tests="2" failures="0" errors="0" skipped="2"');
    const { json } = await world.run(['report', '208', '--json']);
    expect(json.hosts[0]).toMatchObject({ status: 'running', ended_at: null, duration_s: null });
  });

  test('the times of a host that runs cost no call to its smart proxy', async () => {
    world = await openWorld();
    await world.run(['run', '-c', 'sleep 600', '--host', 'web01,web02', '--detach']);
    await world.clock.sleep(30_000);
    const before = world.server.proxyCalls;
    await world.run(['report', '208', '--json']);
    expect(world.server.proxyCalls - before).toBe(2);
  });
});

test('a user who may see no host gets a report that says so once, and is never 0', async () => {
  const demo = demoWorld();
  demo.addUser({
    ...{ login: 'olga', password: 'olga-secret' },
    permissions: permissionsOfRole('Remote Execution Manager').filter(
      (one) => one !== 'view_hosts',
    ),
    organization_ids: demo.organizations.map(({ id }) => id),
    location_ids: demo.locations.map(({ id }) => id),
  });
  world = await openWorld({ world: demo });
  const env = { REXCTL_USER: 'olga', REXCTL_TOKEN: 'olga-secret' };
  const ran = await world.run(['report', '204'], { env });
  expect(ran.code).toBe(8);
  expect(ran.stdout.match(/^> .*$/gm)).toEqual([
    '> 15 hosts of the job are missing from this report: deleted or not visible to the user who made it.',
  ]);
  const junit = await world.run(['report', '204', '--format', 'junit'], { env });
  expect(junit.stdout).toContain('tests="1" failures="0" errors="1"');
});

test('hosts that report by a clock of their own share the axis of the server', async () => {
  const demo = demoWorld();
  for (const name of ['web01.example.com', 'web02.example.com'])
    demo.script(name, { ...textScript(['pulled\n']), clockOffsetMs: 7 * 3_600_000 });
  world = await openWorld({ world: demo });
  await world.run(['run', '-c', 'true', '--host', 'web01,web02,db01', '--quiet', '--settle']);
  const { json } = await world.run(['report', '208', '--json']);
  const hosts = json.hosts as readonly { clock: string; duration_s: number }[];
  expect(hosts.filter(({ clock, duration_s }) => clock !== 'server' || duration_s > 60)).toEqual(
    [],
  );
  const { stdout } = await world.run(['report', '208', '--format', 'html']);
  expect(stdout).toMatch(/The time axis starts at 2026-11-23 14:00:0\d UTC and covers \d\.\d s\./);
});
