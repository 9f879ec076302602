import { describe, expect, test } from 'vitest';
import { readCommandLine } from '../../../src/program/command-line.ts';
import { offlineHelp } from '../../../src/program/help/offline-help.ts';
import { printPlainHelp } from '../../../src/program/help/plain-help.ts';
import { wholeHelp } from '../../../src/program/help/whole-help.ts';
import { printedBy, shownCommands, type Width } from './printed-help.ts';

/** As the build writes it. */
const packed: Awaited<ReturnType<typeof wholeHelp>> = JSON.parse(JSON.stringify(await wholeHelp()));
const widths: readonly Width[] = [60, 67, 74, 80, 81, 95, 99, 100, 101, 120, 'pipe'];
const color = { FORCE_COLOR: '1', TERM: 'xterm-256color' };
const lines = (await shownCommands()).map(({ path }) => [...path, '--help']);

/** From packed data, and `null` where that has no help for the line. */
async function fromPacked(argv: readonly string[], width: Width, env: Record<string, string> = {}) {
  let isPrinted = false;
  const text = await printedBy(
    async (printer) => {
      isPrinted = await printPlainHelp(argv, async () => packed, printer);
    },
    { width, env },
  );
  return isPrinted ? text : null;
}

function fromCommands(argv: readonly string[], width: Width, env: Record<string, string> = {}) {
  return printedBy((printer) => readCommandLine(argv, { version: '1.2.3', ...printer }), {
    width,
    env,
  });
}

describe('help from packed data is that of the declared commands', () => {
  test.each(
    [[], ['-h'], ['ls', '--help'], ...lines].map((argv) => [argv.join(' '), argv] as const),
  )('rexctl %s', async (_, argv) => {
    for (const width of widths) {
      const own = await fromPacked(argv, width, color);
      expect(own).toBe(await fromCommands(argv, width, color));
      expect(own).not.toBe('');
    }
    const plain = await fromCommands(argv, 'pipe');
    expect(await fromPacked(argv, 'pipe')).toBe(plain);
    expect(offlineHelp(argv, () => packed)).toBe(plain);
  });
});

test.each([
  ['another option', ['list', '--help', '--json']],
  ['an option before', ['--json', 'list', '--help']],
  ['the flag first', ['--help', 'list']],
  ['the flag twice', ['list', '--help', '--help']],
  ['an argument', ['show', '214', '--help']],
  ['an unknown command', ['lost', '--help']],
  ['a command as one word', ['schedule list', '--help']],
  ['a property of every object', ['constructor', '--help']],
  ['a command that no help shows', ['__complete', '--help']],
  ['no flag', ['list']],
  ['an empty word', ['']],
  ['an empty command', ['', '--help']],
])('a line with %s is left to the program', async (_, argv) => {
  expect(await fromPacked(argv, 'pipe')).toBeNull();
  expect(offlineHelp(argv, () => packed)).toBeNull();
});
