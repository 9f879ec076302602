import { afterEach, describe, expect, test } from 'vitest';
import { demoWorld, rexVersions, textScript } from '../../../src/demo/http/server.ts';
import { as, echoWork, worldWithHiddenHosts } from '../../world/job-requests.ts';
import { openWorld, type World } from '../../world/run.ts';

let world: World;
afterEach(() => world.close());

/** Job 204 has ended on 12 hosts of group `web` and 3 of group `app`. */
const show = (...words: readonly string[]) => world.run(['show', '204', '--hosts', ...words]);
const names = (json: { hosts: { name: string }[] }) =>
  json.hosts.map(({ name }) => name.replace('.example.com', ''));
const apps = ['app01', 'app02', 'app03'];

describe('show --hosts --hosts-search lists the hosts that match now', () => {
  test.each(rexVersions)('on a server with Remote Execution %s', async (rexVersion) => {
    world = await openWorld({ rexVersion });
    const ran = await show('--hosts-search', 'hostgroup = app', '--sort', 'name:desc', '--json');
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(names(ran.json)).toEqual(apps.toReversed());
    expect(ran.json.job.counts.total).toBe(15);
  });

  test('in the table too, and none is a sentence', async () => {
    world = await openWorld();
    const ran = await show('--hosts-search', 'hostgroup = app');
    expect(ran.stdout).toContain('app02.example.com');
    expect(ran.stdout).not.toContain('web02.example.com');
    const none = await show('--hosts-search', 'hostgroup = db');
    expect(none).toMatchObject({
      code: 0,
      stderr: 'No host of job 204 matches `hostgroup = db`.\n',
    });
  });

  test('together with statuses', async () => {
    const demo = demoWorld();
    for (const name of ['web01', 'app01'])
      demo.script(`${name}.example.com`, textScript(['no\n'], { code: 1 }));
    world = await openWorld({ world: demo });
    await world.run([
      'run',
      '-c',
      'true',
      '--search',
      'hostgroup ^ (web, app)',
      '--yes',
      '--quiet',
    ]);
    const words = ['show', '208', '--hosts', 'failed', '--hosts-search', 'hostgroup = app'];
    expect(names((await world.run([...words, '--json'])).json)).toEqual(['app01']);
  });

  test.each([
    [['--hosts-search', 'job_invocation.result = failed'], 'choose by result with --hosts failed'],
    [['--hosts-search', 'name = '], '--hosts-search: '],
    [['--sort', 'job_status'], 'invalid --sort `job_status`: expected name, status, '],
    [['--sort', 'name desc'], 'invalid --sort `name desc`'],
    [['--sort', 'name:desc:id'], 'invalid --sort `name:desc:id`'],
    [['--sort', 'name,id; DROP'], 'invalid --sort `name,id; DROP`'],
  ])('%j is refused before anything is sent', async (words, message) => {
    world = await openWorld();
    const ran = await show(...words);
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toContain(message);
    expect(world.server.requests).toEqual([]);
  });

  test.each([
    ['--hosts-search', 'name ~ web'],
    ['--sort', 'name'],
  ])('%s needs --hosts', async (flag, value) => {
    world = await openWorld();
    const ran = await world.run(['show', '204', flag, value]);
    expect(ran).toMatchObject({ code: 2, stderr: `rexctl: ${flag} needs --hosts\n` });
  });
});

describe('show --hosts --sort', () => {
  test.each(rexVersions)('by name, the same on %s', async (rexVersion) => {
    world = await openWorld({ rexVersion });
    const up = names((await show('--sort', 'name', '--json')).json);
    expect(up).toEqual(up.toSorted());
    expect(up).toHaveLength(15);
    const down = names((await show('--sort', 'name:desc', '--json')).json);
    expect(down).toEqual(up.toReversed());
  });

  test('the server sorts by name, where it can', async () => {
    world = await openWorld();
    await show('--sort', 'name:desc');
    const orders = world.server.requests.map(({ query }) => query.order).filter(Boolean);
    expect(orders).toContain('name DESC');
    expect(new Set(orders).has('status ASC')).toBe(false);
  });

  test('a server that refuses the order: sorted here', async () => {
    world = await openWorld();
    world.server.faults.rules.push({
      path: /\/hosts$/,
      effect: { kind: 'answer', status: 400, body: '{"error":{"message":"no","class":"x"}}' },
    });
    const sorted = names((await show('--sort', 'name', '--json')).json);
    expect(sorted).toEqual(sorted.toSorted());
    expect(sorted).toHaveLength(15);
  });

  test('by status failed hosts come first; by group or duration those without one last', async () => {
    const demo = demoWorld();
    demo.script('web03.example.com', textScript(['no\n'], { code: 1 }));
    demo.script('web01.example.com', textScript(['a\n', 'b\n'], { everyMs: 5000 }));
    world = await openWorld({ world: demo });
    const hosts = ['namesrv', 'web03', 'app01', 'web01', 'db01'];
    await world.run(['run', '-c', 'true', '--host', hosts.join(), '--yes', '--quiet']);
    const by = async (sort: string) =>
      names((await world.run(['show', '208', '--hosts', '--sort', sort, '--json'])).json);
    expect((await by('status'))[0]).toBe('web03');
    expect((await by('status:desc')).at(-1)).toBe('web03');
    expect(await by('hostgroup_name')).toEqual(['app01', 'db01', 'web01', 'web03', 'namesrv']);
    expect(await by('hostgroup_name:desc')).toEqual(['web01', 'web03', 'db01', 'app01', 'namesrv']);
    expect((await by('duration:desc'))[0]).toBe('web01');
    const ids = await world.run(['show', '208', '--hosts', '--sort', 'id', '--json']);
    const found = ids.json.hosts.map(({ id }: { id: number }) => id);
    expect(found).toEqual(found.toSorted((a: number, b: number) => a - b));
  });
});

describe('show JOB HOST lists these hosts', () => {
  const shown = (...words: readonly string[]) => world.run(['show', '204', ...words]);

  test('in the order in which they are named, or sorted', async () => {
    world = await openWorld();
    const ran = await shown('app02', 'web01,app01', '--json');
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(names(ran.json)).toEqual(['app02', 'web01', 'app01']);
    const sorted = await shown('app02', 'web01,app01', '--sort', 'name', '--json');
    expect(names(sorted.json)).toEqual(['app01', 'app02', 'web01']);
    const byStatus = await shown('web01', 'app01', '--sort', 'status', '--json');
    expect(names(byStatus.json).toSorted()).toEqual(['app01', 'web01']);
  });

  test('with columns, in the table; the job above is the whole job', async () => {
    world = await openWorld();
    const { code, stdout } = await shown('app[01-02]', '--columns', 'name,status');
    expect(code).toBe(0);
    expect(stdout).toBe('app01.example.com\tsucceeded\napp02.example.com\tsucceeded\n');
    const { json } = await shown('app01', '--json');
    expect(json.job.counts.total).toBe(15);
  });

  test('with statuses and a search: those of them that have both', async () => {
    const demo = demoWorld();
    for (const name of ['web01', 'app01', 'app02'])
      demo.script(`${name}.example.com`, textScript(['no\n'], { code: 1 }));
    world = await openWorld({ world: demo });
    await world.run(['run', '-c', 'true', '--host', 'web[01-03],app[01-03]', '--quiet']);
    const failed = await world.run(['show', '208', 'web[01-02],app01', '--hosts=failed', '--json']);
    expect(names(failed.json)).toEqual(['web01', 'app01']);
    const both = ['--hosts', 'failed', '--hosts-search', 'hostgroup = app', '--json'];
    const ran = await world.run(['show', '208', 'web[01-02],app01', ...both]);
    expect(names(ran.json)).toEqual(['app01']);
  });

  test('--exit-status is the result of the job, as it is shown', async () => {
    const demo = demoWorld();
    demo.script('web01.example.com', textScript(['no\n'], { code: 1 }));
    world = await openWorld({ world: demo });
    await world.run(['run', '-c', 'true', '--host', 'web[01-02]', '--quiet']);
    const ran = await world.run(['show', '208', 'web02', '--exit-status', '--json']);
    expect(ran).toMatchObject({ code: 3, json: { job: { outcome: 'failed' } } });
    expect(names(ran.json)).toEqual(['web02']);
  });

  test('behind --hosts a name is refused, with where to write it', async () => {
    world = await openWorld();
    const ran = await shown('--hosts', 'web01');
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toContain('invalid --hosts `web01`: expected');
    expect(ran.stderr).toContain('name hosts before the options: rexctl show JOB HOST\n');
    expect(world.server.requests).toEqual([]);
  });

  test('columns still need hosts of some kind', async () => {
    world = await openWorld();
    expect(await shown('--columns', 'name')).toMatchObject({ code: 2, stdout: '' });
  });
});

describe('rows of hosts without the page of the job', () => {
  const job = ['show', '208', '--hosts'];

  test.each([
    ['--columns', 'name'],
    ['--fields', 'name'],
    ['--format', 'csv'],
  ])('%s %s: hosts that are not visible are missing, which a warning says', async (...rows) => {
    const { world: hosts, hidden } = worldWithHiddenHosts();
    world = await openWorld({ world: hosts });
    await world.run([...echoWork, '--detach']);
    const seen = await world.run([...job, ...rows], as('rita'));
    expect(seen).toMatchObject({ code: 0, stderr: '' });
    hidden.add('web04.example.com').add('web07.example.com');
    const ran = await world.run([...job, ...rows], as('rita'));
    expect(ran.code).toBe(0);
    expect(ran.stdout.split('\n').length).toBe(seen.stdout.split('\n').length - 2);
    expect(ran.stderr).toContain(
      'the list is incomplete: job 208 has 2 hosts (ids 4, 7) that are deleted or not visible to you',
    );
  });
});
