import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { type DemoServer, startDemoServer } from '../../src/demo/http/server.ts';
import { environmentOf, onTerminal, program, type TerminalSession } from '../world/program.ts';

const home = mkdtempSync(join(tmpdir(), 'rexctl-e2e-'));
let server: DemoServer;

beforeEach(async () => {
  server = await startDemoServer({ clock: systemClock });
});

afterEach(async () => {
  await server.close();
});

afterAll(() => rmSync(home, { recursive: true, force: true }));

const environment = () => environmentOf(server, home);

function inTerminal(columns: number, ...argv: readonly string[]): TerminalSession {
  return onTerminal(process.execPath, [program, ...argv], { columns, env: environment() });
}

describe('the built program in a terminal', () => {
  it.each([80, 200])(
    'shows a job to its end on %i columns and leaves the terminal clean',
    async (columns) => {
      const { terminal, ended } = inTerminal(
        columns,
        'run',
        '--template',
        'Patch hosts',
        '--search',
        'name ~ web',
      );
      expect(await ended).toBe(3);
      const lines = await terminal.lines();
      expect(lines[0]).toMatch(/^Patch hosts on 12 hosts: web\[01-12\]\.example\.com/);
      expect(lines.find((line) => line.startsWith('✘ web04'))).toMatch(/exit 100/);
      expect(lines.find((line) => /^✘ Job \d+: 2 of 12 hosts failed/.test(line))).toBeDefined();
      expect(lines.at(-1)).toMatch(
        /rexctl rerun \d+ --failed --follow {2}run again on those 2 hosts/,
      );
      expect(lines.some((line) => line.includes('█') || line.includes('░'))).toBe(false);
      expect(lines.every((line) => line.length <= columns)).toBe(true);
      expect((await terminal.cursor()).visible).toBe(true);
    },
  );

  it.each([80, 200])(
    'watches a job to its end on %i columns: the final screen is its result',
    async (columns) => {
      const started = inTerminal(
        200,
        'run',
        '--template',
        'Patch hosts',
        '--search',
        'name ~ web',
        '--detach',
      );
      expect(await started.ended).toBe(0);
      const { terminal, ended, shows } = inTerminal(columns, 'watch', '@last');
      await shows(/\d+ (?:running|waiting)/);
      expect(await ended).toBe(3);
      const lines = await terminal.lines();
      expect(lines[0]).toMatch(/^Job \d+: .*12 hosts\. {2}Ctrl-C detaches\.$/);
      expect(lines.find((line) => line.startsWith('✘ web04'))).toMatch(/exit 100/);
      expect(lines.find((line) => /^✘ Job \d+: 2 of 12 hosts failed/.test(line))).toBeDefined();
      expect(lines.at(-1)).toMatch(
        /rexctl rerun \d+ --failed --follow {2}run again on those 2 hosts/,
      );
      expect(lines.some((line) => line.includes('█') || line.includes('░'))).toBe(false);
      expect(lines.every((line) => line.length <= columns)).toBe(true);
      expect((await terminal.cursor()).visible).toBe(true);
    },
  );

  it('leaves a clean terminal also when the answers stop to make sense in the middle', async () => {
    const session = inTerminal(100, 'run', '--command', 'sleep 600', '--host', 'db01.example.com');
    await session.shows(/1 running/);
    server.faults.rules.push({
      path: /\/job_invocations\/\d+/,
      times: Number.POSITIVE_INFINITY,
      effect: { kind: 'answer', status: 403, body: '{}' },
    });
    expect(await session.ended).toBe(4);
    const lines = await session.terminal.lines();
    expect(lines.some((line) => line.includes('█') || line.includes('░'))).toBe(false);
    expect(lines.join('\n')).toMatch(/^rexctl: /m);
    expect((await session.terminal.cursor()).visible).toBe(true);
  });

  it('shows that it waits for a server that takes its time', async () => {
    server.faults.rules.push({ path: '/api/job_invocations', effect: { kind: 'slow', ms: 3000 } });
    const session = inTerminal(100, 'list');
    await session.shows(/reading jobs/i);
    expect(await session.ended).toBe(0);
    expect((await session.terminal.lines()).join('\n')).not.toMatch(/reading jobs/i);
    expect((await session.terminal.cursor()).visible).toBe(true);
  });

  it('leaves on Ctrl-C with 130, reports how to come back, and the job continues', async () => {
    const session = inTerminal(100, 'run', '--command', 'sleep 600', '--host', 'db01.example.com');
    await session.shows(/1 running/);
    session.pty.write('\u0003');
    expect(await session.ended).toBe(130);
    const text = (await session.terminal.lines()).join('\n');
    const [, id] = /Job (\d+) started/.exec(text) ?? [];
    expect(text).toContain(`return with: rexctl watch ${id}`);
    expect(server.jobs.get(Number(id))?.task?.state).toBe('running');
    expect((await session.terminal.cursor()).visible).toBe(true);
  });
});

function piped(...argv: readonly string[]): ChildProcess {
  return spawn(process.execPath, [program, ...argv], {
    env: environment(),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

async function ran(argv: readonly string[], env: Readonly<Record<string, string>>, input = '') {
  const child = spawn(process.execPath, [program, ...argv], {
    env: { ...environment(), ...env },
  });
  const text = { stdout: '', stderr: '' };
  child.stdout.on('data', (data) => {
    text.stdout += String(data);
  });
  child.stderr.on('data', (data) => {
    text.stderr += String(data);
  });
  child.stdin.end(input);
  return { code: await exitCode(child), ...text };
}

async function exitCode(child: ChildProcess): Promise<number | null> {
  const [code] = await once(child, 'close');
  return code;
}

describe('the built program in a pipe', () => {
  it('keeps a login for the next command and forgets it again', async () => {
    const stored = { REXCTL_SERVER: '', REXCTL_USER: '', REXCTL_TOKEN: '' };
    const login = await ran(
      ['login', '--server', server.url, '--login', 'admin', '--token-stdin'],
      stored,
      'changeme\n',
    );
    expect(login).toMatchObject({ code: 0, stderr: '' });
    expect(login.stdout).toContain(`Logged in to ${server.url} as admin`);
    expect(await ran(['whoami'], stored)).toMatchObject({ code: 0, stderr: '' });
    expect(await ran(['logout'], stored)).toMatchObject({ code: 0, stderr: '' });
    expect(await ran(['whoami'], stored)).toMatchObject({ code: 4, stdout: '' });
  });

  it.each([
    ['json', /^\{"schema":"rexctl\/1","jobs":\[\{"id":207,/],
    ['yaml', /^schema: rexctl\/1\njobs:\n {2}- id: 207\n/],
    ['csv', /^id,outcome,hosts,description,start_at\n207,scheduled,/],
    ['ndjson', /^\{"schema":"rexctl\/1","type":"job","job":\{"id":207,/],
    ['plain', /^207\tscheduled\t/],
  ])('prints %s from its bundle, whatever a format needs loaded', async (format, wanted) => {
    const child = piped('list', '--format', format);
    let stdout = '';
    child.stdout?.on('data', (data) => {
      stdout += String(data);
    });
    expect(await exitCode(child)).toBe(0);
    expect(stdout).toMatch(wanted);
  });

  it
    .runIf(existsSync('/dev/full'))
    .each([['list'], ['--help'], ['help', 'run'], ['run', '--help'], ['--version'], []])(
    'does not call an answer that could not be written a success: %s %s',
    async (...argv) => {
      const full = openSync('/dev/full', 'w');
      const child = spawn(process.execPath, [program, ...argv], {
        env: environment(),
        stdio: ['ignore', full, 'pipe'],
      });
      let stderr = '';
      child.stderr?.on('data', (data) => {
        stderr += String(data);
      });
      expect(await exitCode(child)).toBe(1);
      closeSync(full);
      expect(stderr).toMatch(/^rexctl: cannot write to standard output: ENOSPC[^\n]*\n$/);
    },
  );

  it('ends a snapshot quietly with 0 when its reader goes away', async () => {
    const child = piped('list', '--all', '--json');
    child.stdout?.destroy();
    let stderr = '';
    child.stderr?.on('data', (data) => {
      stderr += String(data);
    });
    expect(await exitCode(child)).toBe(0);
    expect(stderr).toBe('');
  });

  it('detaches with 141 when the reader of a followed job goes away, and the job continues', async () => {
    const child = piped(
      'run',
      '--command',
      'echo first; sleep 2; echo second; sleep 600',
      '--host',
      'db02.example.com',
      '--follow',
    );
    const [first] = await once(child.stdout as NodeJS.ReadableStream, 'data');
    expect(String(first)).toBe('first\n');
    child.stdout?.destroy();
    expect(await exitCode(child)).toBe(141);
    const newest = Math.max(...server.jobs.keys());
    expect(server.jobs.get(newest)?.task?.state).toBe('running');
  });

  it('leaves on SIGTERM with 143 and reports how to come back', async () => {
    const child = piped('run', '--command', 'sleep 600', '--host', 'app01.example.com');
    let stderr = '';
    child.stderr?.on('data', (data) => {
      stderr += String(data);
    });
    await once(child.stdout as NodeJS.ReadableStream, 'data');
    child.kill('SIGTERM');
    expect(await exitCode(child)).toBe(143);
    expect(stderr).toMatch(/return with: rexctl watch \d+/);
  });
});
