import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { textScript } from '../../../../src/demo/http/server.ts';
import { openWorld, type World } from '../../../world/run.ts';
import { OutputFolder, web, worldOfFour } from './output-folder.ts';

let world: World;
let folder: OutputFolder;
/** web01 and web02 print `ready`. */
beforeEach(async () => {
  const ready = textScript(['ready\n']);
  world = await openWorld({ world: worldOfFour(ready, ready) });
  folder = new OutputFolder(world);
  await world.run(['run', '-c', 'check', '--host', 'web[01-04]', '--quiet']);
});
afterEach(() => world.close());

const write = (...more: string[]) => world.run(['output', '208', '--dir', folder.path, ...more]);

describe('the manifest and the index of groups', () => {
  test('have size, digest and result of every host, and hosts with the same output together', async () => {
    const ran = await write();
    expect(ran).toMatchObject({
      code: 0,
      stdout: `Wrote 4 files, manifest.json and groups.txt to ${folder.path}\n`,
    });
    const { schema, job_id, server, hosts, groups, ...more } = folder.manifest();
    expect({ schema, job_id, server }).toEqual({
      schema: 'rexctl/1',
      job_id: 208,
      server: world.server.url,
    });
    expect(Object.keys(more)).toEqual(['task']);
    expect(hosts[0]).toMatchObject({
      name: 'web01.example.com',
      file: web(1),
      bytes: 6,
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      complete: true,
      status: 'succeeded',
      exit_code: 0,
    });
    expect(hosts[1].sha256).toBe(hosts[0].sha256);
    expect(hosts[3]).toMatchObject({ bytes: 0, reason: 'unreachable' });
    expect(
      groups.map(({ count, reason, file }: Record<string, unknown>) => [count, reason, file]),
    ).toEqual([
      [1, 'exit 3', web(3)],
      [1, 'unreachable', web(4)],
      [2, null, web(1)],
    ]);
    expect(folder.textOf('groups.txt')).toBe(
      [
        `1 host\texit 3\tweb03.example.com\n  ${web(3)}\n`,
        `1 host\tunreachable\tweb04.example.com\n  ${web(4)}\n`,
        `2 hosts\texit 0\tweb[01-02].example.com\n  ${web(1)}\n`,
      ].join(''),
    );
  });

  test('as JSON: the same hosts and groups, and how many files are new', async () => {
    const { json } = await write('--json');
    expect(json).toMatchObject({ job_id: 208, folder: folder.path, written: 4, kept_files: [] });
    expect(json.hosts).toEqual(folder.manifest().hosts);
    expect(json.groups).toEqual(folder.manifest().groups);
    expect((await write('--json')).json).toEqual({ ...json, written: 0 });
  });
});

describe('running again', () => {
  test('with nothing new: no output is read from the server, and no file is touched', async () => {
    await write();
    const touched = folder.watch();
    const mark = world.server.requests.length;
    const ran = await write();
    expect(ran).toMatchObject({ code: 0, stdout: `${folder.path} is up to date (4 files)\n` });
    expect(folder.reads(mark)).toEqual([]);
    expect(touched()).toEqual([]);
  });

  test('reads only the host whose file was changed or deleted', async () => {
    await write();
    writeFileSync(folder.pathOf(web(1)), 'READY\n');
    rmSync(folder.pathOf(web(2)));
    const mark = world.server.requests.length;
    const ran = await write();
    expect(ran.stdout).toBe(
      `Wrote 2 files, manifest.json and groups.txt to ${folder.path}; 2 files are unchanged\n`,
    );
    expect(folder.textOf(web(1)) + folder.textOf(web(2))).toBe('ready\nready\n');
    expect(folder.reads(mark).length).toBeLessThanOrEqual(2);
  });

  test('adds other hosts of the job to what is there', async () => {
    await write('web02');
    await write('web01');
    expect(folder.manifest().hosts.map(({ file }: { file: string }) => file)).toEqual([
      web(1),
      web(2),
    ]);
    expect(folder.manifest().groups).toMatchObject([{ count: 2 }]);
  });

  test('takes up what a running job has printed since', async () => {
    world.server.world.script(
      'web01.example.com',
      textScript(['one\n', 'two\n'], { everyMs: 20_000 }),
    );
    await world.run(['run', '-c', 'slow', '--host', 'web[01,02]', '--detach']);
    await world.clock.sleep(32_000);
    const first = await world.run(['output', '209', '--dir', folder.path]);
    expect(first.code).toBe(0);
    expect(folder.textOf(web(1))).toBe('one\n');
    expect(folder.manifest().hosts[0]).toMatchObject({
      status: 'running',
      complete: false,
      bytes: 4,
    });
    const touched = folder.watch();
    await world.clock.sleep(60_000);
    await world.run(['output', '209', '--dir', folder.path]);
    expect(folder.textOf(web(1))).toBe('one\ntwo\n');
    expect(folder.manifest().hosts[0]).toMatchObject({
      status: 'succeeded',
      complete: true,
      bytes: 8,
    });
    expect(touched()).toEqual(['groups.txt', 'manifest.json', web(1)]);
  });

  test('keeps the files of hosts that the job no longer shows, and names them', async () => {
    await write();
    const id = folder.manifest().hosts[1].id;
    world.server.world.removeHost(id);
    const ran = await write();
    expect(ran.stderr).toContain(
      `1 file of a host that job 208 does not show now was kept: ${web(2)}\n`,
    );
    expect(folder.textOf(web(2))).toBe('ready\n');
    expect(folder.manifest().hosts.at(-1)).toMatchObject({ id, file: web(2) });
    expect((await write('--json')).json.kept_files).toEqual([web(2)]);
  });

  test('completes a folder whose first run died midway', async () => {
    world.server.faults.rules.push({
      path: /\/hosts\/\d+$|outputs/,
      times: Number.POSITIVE_INFINITY,
      effect: { kind: 'answer', status: 500 },
    });
    const died = await write();
    expect(died.code).toBe(1);
    expect(folder.manifest().hosts).toEqual([]);
    expect(folder.manifest().writing).toEqual([web(1), web(2), web(3), web(4)]);
    world.server.faults.rules.length = 0;
    writeFileSync(folder.pathOf(web(1)), 'an older text\n');
    const ran = await write();
    expect(ran.code, ran.stderr).toBe(0);
    expect(folder.textOf(web(1))).toBe('ready\n');
    expect(folder.manifest().hosts).toHaveLength(4);
    expect(folder.manifest()).not.toHaveProperty('writing');
  });

  test('continues a folder of an earlier version, which had no digests', async () => {
    mkdirSync(folder.path);
    writeFileSync(folder.pathOf(web(1)), 'old\n');
    const hosts = [{ id: 1, name: 'web01.example.com', file: web(1) }];
    writeFileSync(
      folder.pathOf('manifest.json'),
      JSON.stringify({ schema: 'rexctl/1', job_id: 208, hosts }),
    );
    expect((await write()).code).toBe(0);
    expect(folder.textOf(web(1))).toBe('ready\n');
    expect(folder.manifest().hosts).toHaveLength(4);
  });
});

describe('what rexctl did not write is neither changed nor deleted', () => {
  test.each([
    ['a file of a host', web(2)],
    ['the same in other letters', web(2).toUpperCase()],
    ['the manifest', 'manifest.json'],
    ['the index', 'groups.txt'],
  ])('%s: refused, and nothing is written', async (_, file) => {
    mkdirSync(folder.path);
    writeFileSync(folder.pathOf(file), 'precious');
    const mark = world.server.requests.length;
    const ran = await write();
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toBe(
      `rexctl: \`${folder.path}\` has a file that rexctl did not write: ${file}; nothing was written\n        name another folder: --dir FOLDER\n`,
    );
    expect(folder.textOf(file)).toBe('precious');
    expect(folder.files()).toEqual([file]);
    expect(folder.reads(mark)).toEqual([]);
  });

  test('other files stay beside those of hosts', async () => {
    mkdirSync(folder.path);
    writeFileSync(folder.pathOf('notes.md'), 'precious');
    expect((await write()).code).toBe(0);
    expect(folder.textOf('notes.md')).toBe('precious');
  });

  test('a folder of another job, or of another server, is refused', async () => {
    await write();
    const other = await world.run(['output', '204', '--dir', folder.path]);
    expect(other.code).toBe(2);
    expect(other.stderr).toContain(
      `\`${folder.path}\` has the output of job 208; nothing was written\n`,
    );
    const moved = { ...folder.manifest(), server: 'https://other.example.com' };
    writeFileSync(folder.pathOf('manifest.json'), JSON.stringify(moved));
    expect((await write()).stderr).toContain(
      `\`${folder.path}\` has the output of job 208 of https://other.example.com; nothing was written\n`,
    );
    writeFileSync(
      folder.pathOf('manifest.json'),
      JSON.stringify({ ...moved, server: world.server.url, task: 'another' }),
    );
    expect((await write()).stderr).toContain(
      `\`${folder.path}\` has the output of another job 208; nothing was written\n`,
    );
  });

  test('a folder that another process writes is refused', async () => {
    await write();
    folder.takeElsewhere();
    const ran = await write();
    expect(ran.code).toBe(9);
    expect(ran.stderr).toContain('both processes would write the same files');
    expect(existsSync(folder.pathOf('manifest.json.lock'))).toBe(true);
  });
});
