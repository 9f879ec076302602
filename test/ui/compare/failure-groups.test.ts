import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { HostStatus } from '../../../src/jobs/hosts/host-run.ts';
import {
  type FailedHost,
  failedHost,
  foldFailures,
} from '../../../src/ui/compare/failure-groups.ts';
import { failureGroupLines, moreGroupsText } from '../../../src/ui/compare/failure-lines.ts';
import { unfoldNames } from '../../../src/ui/terminal/fold-names.ts';
import { plainScreen, plainStyle, type Screen } from '../../../src/ui/terminal/screen.ts';
import { widthOf } from '../../../src/ui/terminal/width.ts';

let nextId = 1;
function host(
  name: string,
  last_line: string | null,
  exit_code: number | null = 1,
  status: HostStatus = 'failed',
): FailedHost {
  const found = failedHost({ id: nextId++, name }, { status, exit_code, last_line });
  if (found === null) throw new Error(`${name} did not fail`);
  return found;
}

const terminal = (columns: number): Screen => ({
  style: plainStyle,
  isTerminal: true,
  unicode: true,
  columns,
  now: 0,
});

const brief = (hosts: readonly FailedHost[]) =>
  foldFailures(hosts).map(({ word, failure, hosts: members }) => [
    members.map(({ name }) => name).join(' '),
    word,
    failure.message,
  ]);

describe('hosts that did not succeed', () => {
  it('are one group where exit code and last line are the same', () => {
    const hosts = [
      host('web01', 'inactive', 3),
      host('web02', 'inactive', 4),
      host('web03', 'inactive', 3),
    ];
    expect(brief(hosts)).toEqual([
      ['web01 web03', 'exit 3', 'inactive'],
      ['web02', 'exit 4', 'inactive'],
    ]);
  });

  it.each([
    ['numbers', 'disk 97% full', 'disk 98% full', 'disk <n>% full'],
    ['times', 'late at 14:05:01', 'late at 14:05:02', 'late at <time>'],
    ['their own names', 'a.x is down', 'b.x is down', '<host> is down'],
    ['the beginning of their names', 'a: port 22', 'b: port 22', '<host>: port 22'],
    ['nothing', 'port 22', 'port 22', 'port 22'],
  ])('are one group where lines differ in %s, and only that is masked', (_, one, other, shown) => {
    expect(brief([host('a.x', one), host('b.x', other)])).toEqual([['a.x b.x', 'exit 1', shown]]);
  });

  it('keep their own words where a group has one host', () => {
    expect(brief([host('web17', 'web17: 3 of 4 failed at 14:05')])).toEqual([
      ['web17', 'exit 1', 'web17: 3 of 4 failed at 14:05'],
    ]);
  });

  it('come largest group first; failed, never ran, cancelled', () => {
    const hosts = [
      host('a', null, null, 'cancelled'),
      host('b', null, null, 'cancelled'),
      host('c', null, null, 'never_ran'),
      host('d', 'x'),
      host('e', 'y'),
      host('f', 'y'),
    ];
    expect(brief(hosts).map(([names]) => names)).toEqual(['e f', 'd', 'c', 'a b']);
    expect(foldFailures(hosts, 'as-they-came').map((group) => group.hosts[0]?.name)).toEqual([
      'a',
      'c',
      'd',
      'e',
    ]);
  });

  it('are not set apart by what they printed before they were cancelled', () => {
    const hosts = [
      host('a', 'step 1 of host a', null, 'cancelled'),
      host('b', 'another word', null, 'cancelled'),
    ];
    expect(brief(hosts)).toEqual([['a b', 'cancelled', null]]);
  });

  it('are not those that succeeded or run', () => {
    for (const status of ['succeeded', 'running', 'waiting', 'unknown'] as const)
      expect(failedHost({ id: 1, name: 'a' }, { status, exit_code: 0, last_line: 'x' })).toBeNull();
  });

  it('are each in exactly one group', () => {
    const some = fc.record({
      name: fc.stringMatching(/^[a-c]{1,2}\d{1,2}$/),
      line: fc.option(fc.constantFrom('x 1', 'x 2', 'y', '', ' ', '\u001b[31mred', 'a1 is bad')),
      code: fc.option(fc.constantFrom(1, 2, 255)),
      status: fc.constantFrom<HostStatus>('failed', 'never_ran', 'cancelled'),
    });
    fc.assert(
      fc.property(fc.uniqueArray(some, { selector: ({ name }) => name }), (rows) => {
        const hosts = rows.map(({ name, line, code, status }) => host(name, line, code, status));
        const names = foldFailures(hosts).flatMap((group) => group.hosts.map(({ name }) => name));
        expect(names.sort()).toEqual(rows.map(({ name }) => name).sort());
      }),
    );
  });
});

describe('the line of a group', () => {
  const many = (count: number, line: string) =>
    Array.from({ length: count }, (_, at) =>
      host(`web${String(3 * at + 1).padStart(4, '0')}.example.com`, line),
    );
  const groups = foldFailures([
    ...many(397, 'ssh: connect to host db port 22: No route to host'),
    host('näme.example.com', '例え\u0007 is out', 2),
    host('db1.example.com', null, null, 'never_ran'),
  ]);

  it.each([
    [
      80,
      [
        '✘ 397 hosts   exit 1      ssh: conne… 22: No route to host   web[0001,0004] …',
        '✘   1 host    exit 2      例え^G is out                      näme',
        '∅   1 host    never ran                                      db1',
      ],
    ],
    [
      120,
      [
        '✘ 397 hosts   exit 1      ssh: connect to host db port 22: No route to host   web[0001,0004,0007,0010,0013,0016,0019] …',
        '✘   1 host    exit 2      例え^G is out                                       näme',
        '∅   1 host    never ran                                                       db1',
      ],
    ],
  ])('fits into %i columns', (columns, lines) => {
    expect(failureGroupLines(groups, terminal(columns), { domain: '.example.com' })).toEqual(lines);
  });

  it('is never wider than the screen', () => {
    for (let columns = 20; columns <= 200; columns += 3) {
      const lines = failureGroupLines(groups, terminal(columns), { domain: '' });
      expect(Math.max(...lines.map(widthOf)), `${columns} columns`).toBeLessThan(columns);
    }
  });

  it('ends with a set of hosts of its group, also where not all have room', () => {
    for (let columns = 90; columns <= 200; columns += 11) {
      const [line = ''] = failureGroupLines(groups, terminal(columns), { domain: '.example.com' });
      const set = / (web\S+) …$/.exec(line)?.[1] ?? '';
      const names = unfoldNames(set).map((name) => `${name}.example.com`);
      expect(names.length).toBeGreaterThan(1);
      expect(names).toEqual(groups[0]?.hosts.slice(0, names.length).map(({ name }) => name));
    }
  });

  it('names every host below it where all are asked for', () => {
    const lines = failureGroupLines(groups.slice(0, 1), terminal(60), {
      domain: '.example.com',
      allNames: true,
    });
    const sets = lines.slice(1);
    expect(sets.length).toBeGreaterThan(20);
    expect(Math.max(...sets.map(widthOf))).toBeLessThan(60);
    expect(
      sets.flatMap((set) => unfoldNames(set.trim())).map((name) => `${name}.example.com`),
    ).toEqual(groups[0]?.hosts.map(({ name }) => name));
  });

  it('has whole names in a pipe, and no sign that could be taken for a column', () => {
    const lines = failureGroupLines(
      foldFailures([host('a1.x', 'one\ttwo'), host('a2.x', 'one\ttwo')]),
      plainScreen({ now: () => 0 }),
      { domain: '.x' },
    );
    expect(lines).toEqual(['2 hosts\texit 1\tone two\ta[1-2].x']);
  });

  it('is left out beyond a bound, and counted', () => {
    expect(failureGroupLines(groups, terminal(80), { domain: '', most: 2 })).toHaveLength(2);
    expect(moreGroupsText(groups, 2)).toBe('and 1 more group of 1 host');
    expect(moreGroupsText(groups, 1)).toBe('and 2 more groups of 2 hosts');
    expect(moreGroupsText(groups, 3)).toBe('');
  });
});
