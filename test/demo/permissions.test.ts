import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { demoWorld } from '../../src/demo/http/server.ts';
import { basic, commandJob, type DemoClient, demoClient } from './demo-client.ts';

let client: DemoClient;

beforeEach(async () => {
  const world = demoWorld();
  world.addUser({
    login: 'halfblind',
    password: 'secret',
    roles: ['Remote Execution User'],
    seesHost: (host) => host.name !== 'web02.example.com',
  });
  world.addUser({
    login: 'homeless',
    password: 'secret',
    roles: ['Remote Execution User'],
    organization_ids: [],
    location_ids: [],
  });
  world.addUser({
    login: 'careful',
    password: 'secret',
    roles: ['Remote Execution Manager'],
    cancelsOwnJobsOnly: true,
  });
  world.addUser({ login: 'noone', password: 'secret' });
  world.addUser({
    login: 'planner',
    password: 'secret',
    permissions: ['view_job_templates', 'view_hosts', 'create_job_invocations'],
  });
  client = await demoClient({ world });
});

afterEach(() => client.close());

const as = (login: string) => ({ headers: { authorization: basic(login, 'secret') } });
const post = (login: string, body: unknown = {}) => ({
  method: 'POST',
  body: JSON.stringify(body),
  headers: { authorization: basic(login, 'secret'), 'content-type': 'application/json' },
});

describe('what a role does not grant', () => {
  test.each([
    ['/api/plugins', 'ruser', 'view_plugins'],
    ['/api/job_invocations/201/template_invocations', 'anna', 'view_template_invocations'],
    ['/foreman_tasks/api/recurring_logics', 'anna', 'view_recurring_logics'],
    ['/api/hosts', 'noone', 'view_hosts'],
    ['/api/job_templates', 'noone', 'view_job_templates'],
    ['/api/remote_execution_features', 'noone', 'view_remote_execution_features'],
  ])('%s is 403 for %s and names %s', async (path, login, permission) => {
    const { status, body } =
      login === 'noone' ? await client.send(path, as(login)) : await client.get(path, login);
    expect(status).toBe(403);
    expect(body.error.missing_permissions).toEqual([permission]);
  });

  test('the Remote Execution User may not cancel', async () => {
    const { status, body } = await client.post('/api/job_invocations/201/cancel', {}, 'ruser');
    expect([status, body.error.missing_permissions]).toEqual([403, ['cancel_job_invocations']]);
  });

  test('a filter that excludes the job is 404', async () => {
    const { status, body } = await client.send('/api/job_invocations/201/cancel', post('careful'));
    expect([status, body.error.message]).toEqual([
      404,
      "Resource job_invocation not found by id '201'",
    ]);
  });
});

describe('what is hidden', () => {
  test('without view_job_invocations there are own jobs only: others are 404, never 403', async () => {
    expect((await client.get('/api/job_invocations', 'viewer')).body).toMatchObject({
      total: 0,
      results: [],
    });
    expect((await client.get('/api/job_invocations/201', 'viewer')).status).toBe(404);
    const nested = await client.get('/api/job_invocations/201/hosts/1', 'viewer');
    expect([nested.status, nested.body]).toEqual([
      404,
      { message: "Job invocation not found by id '201'" },
    ]);
  });

  test('hidden hosts are missing from lists, their output is 404 c, counts include them', async () => {
    const shown = await client.send('/api/job_invocations/201', as('halfblind'));
    expect(shown.body).toMatchObject({ total: 12, succeeded: 12, missing: 1 });
    expect(shown.body.targeting.hosts).toHaveLength(11);
    const hosts = await client.send('/api/job_invocations/201/hosts', as('halfblind'));
    expect(hosts.body).toMatchObject({ total: 11, subtotal: 11 });
    const output = await client.send('/api/job_invocations/201/hosts/2', as('halfblind'));
    expect([output.status, output.body.error.message]).toEqual([
      404,
      "Host with id '2' was not found",
    ]);
    const outputs = await client.send('/api/job_invocations/201/outputs', as('halfblind'));
    expect(outputs.body.outputs).toHaveLength(11);
  });

  test('hidden hosts are not targeted by a search, but a plain rerun takes them and they fail', async () => {
    const created = await client.send(
      '/api/job_invocations',
      post('halfblind', { job_invocation: commandJob('true', 'name ~ web') }),
    );
    expect(created.body.total).toBe(11);
    const rerun = await client.send('/api/job_invocations/201/rerun', post('halfblind'));
    client.clock.advance(20_000);
    expect(
      (await client.statuses(rerun.body.id)).filter((status) => status === 'error'),
    ).toHaveLength(1);
    const output = await client.get(`/api/job_invocations/${rerun.body.id}/hosts/2`);
    expect(output.body.output[0].output).toBe(
      'RuntimeError: User can not execute job on host web02.example.com',
    );
  });

  test('no user without organization and location sees hosts or templates', async () => {
    expect((await client.send('/api/hosts?thin=true', as('homeless'))).body.total).toBe(0);
    const created = await client.send(
      '/api/job_invocations',
      post('homeless', { job_invocation: commandJob('true', 'name ~ web') }),
    );
    expect([created.status, created.body.error.message]).toEqual([
      404,
      "Template with id '100' was not found",
    ]);
  });

  test('without create_template_invocations every host fails with its own message', async () => {
    const created = await client.send(
      '/api/job_invocations',
      post('planner', { job_invocation: commandJob('true', 'name = db01.example.com') }),
    );
    client.clock.advance(20_000);
    const output = await client.get(`/api/job_invocations/${created.body.id}/hosts/13`);
    expect(output.body.output[0].output).toBe(
      'RuntimeError: User can not execute this job template on db01.example.com',
    );
  });

  test('a context that the user has no part in is 404 f', async () => {
    const { status, body } = await client.send('/api/hosts?organization_id=1', as('homeless'));
    expect([status, body]).toEqual([404, { message: 'Organization with id 1 not found' }]);
  });

  test('tasks of others are not listed', async () => {
    const all = await client.get('/foreman_tasks/api/tasks?per_page=1');
    const own = await client.get('/foreman_tasks/api/tasks?per_page=1', 'ruser');
    expect(all.body.total).toBeGreaterThan(30);
    expect(own.body.total).toBe(0);
    const task = client.server.jobs.get(201)?.task?.id;
    expect((await client.get(`/foreman_tasks/api/tasks/${task}`, 'ruser')).status).toBe(404);
    expect((await client.post('/foreman_tasks/api/tasks/bulk_cancel', {}, 'ruser')).status).toBe(
      403,
    );
    expect((await client.post('/foreman_tasks/api/tasks/bulk_cancel', {})).status).toBe(400);
  });
});

describe('supporting lists', () => {
  test('hosts are thin or full, and found by name and id', async () => {
    const thin = await client.get('/api/hosts?thin=true&search=hostgroup = db');
    expect(thin.body).toMatchObject({
      total: 19,
      subtotal: 2,
      results: [{ id: 13, name: 'db01.example.com' }, { id: 14 }],
    });
    const full = await client.get('/api/hosts?per_page=1');
    expect(Object.keys(full.body.results[0]).length).toBeGreaterThan(70);
    expect((await client.get('/api/hosts/web01.example.com')).body.id).toBe(1);
    expect((await client.get('/api/hosts/1')).body.name).toBe('web01.example.com');
  });

  test('templates are found by id, id-name and exact name, and exported as text', async () => {
    for (const id of ['101', '101-Package', 'Package Action - Script Default']) {
      const { body } = await client.get(`/api/job_templates/${encodeURIComponent(id)}`);
      expect(body).toMatchObject({ id: 101, template_inputs: [{ name: 'pre_script' }, {}, {}] });
    }
    expect((await client.get('/api/job_templates/nosuch')).status).toBe(404);
    expect((await client.get('/api/job_templates/101/export')).text).toContain(
      'name: Package Action - Script Default',
    );
    const inputs = await client.get('/api/templates/101/template_inputs?per_page=all');
    expect(inputs.body.results[1]).toMatchObject({
      name: 'action',
      default: 'install',
      options: ['install', 'update', 'remove'],
    });
    const sets = await client.get('/api/templates/106/foreign_input_sets');
    expect(sets.body.results).toMatchObject([
      { target_template_id: 105, include_all: true, exclude: 'message' },
    ]);
  });

  test('places, bookmarks, features and the user', async () => {
    const organizations = await client.get('/api/organizations');
    expect(organizations.body.results[1]).toMatchObject({ title: 'Acme/Web', parent_name: 'Acme' });
    expect((await client.get('/api/locations')).body.results[1].title).toBe('Europe/Berlin');
    expect((await client.get('/api/bookmarks?search=controller = hosts')).body).toMatchObject({
      total: 3,
      subtotal: 2,
    });
    expect((await client.get('/api/bookmarks/web')).body.query).toBe('hostgroup = web');
    expect(
      (await client.get('/api/remote_execution_features/run_script')).body.job_template_id,
    ).toBe(100);
    expect(
      (await client.get('/api/hosts/1/available_remote_execution_features')).body,
    ).toHaveLength(2);
    expect((await client.get('/api/current_user', 'anna')).body).toMatchObject({
      login: 'anna',
      admin: false,
    });
  });
});
