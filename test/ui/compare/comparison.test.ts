import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  compareHosts as compareCompared,
  type DiffLine,
  differenceDocument,
  diffLines,
  type HostComparison,
  referenceDocument,
} from '../../../src/ui/compare/comparison.ts';
import { comparedHosts } from '../../../src/ui/compare/groups.ts';
import type { Mask } from '../../../src/ui/compare/mask.ts';
import { comparisonProse, diffProse } from '../../../src/ui/compare/prose.ts';
import type { HostPage } from '../../../src/ui/nouns/host-page.ts';
import { domainToLeaveOut } from '../../../src/ui/terminal/names.ts';
import { plainScreen, type Screen, screenOf } from '../../../src/ui/terminal/screen.ts';
import { openTextStore } from '../../../src/ui/terminal/stored-text.ts';
import { fakeIo, frozen } from '../terminal/fake-io.ts';
import { examplePage } from './example-pages.ts';

const text = fc.array(fc.constantFrom('a', 'b', 'c', ''), { maxLength: 30 });
const plain = plainScreen(frozen);

const compareHosts = (
  pages: readonly HostPage[],
  against: number | null,
  masks?: readonly Mask[],
) => compareCompared(pages.map(comparedHosts(openTextStore(undefined, 0), masks)), against, masks);
const prose = (comparison: HostComparison | undefined, screen: Screen) =>
  comparison === undefined
    ? ''
    : [...comparisonProse(comparison, screen, domainToLeaveOut(namesOf(comparison)))].join('');
const namesOf = ({ reference, others }: HostComparison) =>
  [reference, ...others].flatMap(({ hosts }) => hosts.map(({ name }) => name));

/** The length of the longest common subsequence, the slow and sure way. */
function commonLength(a: readonly string[], b: readonly string[]): number {
  let before = new Array<number>(b.length + 1).fill(0);
  for (const line of a) {
    const row = [0];
    for (const [at, other] of b.entries()) {
      row.push(
        line === other ? (before[at] ?? 0) + 1 : Math.max(before[at + 1] ?? 0, row[at] ?? 0),
      );
    }
    before = row;
  }
  return before.at(-1) ?? 0;
}

/** One of the two texts of a comparison, from its lines. */
function sideOf(diff: readonly DiffLine[], side: 'removed' | 'added'): string[] {
  return diff.filter(({ kind }) => kind === 'same' || kind === side).map(({ line }) => line);
}

describe('the comparison of two texts', () => {
  it('gives both texts back', () => {
    fc.assert(
      fc.property(text, text, fc.integer({ min: 0, max: 12 }), (a, b, limit) => {
        for (const diff of [diffLines(a, b), diffLines(a, b, limit)]) {
          expect(sideOf(diff, 'removed')).toEqual(a);
          expect(sideOf(diff, 'added')).toEqual(b);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it('is as short as possible', () => {
    fc.assert(
      fc.property(text, text, (a, b) => {
        const same = diffLines(a, b).filter(({ kind }) => kind === 'same').length;
        expect(same).toBe(commonLength(a, b));
      }),
      { numRuns: 500 },
    );
  });

  it('of long texts without anything in common is reported as two blocks', () => {
    const a = Array.from({ length: 20_000 }, (_, n) => `old ${n}`);
    const b = Array.from({ length: 20_000 }, (_, n) => `new ${n}`);
    const diff = diffLines(['first', ...a, 'last'], ['first', ...b, 'last']);
    expect(diff).toHaveLength(40_002);
    expect(diff[1]).toEqual({ kind: 'removed', line: 'old 0' });
    expect(diff[20_001]).toEqual({ kind: 'added', line: 'new 0' });
  });

  it('finds a few changes in very long texts', () => {
    const a = Array.from({ length: 300_000 }, (_, n) => `line ${n}`);
    const b = a.toSpliced(10, 1, 'changed').toSpliced(250_000, 1);
    expect(diffLines(a, b).filter(({ kind }) => kind !== 'same')).toEqual([
      { kind: 'removed', line: 'line 10' },
      { kind: 'added', line: 'changed' },
      { kind: 'removed', line: 'line 250000' },
    ]);
  });

  it('is shown with two lines around each difference', () => {
    const a = ['1', '2', '3', '4', '5', '6', '7', '8', '9'];
    const b = ['1', '2', '3', 'x', '5', '6', '7', '8', '9', '10'];
    expect(diffProse(diffLines(a, b), plain)).toBe(
      [
        '    (1 identical line)',
        '    2',
        '    3',
        '  - 4',
        '  + x',
        '    5',
        '    6',
        '    (1 identical line)',
        '    8',
        '    9',
        '  + 10',
        '',
      ].join('\n'),
    );
    expect(diffProse(diffLines(a, a), plain)).toBe('  (printed the same output)\n');
  });
});

async function terminalScreen(): Promise<Screen> {
  const { io } = fakeIo();
  return screenOf(io.out, io, frozen);
}

describe('--diff', () => {
  const pages = [
    ...[1, 2, 3].map((n) => examplePage(n, 'header\nactive\n')),
    examplePage(17, 'header\ninactive\n', { status: 'failed', exit_code: 3 }),
    examplePage(18, 'header\nactive\nup\n'),
  ];

  it('compares with what most hosts printed', async () => {
    const comparison = compareHosts(pages, null);
    expect(prose(comparison, await terminalScreen())).toBe(
      [
        '(host names without .example.com)',
        'Compared with:',
        '✔ 3 hosts   exit 0   web[01-03]',
        '',
        '✘ 1 host   exit 3   web17',
        '    header',
        '  - active',
        '  + inactive',
        '✔ 1 host   exit 0   web18',
        '    header',
        '    active',
        '  + up',
        '',
      ].join('\n'),
    );
  });

  it('compares with the host that was named, and knows when there is none', () => {
    expect(compareHosts(pages, pages[3]?.id ?? 0)?.reference.hosts.map(({ id }) => id)).toEqual([
      pages[3]?.id,
    ]);
    expect(compareHosts(pages, 7)).toBeUndefined();
    expect(compareHosts([], null)).toBeUndefined();
  });

  it('prefers a successful group among equally large ones', () => {
    expect(compareHosts(pages.slice(2, 4), null)?.reference.hosts.map(({ id }) => id)).toEqual([
      pages[2]?.id,
    ]);
  });

  it('ignores what is masked', () => {
    const [a, b] = [examplePage(1, 'pid 4711\n'), examplePage(2, 'pid 12\n')];
    expect(compareHosts([a, b], null)?.others).toHaveLength(1);
    expect(compareHosts([a, b], null, ['numbers'])?.others).toHaveLength(0);
  });

  it('reports it when all hosts printed the same, or there is only one', async () => {
    const screen = await terminalScreen();
    const same = compareHosts(pages.slice(0, 3), null);
    const alone = compareHosts(pages.slice(0, 1), null);
    expect(prose(same, screen)).toBe(
      '(host names without .example.com)\n✔ 3 hosts   exit 0   web[01-03]\nAll 3 hosts printed the same output.\n',
    );
    expect(prose(alone, screen)).toMatch(/\nThere is no other host to compare with\.\n$/);
  });

  it('is reported as JSON, line by line', () => {
    const comparison = compareHosts(pages.slice(2, 4), pages[2]?.id ?? 0);
    if (comparison === undefined) throw new Error('nothing was compared');
    expect({
      reference: referenceDocument(comparison),
      differences: comparison.others.map((group) => differenceDocument(comparison, group)),
    }).toEqual({
      reference: {
        hosts: [{ id: 103, name: 'web03.example.com' }],
        exit_code: 0,
        output: 'header\nactive\n',
      },
      differences: [
        {
          count: 1,
          status: 'failed',
          exit_code: 3,
          reason: 'exit 3',
          failure: { kind: 'exit', exit_code: 3, message: 'inactive' },
          hosts: [{ id: 117, name: 'web17.example.com' }],
          diff: [
            { kind: 'same', line: 'header' },
            { kind: 'removed', line: 'active' },
            { kind: 'added', line: 'inactive' },
          ],
        },
      ],
    });
  });
});
