import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ownProcess } from '../../src/cli/own-process.ts';
import { systemClock } from '../../src/clock.ts';
import { type DemoServer, startDemoServer } from '../../src/demo/http/server.ts';
import { environmentOf, onTerminal, program } from '../world/program.ts';

const home = mkdtempSync(join(tmpdir(), 'rexctl-telling-'));
const self = ownProcess(process);
let server: DemoServer;
const begun = join(home, 'begun');

beforeEach(async () => {
  server = await startDemoServer({ clock: systemClock });
});
afterEach(async () => {
  rmSync(begun, { force: true });
  await server.close();
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

const run = ['run', '-c', 'true', '--host', 'web01.example.com'];

describe('the command of --on-done, when the program gets a signal', () => {
  const hook = `echo $$ > ${begun}.new; mv ${begun}.new ${begun}; sleep 60; true`;

  it.each([
    ['the job has ended', [], 'SIGTERM', 0],
    ['--timeout has passed', ['-c', 'sleep 60', '--timeout', '2s'], 'SIGINT', 130],
  ] as const)('ends with it: %s', async (_, more, signal, expected) => {
    const argv = more.length === 0 ? run : ['run', ...more, '--host', 'web01.example.com'];
    const child = spawn(process.execPath, [program, ...argv, '--on-done', hook], {
      env: environmentOf(server, home),
      stdio: 'ignore',
    });
    const ended = new Promise((resolve) => child.on('exit', resolve));
    while (!existsSync(begun)) await systemClock.sleep(20);
    const hookId = Number(readFileSync(begun, 'utf8'));
    child.kill(signal);
    expect(await ended).toBe(expected);
    while (self.isAlive({ pid: hookId, born: null })) await systemClock.sleep(20);
  });
});

describe('on a real terminal', () => {
  it('bell and notice come last, are seen by nobody as text, and the command may print', async () => {
    const env = { ...environmentOf(server, home), NODE: process.execPath };
    const argv = `"$NODE" ${program} ${run.join(' ')} --bell --notify --on-done 'echo "told of $REXCTL_JOB_ID"'`;
    const session = onTerminal('/bin/sh', ['-c', `${argv}; echo "code=$?="; sleep 1`], {
      columns: 100,
      env,
    });
    const shown = await session.shows(/code=\d+=/);
    expect(shown).toMatch(
      /1 host succeeded[^\u0007]*\n\u0007\u001b\]9;Job 208: succeeded: 1 ok: Run true\u0007\u001b\]777;notify;Job 208: succeeded;1 ok: Run true\u0007told of 208\r\n(?:\u001b\[\?25h)?code=0=/,
    );
  });
});
