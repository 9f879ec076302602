import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { textScript, unreachableScript } from '../../../src/demo/http/server.ts';
import { writes } from '../../world/job-requests.ts';
import { openWorld, type World } from '../../world/run.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

async function ended(command: string, ...hosts: string[]): Promise<string> {
  const targets = hosts.flatMap((name) => ['--host', name]);
  await world.run(['run', '--command', command, ...targets, '--quiet']);
  return '208';
}

describe('--tail', () => {
  test('of a snapshot: the last lines of each host, counted after --grep', async () => {
    await ended('seq 5', 'db01.example.com', 'db02.example.com');
    const ran = await world.run(['output', '208', '--tail', '2']);
    expect(ran.stdout).toBe(
      ['db01', 'db02'].flatMap((name) => [4, 5].map((n) => `${name}.example.com: ${n}\n`)).join(''),
    );
    const odd = await world.run(['output', '208', 'db01', '--tail', '2', '--grep', '[135]']);
    expect(odd.stdout).toBe('3\n5\n');
    expect((await world.run(['output', '208', 'db01', '--tail', '0'])).stdout).toBe('');
    const json = await world.run(['output', '208', 'db01', '--tail', '1', '--json']);
    expect(
      json.json.hosts[0].output.filter(({ stream }: { stream: string }) => stream === 'stdout'),
    ).toHaveLength(1);
  });

  test('of a follow: the last lines of what is there, and all that comes', async () => {
    world.server.world.script(
      'db01.example.com',
      textScript(
        Array.from({ length: 12 }, (_, n) => `${n}\n`),
        { everyMs: 1000 },
      ),
    );
    await world.run(['run', '--command', 'true', '--host', 'db01.example.com', '--detach']);
    await world.clock.sleep(7500);
    const ran = await world.run(['output', '208', '--follow', '--tail', '2']);
    expect(ran.code).toBe(0);
    const lines = ran.stdout.trimEnd().split('\n').map(Number);
    const [first = 0] = lines;
    expect(first).toBeGreaterThan(2);
    expect(lines).toEqual(Array.from({ length: 12 - first }, (_, at) => first + at));
    expect((await world.run(['output', '208', '--follow', '--tail', '3'])).stdout).toBe(
      '9\n10\n11\n',
    );
    const some = await world.run(['output', '208', '--follow', '--tail', '2', '--exclude', '9|11']);
    expect(some.stdout).toBe('8\n10\n');
  });
});

describe('--since', () => {
  test('shows lines from a moment on', async () => {
    world.server.world.script(
      'db01.example.com',
      textScript(
        Array.from({ length: 6 }, (_, n) => `${n}\n`),
        { everyMs: 10_000 },
      ),
    );
    await ended('true', 'db01.example.com');
    const now = world.clock.now();
    const half = new Date(now - 32_000).toISOString().slice(0, 19);
    const from = await world.run(['output', '208', '--since', `${half}Z`]);
    expect(from.stdout).toMatch(/^3\n4\n5\n$|^2\n3\n4\n5\n$/);
    expect((await world.run(['output', '208', '--since', '1d'])).stdout).toBe('0\n1\n2\n3\n4\n5\n');
    const followed = await world.run(['output', '208', '--follow', '--since', `${half}Z`]);
    expect(followed.stdout).toBe(from.stdout);
  });

  test('a line that began before, and how a host ended before, are whole', async () => {
    world.server.world.script('db01.example.com', {
      steps: [
        { afterMs: 100, text: 'begins ' },
        { afterMs: 20_000, text: 'and ends\n' },
      ],
      end: { kind: 'exit', afterMs: 100, code: 4 },
    });
    const now = world.clock.now();
    await world.run(['run', '-c', 'x', '--host', 'db01.example.com', '--quiet']);
    const between = `${new Date(now + 10_000).toISOString().slice(0, 19)}Z`;
    const from = await world.run(['output', '208', '--since', between]);
    const { code, stdout, stderr } = from;
    expect({ code, stdout, stderr }).toEqual({
      code: 0,
      stdout: 'begins and ends\n',
      stderr: 'rexctl: db01.example.com: exit 4\n',
    });
    const mark = world.server.requests.length;
    const later = `${new Date(world.clock.now() + 10_000).toISOString().slice(0, 19)}Z`;
    await world.clock.sleep(20_000);
    const none = await world.run(['output', '208', '--since', later, '--json']);
    expect(none.json.hosts[0]).toMatchObject({
      exit_code: 4,
      failure: { kind: 'exit', exit_code: 4 },
      output: [{ stream: 'debug', text: 'StandardError: Job execution failed' }],
    });
    const queries = world.server.requests.slice(mark).map(({ query }) => query.since);
    expect(queries.filter((since) => since !== undefined)).toEqual([]);
  });
});

describe('--stream', () => {
  beforeEach(() => {
    const step = (text: string, stream: 'stdout' | 'stderr') => ({ afterMs: 100, text, stream });
    world.server.world.script('db01.example.com', {
      steps: [step('out\n', 'stdout'), step('err\n', 'stderr'), step('out 2\n', 'stdout')],
      end: { kind: 'exit', afterMs: 100, code: 1 },
    });
  });

  test.each([['snapshot'], ['follow']])('of a %s', async (how) => {
    await ended('true', 'db01.example.com');
    const flags = how === 'follow' ? ['--follow'] : [];
    const shown = async (...streams: string[]) =>
      (await world.run(['output', '208', ...flags, '--stream', ...streams])).stdout;
    expect(await shown('stdout')).toBe('out\nout 2\n');
    expect(await shown('stderr')).toBe('err\n');
    expect(await shown('stderr,stdout')).toBe('out\nerr\nout 2\n');
    expect(await shown('debug')).toMatch(/^StandardError: Job execution failed/);
  });

  test('an unreachable host shows why in stream debug', async () => {
    world.server.world.script('db02.example.com', unreachableScript());
    await ended('true', 'db02.example.com');
    const plain = await world.run(['output', '208']);
    expect(plain.stdout).toBe('');
    const debug = await world.run(['output', '208', '--stream', 'debug']);
    expect(debug.stdout).not.toBe('');
  });
});

describe('--timestamps', () => {
  test.each([
    ['utc', /^2026-11-23T14:00:0\d\.\d{3}Z hi\n$/],
    ['local', /^2026-11-23T\d\d:\d\d:0\d\.\d{3}[+-]\d\d:\d\d hi\n$/],
    ['relative', /^ +\+\d\.\d{3}s hi\n$/],
  ])('%s, in a snapshot and in a follow alike', async (kind, line) => {
    await ended('echo hi', 'db01.example.com');
    const snapshot = await world.run(['output', '208', '--timestamps', kind]);
    expect(snapshot.stdout).toMatch(line);
    const followed = await world.run(['output', '208', '--follow', '--timestamps', kind]);
    expect(followed.stdout).toBe(snapshot.stdout);
  });

  test('on a terminal after the name of the host', async () => {
    await ended('echo hi', 'db01.example.com', 'db02.example.com');
    const terminal = { stdout: true };
    const ran = await world.run(['output', '208', '--timestamps', 'utc', '--no-color'], {
      terminal,
    });
    expect(ran.stdout).toMatch(/^db01 │ 2026-11-23T14:00:0\d\.\d{3}Z hi$/m);
  });
});

describe('what contradicts itself is refused before the server is asked', () => {
  test.each([
    [['--tail', 'x'], 'invalid --tail `x`: expected a whole number, 0 or more'],
    [['--tail', '3', '--raw'], '--raw and --tail cannot be used together'],
    [['--stream', 'stdout', '--dir', 'x'], '--dir and --stream cannot be used together'],
    [['--stream', 'out'], 'invalid --stream `out`: expected stdout, stderr or debug'],
    [['--since', 'soon'], '--since `soon` is not a valid time'],
    [['--timestamps', 'utc', '--group'], '--group and --timestamps cannot be used together'],
    [['--timestamps', 'utc', '--json'], '--timestamps cannot be used with json'],
    [['--resume', 'x'], '--resume needs --follow'],
    [['--resume', 'x', '--follow', '--json'], '--resume cannot be used with json'],
    [['--give-up-after', '5m'], '--give-up-after needs --follow'],
    [['--on-interrupt', 'cancel'], '--on-interrupt needs --follow'],
  ])('%j', async (flags, message) => {
    const ran = await world.run(['output', '205', ...flags]);
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toContain(message);
    expect(world.server.requests).toEqual([]);
    expect(existsSync('x')).toBe(false);
  });
});

describe('--resume', () => {
  test('prints nothing twice when it is run again, and reports the result', async () => {
    await ended('seq 3; exit 2', 'db01.example.com');
    const state = join(world.home, 'state');
    let file = '';
    const stdoutFile = () => file;
    const first = await world.run(['output', '208', '--follow', '--resume', state], { stdoutFile });
    expect(first).toMatchObject({ code: 3, stdout: '1\n2\n3\n' });
    expect(statSync(state).mode & 0o777).toBe(0o600);
    file = first.stdout;
    const again = await world.run(['output', '208', '--follow', '--resume', state], { stdoutFile });
    expect(again).toMatchObject({ code: 3, stdout: '', stderr: first.stderr });
  });

  test('names itself in the way back', async () => {
    await world.run([
      'run',
      '--command',
      'echo x; sleep 600',
      '--host',
      'db01.example.com',
      '--detach',
    ]);
    const ran = await world.run(
      ['output', '208', '--follow', '--resume', join(world.home, 'a b')],
      {
        onStdout: (_, interrupts) => interrupts.press('SIGINT'),
      },
    );
    expect(ran.code).toBe(130);
    expect(ran.stderr).toContain(
      `return with: rexctl output 208 --follow --resume '${world.home}/a b'\n`,
    );
  });

  test.each([
    [
      'a file of somebody else',
      'precious,data\n1,2\n',
      'was not written by --resume; it was not changed',
    ],
    ['a text without a line end', 'precious', 'was not written by --resume; it was not changed'],
    ['JSON of another kind', '{"a":1}\n', 'was not written by --resume; it was not changed'],
    [
      'the state of another job',
      '{"schema":"rexctl/resume/1","server":"https://foreman.example.com","job_id":7}\n',
      'belongs to job 7 of https://foreman.example.com, but this is job 205 of',
    ],
  ])('%s is refused and left as it is', async (_, text, message) => {
    const state = join(world.home, 'state');
    writeFileSync(state, text);
    const ran = await world.run(['output', '205', '--follow', '--resume', state]);
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toContain(message);
    expect(readFileSync(state, 'utf8')).toBe(text);
    expect(writes(world)).toEqual([]);
  });

  test('a damaged state is refused, not guessed from', async () => {
    await ended('seq 3', 'db01.example.com');
    const state = join(world.home, 'state');
    const head = JSON.stringify({
      schema: 'rexctl/resume/1',
      server: world.server.url,
      job_id: 208,
    });
    const wrong = JSON.stringify({ at: 0, text: '', hosts: [[13, [{ keys: 'all' }]]] });
    writeFileSync(state, `${head}\n${wrong}\n`);
    const ran = await world.run(['output', '208', '--follow', '--resume', state]);
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toContain('is damaged: it is unknown what was already printed');
  });

  test('a file that was being begun, or a line that was being written, is no damage', async () => {
    await ended('seq 3', 'db01.example.com');
    const state = join(world.home, 'state');
    const head = JSON.stringify({
      schema: 'rexctl/resume/1',
      server: world.server.url,
      job_id: 208,
    });
    writeFileSync(state, head.slice(0, 20));
    const first = await world.run(['output', '208', '--follow', '--resume', state], {
      stdoutFile: () => '',
    });
    expect(first.stdout).toBe('1\n2\n3\n');
    writeFileSync(state, `${head}\n{"at":0,"text":"1\\n2\\n3\\n","ho`);
    const second = await world.run(['output', '208', '--follow', '--resume', state], {
      stdoutFile: () => '',
    });
    expect(second.stdout).toBe('1\n2\n3\n');
  });

  test.each([
    ['no/state', 'its folder does not exist'],
    ['n'.repeat(300), 'its name is too long'],
    ['file/state', 'a part of its path is not a folder'],
  ])(
    'a place that cannot be written is printed in words before anything is printed: %#',
    async (path, why) => {
      writeFileSync(join(world.home, 'file'), '');
      const ran = await world.run([
        'output',
        '205',
        '--follow',
        '--resume',
        join(world.home, path),
      ]);
      expect(ran).toMatchObject({ code: 1, stdout: '' });
      expect(ran.stderr).toBe(
        `rexctl: cannot write the resume file \`${join(world.home, path)}\`: ${why}\n`,
      );
    },
  );
});
