import { afterEach, describe, expect, test } from 'vitest';
import { demoWorld } from '../../../src/demo/http/server.ts';
import type { RexVersion } from '../../../src/demo/http/versions.ts';
import { permissionsOfRole } from '../../../src/demo/world/roles.ts';
import { openWorld, type World } from '../../world/run.ts';

let world: World;
afterEach(() => world.close());

describe('host show', () => {
  test('the facts of a host, and how it fared in its last jobs, newest first', async () => {
    world = await openWorld();
    const ran = await world.run(['host', 'show', 'WEB11', '--no-color'], {
      terminal: { stdout: true },
    });
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(ran.stdout.replace(/:\d+\/hosts/, '/hosts')).toBe(
      `
web11.example.com

ID            11
OS            Debian 12
Host group    web
Organization  Acme
Location      Europe
Smart proxy   proxy.example.com
IP address    10.20.0.11
Last job      failed
Jobs          2
URL           http://127.0.0.1/hosts/web11.example.com

 JOB  STATUS       REASON  DESCRIPTION                    STARTED       DURATION
 204  ✘ failed     exit 3  Run systemctl is-active nginx  5 hours ago        2 s
 201  ✔ succeeded  -       Run uptime                     26 hours ago       2 s
`.slice(1),
    );
  });

  test('as JSON has the failure and the times of each job', async () => {
    world = await openWorld();
    const { json } = await world.run(['host', 'show', '11', '--json']);
    expect(json).toMatchObject({
      host: { id: 11, name: 'web11.example.com', smart_proxies: ['proxy.example.com'] },
      jobs: [
        {
          job_id: 204,
          status: 'failed',
          failure: { kind: 'exit', exit_code: 3, message: 'inactive' },
          clock: 'server',
        },
        { job_id: 201, status: 'succeeded', failure: null },
      ],
      subtotal: 2,
    });
  });

  test('--limit bounds the jobs and with them the requests, and says how many there are', async () => {
    world = await openWorld();
    await world.run(['whoami']);
    const mark = world.server.requests.length;
    const ran = await world.run(['host', 'show', '11', '--limit', '1']);
    expect(ran.stdout).toMatch(/Jobs\tthe last 1 of 2\nURL\t.*\n\n204\tfailed\texit 3\t/);
    expect(ran.stdout).not.toContain('201\t');
    expect(world.requestsSince(mark).slice(-5).sort()).toEqual(
      [
        'GET /api/hosts/11',
        'GET /api/job_invocations',
        'GET /api/job_invocations/204/hosts',
        'GET /api/job_invocations/204/hosts/11',
        'GET /foreman_tasks/api/tasks',
      ].sort(),
    );
    const over = await world.run(['host', 'show', '11', '--limit', '201']);
    expect(over).toMatchObject({ code: 2, stdout: '' });
    expect(over.stderr).toContain('the maximum is 200');
  });

  test('says before what more than 20 jobs cost', async () => {
    world = await openWorld();
    for (let at = 0; at < 19; at++)
      await world.run(['run', '-c', 'true', '--host', 'web11', '--detach', '--quiet']);
    await world.clock.sleep(60_000);
    const usual = await world.run(['host', 'show', 'web11']);
    expect(usual).toMatchObject({ code: 0, stderr: '' });
    const all = await world.run(['host', 'show', 'web11', '--limit', '200']);
    expect(all.stderr).toBe('Reading 21 jobs takes 21 requests, and one for each failure.\n');
  });

  test('a job whose hosts cannot be read is shown as unknown, and makes the answer incomplete: 8', async () => {
    world = await openWorld();
    world.server.faults.rules.push({
      path: '/api/job_invocations/201/hosts',
      times: Number.POSITIVE_INFINITY,
      effect: { kind: 'answer', status: 403, body: '{"error":{"message":"Access denied"}}' },
    });
    const ran = await world.run(['host', 'show', 'web11', '--json']);
    expect(ran.code).toBe(8);
    expect(ran.json.jobs).toMatchObject([
      { job_id: 204, status: 'failed' },
      { job_id: 201, status: 'unknown' },
    ]);
    expect(ran.stderr).toContain(
      'the answer is incomplete: the state of the host in job 201 could not be read',
    );
  });

  test('a job that runs, and one that never reached the host', async () => {
    world = await openWorld();
    await world.run(['run', '-c', 'sleep 600', '--host', 'web11', '--detach']);
    await world.clock.sleep(30_000);
    await world.run(['run', '-c', 'true', '--host', 'web11', '--at', 'in 2h']);
    await world.run(['cancel', '209', '--yes']);
    const { json } = await world.run(['host', 'show', 'web11', '--json', '--limit', '2']);
    expect(json.jobs).toMatchObject([
      { job_id: 209, status: 'cancelled', failure: { kind: 'cancelled' }, duration_s: null },
      { job_id: 208, status: 'running', failure: null, ended_at: null },
    ]);
    expect(world.server.proxyCalls).toBe(0);
  });

  test.each<RexVersion>(['7.0', '8.1', '13.2', '14.1', '16.0'])(
    'on REX %s has the same states and reasons, and no times',
    async (rexVersion) => {
      world = await openWorld({ rexVersion });
      const { json } = await world.run(['host', 'show', 'web11', '--json']);
      expect(json.jobs).toMatchObject([
        { job_id: 204, status: 'failed', failure: { kind: 'exit', exit_code: 3 }, clock: null },
        { job_id: 201, status: 'succeeded', failure: null, duration_s: null },
      ]);
    },
  );

  test('a server that cannot search jobs by the id of a host is asked by its name', async () => {
    world = await openWorld();
    world.server.faults.rules.push({
      path: '/api/job_invocations',
      times: 1,
      effect: { kind: 'answer', status: 400, body: '{"error":{"message":"not recognized"}}' },
    });
    const { json } = await world.run(['host', 'show', '11', '--json']);
    expect(json.jobs.map(({ job_id }: { job_id: number }) => job_id)).toEqual([204, 201]);
  });

  test('names that are no host, more than one, or not visible', async () => {
    const rights = demoWorld();
    const permissions = permissionsOfRole('Remote Execution User');
    rights.addUser({
      ...{ login: 'olga', password: 'olga-secret', organization_ids: [], location_ids: [] },
      permissions: permissions.filter((name) => name !== 'view_hosts'),
    });
    world = await openWorld({ world: rights });
    const unknown = await world.run(['host', 'show', 'web99']);
    expect(unknown).toMatchObject({ code: 5, stdout: '' });
    expect(unknown.stderr).toContain('no host `web99`, or not visible to you');
    const many = await world.run(['host', 'show', 'web[01-02]']);
    expect(many).toMatchObject({ code: 2, stdout: '' });
    expect(many.stderr).toContain('names 2 hosts: expected one');
    expect((await world.run(['host', 'show', '999'])).code).toBe(5);
    const env = { REXCTL_USER: 'olga', REXCTL_TOKEN: 'olga-secret' };
    const refused = await world.run(['host', 'show', 'web01'], { env });
    expect(refused).toMatchObject({ code: 4, stdout: '' });
    expect(refused.stderr).toContain('view_hosts');
  });
});
