import { afterEach, describe, expect, test } from 'vitest';
import { demoWorld, largeWorld } from '../../../src/demo/http/server.ts';
import { permissionsOfRole } from '../../../src/demo/world/roles.ts';
import { openWorld, type World } from '../../world/run.ts';

let world: World;
afterEach(() => world.close());

const at = (name: string) => ['--name', 'nightly', '--host', name, '--settle', '--quiet'];

/** Four runs of a name: web01 fails, succeeds, fails, succeeds; web02 always succeeds. */
async function nightly(): Promise<void> {
  world = await openWorld();
  for (const code of [1, 0, 1, 0]) {
    await world.run([
      'run',
      '-c',
      `test "$(hostname)" != web01.example.com || exit ${code}`,
      ...at('web01,web02'),
    ]);
    await world.clock.sleep(3_600_000);
  }
}

describe('stats', () => {
  test('pass rate and duration of each run of a name, and the hosts that fail and flap', async () => {
    await nightly();
    const ran = await world.run(['stats', '--name', 'nightly', '--no-color'], {
      terminal: { stdout: true },
    });
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(ran.stdout).toContain(
      `
Name        nightly
Jobs        4 (2 succeeded, 2 failed)
Hosts       2
Results     2 failed, 6 ok; pass rate 75%
Pass rate   ▅█▅█  50% to 100%
Duration    ████  15 s

Hosts that failed most
 HOST               FAILED  OK  PASS RATE  FLAPS  LAST       JOB
 web01.example.com       2   2        50%      3  succeeded  211

Hosts that changed between success and failure more than once
 HOST               FAILED  OK  PASS RATE  FLAPS  LAST       JOB
 web01.example.com       2   2        50%      3  succeeded  211
`.slice(1),
    );
  });

  test('as JSON: runs oldest first, hosts that failed most first', async () => {
    await nightly();
    const { json, code } = await world.run(['stats', '--name', 'nightly', '--json']);
    expect(code).toBe(0);
    expect(json.stats).toMatchObject({
      ...{ name: 'nightly', template: null, jobs: 4, matching_jobs: null, unread_job_ids: [] },
      ...{ succeeded: 6, failed: 2, cancelled: 0, never_ran: 0, hidden: 0, pass_rate: 0.75 },
    });
    expect(json.runs).toMatchObject([
      { job_id: 208, outcome: 'failed', pass_rate: 0.5, duration_s: 15 },
      { job_id: 209, outcome: 'succeeded', pass_rate: 1 },
      { job_id: 210, pass_rate: 0.5 },
      { job_id: 211, pass_rate: 1 },
    ]);
    expect(json.hosts).toMatchObject([
      { name: 'web01.example.com', failed: 2, flaps: 3, median_duration_s: null },
      { name: 'web02.example.com', failed: 0, flaps: 0, pass_rate: 1 },
    ]);
  });

  test('a pipe gets numbers instead of bars, CSV a record for each host', async () => {
    await nightly();
    const ran = await world.run(['stats', '--name', 'nightly']);
    expect(ran.stdout).toContain(
      'Pass rate\t50%, 100%, 50%, 100%\nDuration\t15 s, 15 s, 15 s, 15 s\n',
    );
    const csv = await world.run([
      'stats',
      '--name',
      'nightly',
      '--format',
      'csv',
      '--columns',
      'name,failed,pass_rate',
    ]);
    expect(csv.stdout).toBe(
      'name,failed,pass_rate\nweb01.example.com,2,0.5\nweb02.example.com,0,1\n',
    );
  });

  test('--slowest reads how long each host took; without it nothing is read for that', async () => {
    await nightly();
    const mark = world.server.requests.length;
    await world.run(['stats', '--since', '1d']);
    const tasks = (from: number) =>
      world.requestsSince(from).filter((one) => one.endsWith('/foreman_tasks/api/tasks')).length;
    expect(tasks(mark)).toBe(1);
    const slow = world.server.requests.length;
    const ran = await world.run(['stats', '--name', 'nightly', '--slowest', '--no-color'], {
      terminal: { stdout: true },
    });
    expect(ran.stdout).toMatch(
      /Slowest hosts\n HOST +MEDIAN +FAILED +OK\n web0\d.example.com +\d s/,
    );
    expect(tasks(slow)).toBe(5);
  });

  test('--template, --since and --limit choose the jobs, and what was left out is said', async () => {
    world = await openWorld();
    const all = await world.run(['stats', '--json']);
    expect(all.json.runs.map(({ job_id }: { job_id: number }) => job_id)).toEqual([
      201, 202, 204, 205, 206,
    ]);
    const newest = await world.run(['stats', '--limit', '2', '--json']);
    expect(newest.json.stats).toMatchObject({ jobs: 2, matching_jobs: 5 });
    expect((await world.run(['stats', '--limit', '2'])).stdout).toContain(
      'Jobs\tthe newest 2 of 5 jobs (',
    );
    const recent = await world.run(['stats', '--since', '4h', '--json']);
    expect(recent.json.stats.jobs).toBe(2);
    const none = await world.run(['stats', '--template', 'nope'], {
      terminal: { stdout: true, stderr: true },
    });
    expect(none).toMatchObject({ code: 0, stderr: expect.stringContaining('No job matches.') });
  });

  test('bars are those of the newest jobs that fit, and their range is of these', async () => {
    const many = largeWorld(2);
    const template = many.templates.find(({ name }) => name.startsWith('Run Command'));
    const job = {
      job_template_id: template?.id,
      ...{ targeting_type: 'static_query', search_query: 'hostgroup = nodes' },
    };
    for (let count = 60; count > 0; count--)
      many.history.push({
        agoMs: 60_000 * (count + 1),
        login: 'admin',
        job: { ...job, inputs: { command: count > 50 ? 'exit 1' : 'true' } },
      });
    world = await openWorld({ world: many });
    const argv = ['stats', '--template', template?.name ?? '', '--no-color', '--limit', '60'];
    const ran = await world.run(argv, { terminal: { stdout: true, columns: 80 } });
    expect(ran.stdout).toContain(`Pass rate   ${'█'.repeat(28)}  100%, last 28 jobs\n`);
    const wide = await world.run(argv, { terminal: { stdout: true, columns: 200 } });
    expect(wide.stdout).toContain(`${'▁'.repeat(10)}${'█'.repeat(50)}  0% to 100%\n`);
  });

  test('with --name and --limit the older runs are said to be left out', async () => {
    await nightly();
    const argv = ['stats', '--name', 'nightly', '--limit', '2'];
    expect((await world.run(argv)).stdout).toContain('Jobs\tthe newest 2 (1 succeeded, 1 failed)');
    const { json } = await world.run([...argv, '--json']);
    expect(json.stats).toMatchObject({ jobs: 2, matching_jobs: null, more_jobs: true });
  });

  test('tasks of others that are not visible cost two requests, and not one for each job', async () => {
    const rights = demoWorld();
    for (const [login, role] of [
      ['olga', 'Remote Execution Manager'],
      ['paul', 'Remote Execution User'],
    ] as const)
      rights.addUser({
        ...{ login, password: 'secret' },
        permissions: permissionsOfRole(role).filter(
          (one) => login === 'olga' || one !== 'view_hosts',
        ),
        organization_ids: rights.organizations.map(({ id }) => id),
        location_ids: rights.locations.map(({ id }) => id),
      });
    world = await openWorld({ world: rights });
    const ran = await world.run(['stats', '--json'], {
      env: { REXCTL_USER: 'olga', REXCTL_TOKEN: 'secret' },
    });
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(ran.json.runs.map(({ duration_s }: { duration_s: null }) => duration_s)).toEqual(
      Array(5).fill(null),
    );
    const tasks = world.requestsSince(0).filter((one) => one.includes('/foreman_tasks/'));
    expect(tasks).toEqual(Array(2).fill('GET /foreman_tasks/api/tasks'));

    const blind = await world.run(['stats'], {
      env: { REXCTL_USER: 'paul', REXCTL_TOKEN: 'secret' },
    });
    expect(blind.stdout).toContain(
      'Hidden\t32 results of hosts that are deleted or not visible to you\n',
    );
    expect(blind.stdout).not.toContain('Results');
  });

  test('a server that is down is not waited for once for each job', async () => {
    const many = largeWorld(2);
    const job = {
      job_template_id: many.templates.find(({ name }) => name.startsWith('Run Command'))?.id,
      ...{ targeting_type: 'static_query', search_query: 'hostgroup = nodes' },
      inputs: { command: 'true' },
    };
    for (let count = 60; count > 0; count--)
      many.history.push({ agoMs: 60_000 * (count + 1), login: 'admin', job });
    world = await openWorld({ world: many });
    world.server.faults.rules.push({
      path: /\/hosts$/,
      times: Number.POSITIVE_INFINITY,
      effect: { kind: 'answer', status: 503, body: '' },
    });
    const ran = await world.run(['stats', '--json']);
    expect(ran).toMatchObject({ code: 1 });
    expect(JSON.parse(ran.stderr).error.code).toBe('server_error');
    const hosts = world.requestsSince(0).filter((one) => one.endsWith('/hosts'));
    expect(hosts.length).toBeLessThan(50);
  });

  test.each(['7.0', '14.1', '17.1'] as const)(
    'REX %s gives the same numbers',
    async (rexVersion) => {
      world = await openWorld({ rexVersion });
      const { json, code } = await world.run(['stats', '--json']);
      expect(code).toBe(0);
      expect(json.stats).toMatchObject({ jobs: 5, succeeded: 29, failed: 3, hidden: 0 });
      expect(json.hosts).toHaveLength(17);
    },
  );

  test('says before what many requests cost, and asks before more than 200 jobs', async () => {
    const many = largeWorld(2);
    const job = {
      job_template_id: many.templates.find(({ name }) => name.startsWith('Run Command'))?.id,
      ...{ targeting_type: 'static_query', search_query: 'hostgroup = nodes' },
      inputs: { command: 'true' },
    };
    for (let count = 210; count > 0; count--)
      many.history.push({ agoMs: 60_000 * (count + 1), login: 'admin', job });
    world = await openWorld({ world: many });
    const refused = await world.run(['stats']);
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toContain('Read the hosts of 210 jobs, at least 210 requests?');
    expect(refused.stderr).toContain(
      'to confirm it, add --yes\n        or choose fewer jobs with --limit or --since\n',
    );
    expect(world.requestsSince(0).filter((one) => one.endsWith('/hosts'))).toEqual([]);
    const screen = { terminal: { stdin: true, stdout: true, stderr: true }, stdin: 'n\n' };
    expect((await world.run(['stats'], screen)).code).toBe(9);
    const limited = await world.run(['stats', '--limit', '30']);
    expect(limited).toMatchObject({
      code: 0,
      stderr: 'Reading the hosts of 30 jobs takes about 31 requests.\n',
    });
    expect((await world.run(['stats', '--yes', '--json'])).json.stats.jobs).toBe(210);
  });

  test('hosts that are hidden are said, and never counted', async () => {
    const rights = demoWorld();
    world = await openWorld({ world: rights });
    rights.hosts.delete(11);
    const ran = await world.run(['stats', '--since', '7h']);
    expect(ran.stdout).toContain(
      'Hidden\t1 result of hosts that are deleted or not visible to you\n',
    );
  });

  test('a job whose hosts cannot be read makes the answer incomplete: 8', async () => {
    world = await openWorld();
    world.server.faults.rules.push({
      path: '/api/job_invocations/204/hosts',
      times: Number.POSITIVE_INFINITY,
      effect: { kind: 'answer', status: 404, body: '{"error":{"message":"gone"}}' },
    });
    const ran = await world.run(['stats', '--json']);
    expect(ran.code).toBe(8);
    expect(ran.json.stats.unread_job_ids).toEqual([204]);
    expect(ran.stderr).toContain(
      'the answer is incomplete: the hosts of job 204 could not be read',
    );
  });

  test.each([
    [['--name', '9lives'], 'invalid --name `9lives`'],
    [['--since', 'someday'], '--since `someday` is not a valid time'],
    [['--template', ''], '--template is empty'],
    [['--limit', '0'], 'invalid --limit `0`'],
  ])('stats %j is refused, and nothing is asked', async (argv, message) => {
    world = await openWorld();
    const ran = await world.run(['stats', ...argv]);
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toContain(message);
    expect(world.server.requests).toEqual([]);
  });
});
