import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { onTerminal, program } from '../world/program.ts';

const folder = mkdtempSync(join(tmpdir(), 'pager-'));
const empty = join(folder, 'empty');
const argv = [program, 'help', 'search'];

beforeAll(() => {
  mkdirSync(empty);
  script(
    'count',
    'n=0; while read -r line; do n=$((n + 1)); done; echo "$1: $n lines, LESS=$LESS"',
  );
  script('fail', 'exit 3');
  script('crash', 'kill -KILL $$');
  script('leave', 'echo left early');
  script(
    'stay',
    'trap "echo pressed" INT; echo begun; cat > /dev/null; while ! read -r key < /dev/tty; do :; done; echo over; sleep 0.3',
  );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function script(name: string, text: string): void {
  writeFileSync(join(folder, name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
}

function onScreen(
  env: Record<string, string>,
  [command = '', ...words]: readonly string[] = [process.execPath, ...argv],
) {
  const path = `${folder}:${dirname(process.execPath)}`;
  return onTerminal(command, words, {
    columns: 80,
    env: { PATH: path, HOME: folder, LANG: 'en_US.UTF-8', TERM: 'xterm-256color', ...env },
  });
}

/** What stands on the screen at the end. The shell waits, since a closed terminal loses output. */
async function screenOf(env: Record<string, string>) {
  const script = '"$0" "$@"; echo "exit code $?"; read -r key';
  const shell = ['/bin/sh', '-c', script, process.execPath, ...argv];
  const { terminal, pty, shows, ended } = onScreen(env, shell);
  await shows(/exit code \d+\r\n/);
  const lines = await terminal.lines();
  pty.write('\r');
  await ended;
  return lines;
}

function notice(pager: string): string {
  return `rexctl: the pager \`${pager}\` failed (PAGER)`;
}

describe('a page that is longer than the terminal', () => {
  it('goes to the command line in PAGER, with the options of less that git sets', async () => {
    const lines = await screenOf({ PAGER: 'count page' });
    const counted = expect.stringMatching(/^page: \d{2,} lines, LESS=FRX$/);
    expect(lines).toEqual([counted, 'exit code 0']);
  });

  it('leaves LESS as it is set', async () => {
    const [counted] = await screenOf({ PAGER: 'count page', LESS: 'S' });
    expect(counted).toMatch(/, LESS=S$/);
  });

  it.each([
    ['a pager that is missing', { PAGER: 'no-such-pager' }, notice('no-such-pager')],
    ['a pager that fails', { PAGER: 'fail' }, notice('fail')],
    ['a pager that crashes', { PAGER: 'crash' }, notice('crash')],
    ['no less', { PATH: empty }, 'Search'],
    ['an empty PAGER', { PAGER: '' }, 'Search'],
  ])('is printed with %s', async (_, env, first) => {
    const lines = await screenOf(env);
    expect(lines[0]).toBe(first);
    expect(lines).toContain('Search');
    expect(lines.length).toBeGreaterThan(60);
    expect(lines.at(-1)).toBe('exit code 0');
  });

  it('may be left before its end', async () => {
    expect(await screenOf({ PAGER: 'leave' })).toEqual(['left early', 'exit code 0']);
  });

  it('leaves Ctrl-C to the pager, however often it is pressed', async () => {
    const { pty, shows, ended } = onScreen({
      PAGER: 'stay',
      PATH: `${folder}:${process.env.PATH}`,
    });
    await shows(/begun/);
    for (const count of [1, 2, 3]) {
      pty.write('\u0003');
      await shows(new RegExp(`(?:pressed[^]*){${count}}`));
    }
    pty.write('\r');
    await shows(/over/);
    expect(await ended).toBe(0);
  });
});

describe('a long answer', () => {
  /** A screen of a program that asks the demo: only its last lines matter. */
  const help = [program, 'run', '--help'];
  const shell = (words: readonly string[]) => [
    '/bin/sh',
    '-c',
    '"$0" "$@"; echo "exit code $?"; read -r key',
    process.execPath,
    ...words,
  ];

  async function linesOf(env: Record<string, string>, words: readonly string[]) {
    const { terminal, pty, shows, ended } = onScreen(env, shell(words));
    await shows(/exit code \d+\r\n/);
    const lines = await terminal.lines();
    pty.write('\r');
    await ended;
    return lines;
  }

  it('such as the help of a command goes to the pager, too', async () => {
    const lines = await linesOf({ PAGER: 'count page' }, help);
    expect(lines).toEqual([expect.stringMatching(/^page: \d{2,} lines, LESS=FRX$/), 'exit code 0']);
  });

  it.each([
    ['REXCTL_PAGER, which comes first', { PAGER: 'fail', REXCTL_PAGER: 'count mine' }, /^mine: /],
    ['an empty REXCTL_PAGER', { PAGER: 'fail', REXCTL_PAGER: '' }, /^Usage: |^Starts /],
    ['cat', { PAGER: 'cat' }, /^Usage: |^Starts /],
  ])('follows %s', async (_, env, first) => {
    const lines = await linesOf(env, help);
    expect(lines[0]).toMatch(first);
    expect(lines.at(-1)).toBe('exit code 0');
  });

  it('is printed at once with --no-pager', async () => {
    const lines = await linesOf({ PAGER: 'count page' }, [...help, '--no-pager']);
    expect(lines.length).toBeGreaterThan(60);
  });
});
