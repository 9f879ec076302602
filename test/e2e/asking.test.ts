import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { type DemoServer, startDemoServer } from '../../src/demo/http/server.ts';
import { environmentOf, onTerminal, program, type TerminalSession } from '../world/program.ts';

let server: DemoServer;
let home: string;
beforeEach(async () => {
  server = await startDemoServer({ clock: systemClock });
  home = mkdtempSync(join(tmpdir(), 'asking-'));
});
afterEach(async () => {
  await server.close();
  rmSync(home, { recursive: true, force: true });
});

const [enter, down] = ['\r', '\u001b[B'];

/** A shell runs the program, says how it ended and how the terminal is then. */
function runInShell(columns: number): TerminalSession {
  const script = `"$0" "$@"; echo "exit code $?"; stty -a | grep -Eo -- '-?\\b(icanon|echo|isig)\\b' | paste -sd ' '; read -r key`;
  const argv = ['-c', script, process.execPath, program, 'run', '--detach'];
  return onTerminal('/bin/bash', argv, { columns, env: environmentOf(server, home) });
}

async function type(
  { shows, pty }: TerminalSession,
  dialog: readonly (readonly [RegExp, string])[],
): Promise<void> {
  for (const [text, keys] of dialog) {
    await shows(text);
    pty.write(keys);
  }
}

const sane = 'isig icanon echo';

/** The screen at the end, and how the terminal is. */
async function end({ shows, terminal, pty, ended }: TerminalSession) {
  await shows(/isig|icanon/);
  const lines = await terminal.lines();
  const { visible } = await terminal.cursor();
  pty.write(enter);
  await ended;
  return { lines, visible };
}

const toInputs = [
  [/What do you want to run/, down],
  [/● a job template/, enter],
  [/Search:/, 'package action - s'],
  [/1 match/, enter],
  [/On which hosts/, enter],
  [/name ~ web/, 'name ~ web0'],
  [/name ~ web0█/, enter],
  [/9 hosts match/, enter],
] as const;

describe('on a real pseudo-terminal', () => {
  it.each([50, 100])('a whole dialog starts a job, at %i columns', async (columns) => {
    const session = runInShell(columns);
    await type(session, [
      ...toInputs,
      [/The package action/, enter],
      [/Names of the packages/, 'vim'],
      [/vim█/, enter],
      [/\[y\/N\]/, `y${enter}`],
    ]);
    const { lines, visible } = await end(session);
    expect(lines).toEqual(expect.arrayContaining(['208', 'exit code 0', sane]));
    expect(lines.join('')).toContain("--search 'name ~ web0' --input action=install --input pack");
    expect(visible).toBe(true);
  });

  it.each([
    ['Ctrl-C', '\u0003'],
    ['Ctrl-D', '\u0004'],
    ['Esc', '\u001b'],
  ])('%s leaves a terminal that echoes, and a shell that goes on', async (_, key) => {
    const session = runInShell(80);
    await type(session, [...toInputs, [/The package action/, key]]);
    const { lines, visible } = await end(session);
    expect(lines.slice(-3)).toEqual([
      'rexctl: interrupted. Nothing was sent',
      'exit code 130',
      sane,
    ]);
    expect(visible).toBe(true);
    expect(server.requests.filter(({ method }) => method !== 'GET')).toEqual([]);
  });

  it('a list is drawn again on a terminal that is pulled', async () => {
    const session = runInShell(100);
    await type(session, [...toInputs.slice(0, 2), [/Search:/, 'pa']]);
    await session.shows(/matches/);
    for (const columns of [60, 30, 90]) {
      session.pty.resize(columns, 30);
      await session.terminal.resize(columns, 30);
    }
    await type(session, [[/Search:/, 'tch hosts']]);
    await session.shows(/patch hosts█/);
    const lines = await session.terminal.visible();
    expect(lines.filter((line) => line.includes('● Patch hosts'))).toHaveLength(1);
    expect(lines.filter((line) => line.includes('Search: patch hosts'))).toHaveLength(1);
    session.pty.write('\u0003');
    expect((await end(session)).lines).toEqual(expect.arrayContaining(['exit code 130', sane]));
  });
});
