import {
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Interrupts } from '../../../src/cli/interrupts.ts';
import { demoWorld, textScript, unreachableScript } from '../../../src/demo/http/server.ts';
import { openWorld, type World } from '../../world/run.ts';

let world: World;
let folder: string;
/** web01 prints for a minute, web02 at once, web03 fails, web04 cannot be reached. */
beforeEach(async () => {
  const demo = demoWorld();
  const long = Array.from({ length: 12 }, (_, at) => `line ${at}\n`);
  demo.script('web01.example.com', textScript(long, { everyMs: 5000 }));
  demo.script('web02.example.com', textScript(['ready\n', 'no end']));
  demo.script('web03.example.com', textScript(['broken\n'], { code: 3 }));
  demo.script('web04.example.com', unreachableScript('No route to host'));
  world = await openWorld({ world: demo });
  folder = join(world.home, 'out');
  await world.run(['run', '-c', 'check', '--host', 'web[01-04]', '--detach']);
});
afterEach(() => world.close());

const pathOf = (file: string) => join(folder, file);
const web = (n: number) => `web0${n}.example.com.txt`;
const textOf = (file: string) => readFileSync(pathOf(file), 'utf8');
const manifest = () => JSON.parse(textOf('manifest.json'));
const follow = (options: Parameters<World['run']>[1] = {}, ...more: string[]) =>
  world.run(['output', '208', '--follow', '--dir', folder, ...more], options);
const snapshot = () => world.run(['output', '208', '--dir', folder]);
const wholeText = Array.from({ length: 12 }, (_, at) => `line ${at}\n`).join('');

/** Follows, and looks or interferes after so many milliseconds. */
async function meanwhile(ms: number, act: (interrupts: Interrupts) => void) {
  return follow({
    onStart: (interrupts) => void world.clock.sleep(ms).then(() => act(interrupts)),
  });
}

describe('output --follow --dir', () => {
  test('writes what output --dir writes afterwards, which then has nothing to do', async () => {
    const ran = await follow();
    expect(ran.code, ran.stderr).toBe(3);
    expect(ran.stdout).toBe(`Wrote 4 files, manifest.json and groups.txt to ${folder}\n`);
    expect([1, 2, 3, 4].map((n) => textOf(web(n)))).toEqual([
      wholeText,
      'ready\nno end',
      'broken\n',
      '',
    ]);
    const files = readdirSync(folder).map((file) => [file, textOf(file)]);
    expect(files.map(([file]) => file)).toEqual(
      ['groups.txt', 'manifest.json', ...[1, 2, 3, 4].map(web)].sort(),
    );
    expect((await snapshot()).stdout).toBe(`${folder} is up to date (4 files)\n`);
    expect(readdirSync(folder).map((file) => [file, textOf(file)])).toEqual(files);
  });

  test('shows progress on standard error, and how the job ended', async () => {
    const ran = await follow();
    expect(ran.stderr).toMatch(/Z\tweb03\.example\.com\tfailed\texit 3\n/);
    expect(ran.stderr).not.toContain('line 1');
    expect(ran.stderr).toMatch(/\tjob 208\tfailed\t2 failed, 2 ok\n$/);
    const { stderr } = await follow({ terminal: { stdout: true, stderr: true } });
    expect(stderr).toContain('Job 208: 2 of 4 hosts failed');
  });

  test('has lines in the file while the host runs', async () => {
    let early = '';
    await meanwhile(20_000, () => {
      early = textOf(web(1));
    });
    expect(early).toMatch(/^line 0\nline 1\n/);
    expect(wholeText.startsWith(early)).toBe(true);
    expect(early).not.toBe(wholeText);
  });

  test('--json: one document with the files, the groups and the summary', async () => {
    const { code, json } = await follow({}, '--json');
    expect(code).toBe(3);
    expect(Object.keys(json)).toEqual([
      ...['schema', 'job', 'folder', 'hosts', 'groups', 'written', 'kept_files'],
      ...['warnings', 'summary'],
    ]);
    expect(json.hosts).toEqual(manifest().hosts);
    expect(json.groups).toEqual(manifest().groups);
    expect(json).toMatchObject({
      folder,
      written: 4,
      summary: { outcome: 'failed', exit_code: 3 },
    });
  });

  test('--format ndjson: the events without lines of output', async () => {
    const { stdout } = await follow({}, '--format', 'ndjson');
    const types = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line).type);
    expect(types).toContain('host');
    expect(types).not.toContain('output');
    expect(types.at(-1)).toBe('summary');
  });

  test('of named hosts writes theirs only', async () => {
    const ran = await world.run(['output', '208', 'web02', '--follow', '--dir', folder]);
    expect(ran.code, ran.stderr).toBe(0);
    expect(readdirSync(folder).sort()).toEqual(['groups.txt', 'manifest.json', web(2)]);
    expect(manifest().hosts).toHaveLength(1);
  });

  test.each([
    [['--resume', 'state'], '--resume and --dir cannot be used together'],
    [['--grep', 'x'], '--dir and --grep cannot be used together'],
    [['--format', 'csv'], 'cannot be CSV'],
  ])('%s is refused before anything is sent', async (flags, message) => {
    const mark = world.server.requests.length;
    const ran = await follow({}, ...flags);
    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain(message);
    expect(world.requestsSince(mark)).toEqual([]);
    expect(existsSync(folder)).toBe(false);
  });
});

describe('an end before that of the job', () => {
  test('Ctrl-C: whole lines, a manifest that calls nothing complete that is not, and the way back', async () => {
    const ran = await meanwhile(22_000, (interrupts) => interrupts.press('SIGINT'));
    expect(ran.code).toBe(130);
    expect(ran.stderr).toContain(`rexctl output 208 --follow --dir ${folder}`);
    const early = textOf(web(1));
    expect(early).toMatch(/^(?:line \d+\n)+$/);
    const [first, second] = manifest().hosts;
    expect(first).toMatchObject({ status: 'running', complete: false, bytes: early.length });
    expect(second).toMatchObject({ status: 'succeeded', complete: true, bytes: 12 });
    const again = await follow();
    expect(again.stdout).toBe(
      `Wrote 1 file, manifest.json and groups.txt to ${folder}; 3 files are as before\n`,
    );
    expect(textOf(web(1))).toBe(wholeText);
  });

  test('hosts whose files are complete are not read again', async () => {
    await follow();
    const mark = world.server.requests.length;
    const ran = await follow();
    expect(ran.code).toBe(3);
    expect(ran.stdout).toBe(`${folder} is up to date (4 files)\n`);
    const reads = world.requestsSince(mark).filter((one) => /\/hosts\/\d+$|outputs$/.test(one));
    expect(reads.length).toBeLessThanOrEqual(2);
  });

  test('the manifest is written again while hosts end, and names the files that may change', async () => {
    let early = manifest;
    await meanwhile(40_000, () => {
      const text = textOf('manifest.json');
      early = () => JSON.parse(text);
    });
    expect(early().hosts.map(({ file }: { file: string }) => file)).toEqual([
      web(2),
      web(3),
      web(4),
    ]);
    expect(early().writing).toEqual([web(1)]);
    expect(manifest()).not.toHaveProperty('writing');
  });

  test.each([
    ['torn in the middle of a line', (path: string) => truncateSync(path, 25)],
    ['with another text at its end', (path: string) => writeFileSync(path, `${wholeText}more\n`)],
    [
      'with another text inside',
      (path: string) => writeFileSync(path, wholeText.replace('line 3', 'LINE 3')),
    ],
    ['emptied', (path: string) => writeFileSync(path, '')],
  ])('a file %s is put right by the next run', async (_, spoil) => {
    await follow();
    spoil(pathOf(web(1)));
    const ran = await follow();
    expect(ran.stdout).toBe(
      `Wrote 1 file, manifest.json and groups.txt to ${folder}; 3 files are as before\n`,
    );
    expect(textOf(web(1))).toBe(wholeText);
    expect((await snapshot()).stdout).toContain('is up to date');
  });

  test('a file that something else changes meanwhile is read again at the end', async () => {
    const ran = await meanwhile(30_000, () => writeFileSync(pathOf(web(1)), 'something else\n'));
    expect(ran.code).toBe(3);
    expect(textOf(web(1))).toBe(wholeText);
    expect((await snapshot()).stdout).toContain('is up to date');
  });

  test('lost contact: what was written stays, and nothing is called complete', async () => {
    const ran = await follow(
      {
        onStart: () =>
          void world.clock.sleep(20_000).then(() => {
            world.server.faults.rules.push({
              times: Number.POSITIVE_INFINITY,
              effect: { kind: 'reset' },
            });
          }),
      },
      '--give-up-after',
      '30s',
    );
    expect(ran.code).toBe(8);
    expect(manifest().hosts[0]).toMatchObject({ status: 'running', complete: false });
    world.server.faults.rules.length = 0;
    await follow();
    expect(textOf(web(1))).toBe(wholeText);
  });
});

describe('what rexctl did not write', () => {
  test('is refused, and stays', async () => {
    mkdirSync(folder);
    writeFileSync(pathOf(web(2)), 'precious');
    const ran = await follow();
    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain(
      `has a file that rexctl did not write: ${web(2)}; nothing was written`,
    );
    expect(textOf(web(2))).toBe('precious');
  });

  test('is not written through a link of either kind', async () => {
    const precious = join(world.home, 'precious');
    writeFileSync(precious, 'precious');
    mkdirSync(folder);
    symlinkSync(precious, pathOf(web(1)));
    await follow();
    expect(textOf(web(1))).toBe(wholeText);
    linkSync(pathOf(web(3)), join(world.home, 'kept'));
    writeFileSync(pathOf(web(3)), 'spoilt\n');
    await follow();
    expect(readFileSync(precious, 'utf8')).toBe('precious');
    expect(readFileSync(join(world.home, 'kept'), 'utf8')).toBe('spoilt\n');
    expect(textOf(web(3))).toBe('broken\n');
    expect(statSync(pathOf(web(3))).nlink).toBe(1);
  });

  test('a second command at the same time is refused', async () => {
    mkdirSync(folder);
    const owner = { pid: 1, host: `not-${hostname()}`, boot: null, space: null, born: null };
    writeFileSync(pathOf('manifest.json.lock'), JSON.stringify(owner));
    const now = world.clock.now() / 1000;
    utimesSync(pathOf('manifest.json.lock'), now, now);
    const ran = await follow();
    expect(ran.code).toBe(9);
    expect(ran.stderr).toContain('both would write the same files');
  });
});
