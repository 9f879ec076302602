import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { onTerminal, program, type TerminalSession } from '../world/program.ts';

const home = mkdtempSync(join(tmpdir(), 'rexctl-tour-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

const env = {
  PATH: process.env.PATH ?? '',
  HOME: home,
  LANG: 'en_US.UTF-8',
  TERM: 'xterm-256color',
};
const short = ['demo', '--hosts', '3', '--fail', '0'];

/** Runs in a shell that reports the exit code and the mode of the terminal afterwards. */
function inShell(columns: number, argv: readonly string[]): TerminalSession {
  const script = 'trap : INT; "$@"; echo "code $?"; stty -a; read _';
  const words = ['-c', script, 'sh', process.execPath, program, ...argv];
  return onTerminal('/bin/sh', words, { columns, env });
}

async function ended({ shows, pty, ended: end }: TerminalSession): Promise<string> {
  const written = await shows(/code \d+[\s\S]*icanon[\s\S]*\n/);
  pty.write('\n');
  await end;
  return written;
}

describe.concurrent('the tour on a terminal', () => {
  it('continues at each key, and ends with commands that work as typed', async () => {
    const session = inShell(80, short);
    let pressed = 0;
    session.pty.onData((text) => {
      if (!text.includes('Press any key')) return;
      pressed++;
      session.pty.write('x');
    });
    const written = await ended(session);
    expect(written).toContain('code 0');
    expect(written).toMatch(/[^-]icanon/);
    expect(pressed).toBe(3);
    expect(written).toContain('\u001b[2m# No host failed, so a rerun');
    expect(written).toContain('\u001b[1m$ rexctl list --mine --limit 3');
    const lines = await session.terminal.lines();
    expect(lines.filter((line) => line.includes('Press any key'))).toEqual([]);
    const typed =
      lines
        .find((line) => line.includes('--help'))
        ?.trim()
        .split('  ')[0] ?? '';
    expect(typed).toBe('node bin/rexctl.js --help');
    expect(execFileSync('/bin/sh', ['-c', typed], { encoding: 'utf8' })).toContain('rexctl demo');
    expect(readdirSync(home)).toEqual([]);
  });

  it('Ctrl-C in a pause leaves with 130 and a terminal as it was', async () => {
    const session = inShell(120, short);
    void session.shows(/Press any key/).then(() => session.pty.write('\u0003'));
    const written = await ended(session);
    expect(written).toContain('rexctl: the tour was interrupted, and its server is closed');
    expect(written).toContain('code 130');
    expect(written).toMatch(/[^-]icanon/);
    expect(written).not.toContain('That was the tour');
  });

  it('Ctrl-C in a step does the same', async () => {
    const session = inShell(100, short);
    void session.shows(/Job 201 started/).then(() => session.pty.write('\u0003'));
    const written = await ended(session);
    expect(written).toContain('rexctl: the tour was interrupted, and its server is closed');
    expect(written).toContain('code 130');
  });

  it('fits a narrow terminal', async () => {
    const session = inShell(60, [...short, '--no-pause']);
    const written = await ended(session);
    expect(written).not.toContain('Press any key');
    const texts = written
      .replaceAll(/\u001b\[[\d;?]*[a-zA-Z]/g, '')
      .split('\r\n')
      .filter((line) => /^(?:[#$] | {2}node |rexctl demo)/.test(line));
    expect(texts.length).toBeGreaterThan(8);
    for (const line of texts) expect(line.length).toBeLessThanOrEqual(60);
  });
});
