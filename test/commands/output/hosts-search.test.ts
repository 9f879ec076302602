import { afterEach, describe, expect, test } from 'vitest';
import {
  type DemoFaults,
  demoWorld,
  largeWorld,
  rexVersions,
  textScript,
} from '../../../src/demo/http/server.ts';
import { withPastJob } from '../../world/past-job.ts';
import { openWorld, type World } from '../../world/run.ts';

let world: World;
afterEach(() => world.close());

/** Job 204 has ended on 12 hosts of group `web` and 3 of group `app`. */
const onJob = (...words: readonly string[]) => world.run(['output', '204', ...words]);
const names = (json: { hosts: { name: string }[] }) => json.hosts.map(({ name }) => name);
const apps = ['app01.example.com', 'app02.example.com', 'app03.example.com'];

describe('--hosts-search chooses hosts of the job as they are now', () => {
  test.each(rexVersions)('on a server with Remote Execution %s', async (rexVersion) => {
    world = await openWorld({ rexVersion });
    const ran = await onJob('--hosts-search', 'hostgroup = app', '--json');
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(names(ran.json)).toEqual(apps);
    const or = await onJob('--hosts-search', 'name = web03.example.com or name ~ app0', '--json');
    expect(names(or.json)).toEqual([...apps, 'web03.example.com']);
  });

  const ways = [
    [],
    ['--json'],
    ['--format', 'csv'],
    ['--raw'],
    ['--raw', '--json'],
    ['--group', '--json'],
    ['--diff', '--json'],
    ['--diff', 'web01', '--json'],
    ['--diff', '203', '--json'],
    ['--tail', '1'],
    ['--grep', 'active'],
    ['--follow'],
    ['--follow', '--json'],
    ['--follow', '--group'],
    ['--exit-status'],
  ];
  test.each(ways.map((way) => [way.join(' '), way] as const))(
    'output %s: as if they were named',
    async (_, way) => {
      world = await openWorld();
      const searched = await onJob('--hosts-search', 'hostgroup = app', ...way);
      const named = await onJob('app[01-03]', ...way);
      const { code, stdout, stderr } = named;
      expect(searched).toMatchObject({ code, stdout, stderr });
      expect(stdout.length).toBeGreaterThan(20);
    },
  );

  test('with --dir: only their files', async () => {
    world = await openWorld();
    const folder = `${world.home}/logs`;
    const ran = await onJob('--hosts-search', 'hostgroup = app', '--dir', folder, '--json');
    expect(ran.code).toBe(0);
    expect(names(ran.json)).toEqual(apps);
  });

  test('with names and --failed: those that are all of it', async () => {
    world = await openWorld();
    const both = await onJob('app01', 'web01', '--hosts-search', 'hostgroup = app', '--json');
    expect(names(both.json)).toEqual(['app01.example.com']);
    const failed = await onJob('--hosts-search', 'hostgroup = app', '--failed');
    expect(failed).toMatchObject({
      code: 0,
      stdout: '',
      stderr: 'None of these 3 hosts failed in job 204.\n',
    });
  });

  test('each output is headed by its host, although the search matches only one', async () => {
    world = await openWorld();
    const ran = await onJob('--hosts-search', 'name = app01.example.com');
    expect(ran.stdout).toMatch(/^app01\.example\.com: /);
  });
});

describe('no match', () => {
  const nothing = 'No host of job 204 matches `hostgroup = db`.\n';

  test.each([
    [[], '', nothing],
    [['--json'], '{"schema":"rexctl/1","job_id":204,"hosts":[]}', ''],
    [['web01', 'web02'], '', 'None of these 2 hosts of job 204 matches `hostgroup = db`.\n'],
    [['web01'], '', 'web01.example.com does not match `hostgroup = db`.\n'],
  ])('%j: a sentence, and exit code 0', async (words, stdout, stderr) => {
    world = await openWorld();
    const ran = await onJob('--hosts-search', 'hostgroup = db', ...words);
    expect(ran).toMatchObject({ code: 0, stderr });
    expect(ran.stdout.replaceAll(/\s+/g, '')).toBe(stdout);
  });

  test('--exit-status and --follow: the exit code of a job without hosts', async () => {
    world = await openWorld();
    const told = await onJob('--hosts-search', 'hostgroup = db', '--exit-status');
    expect(told).toMatchObject({ code: 3, stdout: '', stderr: nothing });
    const followed = await onJob('--hosts-search', 'hostgroup = db', '--follow');
    expect(followed).toMatchObject({
      code: 3,
      stdout: '',
      stderr:
        'rexctl: no host of job 204 matches `hostgroup = db`\n        see its hosts: rexctl show 204 --hosts\n',
    });
  });
});

test('hosts that are hidden could match: the output is incomplete', async () => {
  world = await openWorld();
  world.server.world.addUser({
    login: 'rita',
    password: 'rita-secret',
    roles: ['Remote Execution Manager', 'Viewer'],
    seesHost: ({ name }) => name === 'web01.example.com' || name === 'app02.example.com',
  });
  const env = { REXCTL_USER: 'rita', REXCTL_TOKEN: 'rita-secret' };
  const some = await world.run(['output', '204', '--hosts-search', 'hostgroup = app'], { env });
  expect(some.code).toBe(8);
  expect(some.stdout).toBe('app02.example.com: active\n');
  expect(some.stderr).toContain('the output is incomplete: job 204 has 13 hosts');
  const none = await world.run(['output', '204', '--hosts-search', 'hostgroup = db'], { env });
  expect(none.code).toBe(8);
  expect(none.stderr).toContain('No visible host of job 204 matches `hostgroup = db`.\n');
  const named = await world.run(['output', '204', 'app02', '--hosts-search', 'hostgroup = app'], {
    env,
  });
  expect(named).toMatchObject({ code: 0, stdout: 'active\n', stderr: '' });
});

describe('nothing is printed of a search that is not understood', () => {
  test('by the server: usage, with fields that exist', async () => {
    for (const rexVersion of ['7.0', '17.1'] as const) {
      world = await openWorld({ rexVersion });
      const ran = await onJob('--hosts-search', 'hostgrup = app');
      expect(ran).toMatchObject({ code: 2, stdout: '' });
      expect(ran.stderr).toMatch(
        /^rexctl: field 'hostgrup' not recognized for searching\n +did you mean `hostgroup`\?\n$/,
      );
      if (rexVersion !== '17.1') await world.close();
    }
  });

  test.each([
    ['', '--hosts-search: the search is empty'],
    ['name = ', '--hosts-search: '],
    ['name ^ ()', '--hosts-search: '],
    ['*', '--hosts-search: '],
    [
      'job_invocation.result = failed',
      '--hosts-search: `job_invocation.result = failed` looks at every job of a host. Nothing was sent',
    ],
    ['name ~ web and not has job_invocation.id', '--hosts-search: '],
  ])('%j is refused before anything is sent', async (search, message) => {
    world = await openWorld();
    const mark = world.server.requests.length;
    const ran = await onJob('--hosts-search', search);
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toContain(`rexctl: ${message}`);
    expect(world.requestsSince(mark)).toEqual([]);
  });

  test('with --resume, because other hosts may match the next time', async () => {
    world = await openWorld();
    const ran = await onJob('--follow', '--resume', 'x', '--hosts-search', 'hostgroup = app');
    expect(ran).toMatchObject({
      code: 2,
      stdout: '',
      stderr: 'rexctl: --resume and --hosts-search cannot be used together\n        use only one\n',
    });
  });
});

describe('a search that the server answers in part', () => {
  const faults: readonly (readonly [string, Partial<DemoFaults>])[] = [
    ['ignores', { hostSearchIgnored: true }],
    ['ignores in outputs', { bulkSearchIgnored: true }],
  ];
  test.each(faults)('%s: only matching hosts are printed', async (_, fault) => {
    world = await openWorld({ faults: fault });
    const ran = await onJob('--hosts-search', 'hostgroup = app', '--json');
    expect(ran.code).toBe(0);
    expect(names(ran.json)).toEqual(apps);
  });

  test.each(rexVersions)('hosts that never ran are among them on %s', async (rexVersion) => {
    world = await openWorld({ rexVersion });
    await world.run(['run', '-c', 'uptime', '--search', 'name ~ 01', '--at', '+2h', '--yes']);
    await world.run(['cancel', '208', '--yes']);
    const ran = await world.run(['output', '208', '--hosts-search', 'name ~ app', '--json']);
    expect(names(ran.json)).toEqual(['app01.example.com']);
  });

  test('a job on hosts that are not known yet is not one without a match', async () => {
    world = await openWorld();
    const run = ['run', '-c', 'uptime', '--search', 'name ~ 01', '--dynamic'];
    await world.run([...run, '--at', '+2h', '--yes']);
    const ran = await world.run(['output', '208', '--hosts-search', 'name ~ app']);
    expect(ran).toMatchObject({ code: 0, stderr: 'Job 208 has not started yet.\n' });
    const followed = await world.run(['output', '208', '--hosts-search', 'name ~ app', '--follow']);
    expect(followed).toMatchObject({
      code: 3,
      stderr:
        'rexctl: the hosts of job 208 are not known yet: it has not started\n        follow it without --hosts-search\n',
    });
  });
});

test('a running job: only matching hosts are read and followed', async () => {
  const demo = demoWorld();
  for (const name of ['web01', 'web02', 'app01'])
    demo.script(`${name}.example.com`, textScript(['one\n', 'two\n'], { everyMs: 20_000 }));
  world = await openWorld({ world: demo });
  await world.run(['run', '-c', 'work', '--host', 'web01,web02,app01', '--detach']);
  const mark = world.server.requests.length;
  const ran = await world.run(['output', '208', '--hosts-search', 'hostgroup = app', '--follow'], {
    onStdout: (_, interrupts) => interrupts.press('SIGINT'),
  });
  expect(ran.code).toBe(130);
  expect(ran.stdout).toBe('app01.example.com: one\n');
  expect(ran.stderr).toContain("rexctl output 208 --hosts-search 'hostgroup = app' --follow");
  const app01 = [...demo.hosts.values()].find(({ name }) => name === 'app01.example.com')?.id;
  const reads = world.requestsSince(mark).filter((one) => /\/hosts\/\d+$/.test(one));
  expect(new Set(reads)).toEqual(new Set([`GET /api/job_invocations/208/hosts/${app01}`]));
});

test('of thousands of hosts: a few requests, none with an address that is too long', async () => {
  for (const rexVersion of ['13.2', '17.1'] as const) {
    const large = largeWorld(2500);
    withPastJob(large);
    world = await openWorld({ rexVersion, world: large });
    const mark = world.server.requests.length;
    const ran = await world.run(['output', '1', '--hosts-search', 'name ~ node000', '--json']);
    expect(ran.json.hosts).toHaveLength(9);
    const searches = world.server.requests.slice(mark).filter(({ query }) => 'search' in query);
    expect(searches.length).toBe(rexVersion === '17.1' ? 1 : 3);
    if (rexVersion !== '17.1') await world.close();
  }
});
