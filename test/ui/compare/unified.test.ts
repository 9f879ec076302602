import { applyPatch, parsePatch } from 'diff';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unifiedDiff } from '../../../src/ui/compare/unified.ts';

const names = { before: 'web01 (job 208)', after: 'web01 (job 209)' };
const patched = (before: string, after: string) =>
  applyPatch(before, unifiedDiff({ before, after }, names), { autoConvertLineEndings: false });

describe('a unified diff', () => {
  const line = fc.constantFrom(
    '',
    'a',
    'b',
    '-a',
    '+b',
    '--- x',
    '@@ -1 +1 @@',
    '\\ No',
    'é',
    'a\r',
  );
  const text = fc
    .tuple(fc.array(line, { maxLength: 40 }), fc.boolean())
    .map(([lines, ends]) => lines.join('\n') + (ends && lines.length > 0 ? '\n' : ''));

  it('makes the second text of the first, whatever the lines are and how they end', () => {
    fc.assert(
      fc.property(text, text, (before, after) => {
        if (before === after) expect(unifiedDiff({ before, after }, names)).toBe('');
        else expect(patched(before, after)).toBe(after);
      }),
      { numRuns: 1_000 },
    );
  });

  it('of texts that have little in common is all old lines, then all new ones', () => {
    const lines = (word: string) =>
      Array.from({ length: 1_500 }, (_, at) => `${word} ${at}\n`).join('');
    expect(patched(lines('old'), lines('new'))).toBe(lines('new'));
    const [patch] = parsePatch(unifiedDiff({ before: lines('old'), after: lines('new') }, names));
    expect(patch?.hunks.map(({ oldLines, newLines }) => [oldLines, newLines])).toEqual([
      [1_500, 1_500],
    ]);
  });

  it('names both sides, and has three lines around what differs', () => {
    const before = '1\n2\n3\n4\n5\n6\n7\n8\n9\n';
    expect(unifiedDiff({ before, after: before.replace('5', 'five') }, names)).toBe(
      [
        '--- web01 (job 208)',
        '+++ web01 (job 209)',
        '@@ -2,7 +2,7 @@',
        ' 2',
        ' 3',
        ' 4',
        '-5',
        '+five',
        ' 6',
        ' 7',
        ' 8',
        '',
      ].join('\n'),
    );
  });

  it('from and to nothing can be applied', () => {
    expect(patched('', 'a\nb')).toBe('a\nb');
    expect(patched('a\nb', '')).toBe('');
  });
});
