import { afterEach, describe, expect, test } from 'vitest';
import { demoWorld, largeWorld, rexVersions, textScript } from '../../src/demo/http/server.ts';
import { commandJob, type DemoClient, demoClient } from './demo-client.ts';

let client: DemoClient;

afterEach(() => client.close());

const show = async (id: number) =>
  (await client.get(`/api/job_invocations/${id}?include_hosts=false`)).body;

describe('a job from start to end', () => {
  test('hosts go N/A, pending, planned, running, success; the job follows at its 15 s tick', async () => {
    client = await demoClient();
    const id = await client.start(commandJob('sleep 2', 'hostgroup = app'));
    const seen = new Set<string>();
    let over = false;
    for (let n = 0; n < 400 && !over; n++) {
      for (const status of await client.statuses(id)) seen.add(status);
      const job = await show(id);
      over = job.succeeded === 3;
      expect(job.status_label).toBe('running');
      client.clock.advance(over ? 0 : 20);
    }
    expect([...seen]).toEqual(['N/A', 'pending', 'planned', 'running', 'success']);
    expect(await show(id)).toMatchObject({
      status_label: 'running',
      succeeded: 3,
      pending: 0,
      task: { cancellable: true },
    });
    client.clock.advance(15_000);
    expect(await show(id)).toMatchObject({ status_label: 'succeeded', status: 0 });
    const task = client.server.jobs.get(id)?.task;
    expect((task?.ended_at ?? 0) - (task?.started_at ?? 0)).toBe(15_000);
  });

  test('zero hosts succeed at once', async () => {
    client = await demoClient();
    const id = await client.start(commandJob('true', 'name = nobody'));
    client.clock.advance(1000);
    expect(await show(id)).toMatchObject({ status_label: 'succeeded', total: 0 });
  });

  test('with a limit the next host starts only at a tick', async () => {
    client = await demoClient();
    const id = await client.start(
      commandJob('true', 'hostgroup = app', { concurrency_control: { concurrency_level: 1 } }),
    );
    client.clock.advance(14_000);
    expect(await client.statuses(id)).toEqual(['success', 'N/A', 'N/A']);
    client.clock.advance(15_000);
    expect(await client.statuses(id)).toEqual(['success', 'success', 'N/A']);
    client.clock.advance(30_000);
    expect(await show(id)).toMatchObject({ status_label: 'succeeded', succeeded: 3 });
  });

  test('a paused task looks like running until it is resumed', async () => {
    client = await demoClient({ faults: { pausedTask: true } });
    const id = await client.start(commandJob('true', 'hostgroup = web'));
    client.clock.advance(600_000);
    expect(await show(id)).toMatchObject({
      status_label: 'running',
      succeeded: 6,
      pending: 6,
      task: { state: 'paused' },
    });
    const task_ids = [client.server.jobs.get(id)?.task?.id];
    const resumed = await client.post('/foreman_tasks/api/tasks/bulk_resume', { task_ids });
    expect(resumed.body).toMatchObject({ total: 1, resumed: [{ state: 'running' }], skipped: [] });
    client.clock.advance(60_000);
    expect(await show(id)).toMatchObject({ status_label: 'succeeded', succeeded: 12 });
  });

  test('an error of the parent makes a job failed although no host failed', async () => {
    client = await demoClient({ faults: { finalizeError: true } });
    const id = await client.start(commandJob('true', 'hostgroup = app'));
    client.clock.advance(60_000);
    expect(await show(id)).toMatchObject({
      status_label: 'failed',
      succeeded: 3,
      failed: 0,
      total: 3,
    });
    const task = await client.get(
      `/foreman_tasks/api/tasks/${client.server.jobs.get(id)?.task?.id}`,
    );
    expect(task.body).toMatchObject({
      result: 'error',
      humanized: { errors: [expect.stringContaining('finalize')] },
    });
  });

  test('a deleted host is missing, its counts stay', async () => {
    client = await demoClient();
    client.server.world.removeHost(1);
    expect(await show(201)).toMatchObject({ total: 12, missing: 1, succeeded: 12 });
    expect(await client.statuses(201)).toHaveLength(11);
  });

  test('…/hosts: awaiting filters after the page; a search drops hosts that never started', async () => {
    client = await demoClient();
    const id = await client.start(
      commandJob('true', 'hostgroup = web', { scheduling: { start_at: '2026-11-25T10:00Z' } }),
    );
    const path = `/api/job_invocations/${id}/hosts`;
    expect((await client.get(`${path}?search=`)).body).toMatchObject({ total: 12, subtotal: 12 });
    expect((await client.get(`${path}?search=name ~ web`)).body).toMatchObject({
      total: 0,
      subtotal: 0,
      results: [],
    });
    const finished = await client.get('/api/job_invocations/201/hosts?awaiting=false');
    expect([finished.body.subtotal, finished.body.results]).toEqual([12, []]);
    expect((await client.get(`${path}?order=job_status ASC`)).status).toBe(400);
    expect((await client.get(`${path}?order=name DESC&per_page=1`)).body.results[0].name).toBe(
      'web12.example.com',
    );
    const failed = await client.get(
      '/api/job_invocations/204/hosts?search=job_invocation.result = failed',
    );
    expect(failed.body.results.map((row: { job_status: string }) => row.job_status)).toEqual([
      'error',
    ]);
  });
});

describe('the same seed', () => {
  test('tells the same story, another seed another', async () => {
    const story = async (seed: number) => {
      client = await demoClient({ seed });
      const id = await client.start(commandJob('uptime', 'hostgroup = web'));
      client.clock.advance(30_000);
      const { text } = await client.get(`/api/job_invocations/${id}/outputs`);
      await client.close();
      return text;
    };
    expect(await story(7)).toBe(await story(7));
    expect(await story(8)).not.toBe(await story(7));
    client = await demoClient();
  });
});

describe('the demo', () => {
  test('2 of 12 hosts cannot be patched at first, each for its own reason, and can the second time', async () => {
    client = await demoClient();
    const patch = {
      job_template_id: 103,
      targeting_type: 'static_query',
      search_query: 'name ~ web',
    };
    const first = await client.start(patch);
    client.clock.advance(20_000);
    const failed = (await client.statuses(first)).flatMap((status, index) =>
      status === 'error' ? [index + 1] : [],
    );
    expect(failed).toEqual([4, 9]);
    const said = await Promise.all(
      failed.map((id) => client.get(`/api/job_invocations/${first}/hosts/${id}/raw`)),
    );
    expect(said.map(({ body }) => /lock|free space/.exec(body.output)?.[0])).toEqual([
      'lock',
      'free space',
    ]);
    const second = await client.start({ ...patch, search_query: 'id ^ (4,9)' });
    client.clock.advance(20_000);
    expect(await client.statuses(second)).toEqual(['success', 'success']);
  });
});

describe('counts and statuses by version', () => {
  test.each(rexVersions)('%s', async (rexVersion) => {
    client = await demoClient({ rexVersion });
    const id = await client.start(commandJob('sleep 5', 'hostgroup = app'));
    client.clock.advance(4000);
    const early = await show(id);
    const live = Number(rexVersion) >= 13.1;
    expect(early.pending).toBe(live ? 3 : 'N/A');
    expect('cancelled' in early).toBe(live);
    expect('total_hosts' in early).toBe(live);
    expect('time_to_pickup' in early).toBe(Number(rexVersion) >= 9.1);
    expect('template_id' in early).toBe(Number(rexVersion) >= 12);
    expect('concurrency_level' in early).toBe(Number(rexVersion) >= 15);
    expect('pattern_template_invocations' in early).toBe(Number(rexVersion) >= 15);
    expect('template_invocations' in early).toBe(Number(rexVersion) < 16.7);
    const hosts = await client.get(`/api/job_invocations/${id}/hosts`);
    expect(hosts.status).toBe(Number(rexVersion) >= 14.1 ? 200 : 404);
    client.clock.advance(40_000);
    expect(await show(id)).toMatchObject({
      status_label: 'succeeded',
      succeeded: 3,
      failed: 0,
      pending: 0,
    });
  });

  test('before 14.1 a host without a task has no job_status, before 16.7 host_status must be the text true', async () => {
    client = await demoClient({ rexVersion: '13.2' });
    const id = await client.start(commandJob('true', 'hostgroup = app'));
    const hosts = async (query: string) =>
      (await client.get(`/api/job_invocations/${id}?${query}`)).body.targeting.hosts;
    expect(Object.keys((await hosts('host_status=true'))[0])).not.toContain('job_status');
    client.clock.advance(20_000);
    expect((await hosts('host_status=true'))[0].job_status).toBe('success');
    expect('job_status' in (await hosts('host_status=1'))[0]).toBe(false);
  });

  test('the documentation reports what a version knows', async () => {
    const methods = async (rexVersion: '13.2' | '17.1') => {
      client = await demoClient({ rexVersion });
      const { body, headers } = await client.get('/apidoc/v2/job_invocations.json', 'viewer');
      const found: { name: string; params: { name: string }[] }[] = body.docs.resources[0].methods;
      await client.close();
      const params = (name: string) =>
        found.find((one) => one.name === name)?.params.map((param) => param.name);
      return { params, checksum: headers.get('apipie-checksum') };
    };
    const old = await methods('13.2');
    const now = await methods('17.1');
    expect(old.params('hosts')).toBeUndefined();
    expect(old.params('rerun')).toContain('succeeded_only');
    expect(old.params('cancel')).not.toContain('search');
    expect(now.params('cancel')).toContain('search');
    expect(now.params('show')).toContain('include_hosts');
    expect(now.params('hosts')).toContain('include_permissions');
    expect(old.checksum).not.toBe(now.checksum);
    client = await demoClient();
    const hosts = await client.get('/apidoc/v2/hosts/index.json');
    expect(hosts.body.docs.resources[0].methods[0].metadata.search[0]).toHaveProperty('name');
    expect((await client.get('/apidoc/v2/nosuch.json')).status).toBe(404);
    expect((await client.get('/api/plugins')).body.results[1]).toMatchObject({ version: '17.1.0' });
  });
});

describe('size', () => {
  test('5,000 hosts run; watching them costs no call to the proxy', async () => {
    client = await demoClient({ world: largeWorld(5000) });
    client.server.world.behavior = () => textScript(['done\n']);
    const id = await client.start({ ...commandJob('true', 'hostgroup = nodes') });
    expect(await show(id)).toMatchObject({ total: 5000, pending: 5000 });
    for (let n = 0; n < 20; n++) {
      client.clock.advance(2000);
      await client.get(`/api/job_invocations/${id}/hosts?per_page=1000&page=${(n % 5) + 1}`);
    }
    client.clock.advance(60_000);
    expect(await show(id)).toMatchObject({ status_label: 'succeeded', succeeded: 5000 });
    expect(client.server.proxyCalls).toBe(0);
  });

  test('a world is built from patterns and scripts', async () => {
    const world = demoWorld();
    const added = world.addHosts(3, 'extra#.example.com');
    expect(added.map((host) => host.name)).toEqual([
      'extra01.example.com',
      'extra02.example.com',
      'extra03.example.com',
    ]);
    world.script('extra02.example.com', textScript(['mine\n'], { code: 4 }));
    client = await demoClient({ world });
    const id = await client.start(commandJob('true', 'name ~ extra'));
    client.clock.advance(20_000);
    expect(await client.statuses(id)).toEqual(['success', 'error', 'success']);
  });
});
