import { execFileSync } from 'node:child_process';
import { beforeAll, describe, expect, it } from 'vitest';
import type { CommandModel } from '../../../src/cli/command-model.ts';
import { completeOffline } from '../../../src/commands/completion/complete-offline.ts';
import { completionLines } from '../../../src/commands/completion/shells.ts';
import { readTypedLine } from '../../../src/commands/completion/typed-line.ts';
import { wholeCommandModel } from '../../../src/program/command-model.ts';

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

it('a word for zsh has its colons escaped, and its meaning behind a plain one', () => {
  const words = [
    { word: '@last:failed', about: 'newest: failed' },
    { word: 'a\\b', about: '' },
  ];
  const lines = completionLines.zsh(words, readTypedLine('rexctl show '));
  expect(lines).toEqual(['@last\\:failed:newest: failed', 'a\\\\b']);
});

describe('completion without the program', () => {
  const complete = (...argv: string[]) => completeOffline(['__complete', ...argv], () => model);
  let model: CommandModel;
  beforeAll(async () => {
    model = await wholeCommandModel();
  });

  it.each([
    ['bash', 'rexctl list --form', '--format\n'],
    ['bash', 'rexctl login --ca-file=x', '\tfiles\n'],
    ['fish', 'rexctl list --owner ', ''],
  ])('in %s: %s', (shell, line, text) => {
    expect(complete(shell, '--', line, ' =')).toBe(text);
  });

  it('leaves to the program what it does not know', () => {
    expect(complete('bash', '--', 'rexctl show ', ' ')).toBeNull();
    expect(complete('tcsh', '--', 'rexctl li', ' ')).toBeNull();
    expect(complete('--help')).toBeNull();
  });
});
