import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Interrupts } from '../../../src/cli/interrupts.ts';
import { systemClock } from '../../../src/clock.ts';
import { VirtualClock } from '../../world/virtual-clock.ts';
import { foreman, machine } from './login-world.ts';

const label = 'the credential command of profile `default`';
const hint = '        run that command in a shell to see why\n';

async function withCommand(command: string) {
  const [server, pc] = [await foreman(), machine()];
  mkdirSync(dirname(pc.configFile), { recursive: true });
  const profile = { server: server.url, login: 'anna', credential_command: command };
  writeFileSync(pc.configFile, JSON.stringify({ profiles: { default: profile } }), { mode: 0o600 });
  return { server, pc };
}

describe('a credential command, from the command line to the message', () => {
  it.each([
    ['one line', 'echo anna-secret'],
    ['the first of several lines', 'printf "anna-secret\\r\\nmore\\n"'],
    ['no line break', 'printf anna-secret'],
    ['words on standard error', 'echo unlocking >&2; echo anna-secret'],
    ['nothing of its input', 'cat; echo anna-secret'],
    ['a variable of the environment', 'echo "$WORD"'],
  ])('prints %s and logs in', async (_, command) => {
    const { pc } = await withCommand(command);
    const ran = await pc.run(['whoami', '--json'], { env: { WORD: 'anna-secret' } });
    expect([ran.code, ran.err]).toEqual([0, '']);
    expect(ran.json()).toMatchObject({ user: { login: 'anna' }, storage: null, token_name: null });
    expect(ran.out).not.toContain('anna-secret');
  });

  it.each([
    ['fails', 'echo anna-secret; echo sealed >&2; exit 7', 'failed with exit code 7: sealed'],
    ['is not there', 'no-such-command-here', 'failed with exit code 127: '],
    ['ends itself', 'echo anna-secret; kill -9 $$', 'was killed by SIGKILL'],
    ['prints too much', "head -c 1100000 /dev/zero | tr '\\0' x", 'printed more than 1 MiB'],
    [
      'has a long last line',
      `printf 'e%.0s' $(seq 400) >&2; exit 1`,
      `failed with exit code 1: ${'e'.repeat(300)}…`,
    ],
  ])('that %s: exit code 4, and its output is not shown', async (_, command, message) => {
    const { server, pc } = await withCommand(command);
    const ran = await pc.run(['list']);
    expect([ran.code, ran.out]).toEqual([4, '']);
    expect(ran.err.startsWith(`rexctl: ${label} ${message}`)).toBe(true);
    expect(ran.err.endsWith(hint)).toBe(true);
    expect(ran.err).not.toMatch(/anna-secret|xxx/);
    expect(server.requests).toEqual([]);
  });

  it('cannot send control characters to the terminal', async () => {
    const { pc } = await withCommand(`printf 'a\\033]0;title\\007\\033[31mred\\n' >&2; exit 1`);
    const ran = await pc.run(['list'], { answers: [] });
    expect(ran.code).toBe(4);
    expect(ran.err).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f]/);
    expect(ran.err).toContain('red');
  });

  it.each([
    ['nothing', 'true'],
    ['an empty line', 'echo; echo anna-secret'],
  ])('that prints %s is named', async (_, command) => {
    const { server, pc } = await withCommand(command);
    const ran = await pc.run(['list']);
    expect([ran.code, ran.err]).toEqual([
      2,
      `rexctl: ${label} printed nothing\n        expected a password or a personal access token\n`,
    ]);
    expect(server.requests).toEqual([]);
  });

  it.each([
    ['waits', 'sleep 20'],
    ['ignores signals', `trap '' TERM INT; sleep 20; sleep 20`],
    ['leaves a program that holds its output', 'sleep 20 & sleep 20'],
  ])('that %s is ended after 60 seconds', async (_, command) => {
    const { pc } = await withCommand(`${command}; touch "$HOME/late"`);
    const clock = new VirtualClock();
    const start = clock.now();
    const ran = await pc.run(['list'], { clock, env: { HOME: pc.home } });
    expect([ran.code, ran.err, clock.now() - start]).toEqual([
      4,
      `rexctl: ${label} took longer than 60 seconds\n${hint}`,
      60_000,
    ]);
    expect(existsSync(join(pc.home, 'late'))).toBe(false);
    clock.dispose();
  });

  it('ends with Ctrl-C', async () => {
    const { pc } = await withCommand('sleep 20');
    const interrupts = new Interrupts(systemClock);
    setTimeout(() => interrupts.press('SIGINT'), 50);
    expect((await pc.run(['list'], { interrupts })).code).toBe(130);
  });

  it('that prints a wrong password is asked once', async () => {
    const { server, pc } = await withCommand('echo wrong');
    const ran = await pc.run(['list']);
    expect([ran.code, server.requests.length]).toEqual([4, 1]);
    expect(ran.err).toContain('credential from credential command of profile `default`\n');
  });
});
