import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { completionLines } from '../../../src/commands/completion/shells.ts';
import { readTypedLine } from '../../../src/commands/completion/typed-line.ts';

const hostile = [
  'a b',
  "it's",
  '$(touch x)',
  '`id`',
  'a"b\\c',
  '~root',
  '*?[x]',
  'a;b&c|d>e',
  '!x',
];

describe('a word for bash', () => {
  it.each(hostile)('%s is read again as itself, with and without quotes', (word) => {
    for (const typed of ['', '"', "'"] as const) {
      const lines = completionLines.bash([{ word, about: '' }], readTypedLine(`rexctl x ${typed}`));
      const script = `printf %s ${typed}${lines[0]}${typed}`;
      expect(execFileSync('sh', ['-c', script], { encoding: 'utf8' })).toBe(word);
    }
  });

  it('leaves out what bash keeps by itself, and what begins otherwise', () => {
    const words = ['@last:failed', '@last:running', 'x'].map((word) => ({ word, about: '' }));
    const typed = readTypedLine('rexctl show @last:f', ' :@');
    expect(completionLines.bash(words, typed)).toEqual(['failed']);
  });
});

it('a word for zsh has its colons escaped, and what it means behind one of its own', () => {
  const words = [
    { word: '@last:failed', about: 'newest: failed' },
    { word: 'a\\b', about: '' },
  ];
  const lines = completionLines.zsh(words, readTypedLine('rexctl show '));
  expect(lines).toEqual(['@last\\:failed:newest: failed', 'a\\\\b']);
});
