import { describe, expect, test } from 'vitest';
import { meaningColumn, paragraph, rowLines } from '../../../src/program/help/help-lines.ts';

test('a paragraph is broken at blanks and indented', () => {
  expect(paragraph('one two three four', 11, '  ')).toEqual(['  one two', '  three', '  four']);
  expect(paragraph('', 11)).toEqual([]);
});

test('quoted words and a default are not broken', () => {
  expect(paragraph("a time, e.g. 'in 2h', or the server's 'x y'", 18)).toEqual([
    'a time, e.g.',
    "'in 2h', or the",
    "server's 'x y'",
  ]);
  expect(paragraph('a long text (default: 10m)', 24)).toEqual(['a long text', '(default: 10m)']);
});

describe('rows', () => {
  const long = '--a-very-long-option <with-value>';

  test('have their meanings in one column', () => {
    expect(
      rowLines(
        [
          ['-a', 'one'],
          ['--long', 'two'],
        ],
        60,
      ),
    ).toEqual(['  -a      one', '  --long  two']);
  });

  test('a long term has its meaning on the next line, and moves no other', () => {
    expect(meaningColumn(['--long', long])).toBe(meaningColumn(['--long']));
    expect(
      rowLines(
        [
          ['--long', 'two'],
          [long, 'three'],
        ],
        60,
      ),
    ).toEqual(['  --long  two', `  ${long}`, '          three']);
  });

  test('a second line of a meaning hangs in the column', () => {
    expect(rowLines([['  3', 'one two three four five six seven eight']], 40)).toEqual([
      '    3  one two three four five six seven',
      '       eight',
    ]);
  });

  test('a second column that would be too narrow is none', () => {
    const term = '--of-twenty-six-columns <x>'.slice(0, 26);
    expect(rowLines([[term, 'a meaning of some words, too long']], 40)).toEqual([
      `  ${term}`,
      '      a meaning of some words, too long'.slice(0, 40),
    ]);
  });
});
