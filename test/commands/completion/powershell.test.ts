import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { CommandModel } from '../../../src/cli/command-model.ts';
import { completeOffline } from '../../../src/commands/completion/complete-offline.ts';
import {
  powershellWord,
  readPowershellLine,
} from '../../../src/commands/completion/powershell-line.ts';
import { completionLines } from '../../../src/commands/completion/shells.ts';
import { wholeCommandModel } from '../../../src/program/command-model.ts';

/** As the script sends it: the words of the line, the one at the cursor, what is replaced of it. */
function encoded(...parts: readonly string[]): string {
  return Buffer.from(parts.join('\0'), 'utf8').toString('base64');
}

/** How PowerShell reads a word that is one argument: bare, or between single quotes. */
function readWord(text: string): string {
  if (!/^['‘’‚‛]/.test(text)) {
    expect(text).not.toMatch(/[\s'"`$(){}[\];,|&<>@#‘’‚‛“”„*?~]/);
    return text;
  }
  const inside = text.slice(1, -1);
  expect(inside.replaceAll(/(['‘’‚‛])\1/g, '')).not.toMatch(/['‘’‚‛]/);
  return inside.replaceAll(/(['‘’‚‛])\1/g, '$1');
}

const word = fc.string({
  unit: fc.constantFrom(...'ab1-._/=: \'’"“`$(){}[];,|&<>@#*?~!%\\é日'.split('')),
  minLength: 1,
  maxLength: 12,
});

describe('a word for PowerShell', () => {
  it('is read again as itself, and nothing in it runs', () => {
    fc.assert(
      fc.property(word, (text) => {
        expect(readWord(powershellWord(text))).toBe(text);
      }),
    );
  });

  it.each([
    ['list', 'list'],
    ['--format=json', '--format=json'],
    ['web01.example.com', 'web01.example.com'],
    ['@last', "'@last'"],
    ['id,outcome', "'id,outcome'"],
    ["it's", "'it''s'"],
    ['$(touch x)', "'$(touch x)'"],
    ['-dash.x', "'-dash.x'"],
  ])('%s', (text, expected) => {
    expect(powershellWord(text)).toBe(expected);
  });

  it('comes in ASCII, whatever encoding the console has', () => {
    const words = [{ word: 'é日 \u{1f600}', about: '“x”' }];
    const [line = ''] = completionLines.powershell(
      words,
      readPowershellLine(encoded('rexctl', '', '')),
    );
    expect(line).toMatch(/^[\x20-\x7e]+$/);
    expect(JSON.parse(line)).toEqual({
      text: "'é日 \u{1f600}'",
      list: 'é日 \u{1f600}',
      tip: '“x”',
    });
  });
});

describe('the line of PowerShell', () => {
  it.each<[parts: readonly string[], words: readonly string[], current: string, kept: number]>([
    [['rexctl', '', ''], [], '', 0],
    [['rexctl', 'list', '--out', '--out'], ['list'], '--out', 0],
    [
      ['rexctl', 'run', '--template', "'Patch ho", "'Patch ho"],
      ['run', '--template'],
      'Patch ho',
      0,
    ],
    [['rexctl', 'show', '"a `"b', '"a `"b'], ['show'], 'a "b', 0],
    [['rexctl', 'list', '--columns', 'id,outc', 'outc'], ['list', '--columns'], 'id,outc', 3],
    [['rexctl', 'show', "'it''s'", "'it''s'"], ['show'], "it's", 0],
  ])('%j', (parts, words, current, kept) => {
    expect(readPowershellLine(encoded(...parts))).toMatchObject({ words, current, kept });
  });

  it('has words that the shell will replace', () => {
    expect([...readPowershellLine(encoded('rexctl', 'show', '$job', '', '')).unknown]).toEqual([
      '$job',
    ]);
  });

  it('that is broken has no words', () => {
    expect(readPowershellLine('%%%')).toMatchObject({ words: [], current: '' });
  });
});

describe('completion in PowerShell', () => {
  let model: CommandModel;
  beforeAll(async () => {
    model = await wholeCommandModel();
  });
  const complete = (...parts: readonly string[]) =>
    completeOffline(['__complete', 'powershell', '--', encoded('rexctl', ...parts)], () => model);

  it('offers what begins with the word, with what it means', () => {
    expect(JSON.parse(complete('outp', 'outp') ?? '')).toEqual({
      text: 'output',
      list: 'output',
      tip: "show a job's output, host by host",
    });
  });

  it('replaces only what stands behind the comma', () => {
    const text = complete('list', '--columns', 'id,outc', 'outc') ?? '';
    expect(JSON.parse(text)).toMatchObject({ text: 'outcome', list: 'id,outcome' });
  });

  it('leaves files to PowerShell', () => {
    expect(complete('login', '--ca-file', 'x', 'x')).toBe('\tfiles\n');
  });
});

it('the script for PowerShell is ASCII, and its brackets and quotes are in pairs', () => {
  const file = new URL('../../../completions/rexctl.ps1', import.meta.url);
  const script = readFileSync(file, 'utf8');
  expect(script).toMatch(/^[\n\x20-\x7e]*$/);
  expect(script).toContain('Register-ArgumentCompleter -Native -CommandName rexctl -ScriptBlock {');
  const code = script.replaceAll(/#.*/g, '').replaceAll(/'[^'\n]*'/g, "''");
  expect(code.match(/'/g)?.length ?? 0).toBe((code.match(/''/g)?.length ?? 0) * 2);
  const open: string[] = [];
  const pairs: Readonly<Record<string, string>> = { '}': '{', ')': '(', ']': '[' };
  for (const sign of code.match(/[{}()[\]]/g) ?? [])
    if (pairs[sign] === undefined) open.push(sign);
    else expect(open.pop()).toBe(pairs[sign]);
  expect(open).toEqual([]);
  // Aliases and the shell's own evaluation have no place where names of a server are handled.
  expect(code).not.toMatch(/Invoke-Expression|\biex\b|"/);
});
