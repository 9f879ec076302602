import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ResponseTooLong, TemporaryFailure } from '../../../src/api/failures.ts';
import { Failure } from '../../../src/errors.ts';
import { OutputReader } from '../../../src/follow/output-reader.ts';
import type { ReadClass } from '../../../src/follow/read-queue.ts';
import { ServerPause } from '../../../src/follow/retry-budget.ts';
import type { HostOutput } from '../../../src/jobs/output.ts';
import { VirtualClock } from '../../world/virtual-clock.ts';

let clock: VirtualClock;
beforeEach(() => {
  clock = new VirtualClock(0);
});
afterEach(() => clock.dispose());

interface Server {
  /** What happens to a request for these; the n-th, from 1. */
  readonly trouble?: (ids: readonly number[], request: number) => Failure | undefined;
  readonly lacks?: (id: number) => boolean;
  /** Gives these beside those that were asked for. */
  readonly more?: readonly number[];
  /** How long one request for many takes. */
  readonly ms?: number;
  readonly text?: (id: number) => string;
}

/** Whoever takes what is read. */
interface Taker {
  /** How long it takes the lines of one host. */
  readonly ms?: number;
  /** Of what it fails. */
  readonly failure?: Failure;
}

/** Lines that it lets wait. */
const mostWaiting = 30;

function wholeOutput(text: string): HostOutput {
  const printed = { id: 1, output_type: 'stdout', output: text, timestamp: 1 };
  const exit = { output_type: 'stdout', output: 'Exit status: 0', timestamp: 2 };
  return { complete: true, elements: [printed, exit], delayed: false, start_at: null };
}

/** Reads hosts 1 to `count`; what was asked for, and which lines came. */
async function readAll(
  count: number,
  server: Server = {},
  urgencyOf: (id: number) => ReadClass = () => 'ended',
  taker: Taker = {},
) {
  const chunks: (readonly number[])[] = [];
  const singles: number[] = [];
  const lines: string[] = [];
  const gaps: string[] = [];
  const text = server.text ?? ((id) => `from ${id}\n`);
  let together = 0;
  let most = 0;
  const held = new Set<number>();
  let mostHeld = 0;
  let waiting = 0;
  let taken: Promise<void> | undefined;
  const take = async (ms: number) => {
    while (waiting > 0) {
      const lines = waiting;
      waiting = 0;
      await clock.sleep(ms * lines);
      if (taker.failure !== undefined) throw taker.failure;
    }
  };
  const reader = new OutputReader({
    ...{ clock, random: () => 0.5, giveUpAfterMs: 60_000, pause: new ServerPause() },
    signal: new AbortController().signal,
    emit: (event) => {
      if (event.type !== 'output') return;
      lines.push(event.line.text);
      if (taker.ms === undefined) return;
      waiting++;
      const { ms } = taker;
      taken ??= Promise.resolve()
        .then(() => take(ms))
        .then(() => {
          taken = undefined;
        });
      taken.catch(() => undefined);
    },
    drained: () => (waiting > mostWaiting || taker.failure !== undefined ? taken : undefined),
    fetch: async (id) => {
      singles.push(id);
      return wholeOutput(text(id));
    },
    fetchEnded: async (ids) => {
      chunks.push(ids);
      const error = server.trouble?.(ids, chunks.length);
      most = Math.max(most, ++together);
      await clock.sleep(server.ms ?? 10);
      together--;
      if (error !== undefined) throw error;
      const given = [...ids, ...(server.more ?? [])].filter((id) => server.lacks?.(id) !== true);
      for (const id of given) held.add(id);
      mostHeld = Math.max(mostHeld, held.size);
      return new Map(given.map((id) => [id, wholeOutput(text(id))]));
    },
    onEnding: ({ id, name }, { loss }) => {
      held.delete(id);
      if (loss !== null) gaps.push(name);
    },
  });
  for (let id = 1; id <= count; id++)
    reader.add({ id, name: `h${id}` }, null, urgencyOf(id), 'show');
  reader.close();
  await reader.run().finally(() => expect(gaps).toEqual([]));
  expect(lines.toSorted()).toEqual(
    Array.from({ length: count }, (_, at) => text(at + 1)).toSorted(),
  );
  return { chunks, singles, most, mostHeld, sizes: chunks.map((ids) => ids.length) };
}

const timeout = () => new TemporaryFailure('too slow', { timedOut: true });

describe('ended hosts that wait to be read', () => {
  test('a thousand of them in twelve requests, two at a time', async () => {
    const { sizes, singles, most } = await readAll(1000);
    expect(sizes).toEqual([10, 10, ...Array(9).fill(100), 80]);
    expect(singles).toEqual([]);
    expect(most).toBe(2);
  });

  test('fewer than ten are read one by one, and those left over', async () => {
    expect((await readAll(9)).chunks).toEqual([]);
    const { sizes, singles } = await readAll(125);
    expect(sizes).toEqual([10, 10, 100]);
    expect(singles).toEqual([121, 122, 123, 124, 125]);
  });

  test('a host that runs is never among them', async () => {
    const runs = (id: number) => id % 4 === 0;
    const { chunks, singles } = await readAll(200, {}, (id) => (runs(id) ? 'active' : 'ended'));
    expect(chunks.flat().filter(runs)).toEqual([]);
    expect(singles.filter(runs)).toHaveLength(50);
  });

  test('what the response lacks is read by itself', async () => {
    const { singles } = await readAll(220, { lacks: (id) => id % 50 === 0 });
    expect(singles).toEqual([50, 100, 150, 200]);
  });

  test('of hosts that print much only few are read together', async () => {
    const text = (id: number) => `${id} ${'x'.repeat(500_000)}\n`;
    const { sizes } = await readAll(40, { text });
    expect(Math.max(...sizes.slice(2))).toBeLessThanOrEqual(3);
  });
});

describe('a request for many that fails', () => {
  test.each<readonly [string, () => Failure]>([
    ['by a time-out', timeout],
    ['by a 500', () => new Failure('server_error', 'broken', { httpStatus: 500 })],
    ['by its size', () => new ResponseTooLong('too long', undefined)],
  ])('%s: its hosts are read one by one, others in smaller requests', async (_, failure) => {
    const trouble = (ids: readonly number[]) => (ids.length > 20 ? failure() : undefined);
    const { sizes, singles } = await readAll(500, { trouble });
    const failed = sizes.filter((size) => size > 20);
    expect(failed.length).toBeGreaterThan(0);
    expect(failed.length).toBeLessThanOrEqual(2);
    expect(singles.length).toBeGreaterThanOrEqual(failed.length * 100);
    expect(singles.length).toBeLessThan(failed.length * 100 + 10);
    expect(sizes.filter((size) => size === 20).length).toBeGreaterThan(5);
  });

  test.each([400, 403, 404, 405, 413, 422])('with %i is the last', async (httpStatus) => {
    const refused = new Failure('not_allowed', 'no', { httpStatus });
    const { sizes, singles } = await readAll(60, { trouble: () => refused });
    expect(sizes.length).toBeLessThanOrEqual(2);
    expect(singles).toHaveLength(60);
  });

  test('by a lost connection is repeated for the same hosts together', async () => {
    const lost = new TemporaryFailure('reset');
    const { chunks, singles } = await readAll(20, {
      trouble: (_, request) => (request <= 2 ? lost : undefined),
    });
    expect(singles).toEqual([]);
    expect(chunks).toHaveLength(4);
  });

  test('after minutes is no reason to give its hosts up', async () => {
    const { singles } = await readAll(10, { ms: 150_000, trouble: timeout });
    expect(singles).toHaveLength(10);
  });

  test('because the server ignores which hosts are meant is the last', async () => {
    const { sizes, singles } = await readAll(300, { more: [1001, 1002] });
    expect(sizes.length).toBeLessThanOrEqual(2);
    expect(singles.length).toBeGreaterThanOrEqual(280);
  });
});

test('the end of the login ends the reading', async () => {
  const loggedOut = new Failure('not_logged_in', 'no', { httpStatus: 401 });
  await expect(readAll(60, { trouble: () => loggedOut })).rejects.toBe(loggedOut);
});

describe('whoever takes the lines slowly', () => {
  test('has no more than two requests for many in memory', async () => {
    const { mostHeld, sizes } = await readAll(1000, {}, () => 'ended', { ms: 50 });
    expect(Math.max(...sizes)).toBe(100);
    expect(mostHeld).toBeLessThanOrEqual(200);
  });

  test('ends the reading by its failure, which is none of the hosts', async () => {
    const full = new Failure('output_failed', 'the disk is full');
    await expect(readAll(300, {}, () => 'ended', { ms: 50, failure: full })).rejects.toBe(full);
  });
});
