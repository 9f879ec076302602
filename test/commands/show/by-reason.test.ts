import { afterEach, describe, expect, test } from 'vitest';
import { largeWorld, rexVersions, unreachableScript } from '../../../src/demo/http/server.ts';
import { openMixedFailures } from '../../world/mixed-failures.ts';
import { openWorld, type World } from '../../world/run.ts';

let world: World;
afterEach(() => world.close());

async function open(settings: Parameters<typeof openWorld>[0] = {}): Promise<void> {
  world = await openMixedFailures(settings);
}

const show = (...words: readonly string[]) => world.run(['show', '208', ...words]);
const names = (json: { hosts: { name: string }[] }) =>
  json.hosts.map(({ name }) => name.replace('.example.com', ''));
const outputsSince = (mark: number) =>
  world.requestsSince(mark).filter((request) => /\/outputs|\/hosts\/\d+/.test(request));

test('show --hosts with statuses that no host has says so, without an empty table', async () => {
  await open();
  const screen = { terminal: { stdout: true, stderr: true } };
  const ran = await world.run(
    ['show', '208', '--hosts', 'never_ran,waiting', '--no-color'],
    screen,
  );
  expect(ran.stderr).toBe('No host of job 208 matches --hosts never_ran,waiting.\n');
  expect(ran.stdout).toMatch(/\nURL +\S+\n\n {2}rexctl output 208 --failed /);
  const machine = await world.run(['show', '208', '--hosts', 'waiting', '--json']);
  expect(machine).toMatchObject({ code: 0, stderr: '' });
  expect(machine.json.hosts).toEqual([]);
});

describe('show --hosts --only lists the hosts that did not succeed in these ways', () => {
  test.each(rexVersions)('the same on Remote Execution %s', async (rexVersion) => {
    await open({ rexVersion });
    const ran = await show('--hosts', '--only', 'unreachable,exit', '--sort', 'name', '--json');
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(names(ran.json)).toEqual(['web01', 'web02', 'web03']);
    expect(ran.json.hosts[2].failure).toEqual({ kind: 'exit', exit_code: 3, message: 'broken' });
    expect(ran.json.job.counts.total).toBe(5);
  });

  test.each([
    ['unreachable', ['web01', 'web02']],
    ['proxy', ['web04']],
    ['exit', ['web03']],
    ['error', ['web01', 'web02', 'web03', 'web04']],
    ['unreachable,proxy', ['web01', 'web02', 'web04']],
  ])('%s', async (only, expected) => {
    await open();
    const ran = await show('--hosts', '--only', only, '--sort', 'name', '--json');
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(names(ran.json)).toEqual(expected);
  });

  test('together with named hosts, a search, an order, statuses and CSV', async () => {
    await open();
    const only = ['--only', 'unreachable'];
    expect(names((await show('web02', 'web03', 'web05', ...only, '--json')).json)).toEqual([
      'web02',
    ]);
    const search = ['--hosts', '--hosts-search', 'name ~ web01', ...only, '--json'];
    expect(names((await show(...search)).json)).toEqual(['web01']);
    const order = ['--hosts', 'failed', '--sort', 'name:desc', ...only, '--format', 'csv'];
    expect(await show(...order, '--columns', 'name,failure.kind')).toMatchObject({
      code: 0,
      stdout: 'name,failure.kind\nweb02.example.com,unreachable\nweb01.example.com,unreachable\n',
      stderr: '',
    });
  });

  test('the table has the reasons, and none is a sentence', async () => {
    await open();
    const terminal = { terminal: { stdout: true } };
    const ran = await world.run(
      ['show', '208', '--hosts', '--only', 'exit', '--no-color'],
      terminal,
    );
    expect(ran.stdout).toMatch(/HOST +STATUS +REASON/);
    expect(ran.stdout).toMatch(/web03\.example\.com +\S* ?failed +exit 3/);
    expect(ran.stdout).not.toContain('web01.example.com');
    expect(await show('--hosts', '--only', 'timed-out')).toMatchObject({
      code: 0,
      stderr: 'No host of job 208 matches --only timed_out.\n',
    });
  });

  test('hosts that never ran need no output', async () => {
    await open();
    const hosts = ['--host', 'web[06-07]', '--concurrency', '1'];
    await world.run(['run', '-c', 'sleep 600', ...hosts, '--detach']);
    await world.clock.sleep(5000);
    await world.run(['cancel', '209', '--yes']);
    await world.clock.sleep(60_000);
    const mark = world.server.requests.length;
    const { json } = await world.run(['show', '209', '--hosts', '--only', 'never', '--json']);
    expect(outputsSince(mark)).toEqual([]);
    const failure = { kind: 'never_ran', exit_code: null, message: null };
    expect(json.hosts).toMatchObject([{ name: 'web07.example.com', failure }]);
  });

  test('hosts whose reason is unknown are never left out silently', async () => {
    await open();
    world.server.faults.rules.push({
      path: /\/208\/(?:outputs|hosts\/\d+)/,
      times: Number.POSITIVE_INFINITY,
      effect: { kind: 'answer', status: 403 },
    });
    const ran = await show('--hosts', '--only', 'unreachable', '--json');
    expect(names(ran.json)).toEqual([]);
    expect(JSON.parse(ran.stderr)).toEqual({
      warning:
        'why 4 hosts failed (web[01-04].example.com) is unknown: --only unreachable leaves them out; add unknown to include them',
    });
    const all = await show('--hosts', '--only', 'unreachable,unknown', '--json');
    expect(names(all.json)).toHaveLength(4);
    const columns = await show('--hosts', 'failed', '--columns', 'failure.kind');
    expect(columns.stdout).toBe('unknown\nunknown\nunknown\nunknown\n');
    expect(columns.stderr).toBe(
      'rexctl: why 4 hosts failed (web[01-04].example.com) is unknown: not all output could be read\n',
    );
  });

  test('a wrong kind, and --only without --hosts, are refused before anything is sent', async () => {
    await open();
    const mark = world.server.requests.length;
    expect(await show('--hosts', '--only', 'unreachable,asleep')).toMatchObject({
      code: 2,
      stdout: '',
      stderr:
        'rexctl: invalid --only `asleep`: expected error, cancelled, never, exit, unreachable, timed_out, proxy, never_ran or unknown\n',
    });
    expect(await show('--only', 'unreachable')).toMatchObject({
      code: 2,
      stdout: '',
      stderr: 'rexctl: --only needs --hosts\n',
    });
    expect(world.requestsSince(mark)).toEqual([]);
  });
});

describe('show --hosts: why hosts failed', () => {
  const columns = 'name,reason,failure.kind,failure.exit_code,failure.message';

  test('in columns of table and CSV', async () => {
    await open();
    const ran = await show('web03', 'web05', '--columns', columns);
    expect(ran).toMatchObject({
      code: 0,
      stdout: 'web03.example.com\texit 3\texit\t3\tbroken\nweb05.example.com\t-\t-\t-\t-\n',
      stderr: '',
    });
    const csv = await show('web03', 'web05', '--columns', columns, '--format', 'csv');
    expect(csv.stdout).toBe(
      `${columns}\nweb03.example.com,exit 3,exit,3,broken\nweb05.example.com,,,,\n`,
    );
  });

  test('in JSON where a field or a query names it', async () => {
    await open();
    const fields = await show(
      '--hosts',
      '--fields',
      'name,failure.kind',
      '--sort',
      'name',
      '--json',
    );
    expect(fields.json.hosts[0]).toEqual({
      name: 'web01.example.com',
      failure: { kind: 'unreachable' },
    });
    const query = await show('--hosts', '--query', "hosts[?failure.kind=='exit'].name | [0]");
    expect(query).toMatchObject({ code: 0, stdout: '"web03.example.com"\n' });
  });

  test('costs no request where nothing names it; then it is null for hosts that failed', async () => {
    await open();
    const mark = world.server.requests.length;
    const { json } = await show('--hosts', '--json');
    expect(outputsSince(mark)).toEqual([]);
    for (const host of json.hosts) expect(host).toMatchObject({ failure: null });
    await show('--hosts', '--columns', 'name,status');
    expect(outputsSince(mark)).toEqual([]);
  });

  test('the field `reason` stays that of the job', async () => {
    await open();
    const { json } = await show('--hosts', '--fields', 'name,reason', '--json');
    expect(json).toHaveProperty('reason');
    expect(json.hosts[0]).not.toHaveProperty('reason');
  });

  test('many hosts: the cost is said before, and the reads are in bulk', async () => {
    const large = largeWorld(300);
    for (const { name } of large.hosts.values()) large.script(name, unreachableScript());
    world = await openWorld({ world: large });
    await world.run(['run', '-c', 'true', '--search', 'name ~ node', '--yes', '--quiet']);
    const mark = world.server.requests.length;
    const columns = ['--columns', 'failure.kind'];
    const ran = await world.run(['show', '@last', '--hosts', '--only', 'unreachable', ...columns]);
    expect(ran.stdout).toBe('unreachable\n'.repeat(300));
    expect(ran.stderr).toBe('Reading why 300 hosts did not succeed takes about 4 requests.\n');
    expect(outputsSince(mark).length).toBeLessThanOrEqual(6);
  });
});
