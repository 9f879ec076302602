import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  isPattern,
  type NamedHost,
  resolveHosts,
  suggestedHost,
} from '../../../src/jobs/hosts/host-names.ts';

function hosts(...names: readonly string[]): NamedHost[] {
  return names.map((name, at) => ({ id: at + 1, name }));
}

function idsOf(names: readonly string[], known: readonly NamedHost[]): readonly number[] {
  return resolveHosts(names, known).hosts.map(({ id }) => id);
}

describe('which host a name means', () => {
  const known = hosts(
    'web01.example.com',
    'web02.example.com',
    'db01.example.com',
    'db01.example.org',
    'ns',
  );

  it.each([
    ['the whole name', 'web02.example.com', [2]],
    ['in another case', 'WEB02.example.COM', [2]],
    ['the first label', 'web02', [2]],
    ['the first labels', 'web02.example', [2]],
    ['the first label in another case', 'Web02', [2]],
    ['a name without a dot', 'ns', [5]],
    ['the beginning of a label', 'web0', []],
    ['a domain', 'example.com', []],
    ['nobody', 'web03', []],
  ])('%s: %s', (_, name, ids) => {
    expect(idsOf([name], known)).toEqual(ids);
  });

  it('is reported for every name, each host once, in the order of the names', () => {
    expect(idsOf(['web02', 'ns', 'WEB02.example.com', 'web01'], known)).toEqual([2, 5, 1]);
  });

  it('is never guessed: names that fit two hosts equally well are a problem with both of them', () => {
    const { hosts: found, problems } = resolveHosts(['db01', 'web01', 'db02'], known);
    expect(found.map(({ id }) => id)).toEqual([1]);
    expect(problems).toEqual([
      { kind: 'ambiguous', name: 'db01', candidates: [known[2], known[3]] },
      { kind: 'unknown', name: 'db02' },
    ]);
  });

  it('is not known where two hosts have one name, whichever comes last', () => {
    const twins = [...hosts('web01.example.com'), { id: 9, name: 'web01.example.com' }];
    for (const name of ['web01.example.com', 'web01', 'WEB01'])
      expect(resolveHosts([name], twins).problems).toEqual([
        { kind: 'ambiguous', name, candidates: twins },
      ]);
  });

  it('is the better fit: a whole name before a beginning, the same case before another', () => {
    expect(idsOf(['db'], hosts('db.example.com', 'db'))).toEqual([2]);
    expect(idsOf(['Db'], hosts('db', 'Db'))).toEqual([2]);
    expect(resolveHosts(['DB'], hosts('db', 'Db')).problems).toHaveLength(1);
  });

  it('never is an address of which only a part was typed', () => {
    expect(idsOf(['10.0.0'], hosts('10.0.0.1'))).toEqual([]);
    expect(idsOf(['10.0.0.1'], hosts('10.0.0.1'))).toEqual([1]);
  });

  it('is one host that fits, or a problem, whatever the names and hosts are', () => {
    const label = fc.constantFrom('a', 'A', 'b', 'ab');
    const name = fc.array(label, { minLength: 1, maxLength: 3 }).map((labels) => labels.join('.'));
    const all = fc.uniqueArray(fc.record({ id: fc.integer({ min: 1, max: 20 }), name }), {
      selector: ({ id }) => id,
    });
    fc.assert(
      fc.property(name, all, (typed, known) => {
        const lower = typed.toLowerCase();
        const fits = known.filter((host) => `${host.name.toLowerCase()}.`.startsWith(`${lower}.`));
        const { hosts: found, problems } = resolveHosts([typed], known);
        expect(found.length + problems.length).toBe(1);
        for (const host of found) expect(fits).toContain(host);
        for (const problem of problems) {
          if (problem.kind === 'ambiguous') expect(problem.candidates.length).toBeGreaterThan(1);
          else expect(fits).toEqual([]);
        }
      }),
    );
  });
});

describe('names that no host has', () => {
  it.each([
    ['web1.example.com', ['db01.example.com', 'web01.example.com'], 'web01.example.com'],
    ['web1', ['db01.example.com', 'web01.example.com'], 'web01.example.com'],
    ['web1', ['web10.example.com', 'web01.example.com', 'web11.example.com'], 'web01.example.com'],
    ['web001', ['web10.example.com', 'web01.example.com'], 'web01.example.com'],
    ['web1.eu', ['web01.eu.example.com', 'web01.us.example.com'], undefined],
    ['web01.example.con', ['web01.example.com', 'web02.example.com'], 'web01.example.com'],
    ['web01.other.org', ['web01.example.com'], 'web01.example.com'],
    ['zzz', ['web01.example.com'], undefined],
    ['db01', ['web01.example.com'], undefined],
    ['db01.example.com', ['web01.example.com'], undefined],
    ['wbe01', ['web01.example.com'], 'web01.example.com'],
    ['web01.exmaple.com', ['web01.example.com', 'db01.example.com'], 'web01.example.com'],
    ['web01', [], undefined],
  ])('%s among %j is probably %s', (name, known, near) => {
    expect(suggestedHost(name, hosts(...known))).toBe(near);
  });

  it.each(['web*', 'web0?', '%', 'web{1,2}'])('%s is a pattern', (name) => {
    expect(isPattern(name)).toBe(true);
  });

  it.each(['web01.example.com', 'web_1', 'WEB-1', '10.0.0.1'])('%s is none', (name) => {
    expect(isPattern(name)).toBe(false);
  });
});
