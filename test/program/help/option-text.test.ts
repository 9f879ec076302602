import { Argument, Option } from '@commander-js/extra-typings';
import { describe, expect, test } from 'vitest';
import { byGroup, inGroup, listing, optionText } from '../../../src/cli/options/option-text.ts';

describe('the text of an option', () => {
  test('ends with the words that it takes', () => {
    expect(optionText(new Option('--a <x>', 'the kind').choices(['one', 'two', 'three']))).toBe(
      'the kind: one, two or three',
    );
    expect(optionText(listing(['one', 'two'], new Option('--a <x>', 'kinds')))).toBe(
      'kinds: one, two',
    );
    expect(optionText(new Argument('<a>', 'the kind').choices(['one', 'two']))).toBe(
      'the kind: one or two',
    );
  });

  test('does not repeat words that it names', () => {
    const option = new Option('--a <x>', 'one (exit 0) or two').choices(['one', 'two']);
    expect(optionText(option)).toBe('one (exit 0) or two');
  });

  test.each([
    [new Option('--a <x>', 'text').default('one'), 'text (default: one)'],
    [new Option('--a <x>', 'text').default(20), 'text (default: 20)'],
    [new Option('--a <x>', 'text').default(20, 'many'), 'text (default: many)'],
    [new Option('--a <x>', 'text').default(''), 'text'],
    [new Option('-a', 'text').default(false), 'text'],
    [new Option('--no-a', 'text'), 'text'],
    [listing(['b', 'c'], new Option('--a <x>', 'text'), ['b', 'c']), 'text: b, c (default: b,c)'],
  ])('ends with a default that is news: %#', (option, text) => {
    expect(optionText(option)).toBe(text);
  });
});

test('groups follow each other in one order, the rest last, hidden options nowhere', () => {
  const options = [
    new Option('--free', 'x'),
    ...inGroup('Waiting', [new Option('--wait', 'x')]),
    ...inGroup('What', [new Option('--one', 'x'), new Option('--hidden', 'x').hideHelp()]),
    ...inGroup('Waiting', [new Option('--follow', 'x')]),
  ];
  const groups = byGroup(options).map(({ title, options: of }) => [
    title,
    ...of.map(({ long }) => long),
  ]);
  expect(groups).toEqual([
    ['What:', '--one'],
    ['Waiting:', '--wait', '--follow'],
    ['Options:', '--free'],
  ]);
});
