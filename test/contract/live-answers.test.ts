import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { basic, commandJob, type DemoClient, demoClient } from '../demo/demo-client.ts';

let client: DemoClient;

beforeEach(async () => {
  client = await demoClient();
});

afterEach(() => client.close());

const accepting = (accept: string) => ({
  headers: { accept, authorization: basic('admin', 'changeme') },
});

const tasks = '/foreman_tasks/api/tasks';

describe('errors', () => {
  test('an unknown route answers as its Accept header asks', async () => {
    const json = await client.send('/api/nosuch', accepting('application/json'));
    expect([json.status, json.text]).toEqual([404, '{"status":404,"error":"Not Found"}']);
    expect(json.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(json.headers.has('apipie-checksum')).toBe(false);
    const html = await client.send('/api/nosuch', accepting('text/html, */*'));
    expect([html.status, html.headers.get('content-type')]).toEqual([
      404,
      'text/html; charset=utf-8',
    ]);
    expect(html.text).toContain('<!DOCTYPE html>');
  });

  test('bodies are printed over several lines', async () => {
    const { text } = await client.get('/api/job_invocations/99999');
    expect(text).toBe(
      '{\n  "error": {"message":"Resource job_invocation not found by id \'99999\'"}\n}\n',
    );
  });
});

describe('tasks', () => {
  test('are sorted by their start, the youngest first, and say so', async () => {
    const { body } = await client.get(`${tasks}?per_page=50`);
    expect(body.sort).toEqual({ by: 'started_at', order: 'DESC' });
    const starts = body.results.map((task: { started_at: string | null }) => task.started_at ?? '');
    expect(starts).toEqual(starts.toSorted().reverse());
    const ordered = await client.get(`${tasks}?order=id ASC&per_page=2`);
    expect(ordered.body.sort).toEqual({ by: 'id', order: 'ASC' });
  });

  test('that run have a duration and are done by a fraction', async () => {
    const id = await client.start(commandJob('sleep 100', 'hostgroup = db'));
    client.clock.advance(6000);
    const job = client.server.jobs.get(id);
    const parent = await client.get(`${tasks}/${job?.task?.id}`);
    expect(parent.body).toMatchObject({ state: 'running', ended_at: null, duration: '6.000000' });
    expect(parent.body.progress).toBeGreaterThan(0);
    expect(parent.body.progress).toBeLessThan(1);
    const [child] = (await client.get(`${tasks}/${job?.task?.id}/sub_tasks`)).body.results;
    expect(child).toMatchObject({ state: 'running', progress: 0.5, ended_at: null });
    expect(Number(child.duration)).toBeGreaterThan(4);
  });

  test('name the feature of the template, and what runs on the host', async () => {
    const id = await client.start(commandJob('uptime', 'name = db01.example.com'));
    client.clock.advance(20_000);
    const job = client.server.jobs.get(id);
    const parent = await client.get(`${tasks}/${job?.task?.id}`);
    expect(parent.body.input.job_features).toEqual(['run_script']);
    const [child] = (await client.get(`${tasks}/${job?.task?.id}/sub_tasks`)).body.results;
    expect(child.action).toBe('Remote action: Run uptime on db01.example.com');
  });

  test('a job that failed although every host succeeded reports why in its task', async () => {
    client.server.faults.finalizeError = true;
    const id = await client.start(commandJob('true', 'hostgroup = db'));
    client.clock.advance(40_000);
    const { body } = await client.get(`/api/job_invocations/${id}`);
    expect(body).toMatchObject({
      status_label: 'failed',
      succeeded: 2,
      failed: 0,
      cancelled: 0,
      total: 2,
    });
    expect(await client.statuses(id)).toEqual(['success', 'success']);
    const task = await client.get(`${tasks}/${body.task.id}`);
    expect(task.body).toMatchObject({ state: 'stopped', result: 'error' });
    expect(task.body.humanized.errors).toEqual([
      "undefined method `finalize_hosts' for nil:NilClass",
    ]);
  });

  test('bulk_resume without a selector resumes none; what it skips looks like a task', async () => {
    const none = await client.post(`${tasks}/bulk_resume`);
    expect([none.status, none.body]).toEqual([
      200,
      { total: 0, resumed: [], failed: [], skipped: [] },
    ]);
    client.server.faults.pausedTask = true;
    const id = await client.start(commandJob('true', 'hostgroup = db'));
    client.clock.advance(5000);
    const paused = client.server.jobs.get(id)?.task?.id;
    const over = client.server.jobs.get(201)?.task?.id;
    const { body } = await client.post(`${tasks}/bulk_resume`, { task_ids: [paused, over] });
    expect(body).toMatchObject({ total: 2, resumed: [{ id: paused }], failed: [] });
    expect(body.skipped).toMatchObject([
      { id: over, humanized: {}, available_actions: { resumable: false }, state: 'stopped' },
    ]);
    expect((await client.post(`${tasks}/bulk_cancel`)).status).toBe(400);
  });
});

test('plugins have ids', async () => {
  const { body } = await client.get('/api/plugins');
  expect(body.results.map((plugin: { id: unknown }) => typeof plugin.id)).toEqual([
    'number',
    'number',
  ]);
});

test("…/hosts?include_permissions: who runs jobs can create, and sees the tasks of one's own jobs", async () => {
  const own = await client.start(commandJob('true', 'hostgroup = db'), 'ruser');
  const read = (id: number) =>
    client.get(`/api/job_invocations/${id}/hosts?include_permissions=true`, 'ruser');
  const mine = await read(own);
  expect(mine.body).toMatchObject({ can_create: true, can_edit: false });
  expect(mine.body.results[0].permissions).toMatchObject({ view_foreman_tasks: true });
  const others = await read(204);
  expect(others.body.results[0].permissions).toMatchObject({ view_foreman_tasks: false });
});
