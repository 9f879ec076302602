import { describe, expect, test } from 'vitest';
import { commandTable, commandText, noteText } from '../../../src/commands/demo/texts.ts';
import { plainScreen, type Screen, styleOf } from '../../../src/ui/terminal/screen.ts';
import { widthOf } from '../../../src/ui/terminal/width.ts';

const now = { now: () => 0 };
const sentence =
  'Run a patch job on the 12 hosts with `web` in their names and wait for it. The exit code is the result of the job: 3 means that some hosts failed.';
const words = ['rexctl', 'run', '--template', "'Patch hosts'", '--search', "'name ~ web'", '--yes'];

async function terminal(columns: number): Promise<Screen> {
  return { ...plainScreen(now), isTerminal: true, columns, style: await styleOf(1) };
}

describe.each([20, 60, 80, 120, 400])('in %i columns', (columns) => {
  const room = Math.min(100, columns);

  test('sentences are wrapped, dim, each line behind its mark', async () => {
    const lines = noteText(sentence, '# ', await terminal(columns))
      .trimEnd()
      .split('\n');
    for (const line of lines) {
      expect(widthOf(line)).toBeLessThanOrEqual(room);
      expect(line).toMatch(/^\u001b\[2m# .*\u001b\[22m$/);
    }
    const text = lines.map((line) => line.replaceAll(/\u001b\[\d+m|# /g, '')).join(' ');
    expect(text).toBe(sentence);
  });

  test('commands are bold, and work as typed on several lines', async () => {
    const text = commandText(words, await terminal(columns));
    const lines = text.trimEnd().split('\n');
    for (const line of lines) {
      expect(widthOf(line)).toBeLessThanOrEqual(room);
      expect(line).toMatch(/^\u001b\[1m.*\u001b\[22m$/);
    }
    const typed = text.replaceAll(/\u001b\[\d+m/g, '').replaceAll(/ \\\n +/g, ' ');
    expect(typed).toBe(`$ ${words.join(' ')}\n`);
  });

  test('the last commands fit', async () => {
    const rows = [['node bin/rexctl.js demo --serve', 'try every command yourself']] as const;
    const lines = commandTable(rows, await terminal(columns))
      .trimEnd()
      .split('\n');
    expect(lines).toHaveLength(columns > 60 ? 1 : 2);
    if (columns > 20) for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(room);
  });
});

test('what is not a terminal gets a line for each sentence and command, without colors', () => {
  const screen = plainScreen(now);
  expect(noteText(sentence, '# ', screen)).toBe(`# ${sentence}\n`);
  const many = Array.from({ length: 40 }, () => 'word');
  expect(commandText(many, screen)).toBe(`$ ${many.join(' ')}\n`);
  expect(commandTable([['x'.repeat(100), 'long']], screen)).toBe(`  ${'x'.repeat(100)}  long\n`);
});
