import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  comparedHosts,
  groupHosts as groupCompared,
  groupDocument,
  type HostGroup,
} from '../../../src/ui/compare/groups.ts';
import type { Mask } from '../../../src/ui/compare/mask.ts';
import { groupsProse } from '../../../src/ui/compare/prose.ts';
import type { HostPage } from '../../../src/ui/nouns/host-page.ts';
import { domainToLeaveOut } from '../../../src/ui/terminal/names.ts';
import { plainScreen, type Screen, screenOf } from '../../../src/ui/terminal/screen.ts';
import { openTextStore } from '../../../src/ui/terminal/stored-text.ts';
import { fakeIo, frozen } from '../terminal/fake-io.ts';
import { examplePage } from './example-pages.ts';

const groupHosts = (pages: readonly HostPage[], masks?: readonly Mask[]) =>
  groupCompared(pages.map(comparedHosts(openTextStore(undefined, 0), masks)), masks);
const prose = (groups: readonly HostGroup[], screen: Screen) =>
  [...groupsProse(groups, screen, domainToLeaveOut(namesOf(groups)))].join('');
const namesOf = (groups: readonly HostGroup[]) =>
  groups.flatMap(({ hosts }) => hosts.map(({ name }) => name));

const refused = 'ssh: connect to host web44.example.com port 22: No route to host';
const debug = (text: string) => ({ stream: 'debug', text, timestamp: 9, late: false });

function sketchedPages() {
  return Array.from({ length: 120 }, (_, at) => at + 1).map((n) => {
    if (n === 17) {
      const page = examplePage(n, 'inactive\n', { status: 'failed', exit_code: 3 });
      return { ...page, lines: [...page.lines, debug('StandardError: Job execution failed')] };
    }
    if (n === 44)
      return examplePage(n, '', { status: 'failed', exit_code: null, lines: [debug(refused)] });
    return examplePage(n, 'active\n');
  });
}

describe('--group', () => {
  it('folds hosts that printed the same and ended alike, failures first', async () => {
    const { io } = fakeIo();
    expect(prose(groupHosts(sketchedPages()), await screenOf(io.out, io, frozen))).toBe(
      [
        '(host names without .example.com)',
        '✘ 1 host   exit 3   web17',
        '  inactive',
        '✘ 1 host   unreachable   web44',
        `  ${refused}`,
        '✔ 118 hosts   exit 0   web[01-16,18-43,45-120]',
        '  active',
        '',
      ].join('\n'),
    );
  });

  it('is tab-separated with whole names in a pipe', () => {
    expect(prose(groupHosts(sketchedPages()), plainScreen(frozen))).toBe(
      [
        '1 host\texit 3\tweb17.example.com',
        '  inactive',
        '1 host\tunreachable\tweb44.example.com',
        `  ${refused}`,
        '118 hosts\texit 0\tweb[01-16,18-43,45-120].example.com',
        '  active',
        '',
      ].join('\n'),
    );
  });

  it('puts unfinished hosts between failures and successes, and each class largest first', () => {
    const groups = groupHosts([
      examplePage(1, 'a'),
      examplePage(2, 'b'),
      examplePage(3, 'b'),
      examplePage(4, 'c', { status: 'running', exit_code: null }),
      examplePage(5, '', { status: 'never_ran', exit_code: null }),
      examplePage(6, 'd', { status: 'failed', exit_code: 1 }),
      examplePage(7, 'd', { status: 'failed', exit_code: 1 }),
    ]);
    expect(groups.map(({ word, hosts }) => `${hosts.length} ${word}`)).toEqual([
      '2 exit 1',
      '1 never ran',
      '1 running',
      '2 exit 0',
      '1 exit 0',
    ]);
  });

  it('keeps hosts apart that printed the same with other exit codes', () => {
    const pages = [1, 2].map((n) => examplePage(n, 'x', { status: 'failed', exit_code: n }));
    expect(groupHosts(pages)).toHaveLength(2);
  });

  it('shows masked text only where the hosts of a group differ', () => {
    const pages = [1, 2].map((n) => examplePage(n, `up ${n} days on web0${n}\n`));
    expect(groupHosts(pages)).toHaveLength(2);
    expect(groupHosts(pages, ['numbers', 'host']).map(({ text }) => text)).toEqual([
      'up <n> days on <host>\n',
    ]);
    expect(groupHosts(pages.slice(0, 1), ['numbers'])[0]?.text).toBe('up 1 days on web01\n');
  });

  it('reports it where a host printed nothing, and shows control sequences harmless', async () => {
    const { io } = fakeIo();
    const screen = await screenOf(io.out, io, frozen);
    expect(prose(groupHosts([examplePage(1, '')]), screen)).toBe(
      '✔ 1 host   exit 0   web01.example.com\n  (printed nothing)\n',
    );
    expect(prose(groupHosts([examplePage(1, 'a\u001b[2Jb\n')]), screen)).toMatch(/\n {2}ab\n$/);
  });

  it('is reported as JSON with every host of a group', () => {
    expect(groupHosts([examplePage(1, 'x'), examplePage(2, 'x')]).map(groupDocument)).toEqual([
      {
        count: 2,
        status: 'succeeded',
        exit_code: 0,
        reason: null,
        failure: null,
        hosts: [
          { id: 101, name: 'web01.example.com' },
          { id: 102, name: 'web02.example.com' },
        ],
        output: 'x',
      },
    ]);
  });

  it('has every host in exactly one group', () => {
    const page = fc.tuple(
      fc.constantFrom('a\n', 'b\n', ''),
      fc.constantFrom('succeeded', 'failed', 'running'),
    );
    fc.assert(
      fc.property(fc.array(page), (some) => {
        const pages = some.map(([text, status], n) =>
          examplePage(n, text, { status: status as 'failed' }),
        );
        const ids = groupHosts(pages).flatMap((group) => group.hosts.map(({ id }) => id));
        expect(ids.sort((a, b) => a - b)).toEqual(pages.map(({ id }) => id));
      }),
    );
  });
});
