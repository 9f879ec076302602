import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { IPty } from '@lydell/node-pty';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { type DemoServer, startDemoServer } from '../../src/demo/http/server.ts';
import { environmentOf, onTerminal, program, type TerminalSession } from '../world/program.ts';

const home = mkdtempSync(join(tmpdir(), 'rexctl-signals-'));
let server: DemoServer;

beforeEach(async () => {
  server = await startDemoServer({ clock: systemClock });
});
afterEach(() => server.close());
afterAll(() => rmSync(home, { recursive: true, force: true }));

/** A login shell on a separate terminal, as after `ssh -t`. */
function inShell(script: string): TerminalSession {
  const env = { ...environmentOf(server, home), NODE: process.execPath, REXCTL: program };
  return onTerminal('/bin/sh', ['-c', script], { columns: 200, env });
}

/** Asks something first, and gets a signal while it waits. */
async function interruptedAt(question: RegExp, argv: string, signal: string): Promise<string> {
  const session = inShell(
    `set -m; "$NODE" "$REXCTL" ${argv} & echo "pid=$!="; fg >/dev/null; echo "code=$?="; stty -a; echo done=`,
  );
  const [, pid = ''] = /pid=(\d+)=/.exec(await session.shows(/pid=\d+=/)) ?? [];
  await session.shows(question);
  process.kill(Number(pid), signal);
  return session.shows(/done=/);
}

describe('a signal while something is asked', () => {
  const questions = [
    ['a confirmation', 'cancel 207 --series', /\[y\/N\] /],
    ['a secret', 'run -c uptime --host db01.example.com --ask-ssh-password', /password: /i],
  ] as const;
  const signals = [
    ['SIGHUP', 129],
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const;
  const cases = questions.flatMap(([what, argv, question]) =>
    signals.map(([signal, code]) => ({ what, argv, question, signal, code })),
  );

  it.each(cases)(
    '$signal at $what: $code, and the terminal is as it was',
    async ({ argv, question, signal, code }) => {
      const shown = await interruptedAt(question, argv, signal);
      expect(shown).toContain(`code=${code}=`);
      expect(shown).toMatch(/(?<!-)icanon\b/);
      expect(shown).toMatch(/(?<!-)\becho\b/);
      expect(shown).toMatch(/\r\nrexctl: /);
    },
  );
});

describe('a terminal that goes away', () => {
  it('while the create is under way: the hosts are compared, and a wrong one cancels the job', async () => {
    server.faults.targetWrongHosts = 'more';
    server.faults.rules.push({
      method: 'POST',
      path: '/api/job_invocations',
      effect: { kind: 'slow', ms: 2000 },
    });
    const session = inShell('"$NODE" "$REXCTL" run -c "sleep 60" --host db01.example.com; exit');
    await session.shows(/`sleep 60` on 1 host/);
    await until(() =>
      server.requests.some(
        ({ method, path }) => `${method} ${path}` === 'POST /api/job_invocations',
      ),
    );
    destroy(session);
    await until(() =>
      server.requests.some(({ path }) => path === '/api/job_invocations/208/cancel'),
    );
    expect(server.jobs.get(208)?.cancel_requested).toBe(true);
  });

  it('while a job is watched: 129, and the job keeps running', async () => {
    const code = join(home, 'watched');
    const session = inShell(
      `(trap '' HUP; "$NODE" "$REXCTL" run -c 'sleep 600' --host db01.example.com; echo $? > ${code}); :`,
    );
    await session.shows(/1 running/);
    destroy(session);
    await until(() => existsSync(code) && readFileSync(code, 'utf8') !== '');
    expect(readFileSync(code, 'utf8')).toBe('129\n');
    expect(server.jobs.get(208)).toMatchObject({
      cancel_requested: false,
      task: { state: 'running' },
    });
  });

  it('while something is asked: 129, nothing is sent, and no process stays behind', async () => {
    const code = join(home, 'code');
    const session = inShell(
      `trap '' HUP; "$NODE" "$REXCTL" cancel 207 --series; echo $? > ${code}`,
    );
    await session.shows(/\[y\/N\] /);
    destroy(session);
    await until(() => existsSync(code) && readFileSync(code, 'utf8') !== '');
    expect(readFileSync(code, 'utf8')).toBe('129\n');
    expect(server.requests.filter(({ method }) => method !== 'GET')).toEqual([]);
  });
});

describe('a terminal that goes away under nohup', () => {
  it('is no end: the job is waited for to its end', async () => {
    const code = join(home, 'nohup-code');
    const log = join(home, 'nohup-log');
    const session = inShell(
      `(trap '' HUP; nohup "$NODE" "$REXCTL" run -c 'sleep 3' --host db01.example.com </dev/null >${log} 2>&1; echo $? > ${code}); :`,
    );
    await until(() => existsSync(log) && readFileSync(log, 'utf8').includes('Job 208 started'));
    destroy(session);
    await until(() => existsSync(code) && readFileSync(code, 'utf8') !== '');
    expect(readFileSync(code, 'utf8')).toBe('0\n');
    expect(readFileSync(log, 'utf8')).toMatch(/job 208\tsucceeded\t1 ok\n$/);
  });

  it('is one where a signal is sent and the terminal is still there', async () => {
    const log = join(home, 'told-log');
    const session = inShell(
      `"$NODE" "$REXCTL" run -c 'sleep 60' --host db01.example.com </dev/null >${log} 2>&1 & echo "pid=$!="; wait $!; echo "code=$?="`,
    );
    const [, pid = ''] = /pid=(\d+)=/.exec(await session.shows(/pid=\d+=/)) ?? [];
    await until(() => existsSync(log) && readFileSync(log, 'utf8').includes('Job 208 started'));
    process.kill(Number(pid), 'SIGHUP');
    expect(await session.shows(/code=\d+=/)).toContain('code=129=');
  });
});

/**
 * As when the connection of an ssh is lost: the terminal is closed, and the kernel sends a hang-up.
 */
function destroy({ pty }: TerminalSession): void {
  (pty as IPty & { destroy(): void }).destroy();
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await systemClock.sleep(20);
}
