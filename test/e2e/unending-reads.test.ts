import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { type DemoServer, startDemoServer } from '../../src/demo/http/server.ts';

const program = fileURLToPath(new URL('../../bin/rexctl.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'rexctl-reads-'));
const pipe = join(folder, 'pipe');
let server: DemoServer;

beforeAll(() => {
  execFileSync('mkfifo', [pipe]);
  mkdirSync(join(folder, 'config', 'rexctl'), { recursive: true });
  execFileSync('mkfifo', [join(folder, 'config', 'rexctl', 'config.json')]);
  mkdirSync(join(folder, 'state', 'rexctl'), { recursive: true });
  execFileSync('mkfifo', [join(folder, 'state', 'rexctl', 'sessions.json')]);
});
beforeEach(async () => {
  server = await startDemoServer({ clock: systemClock });
});
afterEach(() => server.close());
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function started(argv: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const login = { REXCTL_SERVER: server.url, REXCTL_USER: 'admin', REXCTL_TOKEN: 'changeme' };
  const child = spawn(process.execPath, [program, ...argv], {
    env: { PATH: process.env.PATH ?? '', HOME: join(folder, 'home'), ...login, ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let stderr = '';
  child.stderr.on('data', (data) => {
    stderr += String(data);
  });
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, stderr }));
  return { child, ended };
}

const db = ['--host', 'db01.example.com'];
const run = ['run', '-c', 'uptime', ...db, '--detach'];

/** Every place that reads a file or standard input, none of which is ever written to. */
const reads: readonly (readonly [what: string, argv: readonly string[]])[] = [
  ['--command @FILE', ['run', '-c', `@${pipe}`, ...db, '--detach']],
  ['--command -', ['run', '-c', '-', ...db, '--detach']],
  ['--input @FILE', [...run, '-i', `x=@${pipe}`]],
  ['--inputs-file', [...run, '--inputs-file', pipe]],
  ['--inputs-file -', [...run, '--inputs-file', '-']],
  ['--host @FILE', ['run', '-c', 'uptime', '--host', `@${pipe}`, '--detach']],
  ['--host -', ['run', '-c', 'uptime', '--host', '-', '--detach']],
  ['--exclude @FILE', [...run, '--exclude', `@${pipe}`]],
  ['--ssh-password-file', [...run, '--ssh-password-file', pipe]],
  ['--ssh-password-file -', [...run, '--ssh-password-file', '-']],
  ['--token-file', ['list', '--token-file', pipe]],
  ['--ca-file', ['list', '--ca-file', pipe]],
  ['login --token-stdin', ['login', '--token-stdin']],
  ['login --ca-file', ['login', '--token-stdin', '--ca-file', pipe]],
];

describe('what is never written to ends with the command', () => {
  it.each(reads)('%s: --timeout', async (_, argv) => {
    const { code, stderr } = await started([...argv, '--timeout', '300ms']).ended;
    expect(stderr).toContain('the time limit of --timeout passed');
    expect(code).toBe(1);
    expect(server.requests.filter(({ method }) => method !== 'GET')).toEqual([]);
  });

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('%s', async (signal) => {
    const codes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 };
    const { child, ended } = started(['run', '-c', `@${pipe}`, ...db]);
    await asked(/remote_execution_features/);
    child.kill(signal);
    expect((await ended).code).toBe(codes[signal]);
  });

  it('a pipe that somebody writes to late is read', async () => {
    const { ended } = started(['run', '-c', `@${pipe}`, ...db, '--detach']);
    await asked(/remote_execution_features/);
    spawn('sh', ['-c', `echo uptime > ${pipe}`]);
    expect((await ended).code).toBe(0);
    expect(server.jobs.get(208)?.inputs).toEqual({ command: 'uptime\n' });
  });

  it('an endless device is refused', async () => {
    const { code, stderr } = await started(['run', '-c', '@/dev/zero', ...db]).ended;
    expect(code).toBe(2);
    expect(stderr).toContain('--command cannot be read from `/dev/zero`: it has more than 64 MiB');
  });
});

describe('a state folder that cannot be', () => {
  it.runIf(existsSync('/proc/self'))(
    'below /proc: it is said, and the command goes on',
    async () => {
      const { code, stderr } = await started([...run], { HOME: '/proc/rexctl-nobody' }).ended;
      expect(code).toBe(0);
      expect(stderr).toContain(
        'not recorded in the local history: cannot write `/proc/rexctl-nobody',
      );
    },
  );

  it('with a pipe in place of the sessions: it holds nothing up', async () => {
    const { code } = await started(['list'], { XDG_STATE_HOME: join(folder, 'state') }).ended;
    expect(code).toBe(0);
  });

  it('with a pipe in place of the settings: refused in a sentence', async () => {
    const { code, stderr } = await started(['list'], { XDG_CONFIG_HOME: join(folder, 'config') })
      .ended;
    expect(stderr).toMatch(/^rexctl: cannot read `.*config\.json`: it is a pipe\n/);
    expect(code).toBe(2);
  });
});

async function asked(path: RegExp): Promise<void> {
  while (!server.requests.some((request) => path.test(request.path))) await systemClock.sleep(20);
}
