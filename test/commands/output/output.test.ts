import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import {
  type DemoOptions,
  demoWorld,
  type HostScript,
  unreachableScript,
} from '../../../src/demo/http/server.ts';
import { openWorld, type Ran, type World } from '../../world/run.ts';

let world: World;
afterEach(() => world.close());

const names = Array.from(
  { length: 12 },
  (_, at) => `web${String(at + 1).padStart(2, '0')}.example.com`,
);
const web = ['--search', 'name ~ web'];

/** What each of the twelve hosts writes: lines in pieces, umlauts, blanks, an unterminated end. */
function piecesOf(name: string): readonly string[] {
  const lines = Array.from({ length: 40 }, (_, at) => `${name} line ${at} – größer\n`);
  const text = `${lines.join('')}\n  indented\r\nlast without end of ${name}`;
  return text.match(/[\s\S]{1,97}/g) ?? [];
}

function talkativeWorld() {
  const demo = demoWorld();
  for (const [at, name] of names.entries()) {
    const steps = piecesOf(name).map((text) => ({ afterMs: 400 + at * 7, text }));
    const code = at === 3 || at === 8 ? 5 : 0;
    const script: HostScript = { steps, end: { kind: 'exit', afterMs: 300, code } };
    demo.script(name, script);
  }
  return demo;
}

// biome-ignore lint/suspicious/noExplicitAny: events of any shape
function eventsOf(ran: Ran): any[] {
  return ran.stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

function printedBy(ran: Ran, name: string): string {
  return eventsOf(ran)
    .filter(
      (event) => event.type === 'output' && event.host.name === name && event.stream !== 'debug',
    )
    .map((event) => event.text)
    .join('');
}

const manners: readonly (readonly [what: string, options: Partial<DemoOptions>])[] = [
  ['REX 17.1', { rexVersion: '17.1' }],
  ['REX 16.7', { rexVersion: '16.7' }],
  ['REX 14.1', { rexVersion: '14.1' }],
  ['REX 13.2, where the exit line has the time of the last line', { rexVersion: '13.2' }],
  ['REX 8.1, with sequence ids', { rexVersion: '8.1' }],
  ['REX 7.0, without ids', { rexVersion: '7.0' }],
  ['output cut anywhere', { faults: { splitChunks: true } }],
  ['equal timestamps', { faults: { equalTimestamps: true } }],
  ['a proxy clock that is ahead', { faults: { proxySkewMs: 40_000 } }],
  ['a proxy clock that is behind', { faults: { proxySkewMs: -40_000 } }],
  ['a proxy that often does not answer', { faults: { transientProxyErrorEvery: 3 } }],
];

describe('a job on 12 hosts with two failing, followed', () => {
  test.each(manners)(
    'gives the bytes of every host exactly once and in order: %s (traps 34, 35, 36, 37, 42)',
    async (_, options) => {
      world = await openWorld({ ...options, world: talkativeWorld() });
      const ran = await world.run([
        'run',
        '--command',
        'work',
        ...web,
        '--follow',
        '--format',
        'ndjson',
      ]);
      for (const name of names) expect(printedBy(ran, name), name).toBe(piecesOf(name).join(''));
      expect(ran.code).toBe(3);
      const summary = eventsOf(ran).at(-1);
      expect(summary.failed_hosts).toMatchObject([
        { name: 'web04.example.com', exit_code: 5 },
        { name: 'web09.example.com', exit_code: 5 },
      ]);
    },
  );

  test('in a pipe: lines with their host in front, nothing twice', async () => {
    world = await openWorld({ world: talkativeWorld() });
    const ran = await world.run(['run', '--command', 'work', ...web, '--follow']);
    const lines = ran.stdout.split('\n').filter((line) => line.startsWith('web07.example.com: '));
    expect(lines).toHaveLength(new Set(lines).size);
    expect(lines[0]).toBe('web07.example.com: web07.example.com line 0 – größer');
    expect(lines.at(-1)).toBe('web07.example.com: last without end of web07.example.com');
    expect(lines).toHaveLength(43);
  });

  test('a restart of the server in the middle loses nothing and ends nothing', async () => {
    world = await openWorld({ world: talkativeWorld() });
    const effect = { kind: 'answer', status: 503 } as const;
    world.server.faults.rules.push({ method: 'GET', after: 25, times: 40, effect });
    const ran = await world.run([
      'run',
      '--command',
      'work',
      ...web,
      '--follow',
      '--format',
      'ndjson',
    ]);
    for (const name of names) expect(printedBy(ran, name), name).toBe(piecesOf(name).join(''));
    expect(ran.code).toBe(3);
  });

  test('a session that expires in the middle is opened again, once', async () => {
    world = await openWorld({ world: talkativeWorld() });
    let expired = false;
    const ran = await world.run(
      ['run', '--command', 'work', ...web, '--follow', '--format', 'ndjson'],
      {
        onStdout: (text) => {
          if (expired || !text.includes('line 20')) return;
          expired = true;
          world.server.expireSessions();
        },
      },
    );
    expect(expired).toBe(true);
    for (const name of names) expect(printedBy(ran, name), name).toBe(piecesOf(name).join(''));
    expect(ran.code).toBe(3);
  });
});

describe('output of a finished job', () => {
  async function finished(options: Partial<DemoOptions> = {}): Promise<void> {
    world = await openWorld({ ...options, world: options.world ?? talkativeWorld() });
    await world.run(['run', '--command', 'work', ...web]);
  }

  test('one host in a pipe: its bytes and nothing else', async () => {
    await finished();
    const ran = await world.run(['output', '208', 'web02.example.com']);
    expect(ran).toMatchObject({
      code: 0,
      stdout: piecesOf('web02.example.com').join(''),
      stderr: '',
    });
  });

  test('a short host name will do where only one host has it; a wrong one gets a suggestion', async () => {
    await finished();
    const short = await world.run(['output', '208', 'web02']);
    expect(short.stdout).toBe(piecesOf('web02.example.com').join(''));
    const wrong = await world.run(['output', '208', 'web2.example.com']);
    expect(wrong.code).toBe(5);
    expect(wrong.stderr).toMatch(
      /job 208 has no host `web2\.example\.com`[\s\S]*did you mean web\d+\.example\.com\?/,
    );
  });

  test('--failed, --exit-status and the exit code of each host', async () => {
    await finished();
    const ran = await world.run(['output', '208', '--failed', '--exit-status', '--json']);
    expect(ran.code).toBe(3);
    expect(ran.json.hosts).toMatchObject([
      { name: 'web04.example.com', status: 'failed', exit_code: 5, complete: true },
      { name: 'web09.example.com', status: 'failed', exit_code: 5, complete: true },
    ]);
    expect((await world.run(['output', '208', '--failed'])).code).toBe(0);
  });

  test('--raw gives the bytes of the raw endpoint, exit text included (trap 41)', async () => {
    await finished();
    const ran = await world.run(['output', '208', 'web02.example.com', '--raw']);
    expect(ran.stdout).toBe(`${piecesOf('web02.example.com').join('')}Exit status: 0`);
  });

  test('--grep and --exclude choose lines; a wrong expression is bad input', async () => {
    await finished();
    const ran = await world.run([
      'output',
      '208',
      'web02',
      '--grep',
      'line 1',
      '--exclude',
      'line 1[0-9]',
    ]);
    expect(ran.stdout).toBe('web02.example.com line 1 – größer\n');
    const wrong = await world.run(['output', '208', '--grep', '(']);
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toContain('--grep');
  });

  test('--dir writes one file for each host and a manifest', async () => {
    await finished();
    const folder = join(world.home, 'out');
    const ran = await world.run(['output', '208', '--dir', folder]);
    expect(ran.code).toBe(0);
    expect(readdirSync(folder)).toHaveLength(14);
    expect(readFileSync(join(folder, 'web02.example.com.txt'), 'utf8')).toBe(
      piecesOf('web02.example.com').join(''),
    );
    const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'));
    expect(manifest.hosts[3]).toMatchObject({
      name: 'web04.example.com',
      file: 'web04.example.com.txt',
      exit_code: 5,
    });
    const refused = await world.run(['output', '208', '--dir', join(folder, 'manifest.json')]);
    expect(refused.code).toBe(2);
    expect(existsSync(join(folder, 'manifest.json'))).toBe(true);
  });

  test('--group folds hosts that said the same, failed ones first; --diff shows who differs', async () => {
    world = await openWorld();
    const groups = await world.run(['output', '204', '--group', '--json']);
    expect(
      groups.json.groups.map(({ count, status }: { count: number; status: string }) => [
        count,
        status,
      ]),
    ).toEqual([
      [1, 'failed'],
      [14, 'succeeded'],
    ]);
    const diff = await world.run(['output', '204', '--diff']);
    expect(diff.stdout).toMatch(/Compared with:\n14 hosts[\s\S]*- active\n[\s\S]*\+ inactive/);
    const unknown = await world.run(['output', '204', '--diff', 'nobody']);
    expect(unknown.code).toBe(5);
  });

  test('what is no exit code is not made one: unreachable hosts, scripts that print "Exit status: 0" (traps 39, 40)', async () => {
    const demo = talkativeWorld();
    demo.script('web01.example.com', unreachableScript());
    const liar = {
      steps: [{ afterMs: 100, text: 'Exit status: 0\n' }],
      end: { kind: 'exit', afterMs: 100, code: 9 },
    } as const;
    demo.script('web02.example.com', liar);
    await finished({ world: demo });
    const ran = await world.run(['output', '208', '--json']);
    expect(ran.json.hosts[0]).toMatchObject({ status: 'failed', exit_code: null });
    expect(ran.json.hosts[1]).toMatchObject({ status: 'failed', exit_code: 9 });
    expect(ran.json.hosts[1].output[0]).toMatchObject({
      stream: 'stdout',
      text: 'Exit status: 0\n',
    });
  });

  test('control sequences of hosts do nothing to a terminal, colours stay; pipes and JSON keep bytes (trap 43)', async () => {
    const demo = talkativeWorld();
    const evil = '\u001b[31mred\u001b[0m \u001b]0;title\u0007\u001b[2J\u001b[H gone\b\n';
    demo.script('web01.example.com', {
      steps: [{ afterMs: 100, text: evil }],
      end: { kind: 'exit', afterMs: 10, code: 0 },
    });
    await finished({ world: demo });
    const shown = await world.run(['output', '208', 'web01'], {
      terminal: { stdout: true, stderr: true },
      env: { TERM: 'xterm-256color' },
    });
    expect(shown.stdout).toContain('\u001b[31mred');
    for (const bad of ['\u001b]', '\u0007', '\u001b[2J', '\u001b[H', '\b'])
      expect(shown.stdout).not.toContain(bad);
    expect((await world.run(['output', '208', 'web01'])).stdout).toBe(evil);
    expect(
      (await world.run(['output', '208', 'web01', '--json'])).json.hosts[0].output[0].text,
    ).toBe(evil);
  });
});

describe('output of hosts that say nothing', () => {
  test('an orphan, a job without hosts, one that has not begun: each told for what it is', async () => {
    world = await openWorld();
    const orphan = await world.run(['output', '203']);
    expect(orphan).toMatchObject({ code: 0, stdout: '' });
    expect(orphan.stderr).toContain('Job 203 never started');
    for (const how of ['--follow', '--exit-status']) {
      const told = await world.run(['output', '203', how]);
      expect([told.code, told.stderr]).toEqual([
        3,
        expect.stringContaining('job 203 never started'),
      ]);
    }
    const none = await world.run(['output', '202']);
    expect(none).toMatchObject({ code: 0, stdout: '', stderr: 'Job 202 has no hosts.\n' });
    const followed = await world.run(['output', '202', '--follow']);
    expect(followed.code).toBe(3);
  });

  test('a proxy that stays silent is reported as a state of the host, never as its output (trap 46)', async () => {
    world = await openWorld({ world: talkativeWorld(), faults: { deadProxy: true } });
    const ran = await world.run([
      'run',
      '--command',
      'work',
      '--host',
      names[0] ?? '',
      '--follow',
      '--timeout',
      '60s',
    ]);
    expect(ran.code).toBe(7);
    expect(ran.stdout).not.toContain('Error loading');
    expect(ran.stderr).toContain('web01.example.com: its smart proxy does not answer');
    expect(ran.stderr).not.toContain('answers again');
  });

  test.each([
    ['a pipe', {}, []],
    ['ndjson', {}, ['--format', 'ndjson']],
  ])('a smart proxy that is back is said, in %s', async (_, how, flags) => {
    world = await openWorld({ world: talkativeWorld() });
    const { faults } = world.server;
    const [host = ''] = names;
    const ran = await world.run(['run', '-c', 'work', '--host', host, '--follow', ...flags], {
      ...how,
      onStart: () => {
        void world.clock.sleep(2_000).then(() => {
          faults.deadProxy = true;
        });
        void world.clock.sleep(40_000).then(() => {
          faults.deadProxy = false;
        });
      },
    });
    expect(ran.code).toBe(0);
    const told = flags.length === 0 ? ran.stderr : ran.stdout;
    const silent = told.indexOf(`${host}: its smart proxy does not answer`);
    expect(silent).toBeGreaterThanOrEqual(0);
    expect(told.indexOf(`${host}: its smart proxy answers again`)).toBeGreaterThan(silent);
    expect(told.split('answers again')).toHaveLength(2);
  });
});

test.each([
  [['--follow', '--raw']],
  [['--follow', '--failed']],
  [['--group', '--diff']],
  [['--mask', 'numbers']],
  [['--group', '--mask', 'colours']],
  [['--raw', '--grep', 'x']],
  [['--follow', '--exit-status']],
])('output 204 %j is refused and nothing is asked', async (flags) => {
  world = await openWorld();
  const ran = await world.run(['output', '204', ...flags]);
  expect(ran).toMatchObject({ code: 2, stdout: '' });
  expect(ran.stderr).toMatch(/^rexctl: /);
  expect(world.server.requests).toEqual([]);
});
