import { afterEach, beforeEach, expect, test } from 'vitest';
import { commandJob, type DemoClient, demoClient } from './demo-client.ts';

let client: DemoClient;

beforeEach(async () => {
  client = await demoClient();
});

afterEach(() => client.close());

const sleepers = (more: Record<string, unknown> = {}) =>
  commandJob('echo start; sleep 100', 'hostgroup = db', more);
const cancel = (id: number, body: unknown = {}, query = '') =>
  client.post(`/api/job_invocations/${id}/cancel${query}`, body);

async function running(): Promise<number> {
  const id = await client.start(sleepers());
  client.clock.advance(6000);
  expect(await client.statuses(id)).toEqual(['running', 'running']);
  return id;
}

async function texts(id: number, host = 13): Promise<string[]> {
  const { body } = await client.get(`/api/job_invocations/${id}/hosts/${host}`);
  return body.output.map((element: { output: string }) => element.output);
}

test('in the first moments a job cannot be cancelled: 422 with the message at the top', async () => {
  const id = await client.start(sleepers());
  const { status, body } = await cancel(id);
  expect([status, body]).toEqual([422, { message: 'The job could not be cancelled.' }]);
  expect((await client.get(`/api/job_invocations/${id}`)).body.task.cancellable).toBe(false);
});

test('a running job ends failed with its hosts cancelled, at the tick of the parent', async () => {
  const id = await running();
  expect((await cancel(id)).body).toEqual({ cancelled: true, id });
  expect(await client.statuses(id)).toEqual(['running', 'running']);
  client.clock.advance(4000);
  expect(await client.statuses(id)).toEqual(['cancelled', 'cancelled']);
  expect((await client.get(`/api/job_invocations/${id}`)).body).toMatchObject({
    status_label: 'running',
    cancelled: 2,
  });
  client.clock.advance(15_000);
  expect((await client.get(`/api/job_invocations/${id}`)).body).toMatchObject({
    status_label: 'failed',
    cancelled: 2,
  });
  const [first, exit, debug] = await texts(id);
  expect([first, exit]).toEqual(['start\n', 'Exit status: 255']);
  expect(debug).toMatch(/Task cancelled$/);
});

test('a second plain cancel is enforced: at once, without exit line, unread output lost', async () => {
  const id = await running();
  await cancel(id);
  expect((await cancel(id)).body.cancelled).toBe(true);
  expect(await client.statuses(id)).toEqual(['cancelled', 'cancelled']);
  const found = await texts(id);
  expect(found).toHaveLength(1);
  expect(found[0]).toMatch(/Cancel enforced: the task might be still running on the proxy$/);
});

test('force keeps what was read before and loses the rest; `?force=false` forces as well', async () => {
  const first = await running();
  expect(await texts(first)).toEqual(['start\n']);
  await cancel(first, { force: true });
  expect(await texts(first)).toEqual([
    'start\n',
    expect.stringMatching(/Task aborted: the task might be still running/),
  ]);
  const second = await running();
  await cancel(second, {}, '?force=false');
  expect(await client.statuses(second)).toEqual(['cancelled', 'cancelled']);
});

test('hosts that did not run yet are only caught at the next tick', async () => {
  const id = await client.start(sleepers());
  client.clock.advance(600);
  expect((await cancel(id)).status).toBe(200);
  client.clock.advance(10_000);
  expect(await client.statuses(id)).toEqual(['running', 'running']);
  client.clock.advance(6000);
  expect(await client.statuses(id)).toEqual(['cancelled', 'cancelled']);
});

test('a scheduled job becomes cancelled, counts stay 0 while the total is known', async () => {
  const id = await client.start(sleepers({ scheduling: { start_at: '2026-11-24T10:00:00Z' } }));
  expect((await cancel(id)).body).toEqual({ cancelled: true, id });
  const { body } = await client.get(`/api/job_invocations/${id}`);
  expect(body).toMatchObject({
    status: 4,
    total: 2,
    succeeded: 0,
    failed: 0,
    pending: 0,
    cancelled: 0,
  });
  expect(await client.statuses(id)).toEqual(['cancelled', 'cancelled']);
  expect((await client.get(`/api/job_invocations/${id}/hosts/13`)).body).toEqual({
    complete: true,
    refresh: false,
    output: [],
  });
});

test('hosts that were never planned count as cancelled, their own status stays N/A', async () => {
  const id = await client.start(sleepers({ concurrency_control: { concurrency_level: 1 } }));
  client.clock.advance(5000);
  await cancel(id);
  client.clock.advance(30_000);
  expect(await client.statuses(id)).toEqual(['cancelled', 'N/A']);
  expect((await client.get(`/api/job_invocations/${id}`)).body).toMatchObject({
    cancelled: 2,
    status_label: 'failed',
  });
});

test('a search cancels some hosts and always answers 200', async () => {
  const id = await running();
  const one = await cancel(id, { search: 'name = db01.example.com' });
  expect(one.body).toEqual({ total: 1, cancelled: [expect.any(String)], skipped: [] });
  client.clock.advance(5000);
  expect(await client.statuses(id)).toEqual(['cancelled', 'running']);
  const again = await cancel(id, { search: 'name = db01.example.com' });
  expect(again.body).toMatchObject({ total: 1, cancelled: [], skipped: [expect.any(String)] });
  expect((await cancel(id, { search: 'name = nobody' })).body.total).toBe(0);
  const bad = await cancel(id, { search: 'zzz = 1' });
  expect([bad.status, bad.body.error.message]).toEqual([
    422,
    "Failed to cancel tasks on hosts: Field 'zzz' not recognized for searching!",
  ]);
});

test('before 16.1 the search is ignored and the whole job is cancelled', async () => {
  await client.close();
  client = await demoClient({ rexVersion: '16.0' });
  const id = await running();
  expect((await cancel(id, { search: 'name = db01.example.com' })).body).toEqual({
    cancelled: true,
    id,
  });
  client.clock.advance(5000);
  expect(await client.statuses(id)).toEqual(['cancelled', 'cancelled']);
});
