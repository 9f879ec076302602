import { afterEach, beforeEach, expect, test } from 'vitest';
import { commandJob, type DemoClient, demoClient } from './demo-client.ts';

let client: DemoClient;

beforeEach(async () => {
  client = await demoClient();
});

afterEach(() => client.close());

/** A finished job: db01 succeeded, db02 failed, by their scripts. */
async function halfFailed(type: 'static_query' | 'dynamic_query'): Promise<number> {
  client.server.world.script('db02.example.com', {
    steps: [],
    end: { kind: 'exit', afterMs: 10, code: 9 },
  });
  const id = await client.start(commandJob('true', 'hostgroup = db', { targeting_type: type }));
  client.clock.advance(60_000);
  expect(await client.statuses(id)).toEqual(['success', 'error']);
  return id;
}

async function hostsOfRerun(
  id: number,
  params: Record<string, unknown>,
  query = '',
): Promise<string[]> {
  const { status, body, headers } = await client.post(
    `/api/job_invocations/${id}/rerun${query}`,
    params,
  );
  expect(status).toBe(201);
  expect(headers.get('location')).toBe(`${client.server.url}/job_invocations/${body.id}`);
  const shown = await client.get(`/api/job_invocations/${body.id}`);
  return shown.body.targeting.hosts.map((host: { name: string }) => host.name);
}

const both = ['db01.example.com', 'db02.example.com'];

test('failed_only on a static job runs on ALL its hosts, although the query says otherwise', async () => {
  const id = await halfFailed('static_query');
  expect(await hostsOfRerun(id, { failed_only: true })).toEqual(both);
  expect(await hostsOfRerun(id, { succeeded_only: true })).toEqual(both);
  expect(await hostsOfRerun(id, { host_ids: [14] })).toEqual(both);
  const last = [...client.server.jobs.values()].at(-1);
  expect(last?.targeting.search_query).toBe('name ^ (db02.example.com)');
});

test('passwords are forgotten at the end and not copied; inputs of the provider are copied', async () => {
  const { templates } = client.server.world;
  const play = templates.find((template) => template.provider_type === 'Ansible');
  const id = await client.start({
    job_template_id: play?.id,
    targeting_type: 'static_query',
    search_query: 'name = db01.example.com',
    inputs: { playbook: 'x' },
    ansible: { tags: 'a,b' },
    password: 'one',
    key_passphrase: 'two',
    ssh: { effective_user_password: 'three' },
  });
  const first = client.server.jobs.get(id);
  expect(first?.secrets).toEqual({
    password: 'one',
    key_passphrase: 'two',
    effective_user_password: 'three',
  });
  const shown = await client.get(`/api/job_invocations/${id}`);
  expect(shown.text).not.toMatch(/one"|two"|three"|a,b/);
  client.clock.advance(60_000);
  await client.get(`/api/job_invocations/${id}`);
  const none = { password: null, key_passphrase: null, effective_user_password: null };
  expect(first?.secrets).toEqual(none);
  await client.post(`/api/job_invocations/${id}/rerun`);
  const second = [...client.server.jobs.values()].at(-1);
  expect(second).toMatchObject({ provider_inputs: { tags: 'a,b' }, secrets: none });
});

test('inputs of another provider are ignored in silence', async () => {
  const id = await client.start(
    commandJob('true', 'name = db01.example.com', { ansible: { tags: 'a' } }),
  );
  expect(client.server.jobs.get(id)?.provider_inputs).toEqual({});
});

test('on a dynamic job the restriction is honoured', async () => {
  const id = await halfFailed('dynamic_query');
  expect(await hostsOfRerun(id, { failed_only: true })).toEqual(['db02.example.com']);
  expect(await hostsOfRerun(id, { succeeded_only: true })).toEqual(['db01.example.com']);
  expect(await hostsOfRerun(id, { host_ids: [13, 14] })).toEqual(both);
  expect(await hostsOfRerun(id, {})).toEqual(both);
});

test('"false" and 0 are true; JSON false is false; a wrapper is ignored', async () => {
  const id = await halfFailed('dynamic_query');
  expect(await hostsOfRerun(id, {}, '?failed_only=false')).toEqual(['db02.example.com']);
  expect(await hostsOfRerun(id, { failed_only: 0 })).toEqual(['db02.example.com']);
  expect(await hostsOfRerun(id, { failed_only: false })).toEqual(both);
  expect(await hostsOfRerun(id, { job_invocation: { failed_only: true } })).toEqual(both);
});

test('nothing failed on a dynamic job: `name ^ ()` runs on an unrelated host', async () => {
  const id = await client.start(
    commandJob('true', 'hostgroup = db', { targeting_type: 'dynamic_query' }),
  );
  client.clock.advance(60_000);
  expect(await hostsOfRerun(id, { failed_only: true })).toEqual(['namesrv.example.com']);
});

test('failed_only of a cancelled job counts cancelled hosts and those that never started', async () => {
  const job = commandJob('sleep 100', 'hostgroup = web', {
    targeting_type: 'dynamic_query',
    concurrency_control: { concurrency_level: 2 },
  });
  const id = await client.start(job);
  client.clock.advance(5000);
  await client.post(`/api/job_invocations/${id}/cancel`);
  client.clock.advance(60_000);
  expect(await hostsOfRerun(id, { failed_only: true })).toHaveLength(12);
});

test('secrets and schedules are not kept, hidden inputs are; the description is the usual one', async () => {
  const { body } = await client.post('/api/job_invocations', {
    job_invocation: {
      ...commandJob('', 'hostgroup = db'),
      job_template_id: 104,
      inputs: { login: 'bob', password: 'hunter2' },
      description_format: 'my own words',
      scheduling: { start_at: '2026-11-25T10:00:00Z' },
    },
  });
  const rerun = await client.post(`/api/job_invocations/${body.id}/rerun`);
  expect(rerun.body).toMatchObject({
    description: 'Set password of bob',
    password: null,
    effective_user_password: null,
  });
  expect(client.server.jobs.get(rerun.body.id)?.inputs.password).toBe('hunter2');
  expect((await client.get(`/api/job_invocations/${rerun.body.id}`)).body.status_label).toBe(
    'running',
  );
});

test('without its template a job cannot be rerun: 404 with `error` as a text', async () => {
  const { templates } = client.server.world;
  templates.splice(
    templates.findIndex((one) => one.id === 100),
    1,
  );
  const { status, body } = await client.post('/api/job_invocations/201/rerun');
  expect([status, body]).toEqual([
    404,
    { error: 'Could not rerun job 201 because its template could not be found' },
  ]);
});

test('before 13.2 succeeded_only is ignored', async () => {
  await client.close();
  client = await demoClient({ rexVersion: '8.1' });
  client.server.world.script('db02.example.com', {
    steps: [],
    end: { kind: 'exit', afterMs: 10, code: 9 },
  });
  const id = await client.start(
    commandJob('true', 'hostgroup = db', { targeting_type: 'dynamic_query' }),
  );
  client.clock.advance(60_000);
  expect(await hostsOfRerun(id, { succeeded_only: true })).toEqual(both);
});
