import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hostChangeOf, pairedHosts } from '../../../src/jobs/hosts/host-change.ts';
import type { HostRun } from '../../../src/jobs/hosts/host-run.ts';

const host = (id: number, name: string) => ({ id, name }) as unknown as HostRun;
const paired = (before: readonly HostRun[], after: readonly HostRun[]) => {
  const { pairs, onlyBefore, onlyAfter } = pairedHosts(before, after);
  const ids = (hosts: readonly HostRun[]) => hosts.map(({ id }) => id);
  return {
    pairs: pairs.map((pair) => [pair.before.id, pair.after.id]),
    ...{ onlyBefore: ids(onlyBefore), onlyAfter: ids(onlyAfter) },
  };
};

describe('the hosts of two jobs side by side', () => {
  it.each([
    ['by id', [host(1, 'a'), host(2, 'b')], [host(2, 'b'), host(3, 'c')], [[2, 2]], [1], [3]],
    ['renamed: still by id', [host(1, 'a')], [host(1, 'b')], [[1, 1]], [], []],
    ['registered again: by name', [host(1, 'a')], [host(5, 'a')], [[1, 5]], [], []],
    [
      'names that were exchanged: by id',
      [host(1, 'a'), host(2, 'b')],
      [host(1, 'b'), host(2, 'a')],
      [
        [1, 1],
        [2, 2],
      ],
      [],
      [],
    ],
    [
      'a name that went to a new host: by id, the new one is new',
      [host(1, 'a')],
      [host(1, 'b'), host(5, 'a')],
      [[1, 1]],
      [],
      [5],
    ],
    [
      'two of one name before: one of them',
      [host(1, 'a'), host(2, 'a')],
      [host(5, 'a')],
      [[2, 5]],
      [1],
      [],
    ],
    ['nothing', [], [], [], [], []],
  ] as const)('%s', (_, before, after, pairs, onlyBefore, onlyAfter) => {
    expect(paired(before, after)).toEqual({ pairs, onlyBefore, onlyAfter });
  });

  it('has every host once, whatever ids and names there are', () => {
    const hosts = fc
      .uniqueArray(fc.tuple(fc.nat(9), fc.constantFrom('a', 'b', 'c')), { selector: ([id]) => id })
      .map((some) => some.map(([id, name]) => host(id, name)));
    fc.assert(
      fc.property(hosts, hosts, (before, after) => {
        const { pairs, onlyBefore, onlyAfter } = paired(before, after);
        const sorted = (ids: readonly (number | undefined)[]) => [...ids].sort();
        const all = (some: readonly HostRun[]) => sorted(some.map(({ id }) => id));
        expect(sorted([...pairs.map(([id]) => id), ...onlyBefore])).toEqual(all(before));
        expect(sorted([...pairs.map(([, id]) => id), ...onlyAfter])).toEqual(all(after));
      }),
    );
  });
});

describe('what became of a host', () => {
  const end = (status: 'succeeded' | 'failed' | 'running', exit_code: number | null) => ({
    ...{ status, exit_code, last_line: null, cause: null },
  });
  it.each([
    [end('succeeded', 0), end('succeeded', 0), true, null],
    [end('succeeded', 0), end('succeeded', 0), false, 'changed_output'],
    [end('succeeded', 0), end('failed', 1), true, 'broken'],
    [end('failed', 1), end('succeeded', 0), true, 'fixed'],
    [end('failed', 1), end('failed', 1), false, 'still_failing'],
    [end('failed', 1), end('failed', 2), true, 'failing_differently'],
    [end('failed', 1), end('running', null), true, 'unfinished'],
    [end('running', null), end('failed', 1), true, 'unfinished'],
  ] as const)('%j, then %j, same output %s: %s', (before, after, same, change) => {
    expect(hostChangeOf(before, after, same)).toBe(change);
  });
});
