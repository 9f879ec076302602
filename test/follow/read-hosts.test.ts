import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ResponseTooLong, TemporaryFailure } from '../../src/api/failures.ts';
import { Failure } from '../../src/errors.ts';
import { readHosts } from '../../src/follow/read-hosts.ts';

interface Server {
  /** How many characters a host has printed. */
  readonly length?: (id: number) => number;
  /** What happens to a request for these. */
  readonly trouble?: (ids: readonly number[]) => Failure | undefined;
  readonly lacks?: (id: number) => boolean;
  /** Gives these instead of those that were asked for. */
  readonly gives?: readonly number[];
}

/** A server in memory; `chunks`: the ids of each request for many, `singles`: of those for one. */
function serverOf({ length = () => 10, trouble, lacks = () => false, gives }: Server = {}) {
  const chunks: (readonly number[])[] = [];
  const singles: number[] = [];
  let together = 0;
  let most = 0;
  const busy = async <T>(work: () => T): Promise<T> => {
    most = Math.max(most, ++together);
    await Promise.resolve();
    together--;
    return work();
  };
  return {
    chunks,
    singles,
    most: () => most,
    reads: {
      one: (id: number) =>
        busy(() => {
          singles.push(id);
          return { id, length: length(id) };
        }),
      many: (ids: readonly number[]) =>
        busy(() => {
          chunks.push(ids);
          const error = trouble?.(ids);
          if (error !== undefined) throw error;
          const given = (gives ?? ids).filter((id) => !lacks(id));
          return new Map(given.map((id) => [id, { id, length: length(id) }]));
        }),
      size: (output: { length: number }) => output.length,
    },
  };
}

const upTo = (count: number) => Array.from({ length: count }, (_, at) => at + 1);
const endedOf = (ids: readonly number[]) => ids.map((id) => ({ id, ended: true }));

async function idsRead(
  hosts: readonly { id: number; ended: boolean }[],
  { reads }: ReturnType<typeof serverOf>,
): Promise<number[]> {
  const ids: number[] = [];
  for await (const { id } of readHosts(hosts, reads)) ids.push(id);
  return ids;
}

const timeout = () => new TemporaryFailure('too slow', { timedOut: true });

describe('hosts that have ended are read in chunks', () => {
  it('a thousand of them in twelve requests, none of more than 100', async () => {
    const server = serverOf();
    expect(await idsRead(endedOf(upTo(1000)), server)).toEqual(upTo(1000));
    expect(server.chunks.map((ids) => ids.length)).toEqual([10, 10, ...Array(9).fill(100), 80]);
    expect(server.singles).toEqual([]);
    expect(server.most()).toBe(2);
  });

  it('of hosts that print megabytes only few at a time', async () => {
    const server = serverOf({ length: () => 2_000_000 });
    await idsRead(endedOf(upTo(40)), server);
    expect(server.chunks.slice(2).every((ids) => ids.length <= 2)).toBe(true);
  });

  it('a single one, and those that have not ended, by themselves', async () => {
    const server = serverOf();
    expect(await idsRead(endedOf([7]), server)).toEqual([7]);
    const mixed = upTo(30).map((id) => ({ id, ended: id % 3 === 0 }));
    expect(await idsRead(mixed, server)).toEqual(upTo(30));
    expect(server.chunks).toEqual([mixed.filter(({ ended }) => ended).map(({ id }) => id)]);
    expect(server.singles).toEqual([7, ...mixed.filter(({ ended }) => !ended).map(({ id }) => id)]);
    expect(server.most()).toBeLessThanOrEqual(10);
  });

  it('one that the response lacks is read by itself', async () => {
    const server = serverOf({ lacks: (id) => id % 50 === 0 });
    expect(await idsRead(endedOf(upTo(200)), server)).toEqual(upTo(200));
    expect(server.singles).toEqual([50, 100, 150, 200]);
  });

  it('a server that gives all hosts is not asked again for each chunk', async () => {
    const server = serverOf({ gives: upTo(500) });
    expect(await idsRead(endedOf(upTo(400)), server)).toEqual(upTo(400));
    expect(server.chunks.length).toBeLessThanOrEqual(2);
    expect(server.singles).toEqual([]);
  });
});

describe('a chunk that fails', () => {
  it.each<readonly [string, () => Failure]>([
    ['by a time-out', timeout],
    ['by a 500', () => new Failure('server_error', 'broken', { httpStatus: 500 })],
    ['by a 502 of a proxy', () => new TemporaryFailure('gone', { httpStatus: 502 })],
    ['by its size', () => new ResponseTooLong('too long', undefined)],
  ])('%s is read in smaller ones', async (_, failure) => {
    const server = serverOf({ trouble: (ids) => (ids.length > 20 ? failure() : undefined) });
    expect(await idsRead(endedOf(upTo(300)), server)).toEqual(upTo(300));
    expect(server.chunks.filter((ids) => ids.length > 20).length).toBeLessThanOrEqual(2);
    expect(server.singles).toEqual([]);
  });

  it('at any size is read one by one', async () => {
    const server = serverOf({ trouble: timeout });
    expect(await idsRead(endedOf(upTo(60)), server)).toEqual(upTo(60));
    expect(server.chunks.length).toBeLessThanOrEqual(8);
    expect(server.singles.toSorted((a, b) => a - b)).toEqual(upTo(60));
  });

  it.each([400, 403, 404, 405, 413, 422])(
    'with %i is the last: the others are read one by one',
    async (httpStatus) => {
      const refused = new Failure('server_error', 'no', { httpStatus });
      const server = serverOf({ trouble: () => refused });
      expect(await idsRead(endedOf(upTo(60)), server)).toEqual(upTo(60));
      expect(server.chunks.length).toBeLessThanOrEqual(2);
    },
  );

  it('because the login ended or the server is away is no reason to ask on', async () => {
    for (const error of [
      new Failure('not_logged_in', 'no', { httpStatus: 401 }),
      new TemporaryFailure('refused'),
    ]) {
      const server = serverOf({ trouble: () => error });
      await expect(idsRead(endedOf(upTo(60)), server)).rejects.toBe(error);
      expect(server.singles).toEqual([]);
    }
  });
});

it('whatever the server does, each host is read once, in the order given', async () => {
  const kinds = ['timeout', 'refused', 'lacks', 'all', 'none'] as const;
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(fc.integer({ min: 1, max: 5000 }), { maxLength: 300 }),
      fc.infiniteStream(fc.constantFrom(...kinds)),
      fc.func(fc.boolean()),
      fc.func(fc.nat({ max: 3_000_000 })),
      async (ids, troubles, isEnded, lengthOf) => {
        const hosts = ids.map((id) => ({ id, ended: isEnded(id) }));
        const server = serverOf({ length: lengthOf });
        const many = async (some: readonly number[]) => {
          const kind = troubles.next().value;
          if (kind === 'timeout') throw timeout();
          if (kind === 'refused') throw new Failure('not_allowed', 'no', { httpStatus: 403 });
          const found = await server.reads.many(kind === 'all' ? ids : some);
          return new Map([...found].filter(([id]) => kind !== 'lacks' || id % 3 !== 0));
        };
        const read: number[] = [];
        for await (const { id } of readHosts(hosts, { ...server.reads, many })) read.push(id);
        expect(read).toEqual(ids);
      },
    ),
    { numRuns: 200 },
  );
});
