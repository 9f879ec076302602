import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RecordedRequest } from '../../../src/demo/http/server.ts';
import { openWorld, type World } from '../../world/run.ts';

let world: World;
let requests: readonly RecordedRequest[];
const web = ['--search', 'name ~ web'];

/** A day's work, once; what the server saw of it is what the tests below are about. */
const day: readonly (readonly string[])[] = [
  ['whoami'],
  ['list'],
  ['list', '--all', '--status', 'running'],
  ['list', '--mine', '--since', '2d', '--outcome', 'failed'],
  ['show', '204', '--hosts'],
  ['show', '203'],
  ['host', 'list', 'name ~ web'],
  ['template', 'list'],
  ['template', 'show', 'Reboot with notice'],
  ['run', '--template', 'Patch hosts', ...web],
  ['run', '--command', 'echo 1; sleep 3; echo 2', ...web, '--follow'],
  ['output', '@last'],
  ['output', '@last', '--raw'],
  ['output', '204', 'web11'],
  ['rerun', '208', '--failed'],
  ['rerun', '201'],
  ['run', '--command', 'sleep 99', ...web, '--detach'],
  ['cancel', '@last', '--yes', '--wait'],
  ['run', '--command', 'sleep 99', ...web, '--detach'],
  ['cancel', '@last', '--yes', '--force'],
];

beforeAll(async () => {
  world = await openWorld();
  for (const argv of day) await world.run(argv);
  requests = world.server.requests;
  expect(requests.length).toBeGreaterThan(100);
});
afterAll(() => world.close());

const writes = () => requests.filter(({ method }) => method !== 'GET');
const keysOf = (value: unknown): string[] =>
  typeof value !== 'object' || value === null
    ? []
    : Object.entries(value).flatMap(([key, inner]) => [key, ...keysOf(inner)]);

describe('in a day of work', () => {
  test('every request is answered with what it asked for: none fails but the show of the orphan (trap 14)', () => {
    const failed = requests
      .filter(({ status }) => (status ?? 0) >= 400)
      .map(({ method, path }) => `${method} ${path}`);
    expect(new Set(failed)).toEqual(new Set(['GET /api/job_invocations/203']));
  });

  test('every write has its media type and a body, also where it is empty (trap 27)', () => {
    for (const { headers, body } of writes()) {
      expect(headers['content-type']).toMatch(/^application\/json/);
      expect(body).toBeTypeOf('object');
    }
  });

  test('the locale is fixed, so that strings which look like data are not translated (trap 68)', () => {
    expect(new Set(requests.map(({ headers }) => headers['accept-language']))).toEqual(
      new Set(['en']),
    );
  });

  test('a secret goes as basic auth and nothing else, once; then the session is used (traps 49, 51)', () => {
    const logins = requests.filter(({ headers }) => headers.authorization !== undefined);
    expect(logins.every(({ headers }) => headers.authorization?.startsWith('Basic '))).toBe(true);
    expect(logins.length).toBeLessThanOrEqual(4);
    const both = requests.filter(
      ({ headers }) => headers.authorization !== undefined && headers.cookie !== undefined,
    );
    expect(both).toEqual([]);
  });

  test('no parameter that ends in _id goes to the output of a host, and hosts are asked for by number (traps 52, 54)', () => {
    const reads = requests.filter(({ path }) => /\/hosts\/[^/]+/.test(path));
    expect(reads.length).toBeGreaterThan(20);
    for (const { path, query } of reads) {
      expect(path).toMatch(/^\/api\/job_invocations\/\d+\/hosts\/\d+(\/raw)?$/);
      expect(Object.keys(query).filter((key) => key.endsWith('_id'))).toEqual([]);
    }
  });

  test('no page is asked for as `all`, as 0 or by an echo of the server (traps 30, 31, 66)', () => {
    // The list of plugins is the one where `all` is known to work and paging is not.
    for (const { query } of requests.filter(({ path }) => path !== '/api/plugins')) {
      if (query.per_page !== undefined) expect(Number(query.per_page)).toBeGreaterThan(0);
      if (query.page !== undefined) expect(Number(query.page)).toBeGreaterThan(0);
    }
  });

  test('switches are JSON booleans in bodies, and no false is sent as text (traps 4, 5)', () => {
    for (const { query } of requests) {
      for (const key of [
        'force',
        'failed_only',
        'succeeded_only',
        'awaiting',
        'include_permissions',
      ]) {
        expect(query[key]).not.toBe('false');
      }
    }
    const cancels = writes().filter(({ path }) => path.endsWith('/cancel'));
    expect(cancels.map(({ body }) => body)).toEqual([{}, { force: true }]);
  });

  test('reruns carry no filter of the server, inside or outside of a wrapper (traps 1, 29)', () => {
    for (const { body } of writes()) {
      const keys = keysOf(body);
      for (const key of ['failed_only', 'succeeded_only', 'host_ids'])
        expect(keys).not.toContain(key);
    }
  });

  test('hosts are sent as a set of ids in the search, never as host_ids or as a feature (traps 55, 56)', () => {
    const creates = writes().filter(({ path }) => path === '/api/job_invocations');
    expect(creates.length).toBe(5);
    for (const { body } of creates) {
      expect(body).toMatchObject({
        include_hosts: false,
        job_invocation: {
          targeting_type: 'static_query',
          search_query: expect.stringMatching(/^id \^ \(\d+(,\d+)*\)$/),
        },
      });
      expect(keysOf(body)).not.toContain('feature');
    }
  });

  test('outputs of many hosts are asked for only of hosts that have ended: others cost the proxy one call after the other (trap 44)', () => {
    expect(requests.some(({ path }) => path.includes('sub_tasks'))).toBe(false);
    const bulk = requests.filter(({ path }) => path.endsWith('/outputs'));
    expect(bulk.length).toBeGreaterThan(0);
    for (const { method, body, proxyCalls } of bulk) {
      expect({ method, proxyCalls }).toEqual({ method: 'POST', proxyCalls: 0 });
      expect(body).toMatchObject({ search_query: expect.stringMatching(/^id \^ \(/) });
    }
  });

  test('a search that must find every host is not limited to those that have begun (traps 32, 65)', () => {
    for (const { path, query } of requests) {
      if (/job_invocations\/\d+\/hosts$/.test(path)) expect(query.search).toBeUndefined();
      expect(path).not.toContain('template_invocations');
    }
  });

  test('addresses stay far below what servers take (trap 63)', () => {
    for (const { path, query } of requests) {
      expect(
        path.length + new URLSearchParams(query as Record<string, string>).toString().length,
      ).toBeLessThan(4000);
    }
  });

  test('times in searches are whole ISO times, which every version reads (trap 62)', () => {
    const searches = requests
      .map(({ query }) => String(query.search ?? ''))
      .filter((search) => search.includes('started_at'));
    expect(searches).toHaveLength(1);
    expect(searches[0]).toMatch(/started_at >= "2026-11-21T14:\d\d:\d\d(\.\d+)?Z"/);
  });
});
