import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parseQuery } from '../../src/demo/http/request.ts';
import { basic, commandJob, type DemoClient, demoClient } from './demo-client.ts';

let client: DemoClient;

beforeEach(async () => {
  client = await demoClient();
});

afterEach(() => client.close());

async function found(path: string, search: string, key: string): Promise<unknown[]> {
  const { status, body } = await client.get(
    `${path}?per_page=1000&search=${encodeURIComponent(search)}`,
  );
  expect(status).toBe(200);
  return body.results.map((row: Record<string, unknown>) => row[key]);
}

describe('jobs', () => {
  test.each([
    ['id = 204', [204]],
    ['id ^ (201,205)', [205, 201]],
    ['status = failed', [205, 204]],
    ['status = running', [207]],
    ['status = queued', [207]],
    ['status = nosuch', []],
    ['status ^ (failed,succeeded)', []],
    ['user = anna', [206, 204, 202]],
    ['owner = current_user', [207, 205, 201]],
    ['owner != anna', [207, 205, 201]],
    ['pattern_template_name ~ Run', []],
    ['null? recurring', [206, 205, 204, 203, 202, 201]],
    ['not recurring = true', []],
    ['not recurring = false', [207]],
    ['user ~ ANN', [206, 204, 202]],
    ['description ~ uptime', [207, 202, 201]],
    ['job_category = Packages', []],
    ['host = app01.example.com', [206, 204]],
    ['targeted_host_id = 13', [205]],
    ['pattern_template_name = "Run Command - Script Default"', [207, 206, 205, 204, 203, 202, 201]],
    ['recurring = true', [207]],
    ['recurring = false', []],
    ['recurring_logic.id = 1', [207]],
    ['recurring_logic.purpose = "nightly uptime"', [207]],
  ])('%s', async (search, ids) => {
    expect(await found('/api/job_invocations', search, 'id')).toEqual(ids);
  });

  test('are sorted by fields; an unknown one is 400', async () => {
    const { body } = await client.get('/api/job_invocations?order=started_at ASC&per_page=2');
    expect(body.sort).toEqual({ by: 'started_at', order: 'ASC' });
    const bad = await client.get('/api/job_invocations?order=nosuch ASC');
    expect([bad.status, bad.body.error.class]).toEqual([400, 'ScopedSearch::QueryNotSupported']);
  });
});

describe('hosts', () => {
  test.each([
    ['name = db01.example.com', [13]],
    ['name ~ DB', [13, 14]],
    ['id ^ (13, 14)', [13, 14]],
    ['hostgroup = db', [13, 14]],
    ['hostgroup_id = 2', [13, 14]],
    ['job_invocation.id = 205', [13, 14]],
    ['execution_status = error', [13, 14]],
    ['location = Berlin', []],
  ])('%s', async (search, ids) => {
    const all = await found('/api/hosts', search, 'id');
    expect(all.filter((id) => Number(id) >= 13 || ids.length === 0)).toEqual(ids);
  });

  test.each([
    ['organization = Acme', 19],
    ['organization_id = 1', 19],
    ['location = Europe', 19],
    ['location_id = 3', 19],
    ['os = "Debian 12"', 19],
    ['os_title ~ debian', 19],
    ['smart_proxy = proxy.example.com', 19],
    ['job_invocation.result = success', 15],
  ])('%s finds %i', async (search, count) => {
    expect(await found('/api/hosts', search, 'id')).toHaveLength(count);
  });

  test('a context of a nested place limits them', async () => {
    client.server.world.addHost({ name: 'berlin.example.com', location_id: 4 });
    const names = async (query: string) =>
      (await client.get(`/api/hosts?thin=true&${query}`)).body.subtotal;
    expect(await names('location_id=Berlin')).toBe(1);
    expect(await names('location_id=Europe')).toBe(20);
  });
});

describe('the rest', () => {
  test.each([
    ['/api/job_templates', 'name ~ action', 'id', [101, 102]],
    ['/api/job_templates', 'snippet = true', 'id', [105]],
    ['/api/job_templates', 'provider_type = Ansible', 'id', [107]],
    ['/api/job_templates', 'job_category = Users', 'id', [104]],
    ['/api/job_templates', 'feature.label = run_script', 'id', [100]],
    ['/api/job_templates', 'feature.name = "Install Package"', 'id', [101]],
    ['/api/templates/101/template_inputs', 'name = action', 'name', ['action']],
    ['/api/bookmarks', 'name = web', 'name', ['web']],
    ['/api/organizations', 'title = Acme/Web', 'id', [2]],
    ['/foreman_tasks/api/recurring_logics', 'state = active', 'id', [1]],
    ['/foreman_tasks/api/recurring_logics', 'cron_line ~ "0 3"', 'id', [1]],
    ['/api/job_invocations/204/hosts', 'job_invocation.result = failed', 'job_status', ['error']],
  ])('%s: %s', async (path, search, key, expected) => {
    expect(await found(path, search, key)).toEqual(expected);
  });

  test('tasks by label, state, result and parent; several are cancelled at once', async () => {
    const tasks = '/foreman_tasks/api/tasks';
    const parent = client.server.jobs.get(205)?.task?.id;
    expect(await found(tasks, `parent_task_id = ${parent}`, 'result')).toEqual(['error', 'error']);
    expect(await found(tasks, 'state = scheduled', 'label')).toEqual([
      'Actions::RemoteExecution::RunHostsJob',
    ]);
    const id = await client.start(commandJob('sleep 60', 'hostgroup = db'));
    client.clock.advance(6000);
    const running = await found(
      tasks,
      'label = Actions::RemoteExecution::RunHostJob and state = running',
      'id',
    );
    expect(running).toHaveLength(2);
    const { body } = await client.post(`${tasks}/bulk_cancel`, { search: 'state = running' });
    expect(body).toMatchObject({ total: 3, skipped: [] });
    client.clock.advance(20_000);
    expect(new Set(await client.statuses(id))).toEqual(new Set(['cancelled']));
  });

  test('a bookmark is resolved when the job starts', async () => {
    const bookmarked = await client.start(
      commandJob('true', '', { bookmark_id: 2, targeting_type: 'dynamic_query' }),
    );
    const { body } = await client.get(`/api/job_invocations/${bookmarked}`);
    expect(body.targeting).toMatchObject({
      bookmark_id: 2,
      bookmark_name: 'databases',
      search_query: 'hostgroup = db',
    });
  });

  test('parameters in brackets are lists and records', () => {
    expect(parseQuery('a=1&b[]=2&b[]=3&c[d]=4&c[e]=5')).toEqual({
      a: '1',
      b: ['2', '3'],
      c: { d: '4', e: '5' },
    });
  });

  test('tokens need a name that is not taken and may expire', async () => {
    const path = '/api/users/admin/personal_access_tokens';
    const empty = await client.post(path, { personal_access_token: { name: '' } });
    expect([empty.status, empty.body.error.full_messages]).toEqual([422, ["Name can't be blank"]]);
    const made = await client.post(path, {
      personal_access_token: { name: 't', expires_at: '2026-11-24' },
    });
    expect(made.body.expires_at).toBe('2026-11-24 00:00:00 UTC');
    const twice = await client.post(path, { personal_access_token: { name: 't' } });
    expect(twice.body.error.errors).toEqual({ name: ['has already been taken'] });
    expect((await client.post(path, {}, 'anna')).status).toBe(403);
    const late = await client.post(path, {
      personal_access_token: { name: 'u', expires_at: '2026-11-22' },
    });
    expect(late.body.error).toEqual({
      id: null,
      errors: { expires_at: ['cannot be in the past'] },
      full_messages: ['Expires at cannot be in the past'],
    });
    const odd = await client.post(path, { name: 'u', expires_at: 'soon' });
    expect(odd.body.error.errors).toEqual({ expires_at: ["Could not parse timestamp 'soon'"] });
    const long = await client.post(path, { name: 'n'.repeat(256) });
    expect([long.status, Object.keys(long.body.error.errors)]).toEqual([422, ['name']]);
  });

  test('a revoked token is still listed, and its name stays taken', async () => {
    const own = '/api/users/4/personal_access_tokens';
    const { id } = (await client.post(own, { name: 'once' })).body;
    expect((await client.get(`${own}/${id}`)).body).toMatchObject({ 'active?': true });
    const headers = { authorization: basic('admin', 'changeme') };
    await client.send(`${own}/${id}`, { method: 'DELETE', headers });
    expect((await client.get(own)).body.results.at(-1)).toMatchObject({
      ...{ id, name: 'once', 'active?': false, 'revoked?': true },
    });
    expect((await client.post(own, { name: 'once' })).status).toBe(422);
    expect((await client.get(`${own}/999`)).status).toBe(404);
  });
});
