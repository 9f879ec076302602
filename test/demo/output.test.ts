import { afterEach, describe, expect, test } from 'vitest';
import {
  DemoWorld,
  type HostScript,
  type RexVersion,
  textScript,
  unreachableScript,
} from '../../src/demo/http/server.ts';
import { basic, type DemoClient, demoClient } from './demo-client.ts';

let client: DemoClient;

afterEach(() => client.close());

interface Element {
  readonly id?: number;
  readonly timestamp: number;
  readonly output: string;
  readonly output_type: string;
  readonly external_id?: string;
  readonly sequence_id?: number;
}

/** A world of one host that does this for every job. */
function oneHost(script: HostScript): DemoWorld {
  const world = new DemoWorld();
  world.addUser({ login: 'admin', password: 'changeme', admin: true });
  world.addHost({ name: 'one.example.com' });
  world.addTemplate({ id: 100, name: 'Run', inputs: [{ name: 'command' }] });
  world.script('one.example.com', script);
  return world;
}

async function startOne(
  script: HostScript,
  options: Omit<Parameters<typeof demoClient>[0] & object, 'world'> = {},
) {
  client = await demoClient({ ...options, world: oneHost(script) });
  return client.start({
    job_template_id: 100,
    targeting_type: 'static_query',
    search_query: 'name ~ one',
  });
}

async function elements(id: number, query = ''): Promise<Element[]> {
  return (await client.get(`/api/job_invocations/${id}/hosts/1${query}`)).body.output;
}

const twice = textScript(['a\n', 'b\n', 'c\n'], { everyMs: 1500, code: 3 });

describe('what a read shows', () => {
  test('nothing is stored unless somebody reads; a read sees what the proxy had a tick ago', async () => {
    const id = await startOne(twice);
    client.clock.advance(6500);
    expect(client.server.proxyCalls).toBe(0);
    const seen = (await elements(id)).map((one) => one.output);
    expect(client.server.proxyCalls).toBe(1);
    expect(seen).toEqual(['a\n', 'b\n']);
    client.clock.advance(20_000);
    await elements(id);
    expect(client.server.proxyCalls).toBe(1);
  });

  test('a failed host ends with an exit line without id and a debug element of the server', async () => {
    const id = await startOne(twice);
    client.clock.advance(20_000);
    const { body } = await client.get(`/api/job_invocations/${id}/hosts/1`);
    expect(body).toMatchObject({ complete: true, refresh: false });
    expect(body.output.map((one: Element) => one.output)).toEqual([
      'a\n',
      'b\n',
      'c\n',
      'Exit status: 3',
      'StandardError: Job execution failed',
    ]);
    expect(Object.keys(body.output[3])).toEqual(['output_type', 'output', 'timestamp']);
    expect(body.output[4].external_id).toMatch(/^exception-[0-9a-f]{8}$/);
    const ids = body.output.flatMap((one: Element) => one.id ?? []);
    expect(ids).toEqual(ids.toSorted((a: number, b: number) => a - b));
  });

  test('since is strictly greater, exact in its shortest form, and everything when it is no number', async () => {
    const id = await startOne(twice);
    client.clock.advance(20_000);
    const all = await elements(id);
    const [first, second] = all;
    expect(await elements(id, `?since=${String(first?.timestamp)}`)).toEqual(all.slice(1));
    expect(await elements(id, `?since=${second?.timestamp.toFixed(6)}`)).toEqual(all.slice(2));
    expect(await elements(id, '?since=abc')).toEqual(all);
    expect(await elements(id, '?since=')).toEqual(all);
  });

  test('raw glues everything together and ignores since', async () => {
    const id = await startOne(textScript(['no newline'], { code: 0 }));
    client.clock.advance(20_000);
    const { body } = await client.get(`/api/job_invocations/${id}/hosts/1/raw?since=99999999999`);
    expect(body).toEqual({ complete: true, refresh: false, output: 'no newlineExit status: 0' });
  });

  test('outputs answers for all hosts by GET and POST; raw=false is false', async () => {
    const id = await startOne(textScript(['x\n']));
    client.clock.advance(20_000);
    const path = `/api/job_invocations/${id}/outputs`;
    const got = await client.get(`${path}?raw=false`);
    expect(got.body.outputs[0]).toMatchObject({
      host_id: 1,
      complete: true,
      output: [{ output: 'x\n' }, {}],
    });
    const raw = await client.post(path, { raw: true, search_query: 'name = one.example.com' });
    expect(raw.body.outputs).toEqual([
      { complete: true, refresh: false, output: 'x\nExit status: 0', host_id: 1 },
    ]);
    expect((await client.post(path, { search_query: 'name = two' })).body.outputs).toEqual([]);
    const since = got.body.outputs[0].output[0].timestamp;
    expect((await client.post(path, { since })).body.outputs[0].output).toHaveLength(1);
    expect((await client.get(`${path}?search_query=zzz = 1`)).status).toBe(400);
  });

  test('large output comes in chunks, a script may be killed by its time limit', async () => {
    const id = await startOne({
      steps: [{ afterMs: 10, text: 'x'.repeat(300_000) }],
      end: { kind: 'exit', afterMs: 10, code: 0 },
    });
    client.clock.advance(20_000);
    const chunks = (await elements(id)).slice(0, -1).map((one) => one.output.length);
    expect(chunks.length).toBeGreaterThan(1);
    expect(chunks.reduce((sum, size) => sum + size, 0)).toBe(300_000);
    const job = {
      job_template_id: 100,
      targeting_type: 'static_query',
      search_query: 'name ~ one',
    };
    client.server.world.script('one.example.com', {
      steps: [{ afterMs: 10, text: 'on\n' }],
      end: { kind: 'hang' },
    });
    const limited = await client.start({ ...job, execution_timeout_interval: 5 });
    client.clock.advance(20_000);
    expect((await elements(limited)).map((one) => one.output)).toEqual([
      'on\n',
      'Timeout for execution passed, trying to stop the job',
      'Exit status: 255',
      'StandardError: Job execution failed',
    ]);
  });

  test('an unreachable host, bytes that are not UTF-8 and a NUL byte fail in their own ways', async () => {
    const texts = async (script: HostScript) => {
      const id = await startOne(script);
      client.clock.advance(30_000);
      const found = (await elements(id)).map((one) => one.output);
      expect(await client.statuses(id)).toEqual(['error']);
      return found;
    };
    const [why, exit] = await texts(unreachableScript());
    expect(why).toMatch(
      /^Error initializing command: RuntimeError - Could not establish connection to remote host/,
    );
    expect(exit).toBe('Exit status: EXCEPTION');
    await client.close();
    const broken = await texts(
      textScript(['fine\n', 'bad \udcff\n', 'never seen\n'], { everyMs: 1200 }),
    );
    expect(broken).toContain('Runner error: ArgumentError - invalid byte sequence in UTF-8');
    expect(broken).toContain('Exit status: EXCEPTION');
    expect(broken).not.toContain('never seen\n');
    await client.close();
    expect(
      await texts(textScript(['fine\n', 'nul \0\n', 'never seen\n'], { everyMs: 1200 })),
    ).toEqual(['fine\n', 'ArgumentError: string contains null byte']);
  });

  test('a host that waits, was never planned, or is none of the job', async () => {
    const id = await startOne(twice);
    const soon = await client.get(`/api/job_invocations/${id}/hosts/1`);
    expect(soon.body).toEqual({ complete: false, refresh: true, output: [] });
    expect((await client.get(`/api/job_invocations/${id}/hosts/1/raw`)).body.output).toBeNull();
    const none = await client.get(`/api/job_invocations/${id}/hosts/99`);
    expect([none.status, none.body]).toEqual([
      404,
      { error: { message: "Host with id '99' was not found" } },
    ]);
  });
});

describe('clocks', () => {
  test('with the proxy ahead the debug line of the server sorts before the last line', async () => {
    const id = await startOne(twice, { faults: { proxySkewMs: 60_000 } });
    client.clock.advance(20_000);
    expect((await elements(id)).map((one) => one.output)[0]).toBe(
      'StandardError: Job execution failed',
    );
  });

  test("the host's own clock stamps lines, not the exit", async () => {
    const id = await startOne({ ...twice, clockOffsetMs: 3_600_000 });
    client.clock.advance(20_000);
    expect((await elements(id)).map((one) => one.output).at(-1)).toBe('c\n');
  });

  test('equal timestamps may swap between two answers and never get lost', async () => {
    const id = await startOne(textScript([...'abcdefgh'], { everyMs: 1100 }), {
      faults: { equalTimestamps: true },
    });
    client.clock.advance(30_000);
    const orders = new Set<string>();
    for (let n = 0; n < 12; n++) {
      const found = (await elements(id)).slice(0, -1).map((one) => one.output);
      expect(found.toSorted().join('')).toBe('abcdefgh');
      orders.add(found.join(''));
    }
    expect(orders.size).toBeGreaterThan(1);
  });

  test('chunks may be cut anywhere but inside a character', async () => {
    const text = 'grüße, 世界 🚀 '.repeat(200);
    const id = await startOne(textScript([text]), { faults: { splitChunks: true } });
    client.clock.advance(30_000);
    const found = (await elements(id)).slice(0, -1);
    expect(found.length).toBeGreaterThan(5);
    expect(found.map((one) => one.output).join('')).toBe(text);
  });
});

describe('versions', () => {
  const read = async (rexVersion: RexVersion) => {
    const id = await startOne(twice, { rexVersion });
    client.clock.advance(20_000);
    return elements(id);
  };

  test('7.0: no ids, the exit line a second after the last line', async () => {
    const found = await read('7.0');
    expect(
      found.every((one) => Object.keys(one).sort().join() === 'output,output_type,timestamp'),
    ).toBe(true);
    const exit = found.find((one) => one.output === 'Exit status: 3');
    expect(exit?.timestamp).toBe((found.find((one) => one.output === 'c\n')?.timestamp ?? 0) + 1);
  });

  test.each(['8.1', '13.2'] as const)(
    '%s: sequence_id, and the exit line at the time of the last line',
    async (version) => {
      const found = await read(version);
      expect(found.filter((one) => one.id !== undefined).map((one) => one.sequence_id)).toEqual([
        0, 1, 2, 3,
      ]);
      const last = found.find((one) => one.output === 'c\n');
      expect(found.find((one) => one.output === 'Exit status: 3')?.timestamp).toBe(last?.timestamp);
      const job = [...client.server.jobs.keys()][0] ?? 0;
      const after = await elements(job, `?since=${String(last?.timestamp)}`);
      expect(after.map((one) => one.output)).toEqual(['StandardError: Job execution failed']);
    },
  );

  test('14.1: external_id, and the exit line by the clock of the proxy', async () => {
    const found = await read('14.1');
    expect(found[0]).toMatchObject({ external_id: '0', meta: null });
    expect(found.map((one) => one.output)[3]).toBe('Exit status: 3');
    expect(found[3]?.timestamp).toBeGreaterThan(found[2]?.timestamp ?? 0);
  });
});

describe('the smart proxy in trouble', () => {
  test('a dead one answers at once with a debug element that is gone in the next answer', async () => {
    const id = await startOne(twice);
    client.clock.advance(4500);
    client.server.faults.deadProxy = true;
    const dead = (await elements(id)).at(-1);
    expect(dead?.output).toMatch(/^Error loading data from proxy: Errno::ECONNREFUSED/);
    expect(dead?.id).toBeUndefined();
    client.clock.advance(60_000);
    expect(await client.statuses(id)).toEqual(['running']);
    client.server.faults.deadProxy = false;
    client.clock.advance(60_000);
    expect(await client.statuses(id)).toEqual(['error']);
    expect((await elements(id)).map((one) => one.output)).not.toContain(dead?.output);
  });

  test('a hung one takes 120 s of the clock and still answers 200; other questions are not held up', async () => {
    const id = await startOne({ ...twice, end: { kind: 'hang' } }, { faults: { hungProxy: true } });
    client.clock.advance(4500);
    const asked = client.clock.now();
    const answer = client.get(`/api/job_invocations/${id}/hosts/1`);
    expect(await client.statuses(id)).toEqual(['running']);
    const { status, body } = await answer;
    expect(status).toBe(200);
    expect(body.output.at(-1).output).toMatch(/ReadTimeout/);
    expect(client.clock.now() - asked).toBe(120_000);
  });

  test('a transient failure every third read loses nothing', async () => {
    const id = await startOne(twice, { faults: { transientProxyErrorEvery: 3 } });
    client.clock.advance(4500);
    const kinds = [];
    for (let n = 0; n < 3; n++) kinds.push((await elements(id)).at(-1)?.output_type);
    expect(kinds).toEqual(['stdout', 'stdout', 'debug']);
  });

  test('an exit line may be lost', async () => {
    const id = await startOne(textScript(['x\n']), { faults: { lostExitLine: true } });
    client.clock.advance(20_000);
    expect((await elements(id)).map((one) => one.output)).toEqual(['x\n']);
    expect(await client.statuses(id)).toEqual(['success']);
  });

  test('tasks of running hosts cost a call each, the task of the job none', async () => {
    const id = await startOne({ ...twice, end: { kind: 'hang' } });
    client.clock.advance(4500);
    const task = client.server.jobs.get(id)?.task?.id;
    const path = `/foreman_tasks/api/tasks/${task}`;
    await client.send(path, { headers: { authorization: basic('admin', 'changeme') } });
    expect(client.server.proxyCalls).toBe(0);
    const children = await client.get(`${path}/sub_tasks`);
    expect(children.body.results).toHaveLength(1);
    expect([client.server.proxyCalls, client.server.requests.at(-1)?.proxyCalls]).toEqual([1, 1]);
  });
});
