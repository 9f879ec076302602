import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { textScript, unreachableScript } from '../../src/demo/http/server.ts';
import { commandJob, type DemoClient, demoClient } from '../demo/demo-client.ts';

let client: DemoClient;

beforeEach(async () => {
  client = await demoClient();
});

afterEach(() => client.close());

interface Element {
  readonly output_type: string;
  readonly output: string;
}

async function outputOf(id: number, host: number): Promise<Element[]> {
  const { body } = await client.get(`/api/job_invocations/${id}/hosts/${host}`);
  return body.output;
}

const finished = async (search = 'hostgroup = db') => {
  const id = await client.start(commandJob('true', search));
  client.clock.advance(60_000);
  return id;
};

describe('characters of more than one byte', () => {
  const umlauts = textScript(['first äöü€\n', 'second äöü€\n', 'third äöü€\n', 'end\n'], {
    everyMs: 1500,
  });

  beforeEach(() => {
    for (const name of ['db01', 'db02']) client.server.world.script(`${name}.example.com`, umlauts);
  });

  test('that the proxy cuts fail the host although the script ended well', async () => {
    client.server.faults.cutCharacters = 1;
    const id = await finished();
    expect(await client.statuses(id)).toEqual(['error', 'error']);
    const output = await outputOf(id, 13);
    expect(output.map((one) => one.output)).toEqual(
      expect.arrayContaining([
        'Runner error: ArgumentError - invalid byte sequence in UTF-8',
        'Exit status: EXCEPTION',
        'StandardError: Job execution failed',
      ]),
    );
    const printed = output.filter((one) => one.output_type === 'stdout').map((one) => one.output);
    expect(printed.join('')).not.toContain('end\n');
  });

  test('hosts that print none of them are left alone, and only the given share is hit', async () => {
    client.server.faults.cutCharacters = 1;
    client.server.world.script('db02.example.com', textScript(['plain\n']));
    expect(await client.statuses(await finished())).toEqual(['error', 'success']);
    client.server.faults.cutCharacters = 0;
    expect(await client.statuses(await finished())).toEqual(['success', 'success']);
  });
});

test('debug elements follow each other, and not all of them end their line', async () => {
  client.server.world.script(
    'db01.example.com',
    unreachableScript(['Proxy error: first', 'Proxy error: second']),
  );
  client.server.world.script('db02.example.com', {
    steps: [
      { afterMs: 100, stream: 'debug', text: 'one' },
      { afterMs: 100, stream: 'debug', text: 'two' },
    ],
    end: { kind: 'exit', afterMs: 100, code: 0 },
  });
  const id = await finished();
  const unreachable = (await outputOf(id, 13)).map(
    ({ output_type, output }) => `${output_type} ${output}`,
  );
  expect(unreachable).toEqual([
    'debug Proxy error: first',
    'debug Proxy error: second',
    'stdout Exit status: EXCEPTION',
    'debug StandardError: Job execution failed',
  ]);
  expect((await outputOf(id, 14)).map((one) => one.output)).toEqual([
    'one',
    'two',
    'Exit status: 0',
  ]);
});

test('a bulk read takes its own search, costs by the host, and may find no host', async () => {
  Object.assign(client.server.world.timing, { bulkOutputMs: 8 });
  const id = await finished('hostgroup = web');
  const asked = client.clock.now();
  const read = (search: string) =>
    client.post(`/api/job_invocations/${id}/outputs`, { search_query: search });
  expect(
    (await read('id ^ (1,2,3)')).body.outputs.map((one: { host_id: number }) => one.host_id),
  ).toEqual([1, 2, 3]);
  expect(client.clock.now() - asked).toBe(24);
  expect((await read('name = nobody')).body).toEqual({ outputs: [] });
  expect(client.clock.now() - asked).toBe(24);
});
