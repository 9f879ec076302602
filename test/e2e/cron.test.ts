import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import {
  type DemoServer,
  demoWorld,
  startDemoServer,
  textScript,
} from '../../src/demo/http/server.ts';

const program = fileURLToPath(new URL('../../bin/rexctl.js', import.meta.url));
const page = readFileSync(new URL('../../docs/cron.md', import.meta.url), 'utf8');
let home: string;
let server: DemoServer;
let children: ChildProcess[];

/** web03 fails at its first attempt, web05 at its first two. */
const failures: Readonly<Record<string, number>> = {
  'web03.example.com': 1,
  'web05.example.com': 2,
};

beforeEach(async () => {
  children = [];
  home = mkdtempSync(join(tmpdir(), 'rexctl-cron-'));
  mkdirSync(join(home, 'bin'));
  writeFileSync(
    join(home, 'bin', 'rexctl'),
    `#!/bin/sh\nexec "${process.execPath}" "${program}" "$@"\n`,
  );
  chmodSync(join(home, 'bin', 'rexctl'), 0o755);
  const world = demoWorld();
  for (const name of [...world.hosts.values()]
    .map((host) => host.name)
    .filter((one) => /^web/.test(one))) {
    const jobs: number[] = [];
    world.script(name, (_, job) => {
      if (job.id > 207 && !jobs.includes(job.id)) jobs.push(job.id);
      const turn = jobs.indexOf(job.id) + 1;
      return textScript([`turn ${turn}\n`], {
        code: turn <= (failures[name] ?? 0) ? 3 : 0,
        everyMs: 1500,
      });
    });
  }
  server = await startDemoServer({ clock: systemClock, world });
  const login =
    'rexctl login --profile ops --server "$SERVER" --login admin --token-file "$HOME/token"';
  writeFileSync(join(home, 'token'), 'changeme\n', { mode: 0o600 });
  expect(await ended(start(login))).toMatchObject({ code: 0 });
});

afterEach(async () => {
  for (const child of children) if (child.exitCode === null) child.kill('SIGKILL');
  await server.close();
  rmSync(home, { recursive: true, force: true });
});

/** The crontab of the manual: its variables and its command lines. */
function crontab(): {
  readonly env: Readonly<Record<string, string>>;
  readonly commands: readonly string[];
} {
  const [, text = ''] = /```crontab\n([\s\S]*?)```/.exec(page) ?? [];
  const lines = text.trimEnd().split('\n');
  const isVariable = (line: string) => /^[A-Z_]+=/.test(line);
  return {
    env: Object.fromEntries(
      lines.filter(isVariable).map((line) => line.split('=') as [string, string]),
    ),
    commands: lines
      .filter((line) => !isVariable(line))
      .map((line) => line.replace(/^(?:\S+\s+){5}/, '')),
  };
}

const [nightly = '', again = ''] = crontab().commands;

/** As cron would: with `sh`, a bare environment, and no terminal. */
function start(command: string): ChildProcess {
  const child = spawn('/bin/sh', ['-c', command], {
    env: {
      ...crontab().env,
      HOME: home,
      SERVER: server.url,
      PATH: `${join(home, 'bin')}:/usr/bin:/bin`,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  children.push(child);
  return child;
}

async function ended(child: ChildProcess): Promise<{ code: number | null; printed: string }> {
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (data) => {
      printed += String(data);
    });
  }
  const [code] = await once(child, 'close');
  return { code, printed };
}

const creates = () =>
  server.requests.filter(({ method, path }) => method === 'POST' && path === '/api/job_invocations')
    .length;
const newJobs = () => [...server.jobs.values()].filter(({ id }) => id > 207);
const locks = () => readdirSync(join(home, '.local', 'state', 'rexctl', 'locks'));

describe('cron: the recipes of the manual, as processes', () => {
  test('there are two, and they run rexctl', () => {
    expect(crontab().commands).toHaveLength(2);
    for (const command of crontab().commands) expect(command).toMatch(/^rexctl /);
  });

  test('a night: overlapping starts, reruns until all have recovered, and then silence', async () => {
    const both = await Promise.all([ended(start(nightly)), ended(start(nightly))]);
    expect(creates()).toBe(1);
    const [ran] = both.filter(({ code }) => code === 3);
    expect(ran?.printed.split('\n')).toEqual([
      expect.stringMatching(/^rexctl: job 208: 2 of 12 hosts failed in .*\.$/),
      expect.stringMatching(/^ {2}web03\.example\.com {3}exit 3 +turn 1$/),
      expect.stringMatching(/^ {2}web05\.example\.com {3}exit 3 +turn 1$/),
      '',
    ]);
    expect(both.find(({ code }) => code === 0)).toEqual({ code: 0, printed: '' });

    const second = await Promise.all([
      ended(start(again)),
      ended(start(again)),
      ended(start(again)),
    ]);
    expect(creates()).toBe(2);
    expect(second.map(({ code }) => code).sort()).toEqual([0, 0, 3]);
    expect(second.filter(({ code }) => code === 0).every(({ printed }) => printed === '')).toBe(
      true,
    );

    expect(await ended(start(again))).toEqual({ code: 0, printed: '' });
    expect(creates()).toBe(3);
    expect(await ended(start(again))).toEqual({ code: 0, printed: '' });
    expect(await ended(start(again))).toEqual({ code: 0, printed: '' });
    expect(creates()).toBe(3);
    expect(newJobs().map(({ description }) => description)).toEqual([
      '#patching: Patch hosts (all)',
      'rerun 1 of #208: #patching: Patch hosts (all)',
      'rerun 2 of #208: #patching: Patch hosts (all)',
    ]);
    expect(locks()).toEqual([]);
  }, 90_000);

  test('killed in the middle of its start: the lock is taken over, and nothing is started twice', async () => {
    server.faults.rules.push({
      method: 'POST',
      path: /job_invocations$/,
      effect: { kind: 'slow', ms: 1_000 },
    });
    const killed = start(nightly);
    while (creates() === 0) await sleep(20);
    process.kill(-(killed.pid ?? 0), 'SIGKILL');
    await once(killed, 'close');
    expect(locks()).toHaveLength(1);
    await sleep(1_200);
    const next = await ended(start(nightly.replace('--if-running skip', '--if-running wait')));
    expect(next.code).toBe(3);
    expect(newJobs()).toHaveLength(2);
    expect(locks()).toEqual([]);
  }, 90_000);
});

describe('cron: processes that race for a chain', () => {
  test.each([1, 2, 3])(
    'six reruns at once (%i): one is started, and no host runs twice',
    async () => {
      expect((await ended(start(nightly))).code).toBe(3);
      const before = creates();
      const racers = Array.from({ length: 6 }, () => ended(start(`${again} --detach`)));
      const all = await Promise.all(racers);
      expect(creates() - before, all.map(({ printed }) => printed).join('')).toBe(1);
      expect(all.map(({ code }) => code)).toEqual([0, 0, 0, 0, 0, 0]);
      expect(all.filter(({ printed }) => printed === '209\n')).toHaveLength(1);
      expect(locks()).toEqual([]);
    },
    60_000,
  );
});
