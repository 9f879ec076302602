import { afterEach, describe, expect, it } from 'vitest';
import type { Connection } from '../../../src/api/connection.ts';
import {
  readHostOutput,
  readOutputs,
  readRawOutput,
} from '../../../src/api/endpoints/host-output.ts';
import { allHosts, hostsOfAny } from '../../../src/api/endpoints/hosts.ts';
import {
  cancelJobHosts,
  cancelJobInvocation,
  createJobInvocation,
  rerunJobInvocation,
} from '../../../src/api/endpoints/job-actions.ts';
import { allHostRuns, pageHostRuns } from '../../../src/api/endpoints/job-hosts.ts';
import {
  listJobInvocations,
  pollJob,
  readJob,
} from '../../../src/api/endpoints/job-invocations.ts';
import { showJobTemplate } from '../../../src/api/endpoints/job-templates.ts';
import { LostResponse } from '../../../src/api/failures.ts';
import {
  type DemoOptions,
  demoWorld,
  largeWorld,
  type RexVersion,
  rexVersions,
} from '../../../src/demo/http/server.ts';
import type { JobDetail } from '../../../src/jobs/job-invocation.ts';
import type { NewJob } from '../../../src/jobs/new-job.ts';
import { equals } from '../../../src/jobs/search/search-query.ts';
import { type Demo, demo, passwords } from '../demo.ts';
import { rerunRestricted } from '../restricted-rerun.ts';

const worlds: Demo[] = [];
afterEach(async () => {
  for (const world of worlds.splice(0)) await world.close();
});

async function start(
  options: Partial<DemoOptions> = {},
): Promise<Demo & { connection: Connection }> {
  const world = await demo(options);
  worlds.push(world);
  return { ...world, connection: world.open().connection };
}

async function run(
  connection: Connection,
  command: string,
  search: string,
  more: Partial<NewJob> = {},
): Promise<JobDetail> {
  const template = await showJobTemplate(connection, 'Run Command - Script Default');
  return createJobInvocation(connection, {
    job_template_id: template.id,
    targeting_type: 'static_query',
    search_query: search,
    inputs: { command },
    ...more,
  });
}

/** Time passes on the server without requests. */
async function finished(world: Demo, connection: Connection, id: number): Promise<JobDetail> {
  await world.clock.sleep(120_000);
  return readJob(connection, id);
}

describe.each(rexVersions)('on REX %s', (rexVersion: RexVersion) => {
  it('a job is created, polled, read and its hosts and output are reported', async () => {
    const world = await start({ rexVersion });
    const created = await run(
      world.connection,
      'echo hello; exit 3',
      'name ^ (web01.example.com, db01.example.com)',
    );
    expect(created).toMatchObject({ status: 'running', mode: 'immediate' });
    const job = await finished(world, world.connection, created.id);
    expect(job).toMatchObject({
      status: 'failed',
      counts: { total: 2, succeeded: 0, failed: 2 },
      task: { state: 'stopped' },
    });
    expect(job.inputs).toEqual([
      expect.objectContaining({ name: 'command', value: 'echo hello; exit 3' }),
    ]);
    expect(await pollJob(world.connection, created.id)).toMatchObject({
      id: created.id,
      status: 'failed',
    });
    const hosts = await allHostRuns(world.connection, job);
    expect(hosts.map((host) => [host.name, host.status]).sort()).toEqual([
      ['db01.example.com', 'failed'],
      ['web01.example.com', 'failed'],
    ]);
    const output = await readHostOutput(world.connection, job.id, hosts[0]?.id ?? 0);
    expect(output.complete).toBe(true);
    const text = output.elements
      .filter((element) => element.output_type === 'stdout')
      .map((element) => element.output)
      .join('');
    expect(text).toContain('hello\n');
    expect(text).toContain('Exit status: 3');
  });

  it('fields that this version does not give are named, not guessed', async () => {
    const world = await start({ rexVersion });
    const created = await run(world.connection, 'true', 'name = web01.example.com');
    const job = await finished(world, world.connection, created.id);
    const version = Number(rexVersion);
    expect(job.unreadable).toEqual([
      ...(version < 12 ? ['effective_user'] : []),
      ...(version < 9.1 ? ['time_to_pickup'] : []),
      ...(version < 15 ? ['concurrency_level', 'execution_timeout_interval'] : []),
    ]);
    expect(job.template_name).toBe('Run Command - Script Default');
    expect(job.counts.cancelled).toBe(version < 13.1 ? null : 0);
  });

  it('an orphan is told from its row, and a job that does not exist is not found', async () => {
    const world = await start({ rexVersion });
    world.server.faults.orphanOnCreate = true;
    await expect(run(world.connection, 'true', 'name = web01.example.com')).rejects.toBeInstanceOf(
      LostResponse,
    );
    const { items } = await listJobInvocations(world.connection, { perPage: 1 });
    const id = items[0]?.id ?? 0;
    await expect(readJob(world.connection, id)).resolves.toMatchObject({
      id,
      task: null,
      targeting: null,
      inputs: null,
    });
    await expect(pollJob(world.connection, id)).resolves.toMatchObject({ id, task: null });
    await expect(
      allHostRuns(world.connection, await readJob(world.connection, id)),
    ).resolves.toEqual([]);
    for (const read of [readJob, pollJob]) {
      await expect(read(world.connection, 99999)).rejects.toMatchObject({
        kind: 'not_found',
        exitCode: 5,
        message: `no job 99999 on 127.0.0.1:${world.server.port}, or not visible to you`,
      });
    }
  });

  it('a cancel for some hosts is sent only where the server heeds the filter (trap 9)', async () => {
    const world = await start({ rexVersion });
    const job = await run(world.connection, 'sleep 60', 'name ~ web');
    await world.clock.sleep(10_000);
    const before = world.server.requests.length;
    const asked = cancelJobHosts(world.connection, job.id, 'name = web01.example.com');
    if (Number(rexVersion) >= 16.1) {
      await expect(asked).resolves.toMatchObject({ total: 1, skipped: [] });
    } else {
      await expect(asked).rejects.toMatchObject({
        kind: 'refused',
        exitCode: 9,
        message: expect.stringMatching(
          /^this server \(Remote Execution [\d.]+\) would ignore the host filter and cancel the whole job\. Nothing was sent$/,
        ),
      });
    }
    const sent = world.server.requests.slice(before).filter((request) => request.method === 'POST');
    expect(sent).toHaveLength(Number(rexVersion) >= 16.1 ? 1 : 0);
  });
});

describe('a job', () => {
  it('is polled without its hosts and without the smart proxy, by show or by the index', async () => {
    for (const [rexVersion, path, query] of [
      ['17.1', /^\/api\/job_invocations\/\d+$/, { include_hosts: 'false' }],
      ['16.1', /^\/api\/job_invocations$/, { search: expect.stringMatching(/^id = \d+$/) }],
    ] as const) {
      const world = await start({ rexVersion });
      const job = await run(world.connection, 'sleep 20', 'name ~ web');
      await world.connection.capabilities();
      await world.clock.sleep(5_000);
      const before = world.server.requests.length;
      await pollJob(world.connection, job.id);
      const sent = world.server.requests.slice(before);
      expect(sent).toHaveLength(1);
      expect(sent[0]?.path).toMatch(path);
      expect(sent[0]?.query).toMatchObject(query);
      expect(world.server.proxyCalls).toBe(0);
    }
  });

  it('of 2,500 hosts is told page by page, each host once', async () => {
    const world = await start({ world: largeWorld(2500) });
    const job = await run(world.connection, 'true', 'name ~ node');
    const hosts = await allHostRuns(world.connection, job);
    expect(new Set(hosts.map((host) => host.id)).size).toBe(2500);
    const pages = world.server.requests.filter(
      (request) => request.path.endsWith('/hosts') && request.path !== '/api/hosts',
    );
    expect(pages.map((request) => request.query.page)).toEqual(['1', '2', '3']);
    expect(pages.map((request) => request.query.per_page)).toEqual(['1000', '999', '998']);
    expect(pages.every((request) => request.query.search === undefined)).toBe(true);
  });

  it('whose hosts cannot be counted on an unknown server is reported by whichever endpoint is there', async () => {
    for (const rexVersion of ['13.2', '17.1'] as const) {
      const world = await start({ rexVersion });
      const job = await run(world.connection, 'true', 'name = web01.example.com');
      const denied = { kind: 'answer', status: 403, body: '<html></html>' } as const;
      world.server.faults.rules.push(
        { path: '/api/plugins', effect: denied },
        { path: '/apidoc/', effect: denied },
      );
      const { connection } = world.open();
      await expect(allHostRuns(connection, job)).resolves.toMatchObject([
        { name: 'web01.example.com' },
      ]);
      await expect(connection.capabilities()).resolves.toMatchObject({ source: 'unknown' });
      await expect(
        cancelJobHosts(connection, job.id, 'name = web01.example.com'),
      ).rejects.toMatchObject({
        message: expect.stringContaining('might ignore the host filter'),
      });
    }
  });

  it('reports tasks of hosts with permissions asked for', async () => {
    const world = await start();
    const job = await run(world.connection, 'sleep 30', 'name = web01.example.com');
    await world.clock.sleep(5_000);
    const page = await pageHostRuns(world.connection, job.id, {
      jobEnded: false,
      includePermissions: true,
    });
    expect(page.items[0]?.task).toMatchObject({ id: expect.stringMatching(/^[0-9a-f-]{36}$/) });
  });

  it('is rerun on all its hosts; a restriction of the server changes nothing for a static job', async () => {
    const world = await start();
    const job = await run(world.connection, 'echo', 'name ~ web');
    await finished(world, world.connection, job.id);
    const again = await rerunJobInvocation(world.connection, job.id);
    const restricted = await rerunRestricted(world.connection, job.id, { failed_only: true });
    expect(again.id).toBeGreaterThan(job.id);
    await expect(readJob(world.connection, restricted.id)).resolves.toMatchObject({
      counts: { total: 12 },
    });
  });

  it('is cancelled with one request, and a job that has ended reports that it cannot be', async () => {
    const world = await start();
    const job = await run(world.connection, 'sleep 60', 'name = web01.example.com');
    await world.clock.sleep(10_000);
    await expect(cancelJobInvocation(world.connection, job.id)).resolves.toEqual({
      cancelled: true,
    });
    await finished(world, world.connection, job.id);
    await expect(
      cancelJobInvocation(world.connection, job.id, { force: true }),
    ).rejects.toMatchObject({
      httpStatus: 422,
      message: 'the job could not be cancelled',
    });
    const bodies = world.server.requests
      .filter((request) => request.path.endsWith('/cancel'))
      .map((request) => request.body);
    expect(bodies).toEqual([{}, { force: true }]);
  });

  it('that this user may not cancel says which permission is missing', async () => {
    const world = await start();
    const { connection } = world.open({ login: 'ruser', secret: passwords.ruser });
    const job = await run(connection, 'sleep 60', 'name = web01.example.com');
    await expect(cancelJobInvocation(connection, job.id)).rejects.toMatchObject({
      kind: 'not_allowed',
      exitCode: 4,
      message: expect.stringContaining('ruser is missing permission cancel_job_invocations'),
      hint: 'ask an administrator for a role that has it, e.g. Remote Execution Manager',
    });
  });

  it.each(['', '   '])(
    'is not cancelled for the blank host filter "%s": nothing is sent',
    async (search) => {
      const world = await start();
      await expect(cancelJobHosts(world.connection, 201, search)).rejects.toMatchObject({
        kind: 'refused',
        exitCode: 9,
      });
      expect(world.server.requests).toHaveLength(0);
    },
  );

  it.each(['name = ', 'name ^ ()', '(name = a'])(
    'is not cancelled for the filter `%s`, of which the server would drop a part',
    async (search) => {
      const world = await start();
      await expect(cancelJobHosts(world.connection, 201, search)).rejects.toMatchObject({
        kind: 'usage',
        exitCode: 2,
      });
      expect(world.server.requests).toHaveLength(0);
    },
  );

  it.each([Number.NaN, 0, -1, 1.5, 3e9, Number.POSITIVE_INFINITY])(
    'with id %d is never asked for',
    async (id) => {
      const world = await start();
      await expect(readJob(world.connection, id)).rejects.toMatchObject({ kind: 'usage' });
      await expect(readHostOutput(world.connection, 201, id)).rejects.toMatchObject({
        kind: 'usage',
      });
      expect(world.server.requests).toHaveLength(0);
    },
  );
});

describe('output', () => {
  it('is read since a timestamp as exactly as the number came', async () => {
    const world = await start();
    const job = await run(
      world.connection,
      'echo a; sleep 3; echo b; sleep 3; echo c',
      'name = web01.example.com',
    );
    await finished(world, world.connection, job.id);
    const [host] = await allHostRuns(world.connection, job);
    const all = await readHostOutput(world.connection, job.id, host?.id ?? 0);
    for (const [index, { timestamp }] of all.elements.entries()) {
      const rest = await readHostOutput(world.connection, job.id, host?.id ?? 0, {
        since: timestamp,
      });
      expect(rest.elements).toEqual(
        all.elements.slice(index + 1).filter((element) => element.timestamp > timestamp),
      );
    }
  });

  it('of many hosts comes at once, by GET and by POST, as elements and as text', async () => {
    const world = await start();
    const job = await run(world.connection, 'hostname', 'name ~ web0');
    await finished(world, world.connection, job.id);
    for (const method of ['GET', 'POST'] as const) {
      const elements = await readOutputs(world.connection, job.id, {
        method,
        searchQuery: 'name = web02.example.com',
      });
      expect(elements).toMatchObject([
        {
          complete: true,
          text: null,
          elements: expect.arrayContaining([expect.objectContaining({ output_type: 'stdout' })]),
        },
      ]);
      const texts = await readOutputs(world.connection, job.id, { method, raw: true });
      expect(texts).toHaveLength(9);
      expect(texts[0]).toMatchObject({
        elements: null,
        text: expect.stringContaining('Exit status: 0'),
      });
    }
  });

  it('as the raw text is what the server has, unchanged', async () => {
    const world = await start();
    const job = await run(world.connection, 'hostname', 'name = web01.example.com');
    await finished(world, world.connection, job.id);
    const [host] = await allHostRuns(world.connection, job);
    await expect(readRawOutput(world.connection, job.id, host?.id ?? 0)).resolves.toMatchObject({
      complete: true,
      output: expect.stringMatching(/^web01.*Exit status: 0$/s),
    });
  });

  it('of a hung smart proxy is waited for longer than 120 s (trap 45)', async () => {
    const world = await start();
    const job = await run(world.connection, 'echo a; sleep 600', 'name = web01.example.com');
    await world.clock.sleep(10_000);
    const [host] = await allHostRuns(world.connection, job);
    world.server.faults.hungProxy = true;
    const output = await readHostOutput(world.connection, job.id, host?.id ?? 0);
    expect(output.elements.at(-1)?.output).toContain('Error loading data from proxy');
  });
});

describe('hosts', () => {
  it('are found by a search, all of them, by id and name only', async () => {
    const world = await start({ world: largeWorld(2100) });
    const hosts = await allHosts(world.connection, { search: 'name ~ node' });
    expect(hosts).toHaveLength(2100);
    expect(Object.keys(hosts[0] ?? {})).toEqual(['id', 'name']);
    expect(world.server.requests.every((request) => request.query.thin === 'true')).toBe(true);
  });

  it('are found by many conditions, with addresses that servers take, however long the names are', async () => {
    const crowd = demoWorld();
    const long = `.${'very-long-label.'.repeat(12)}example.com`;
    const names = Array.from({ length: 150 }, (_, at) => `n${at}${long}`);
    for (const name of names) crowd.addHost({ name });
    const world = await start({ world: crowd });
    const conditions = names.map((name) => equals('name', name));
    const hosts = await hostsOfAny(world.connection, conditions);
    expect(hosts.map(({ name }) => name).sort()).toEqual(names.toSorted());
    const lengths = world.server.requests
      .filter(({ path }) => path === '/api/hosts')
      .map(({ query }) => encodeURIComponent(String(query.search)).length);
    expect(Math.max(...lengths)).toBeLessThan(7000);
    expect(lengths.length).toBeLessThan(10);
    expect(await hostsOfAny(world.connection, [])).toEqual([]);
  });

  it('are not searched for with a blank search', async () => {
    const world = await start();
    await expect(allHosts(world.connection, { search: ' ' })).rejects.toMatchObject({
      kind: 'usage',
    });
    expect(world.server.requests).toHaveLength(0);
  });
});
