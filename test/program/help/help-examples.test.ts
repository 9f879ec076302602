import { describe, expect, test } from 'vitest';
import { examplesOf } from '../../../src/program/help/help-contents.ts';
import { exampleLines } from '../../../src/program/help/help-examples.ts';
import { callsOf } from '../../docs/shell-commands.ts';
import { printed, section, shownCommands, usageProblem } from './printed-help.ts';

const commands = (await shownCommands()).map(({ path, command }) => ({
  line: ['rexctl', ...path].join(' '),
  path,
  examples: examplesOf(command),
}));

describe.each(commands)('the examples of $line', ({ path, examples }) => {
  test('are two to five', () => {
    expect(examples.length).toBeGreaterThanOrEqual(2);
    expect(examples.length).toBeLessThanOrEqual(5);
  });

  test('are command lines that the program takes', async () => {
    for (const [line] of examples) {
      const calls = callsOf('rexctl', line);
      expect(calls.length, line).toBeGreaterThan(0);
      for (const argv of calls) expect(await usageProblem(argv), line).toBeNull();
    }
  });

  test('call this command', () => {
    for (const [line] of examples)
      expect(callsOf('rexctl', line)[0]?.slice(0, path.length)).toEqual(path);
  });

  test.each([40, 60, 80, 100])('are the same to a shell when broken at %i columns', (width) => {
    for (const [line, meaning] of examples) {
      const shown = exampleLines([[line, meaning]], width)
        .filter(isCommand)
        .join('\n');
      const alone = shown.endsWith(`  ${meaning}`) ? shown.slice(0, -meaning.length) : shown;
      expect(callsOf('rexctl', alone)).toEqual(callsOf('rexctl', line));
    }
  });
});

function isCommand(line: string): boolean {
  return !line.startsWith(' '.repeat(6));
}

describe('an example', () => {
  test('has its meaning beside it where all of a command fit', () => {
    const examples = [
      ['rexctl list', 'all'],
      ['rexctl list --mine', 'yours'],
    ] as const;
    expect(exampleLines(examples, 40)).toEqual([
      '  rexctl list         all',
      '  rexctl list --mine  yours',
    ]);
  });

  test('has it below where one does not, on several lines if need be', () => {
    const examples = [
      ['rexctl list', 'all'],
      ['rexctl list --mine', 'a sentence that is too long to stand here'],
    ] as const;
    expect(exampleLines(examples, 40)).toEqual([
      '  rexctl list',
      '      all',
      '  rexctl list --mine',
      '      a sentence that is too long to',
      '      stand here',
    ]);
  });

  test('is broken before an option, whose value stays with it', () => {
    const line = "rexctl run -c 'a b' --search 'name ~ web' --follow";
    expect(exampleLines([[line, 'runs']], 40)).toEqual([
      "  rexctl run -c 'a b' \\",
      "    --search 'name ~ web' --follow",
      '      runs',
    ]);
  });

  test('is broken between words only where an option and its value are too long', () => {
    const line = "rexctl run --template 'a name that needs a whole line for it'";
    expect(exampleLines([[line, 'runs']], 50)).toEqual([
      '  rexctl run --template \\',
      "    'a name that needs a whole line for it'",
      '      runs',
    ]);
  });
});

test('the examples of a group of commands are one of each', async () => {
  const shown = section(await printed(['schedule', '--help'], 100), 'Examples:');
  expect(shown.map((line) => line.split(' ')[4])).toEqual([
    'list',
    'show',
    'cancel',
    'enable',
    'disable',
  ]);
});
