import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type DemoServer, startDemoServer } from '../../src/demo/http/server.ts';
import { basic } from '../demo/demo-client.ts';
import { VirtualClock } from '../world/virtual-clock.ts';
import { addSearchedJobs, recordedAt, searchedWorld } from './searched-world.ts';

interface Recorded {
  readonly query: string;
  readonly status: number;
  readonly subtotal?: number;
  readonly total?: number;
  readonly ids?: readonly number[];
  /** The first line of the server's message. */
  readonly error?: string;
}

const recorded: { readonly hosts: readonly Recorded[]; readonly jobs: readonly Recorded[] } =
  JSON.parse(await readFile(new URL('./searches.json', import.meta.url), 'utf8'));

describe('a search gets the answer that a live server gave', () => {
  let clock: VirtualClock;
  let server: DemoServer;

  beforeAll(async () => {
    clock = new VirtualClock(recordedAt);
    server = await startDemoServer({ clock, world: searchedWorld() });
    clock.watch(server);
    addSearchedJobs(server);
  });

  afterAll(async () => {
    await server.close();
    clock.dispose();
  });

  async function answer(path: string, search: string): Promise<Omit<Recorded, 'query'>> {
    const query = new URLSearchParams({ search, per_page: '5', thin: 'true' });
    const headers = { authorization: basic('admin', 'changeme') };
    const response = await fetch(`${server.url}${path}?${query}`, { headers });
    const { status } = response;
    // biome-ignore lint/suspicious/noExplicitAny: either of two shapes
    const body: any = await response.json();
    if (status !== 200) {
      expect(body.error.class).toBe(status === 400 ? 'ScopedSearch::QueryNotSupported' : undefined);
      return { status, error: body.error.message.split('\n')[0] };
    }
    const ids = body.results.map((row: { id: number }) => row.id);
    return {
      status,
      subtotal: body.subtotal,
      ...(path === jobs ? { total: body.total } : {}),
      ids,
    };
  }

  const jobs = '/api/job_invocations';

  test('336 were recorded', () => {
    expect(recorded.hosts.length + recorded.jobs.length).toBe(336);
  });

  test.each(recorded.hosts.map((one) => [one.query, one] as const))(
    'hosts: %j',
    async (query, one) => {
      expect({ query, ...(await answer('/api/hosts', query)) }).toEqual(one);
    },
  );

  test.each(recorded.jobs.map((one) => [one.query, one] as const))(
    'jobs: %j',
    async (query, one) => {
      expect({ query, ...(await answer(jobs, query)) }).toEqual(one);
    },
  );
});
