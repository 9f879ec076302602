import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { type DemoServer, startDemoServer, textScript } from '../../src/demo/http/server.ts';
import { appending as appendTo, type Ended, environmentOf } from '../world/program.ts';

const home = mkdtempSync(join(tmpdir(), 'rexctl-resume-'));
let server: DemoServer;

beforeAll(async () => {
  server = await startDemoServer({ clock: systemClock, seed: 7 });
});

afterAll(async () => {
  await server.close();
  rmSync(home, { recursive: true, force: true });
});

/**
 * Runs the program with its standard output appended to `log`; killed after a while if asked to.
 */
function appending(
  log: string,
  argv: readonly string[],
  kill?: number | Promise<unknown>,
): Promise<Ended> {
  return appendTo(log, argv, environmentOf(server, home), kill);
}

/** Reproducible randomness for the moments of death. */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return state / 0x80000000;
  };
}

describe('a follow with --resume, killed again and again', () => {
  it.each([
    ['plain', 11],
    ['ndjson', 12],
  ])(
    'leaves every line once and in order in the file (%s)',
    async (format, seed) => {
      const throwDice = dice(seed);
      const hosts = ['web01', 'web02', 'web03', 'web04'];
      for (const name of hosts) {
        const lines = Array.from(
          { length: 150 },
          (_, at) => `${name} line ${at} ${'ä'.repeat(at % 7)}`,
        );
        const chunks = lines.flatMap((line) => [`${line.slice(0, 5)}`, `${line.slice(5)}\n`]);
        server.world.script(`${name}.example.com`, textScript(chunks, { everyMs: 12 }));
      }
      const started = await appending(join(home, 'started'), [
        'run',
        '--command',
        'true',
        '--search',
        'name ^ (web01.example.com, web02.example.com, web03.example.com, web04.example.com)',
        '--detach',
      ]);
      expect(started.code).toBe(0);
      const log = join(home, `${format}.log`);
      const argv = [
        'output',
        '@last',
        '--follow',
        '--resume',
        join(home, `${format}.state`),
        '--format',
        format,
      ];
      let kills = 0;
      for (let round = 0; round < 12; round++) {
        const ended = await appending(log, argv, 350 + throwDice() * 500);
        if (ended.signal !== 'SIGKILL') break;
        kills++;
      }
      expect(await appending(log, argv)).toMatchObject({ code: 0, stderr: '' });
      expect(kills).toBeGreaterThan(2);
      for (const name of hosts) {
        const wanted = Array.from(
          { length: 150 },
          (_, at) => `${name} line ${at} ${'ä'.repeat(at % 7)}\n`,
        );
        expect(linesOf(readFileSync(log, 'utf8'), `${name}.example.com`, format)).toEqual(wanted);
      }
      expect(statSync(join(home, `${format}.state`)).mode & 0o777).toBe(0o600);
    },
    60_000,
  );
});

const texts = Array.from({ length: 100 }, (_, at) => `line ${at} ${'ä'.repeat(at % 7)}`);

async function startOn(name: string, everyMs = 12): Promise<string> {
  server.world.script(
    `${name}.example.com`,
    textScript(
      texts.map((text) => `${text}\n`),
      { everyMs },
    ),
  );
  const started = join(home, `started-${name}`);
  const host = ['--host', `${name}.example.com`];
  expect((await appending(started, ['run', '--command', 'true', ...host, '--detach'])).code).toBe(
    0,
  );
  return readFileSync(started, 'utf8').trim();
}

describe('a follow with --resume into a file that others write to, too', () => {
  it('loses no line, wherever the shell says `Killed`', async () => {
    const throwDice = dice(3);
    const log = join(home, 'shared.log');
    const argv = [
      'output',
      await startOn('web05'),
      '--follow',
      '--resume',
      join(home, 'shared.state'),
    ];
    for (let round = 0; round < 4; round++) {
      const ended = await appending(log, argv, 350 + throwDice() * 400);
      if (ended.signal !== 'SIGKILL') break;
      appendFileSync(log, 'Killed\n');
    }
    expect((await appending(log, argv)).code).toBe(0);
    const printed = readFileSync(log, 'utf8').split('\n');
    expect(printed).toContain('Killed');
    expect(printed.filter((line) => texts.includes(line))).toEqual(texts);
  }, 60_000);
});

describe('two processes with one --resume file', () => {
  it('the second is refused, and whoever comes after a kill continues at once', async () => {
    const state = join(home, 'twice.state');
    const argv = ['output', await startOn('web06', 60), '--follow', '--resume', state];
    let refuse = () => {};
    const refused = new Promise<void>((resolve) => {
      refuse = resolve;
    });
    const first = appending(join(home, 'twice.log'), argv, refused);
    await expect.poll(() => existsSync(`${state}.lock`), { timeout: 5000 }).toBe(true);
    const second = await appending(join(home, 'other.log'), argv);
    refuse();
    expect(second.code).toBe(9);
    expect(second.stderr).toMatch(
      /is in use by process \d+ on .*; both processes would print the same lines/,
    );
    expect(readFileSync(join(home, 'other.log'), 'utf8')).toBe('');
    expect((await first).signal).toBe('SIGKILL');
    expect(existsSync(`${state}.lock`)).toBe(true);
    expect(await appending(join(home, 'twice.log'), argv)).toMatchObject({ code: 0, stderr: '' });
    expect(readFileSync(join(home, 'twice.log'), 'utf8').trimEnd().split('\n')).toEqual(texts);
    expect(existsSync(`${state}.lock`)).toBe(false);
  }, 60_000);
});

function linesOf(text: string, host: string, format: string): string[] {
  const lines = text.trimEnd().split('\n');
  if (format === 'ndjson') {
    return lines
      .map((line) => JSON.parse(line))
      .filter(
        (event) => event.type === 'output' && event.host.name === host && event.stream !== 'debug',
      )
      .map((event) => event.text);
  }
  return lines
    .filter((line) => line.startsWith(`${host}: `))
    .map((line) => `${line.slice(host.length + 2)}\n`);
}

describe('output --follow --dir that is killed', () => {
  it('is continued by the next run, and then as output --dir writes it', async () => {
    const throwDice = dice(5);
    const folder = join(home, 'live');
    const job = await startOn('web09');
    const log = join(home, 'folder.log');
    const argv = ['output', job, '--follow', '--dir', folder];
    let kills = 0;
    for (let round = 0; round < 4; round++) {
      const ended = await appending(log, argv, 350 + throwDice() * 400);
      if (ended.signal !== 'SIGKILL') break;
      kills++;
    }
    const last = await appending(log, argv);
    expect(last.code, last.stderr).toBe(0);
    expect(kills).toBeGreaterThan(0);
    const text = readFileSync(join(folder, 'web09.example.com.txt'), 'utf8');
    expect(text.split('\n').slice(0, -1)).toEqual(texts);
    const seen = join(home, 'seen.log');
    await appending(seen, ['output', job, '--dir', folder]);
    expect(readFileSync(seen, 'utf8')).toBe(`${folder} is up to date (1 file)\n`);
    expect(readdirSync(folder).sort()).toEqual([
      'groups.txt',
      'manifest.json',
      'web09.example.com.txt',
    ]);
  }, 60_000);
});
