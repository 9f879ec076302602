import { afterEach, describe, expect, test } from 'vitest';
import { type RexVersion, rexVersions, textScript } from '../../src/demo/http/server.ts';
import { commandJob, type DemoClient, demoClient } from '../demo/demo-client.ts';

let client: DemoClient;
afterEach(() => client.close());

/** A job on web01 to web12 and app01 to app03 that has ended, on web03 with exit code 7. */
async function ended(rexVersion: RexVersion = '17.1'): Promise<string> {
  client = await demoClient({ rexVersion });
  const { world } = client.server;
  world.behavior = () => textScript(['one\n', 'two\n'], { everyMs: 2000 });
  world.script('web03.example.com', textScript(['bad\n'], { code: 7 }));
  const id = await client.start(commandJob('work', 'hostgroup ^ (web, app)'));
  client.clock.advance(120_000);
  await client.get(`/api/job_invocations/${id}`);
  return `/api/job_invocations/${id}`;
}

interface OutputOfHost {
  readonly host_id: number;
  readonly complete: boolean;
  readonly output: string | readonly { readonly output: string; readonly timestamp: number }[];
}

const outputs = async (job: string, body: Record<string, unknown>): Promise<OutputOfHost[]> =>
  (await client.post(`${job}/outputs`, body)).body.outputs;
const idsOf = (found: readonly OutputOfHost[]) => found.map((one) => one.host_id);
const namesOf = ({ body }: { body: { results: { name: string }[] } }) =>
  body.results.map(({ name }) => name.split('.')[0]);
const encoded = (search: string) => encodeURIComponent(search);

describe('outputs of many hosts', () => {
  test('`search_query` finds hosts of the job; blank is all, and `search` is no parameter', async () => {
    const job = await ended();
    expect(idsOf(await outputs(job, { search_query: 'hostgroup = app' }))).toHaveLength(3);
    expect(idsOf(await outputs(job, { search_query: 'hostgroup = db' }))).toEqual([]);
    for (const body of [{}, { search_query: '' }, { search: 'hostgroup = app' }])
      expect(idsOf(await outputs(job, body))).toHaveLength(15);
    const { status, body } = await client.post(`${job}/outputs`, { search_query: 'nosuch = 1' });
    expect([status, body.error.class]).toEqual([400, 'ScopedSearch::QueryNotSupported']);
  });

  test('`raw` is cast: texts with exit and debug text; else elements', async () => {
    const job = await ended();
    const search_query = 'name = web03.example.com';
    for (const raw of [true, 'true', 1])
      expect((await outputs(job, { search_query, raw }))[0]?.output).toBe(
        'bad\nExit status: 7StandardError: Job execution failed',
      );
    for (const raw of [false, 'false', 0, 'f'])
      expect(Array.isArray((await outputs(job, { search_query, raw }))[0]?.output)).toBe(true);
  });

  test('one `since` for all: elements that are strictly newer; texts ignore it', async () => {
    const job = await ended();
    const search_query = 'name ^ (web01.example.com, web03.example.com)';
    const [whole] = await outputs(job, { search_query: 'name = web01.example.com' });
    if (whole === undefined || typeof whole.output === 'string') throw new Error('no elements');
    const since = whole.output[0]?.timestamp ?? 0;
    const later = await outputs(job, { search_query: 'name = web01.example.com', since });
    expect(later[0]?.output).toEqual(whole.output.slice(1));
    for (const one of await outputs(job, { search_query, since: 9e12 }))
      expect(one).toMatchObject({ complete: true, output: [] });
    for (const one of await outputs(job, { search_query, since: 9e12, raw: true }))
      expect(one.output).toContain('Exit status: ');
  });

  test.each(rexVersions)('are there in Remote Execution %s', async (rexVersion) => {
    const job = await ended(rexVersion);
    expect(idsOf(await outputs(job, { search_query: 'id ^ (1,2)', raw: true }))).toHaveLength(2);
  });
});

describe('the hosts of a job', () => {
  test('`search` and `order` are echoed; `total` ignores the search', async () => {
    const job = await ended();
    const answer = await client.get(
      `${job}/hosts?search=${encoded('hostgroup = app')}&order=${encoded('name DESC')}`,
    );
    expect(namesOf(answer)).toEqual(['app03', 'app02', 'app01']);
    expect(answer.body).toMatchObject({
      total: 15,
      subtotal: 3,
      search: 'hostgroup = app',
      sort: { by: 'name', order: 'DESC' },
    });
  });

  test('`order` takes fields of hosts, and pages keep it; `job_status` is refused', async () => {
    const job = await ended();
    const pages = [1, 2].map((page) => `${job}/hosts?order=name%20ASC&per_page=10&page=${page}`);
    const found = await Promise.all(pages.map(async (page) => namesOf(await client.get(page))));
    expect(found.flat()).toHaveLength(15);
    expect(found.flat()).toEqual(found.flat().toSorted());
    expect((await client.get(`${job}/hosts?order=job_status%20ASC`)).status).toBe(400);
  });

  test.each([
    ['14.1', ['web03', 'web05', 'web11']],
    ['16.0', ['web03']],
    ['17.1', ['web03']],
  ] as const)('a search for results in %s finds runs of %j', async (rexVersion, names) => {
    const job = await ended(rexVersion);
    client.server.world.script('web05.example.com', textScript(['bad\n'], { code: 7 }));
    await client.start(commandJob('other', 'name = web05.example.com'));
    client.clock.advance(120_000);
    const search = encoded('job_invocation.result = failed');
    expect(namesOf(await client.get(`${job}/hosts?search=${search}`)).toSorted()).toEqual(names);
  });

  test.each(['7.0', '8.1', '13.2'] as const)('are no endpoint in %s', async (rexVersion) => {
    const job = await ended(rexVersion);
    expect((await client.get(`${job}/hosts?search=id%20%3D%201`)).status).toBe(404);
  });
});
