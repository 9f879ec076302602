import {
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Interrupts } from '../../../../src/cli/interrupts.ts';
import { textScript } from '../../../../src/demo/http/server.ts';
import { openWorld, type World } from '../../../world/run.ts';
import { OutputFolder, web, worldOfFour } from './output-folder.ts';

let world: World;
let folder: OutputFolder;
const lines = Array.from({ length: 12 }, (_, at) => `line ${at}\n`);
/** web01 prints for a minute, web02 at once. */
beforeEach(async () => {
  const long = textScript(lines, { everyMs: 5000 });
  world = await openWorld({ world: worldOfFour(long, textScript(['ready\n', 'no end'])) });
  folder = new OutputFolder(world);
  await world.run(['run', '-c', 'check', '--host', 'web[01-04]', '--detach']);
});
afterEach(() => world.close());

const follow = (options: Parameters<World['run']>[1] = {}, ...more: string[]) =>
  world.run(['output', '208', '--follow', '--dir', folder.path, ...more], options);
const snapshot = () => world.run(['output', '208', '--dir', folder.path]);
const wholeText = lines.join('');

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
    expect(ran.stdout).toBe(`Wrote 4 files, manifest.json and groups.txt to ${folder.path}\n`);
    expect([1, 2, 3, 4].map((n) => folder.textOf(web(n)))).toEqual([
      wholeText,
      'ready\nno end',
      'broken\n',
      '',
    ]);
    const files = folder.files().map((file) => [file, folder.textOf(file)]);
    expect(files.map(([file]) => file)).toEqual(
      ['groups.txt', 'manifest.json', ...[1, 2, 3, 4].map(web)].sort(),
    );
    expect((await snapshot()).stdout).toBe(`${folder.path} is up to date (4 files)\n`);
    expect(folder.files().map((file) => [file, folder.textOf(file)])).toEqual(files);
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
      early = folder.textOf(web(1));
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
    expect(json.hosts).toEqual(folder.manifest().hosts);
    expect(json.groups).toEqual(folder.manifest().groups);
    expect(json).toMatchObject({
      folder: folder.path,
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
    const ran = await world.run(['output', '208', 'web02', '--follow', '--dir', folder.path]);
    expect(ran.code, ran.stderr).toBe(0);
    expect(folder.files()).toEqual(['groups.txt', 'manifest.json', web(2)]);
    expect(folder.manifest().hosts).toHaveLength(1);
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
    expect(existsSync(folder.path)).toBe(false);
  });
});

describe('an end before that of the job', () => {
  test('Ctrl-C: whole lines, a manifest that calls nothing complete that is not, and the way back', async () => {
    const ran = await meanwhile(22_000, (interrupts) => interrupts.press('SIGINT'));
    expect(ran.code).toBe(130);
    expect(ran.stderr).toContain(`rexctl output 208 --follow --dir ${folder.path}`);
    const early = folder.textOf(web(1));
    expect(early).toMatch(/^(?:line \d+\n)+$/);
    const [first, second] = folder.manifest().hosts;
    expect(first).toMatchObject({ status: 'running', complete: false, bytes: early.length });
    expect(second).toMatchObject({ status: 'succeeded', complete: true, bytes: 12 });
    const again = await follow();
    expect(again.stdout).toBe(
      `Wrote 1 file, manifest.json and groups.txt to ${folder.path}; 3 files are unchanged\n`,
    );
    expect(folder.textOf(web(1))).toBe(wholeText);
  });

  test('hosts whose files are complete are not read again', async () => {
    await follow();
    const mark = world.server.requests.length;
    const ran = await follow();
    expect(ran.code).toBe(3);
    expect(ran.stdout).toBe(`${folder.path} is up to date (4 files)\n`);
    expect(folder.reads(mark).length).toBeLessThanOrEqual(2);
  });

  test('the manifest is written again while hosts end, and names the files that may change', async () => {
    let early = () => folder.manifest();
    await meanwhile(40_000, () => {
      const text = folder.textOf('manifest.json');
      early = () => JSON.parse(text);
    });
    expect(early().hosts.map(({ file }: { file: string }) => file)).toEqual([
      web(2),
      web(3),
      web(4),
    ]);
    expect(early().writing).toEqual([web(1)]);
    expect(folder.manifest()).not.toHaveProperty('writing');
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
    spoil(folder.pathOf(web(1)));
    const ran = await follow();
    expect(ran.stdout).toBe(
      `Wrote 1 file, manifest.json and groups.txt to ${folder.path}; 3 files are unchanged\n`,
    );
    expect(folder.textOf(web(1))).toBe(wholeText);
    expect((await snapshot()).stdout).toContain('is up to date');
  });

  test('a file that something else changes meanwhile is read again at the end', async () => {
    const ran = await meanwhile(30_000, () =>
      writeFileSync(folder.pathOf(web(1)), 'something else\n'),
    );
    expect(ran.code).toBe(3);
    expect(folder.textOf(web(1))).toBe(wholeText);
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
    expect(folder.manifest().hosts[0]).toMatchObject({ status: 'running', complete: false });
    world.server.faults.rules.length = 0;
    await follow();
    expect(folder.textOf(web(1))).toBe(wholeText);
  });
});

describe('what rexctl did not write', () => {
  test('is refused, and stays', async () => {
    mkdirSync(folder.path);
    writeFileSync(folder.pathOf(web(2)), 'precious');
    const ran = await follow();
    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain(
      `has a file that rexctl did not write: ${web(2)}; nothing was written`,
    );
    expect(folder.textOf(web(2))).toBe('precious');
  });

  test('is not written through a link of either kind', async () => {
    const precious = join(world.home, 'precious');
    writeFileSync(precious, 'precious');
    mkdirSync(folder.path);
    symlinkSync(precious, folder.pathOf(web(1)));
    await follow();
    expect(folder.textOf(web(1))).toBe(wholeText);
    linkSync(folder.pathOf(web(3)), join(world.home, 'kept'));
    writeFileSync(folder.pathOf(web(3)), 'spoilt\n');
    await follow();
    expect(readFileSync(precious, 'utf8')).toBe('precious');
    expect(readFileSync(join(world.home, 'kept'), 'utf8')).toBe('spoilt\n');
    expect(folder.textOf(web(3))).toBe('broken\n');
    expect(statSync(folder.pathOf(web(3))).nlink).toBe(1);
  });

  test('a second command at the same time is refused', async () => {
    mkdirSync(folder.path);
    folder.takeElsewhere();
    const ran = await follow();
    expect(ran.code).toBe(9);
    expect(ran.stderr).toContain('both processes would write the same files');
  });
});
