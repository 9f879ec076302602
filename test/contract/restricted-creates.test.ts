import { afterEach, describe, expect, test } from 'vitest';
import { demoWorld } from '../../src/demo/http/server.ts';
import type { NewUser } from '../../src/demo/world/world-records.ts';
import { basic, commandJob, type DemoClient, demoClient } from '../demo/demo-client.ts';

let client: DemoClient;

afterEach(() => client.close());

/** A server with one more user, who has the role of those who run jobs. */
async function openWith(user: Partial<NewUser>): Promise<void> {
  const world = demoWorld();
  world.addUser({
    login: 'carl',
    password: 'secret',
    roles: ['Remote Execution Manager'],
    ...user,
  });
  client = await demoClient({ world });
}

const headers = { authorization: basic('carl', 'secret'), 'content-type': 'application/json' };
const create = (more: Record<string, unknown> = {}) =>
  client.send('/api/job_invocations', {
    method: 'POST',
    headers,
    body: JSON.stringify({ job_invocation: commandJob('true', 'hostgroup = db', more) }),
  });
const get = (path: string) => client.send(path, { headers });
const hourly = { recurrence: { cron_line: '0 * * * *' } };

describe('a series without create_recurring_logics', () => {
  test('is 500 from the database and leaves a row without a task', async () => {
    await openWith({});
    const { status, body } = await create(hourly);
    expect(status).toBe(500);
    expect(body.error.message).toMatch(/^PG::NotNullViolation: .*"foreman_tasks_recurring_logics"/);
    const list = await get('/api/job_invocations?per_page=1');
    expect(list.body.results).toMatchObject([
      { dynflow_task: null, start_at: null, status_label: 'queued' },
    ]);
    expect((await get(`/api/job_invocations/${list.body.results[0].id}`)).status).toBe(500);
  });

  test('does not keep the same user from an immediate job or one at a time', async () => {
    await openWith({});
    expect((await create()).status).toBe(201);
    expect((await create({ scheduling: { start_at: '2026-11-24T10:00:00Z' } })).status).toBe(201);
  });
});

describe('a series with create_ but without edit_recurring_logics', () => {
  test('is stored half made, runs once and never again', async () => {
    await openWith({ permissions: ['create_recurring_logics', 'view_recurring_logics'] });
    const { status, body } = await create(hourly);
    expect(status).toBe(201);
    expect(body).toMatchObject({
      mode: 'recurring',
      status_label: 'queued',
      recurrence: {
        state: null,
        iteration: 0,
        action: null,
        last_occurence: null,
        next_occurence: null,
      },
    });
    const rows = await get('/foreman_tasks/api/recurring_logics?order=id DESC');
    expect(rows.body.results[0]).toMatchObject({ state: null, action: null, next_occurence: null });
    client.clock.advance(26 * 3_600_000);
    expect((await get(`/api/job_invocations/${body.id}`)).body.status_label).toBe('succeeded');
    const own = await get('/api/job_invocations?search=user = carl');
    expect(own.body.total).toBeGreaterThan(1);
    expect(own.body.subtotal).toBe(1);
  });

  test('with both rights it is whole', async () => {
    await openWith({ permissions: ['create_recurring_logics', 'edit_recurring_logics'] });
    const { body } = await create(hourly);
    expect(body.recurrence).toMatchObject({ state: 'active', iteration: 1 });
    client.clock.advance(3 * 3_600_000);
    expect((await get('/api/job_invocations?search=user = carl')).body.subtotal).toBe(4);
  });
});

test('a filter on create_job_invocations that does not fit is 500 from the database, and no row', async () => {
  await openWith({ createFilterMisfits: true });
  const before = client.server.jobs.size;
  const { status, body } = await create();
  expect(status).toBe(500);
  expect(body.error.message).toMatch(
    /^PG::NotNullViolation: .*null value in column "targeting_id"/,
  );
  expect(client.server.jobs.size).toBe(before);
});

test('users and organizations are 403 for the roles of Remote Execution', async () => {
  await openWith({});
  for (const [path, permission] of [
    ['/api/users', 'view_users'],
    ['/api/organizations', 'view_organizations'],
  ] as const) {
    for (const login of ['ruser', 'anna']) {
      const { status, body } = await client.get(path, login);
      expect([status, body.error.missing_permissions], `${path} ${login}`).toEqual([
        403,
        [permission],
      ]);
    }
    expect((await client.get(path)).status).toBe(200);
  }
});
