import { afterEach, beforeEach, expect, test } from 'vitest';
import { commandJob, type DemoClient, demoClient } from './demo-client.ts';

let client: DemoClient;

beforeEach(async () => {
  client = await demoClient();
});

afterEach(() => client.close());

const job = () => ({ job_invocation: commandJob('true', 'hostgroup = db') });
const create = () => client.post('/api/job_invocations', job());

test('502 and 503 are pages of HTML, 429 says when to come back; each as often as asked for', async () => {
  const { rules } = client.server.faults;
  rules.push(
    { path: '/api/hosts', times: 2, effect: { kind: 'answer', status: 502 } },
    { path: /hosts$/, effect: { kind: 'answer', status: 429, retryAfter: '7' } },
  );
  const answers = [];
  for (let n = 0; n < 4; n++) answers.push(await client.get('/api/hosts'));
  expect(answers.map((one) => one.status)).toEqual([502, 502, 429, 200]);
  expect(answers[0]?.text).toContain('<h1>Bad Gateway</h1>');
  expect(answers[0]?.headers.has('foreman_version')).toBe(false);
  expect(answers[2]?.headers.get('retry-after')).toBe('7');
});

test('a create whose answer is lost has happened; one that was never processed has not', async () => {
  const { rules } = client.server.faults;
  const before = client.server.jobs.size;
  rules.push({ method: 'POST', effect: { kind: 'answer_lost' } });
  await expect(create()).rejects.toThrow();
  expect(client.server.jobs.size).toBe(before + 1);
  rules.push({ method: 'POST', effect: { kind: 'never_processed' } });
  await expect(create()).rejects.toThrow();
  expect(client.server.jobs.size).toBe(before + 1);
  rules.push({ method: 'POST', effect: { kind: 'answer_after', status: 504 } });
  expect((await create()).status).toBe(504);
  expect(client.server.jobs.size).toBe(before + 2);
  expect(
    client.server.requests.filter((one) => one.method === 'POST').map((one) => one.status),
  ).toEqual([0, 0, 504]);
});

test('an answer may be cut in the middle, or take its time', async () => {
  const { rules } = client.server.faults;
  rules.push({ path: '/api/hosts', after: 1, effect: { kind: 'cut_body' } });
  expect((await client.get('/api/hosts')).status).toBe(200);
  await expect(client.get('/api/hosts')).rejects.toThrow();
  rules.push({ effect: { kind: 'slow', ms: 40_000 } });
  const asked = client.clock.now();
  expect((await client.get('/api/status')).status).toBe(200);
  expect(client.clock.now() - asked).toBe(40_000);
});

test('a rule with a probability strikes by the seed and stays', async () => {
  client.server.faults.rules.push({ probability: 0.5, effect: { kind: 'answer', status: 503 } });
  const statuses = [];
  for (let n = 0; n < 30; n++) statuses.push((await client.get('/api/status')).status);
  expect(new Set(statuses)).toEqual(new Set([200, 503]));
  expect(client.server.faults.rules).toHaveLength(1);
});

test('a server that targets wrong hosts takes one too many or one too few', async () => {
  client.server.faults.targetWrongHosts = 'more';
  const more = await create();
  expect(more.body.targeting.hosts.map((host: { name: string }) => host.name)).toEqual([
    'db01.example.com',
    'db02.example.com',
    'web01.example.com',
  ]);
  client.server.faults.targetWrongHosts = 'fewer';
  const rerun = await client.post('/api/job_invocations/205/rerun');
  expect(client.server.jobs.get(rerun.body.id)?.targeting.host_ids).toEqual([13]);
});

test('every create may leave an orphan', async () => {
  client.server.faults.orphanOnCreate = true;
  expect((await create()).status).toBe(500);
  const { body } = await client.get('/api/job_invocations?per_page=1');
  expect(body.results[0]).toMatchObject({ dynflow_task: null, status_label: 'queued' });
});

test('sessions may end all at once', async () => {
  const cookie = (await client.get('/api/status')).headers.get('set-cookie')?.split(';')[0] ?? '';
  client.server.expireSessions();
  const { status, text } = await client.send('/api/status', { headers: { cookie } });
  expect([status, text]).toEqual([401, '']);
});

test('requests and passwords may cost time on the clock', async () => {
  Object.assign(client.server.world.timing, { requestMs: 10, passwordMs: 100, proxyCallMs: 50 });
  const asked = client.clock.now();
  const first = await client.get('/api/status');
  expect(client.clock.now() - asked).toBe(110);
  const cookie = first.headers.get('set-cookie')?.split(';')[0] ?? '';
  await client.send('/api/status', { headers: { cookie } });
  expect(client.clock.now() - asked).toBe(120);
});

test('a port that is taken is an error', async () => {
  await expect(demoClient({ port: client.server.port })).rejects.toThrow(/EADDRINUSE/);
});

test('closing ends requests that wait', async () => {
  client.server.faults.rules.push({ effect: { kind: 'slow', ms: 1e9 } });
  const waiting = client.send('/api/status', {}).catch((error: unknown) => error);
  const other = await client.send('/api/status', {});
  expect(other.status).toBe(401);
  await client.server.close();
  expect(await waiting).toBeInstanceOf(Error);
});

test('a worker has one request at a time: the others wait for it', async () => {
  Object.assign(client.server.world.timing, { requestMs: 10, workers: 2 });
  const first = await client.get('/api/status');
  const cookie = first.headers.get('set-cookie')?.split(';')[0] ?? '';
  const asked = client.clock.now();
  const ends = await Promise.all(
    Array.from({ length: 5 }, async () => {
      await client.send('/api/status', { headers: { cookie } });
      return client.clock.now() - asked;
    }),
  );
  expect(ends.toSorted((a, b) => a - b)).toEqual([10, 10, 20, 20, 30]);
});
