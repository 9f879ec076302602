import { afterEach, describe, expect, test } from 'vitest';
import type { FaultRule } from '../../../src/demo/http/faults.ts';
import { largeWorld, textScript } from '../../../src/demo/http/server.ts';
import { withPastJob } from '../../world/past-job.ts';
import { openWorld, type World } from '../../world/run.ts';

let world: World;
afterEach(() => world.close());

/** A job that has ended on `count` hosts, each with two lines, every seventh with exit code 3. */
async function openEnded(
  count: number,
  options: Parameters<typeof openWorld>[0] = {},
  text = 'done',
): Promise<void> {
  const large = largeWorld(count);
  for (const { id, name } of large.hosts.values()) {
    const texts = text === '' ? [] : [`on ${name}\n`, text];
    large.script(name, textScript(texts, { code: id % 7 === 0 ? 3 : 0 }));
  }
  withPastJob(large);
  world = await openWorld({ ...options, world: large });
}

const outputReads = (mark: number) =>
  world.requestsSince(mark).filter((request) => /\/outputs$|\/hosts\/\d/.test(request));

async function snapshot(...words: readonly string[]) {
  const mark = world.server.requests.length;
  const ran = await world.run(['output', '1', ...words]);
  return { ran, reads: outputReads(mark) };
}

const bulk = { method: 'POST', path: /\/outputs$/ } as const;
const always = Number.POSITIVE_INFINITY;

const withBulk = (effect: FaultRule['effect']): FaultRule => ({ ...bulk, times: always, effect });

const troubles: readonly (readonly [string, FaultRule])[] = [
  ['500', withBulk({ kind: 'answer', status: 500 })],
  ['502', withBulk({ kind: 'answer', status: 502 })],
  ['504 after 60 s', withBulk({ kind: 'answer', status: 504 })],
  ['403', withBulk({ kind: 'answer', status: 403 })],
  ['no answer in time', withBulk({ kind: 'slow', ms: 200_000 })],
  ['one lost connection', { ...bulk, effect: { kind: 'reset' } }],
  ['one response that is cut off', { ...bulk, effect: { kind: 'cut_body' } }],
  ['two 503', { ...bulk, times: 2, effect: { kind: 'answer', status: 503 } }],
  ['one lost answer', { ...bulk, effect: { kind: 'answer_lost' } }],
  ['a page instead of JSON', withBulk({ kind: 'answer', status: 200, body: '<html>' })],
];

describe('the output of hosts that have ended', () => {
  const ways = [
    [],
    ['--group', '--mask', 'host'],
    ['--diff'],
    ['--json'],
    ['--format', 'yaml'],
    ['--format', 'csv'],
    ['--failed'],
    ['--tail', '1'],
    ['--raw'],
    ['--raw', '--json'],
  ];

  test.each(ways.map((way) => [way.join(' '), way] as const))(
    'output %s: the same in chunks and one by one',
    async (_, way) => {
      await openEnded(130);
      const inChunks = await snapshot(...way);
      world.server.faults.rules.push(withBulk({ kind: 'answer', status: 404 }));
      const oneByOne = await snapshot(...way);
      const { code, stdout, stderr } = oneByOne.ran;
      expect(inChunks.ran).toMatchObject({ code: 0, stdout, stderr });
      expect(code).toBe(0);
      expect(stdout.length).toBeGreaterThan(100);
      expect(inChunks.reads.length).toBeLessThanOrEqual(5);
      expect(inChunks.reads.every((request) => request.startsWith('POST '))).toBe(true);
      expect(oneByOne.reads.length).toBeGreaterThan(15);
    },
  );

  test.each(['7.0', '8.1', '13.2', '14.1', '16.0', '17.1'] as const)(
    'in chunks on a server with Remote Execution %s',
    async (rexVersion) => {
      await openEnded(25, { rexVersion });
      const inChunks = await snapshot('--json');
      world.server.faults.rules.push(withBulk({ kind: 'answer', status: 404 }));
      const oneByOne = await snapshot('--json');
      expect(inChunks.ran.json).toEqual(oneByOne.ran.json);
      expect(inChunks.ran.json.hosts[6]).toMatchObject({ exit_code: 3, complete: true });
      expect(inChunks.reads).toHaveLength(3);
      expect(oneByOne.reads.length).toBeGreaterThanOrEqual(26);
    },
  );

  // From 8.1 to 14.0 the exit line ties with the last line, and their order is left to chance.
  test.each(['7.0', '14.1', '16.0', '17.1'] as const)(
    '--raw on a server with Remote Execution %s: the bytes of single reads, in chunks',
    async (rexVersion) => {
      const odd = 'ab\r\n\u001b[31mäöü€\u{1f600}\ttail without an end';
      await openEnded(25, { rexVersion }, odd);
      const inChunks = await snapshot('--raw', '--json');
      world.server.faults.rules.push(withBulk({ kind: 'answer', status: 404 }));
      const oneByOne = await snapshot('--raw', '--json');
      expect(inChunks.ran.json).toEqual(oneByOne.ran.json);
      expect(inChunks.ran.json.hosts[0].output).toBe(`on node01.example.com\n${odd}Exit status: 0`);
      expect(inChunks.reads).toHaveLength(3);
      expect(oneByOne.reads.length).toBeGreaterThanOrEqual(26);
    },
  );

  test('--raw reads the text of a host by itself that a chunk has no text of', async () => {
    await openEnded(12, { faults: { lostExitLine: true } }, '');
    const { ran, reads } = await snapshot('--raw', '--json');
    expect(ran.code).toBe(0);
    const empty = ran.json.hosts.filter(({ output }: { output: string }) => output === '');
    expect(empty).toHaveLength(11);
    expect(reads.filter((request) => request.endsWith('/raw'))).toHaveLength(11);
  });

  test('a thousand of them in no more than 20 requests', async () => {
    await openEnded(1000);
    const mark = world.server.requests.length;
    const ran = await world.run(['output', '1', '--group', '--mask', 'host', '--json']);
    expect(ran.json.groups.map((group: { count: number }) => group.count)).toEqual([142, 858]);
    expect(world.requestsSince(mark).length).toBeLessThanOrEqual(20);
  });

  test.each(troubles)('is complete although bulk reads get %s', async (_, rule) => {
    await openEnded(60);
    const { ran: expected } = await snapshot('--json');
    world.server.faults.rules.push(rule);
    const { ran } = await snapshot('--json');
    expect({ code: ran.code, stderr: ran.stderr }).toEqual({ code: 0, stderr: '' });
    expect(ran.json).toEqual(expected.json);
  });

  test('a bulk read that was lost is sent again, because it changes nothing', async () => {
    await openEnded(10);
    world.server.faults.rules.push({ ...bulk, times: 3, effect: { kind: 'answer_lost' } });
    const { ran, reads } = await snapshot('--json');
    expect(ran.code).toBe(0);
    expect(reads).toEqual(Array(4).fill('POST /api/job_invocations/1/outputs'));
  });

  test('all that a server gives that ignores the search is used', async () => {
    await openEnded(130, { faults: { bulkSearchIgnored: true } });
    const { ran, reads } = await snapshot('--json');
    expect(ran.json.hosts).toHaveLength(130);
    expect(reads.length).toBeLessThanOrEqual(2);
  });

  test('that the server does not call complete is read again, and reported', async () => {
    await openEnded(12, { faults: { neverComplete: true } });
    const { ran } = await snapshot('--json');
    expect(ran.code).toBe(8);
    expect(ran.json.hosts).toHaveLength(12);
    expect(ran.json.hosts[0]).toMatchObject({
      complete: false,
      notice: expect.stringContaining('the output is incomplete'),
    });
  });
});

describe('a follow of hosts that have ended', () => {
  const oneByOneRule = withBulk({ kind: 'answer', status: 404 });
  const inOrder = (text: string) => text.split('\n').sort().join('\n');

  test.each([[[]], [['--group', '--mask', 'host']], [['--tail', '1']], [['--format', 'csv']]])(
    'output --follow %s: the same together and one by one',
    async (way) => {
      await openEnded(130);
      const together = await snapshot('--follow', ...way);
      world.server.faults.rules.push(oneByOneRule);
      const oneByOne = await snapshot('--follow', ...way);
      expect(together.ran.code).toBe(3);
      expect(inOrder(together.ran.stdout)).toBe(inOrder(oneByOne.ran.stdout));
      expect(together.reads.length).toBeLessThanOrEqual(13);
      expect(oneByOne.reads.length).toBeGreaterThan(130);
    },
  );

  test('watch --group of a thousand of them needs no more than 30 requests', async () => {
    await openEnded(1000);
    const mark = world.server.requests.length;
    const calls = world.server.proxyCalls;
    const ran = await world.run(['watch', '1', '--group', '--mask', 'host', '--json']);
    expect(ran.json.groups.map((group: { count: number }) => group.count)).toEqual([142, 858]);
    expect(world.requestsSince(mark).length).toBeLessThanOrEqual(30);
    expect(world.server.proxyCalls).toBe(calls);
  });

  test.each(['7.0', '8.1', '13.2', '14.1', '16.0', '17.1'] as const)(
    'of a server with Remote Execution %s',
    async (rexVersion) => {
      await openEnded(25, { rexVersion });
      const together = await snapshot('--follow', '--json');
      world.server.faults.rules.push(oneByOneRule);
      const oneByOne = await snapshot('--follow', '--json');
      expect(together.ran.json.hosts).toEqual(oneByOne.ran.json.hosts);
      expect(together.reads.length).toBeLessThanOrEqual(7);
    },
  );

  test.each(troubles)('is complete although bulk reads get %s', async (_, rule) => {
    await openEnded(60);
    const { ran: expected } = await snapshot('--follow', '--json');
    world.server.faults.rules.push(rule);
    const { ran } = await snapshot('--follow', '--json');
    expect({ code: ran.code, stderr: ran.stderr }).toEqual({ code: 3, stderr: '' });
    expect(ran.json.hosts).toEqual(expected.json.hosts);
  });
});

test('hosts that run are never read in bulk: each costs a call to its smart proxy', async () => {
  world = await openWorld();
  world.server.world.script('web02.example.com', textScript(['quick\n']));
  await world.run(['run', '-c', 'echo begun; sleep 60', '--search', 'name ~ web', '--detach']);
  await world.clock.sleep(12_000);
  const mark = world.server.requests.length;
  const calls = world.server.proxyCalls;
  const ran = await world.run(['output', '208', '--json']);
  expect(ran.json.hosts).toHaveLength(12);
  const reads = outputReads(mark);
  expect(reads.filter((request) => request.startsWith('GET '))).toHaveLength(12);
  expect(world.server.proxyCalls - calls).toBe(11);
});
