import { applyPatch, parsePatch } from 'diff';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  demoWorld,
  type RexVersion,
  rexVersions,
  textScript,
} from '../../../src/demo/http/server.ts';
import { openWorld, type RunOptions, type World } from '../../world/run.ts';

let world: World;
const script = (name: string, text: string, code = 0) =>
  world.server.world.script(`${name}.example.com`, textScript([text], { code }));
const before = 'one\ntwo\nthree\n';

/**
 * Job 208 on web01 to web04; job 209, its rerun, on web01 to web03: web01 prints another line,
 * web02 fails now, web03 is as before.
 */
async function openTwoJobs(rexVersion?: RexVersion): Promise<void> {
  world = await openWorld({ world: demoWorld(), rexVersion });
  for (const name of ['web01', 'web02', 'web03', 'web04']) script(name, before);
  await world.run(['run', '-c', 'check', '--host', 'web[01-04]', '--quiet']);
  script('web01', 'one\n2\nthree\n');
  script('web02', before, 3);
  const old = rexVersion === undefined ? [] : ['--without-unreadable'];
  await world.run(['rerun', '208', '--host', 'web[01-03]', '--quiet', ...old]);
}

beforeEach(() => openTwoJobs());
afterEach(() => world.close());

const output = (words: readonly string[], options?: RunOptions) =>
  world.run(['output', ...words], options);
const web01 = [
  '--- web01.example.com (job 208)',
  '+++ web01.example.com (job 209)',
  '@@ -1,3 +1,3 @@',
  ' one',
  '-two',
  '+2',
  ' three',
  '',
].join('\n');
const web02 = '# web02.example.com: exit 0 in job 208, exit 3 in job 209\n';
const rest = '2 hosts printed the same in jobs 208 and 209.\n';
const notIn209 = 'Not in job 209: web04.example.com.\n';

describe('output --diff JOB: each host against itself in another job', () => {
  test.each(['208', '#208', 'attempt'])('--diff %s', async (other) => {
    expect(await output(['209', '--diff', other])).toMatchObject({
      code: 0,
      stdout: web01 + web02,
      stderr: `${rest}${notIn209}`,
    });
  });

  test('an address of the job, as it is pasted from a browser', async () => {
    const { url } = (await world.run(['show', '208', '--json'])).json;
    expect((await output(['209', '--diff', url])).stdout).toBe(web01 + web02);
  });

  test('what is printed can be applied with other programs', async () => {
    const { stdout } = await output(['209', '--diff', '208']);
    const [patch] = parsePatch(stdout);
    expect(patch && applyPatch(before, patch)).toBe('one\n2\nthree\n');
  });

  test('only the named hosts, which also are looked for in the other job alone', async () => {
    expect(await output(['209', 'web01', '--diff', '208'])).toMatchObject({
      code: 0,
      stdout: web01,
      stderr: 'No host printed the same in jobs 208 and 209.\n',
    });
    expect((await output(['209', '--failed', '--diff', '208'])).stdout).toBe(web02);
    expect(await output(['209', 'web04', '--diff', '208'])).toMatchObject({ code: 5, stdout: '' });
  });

  test('--mask, --grep and --tail choose what is compared', async () => {
    expect((await output(['209', '--diff', '208', '--grep', 'one'])).stdout).toBe(web02);
    expect((await output(['209', '--diff', '208', '--tail', '1'])).stdout).toBe(web02);
    script('web01', 'took 17 s\n');
    await world.run(['run', '-c', 'check', '--host', 'web01', '--quiet']);
    script('web01', 'took 21 s\n');
    await world.run(['run', '-c', 'check', '--host', 'web01', '--quiet']);
    expect((await output(['211', '--diff', '210', '--mask', 'numbers'])).stdout).toBe('');
    expect((await output(['211', '--diff', '210'])).stdout).toContain('-took 17 s\n+took 21 s\n');
  });

  test('as JSON: the document of `rexctl diff`, with lines', async () => {
    const { json } = await output(['209', '--diff', '208', '--json']);
    expect(json.hosts).toMatchObject([
      { name: 'web01.example.com', change: 'changed_output', output: 'changed' },
      { name: 'web02.example.com', change: 'broken', output: 'same', diff: [] },
    ]);
    expect(json.hosts[0].diff).toEqual([
      { kind: 'same', line: 'one' },
      { kind: 'removed', line: 'two' },
      { kind: 'added', line: '2' },
      { kind: 'same', line: 'three' },
    ]);
    expect(json.only_before).toMatchObject([{ name: 'web04.example.com' }]);
  });

  test('is colored on a terminal only, and harmless there', async () => {
    script('web01', 'one\n\u001b[2Jtwo\r\n');
    await world.run(['run', '-c', 'check', '--host', 'web01', '--quiet']);
    const terminal = { terminal: { stdout: true, stderr: true } } as const;
    const shown = await output(['210', '--diff', '209'], terminal);
    expect(shown.stdout).toContain('\u001b[32m+two^M\u001b[39m\n');
    expect(shown.stdout).not.toContain('\u001b[2J');
    const plain = await output(['210', '--diff', '209']);
    expect(plain.stdout).toContain('\n+\u001b[2Jtwo\r\n');
    expect(plain.stdout).not.toContain('\u001b[32m');
  });
});

describe('what cannot be compared', () => {
  test('a job with itself, by id and as the newest', async () => {
    for (const other of ['209', '@last'])
      expect(await output(['209', '--diff', other])).toMatchObject({
        code: 2,
        stdout: '',
        stderr: expect.stringContaining('job 209 cannot be compared with itself'),
      });
  });

  test('the first attempt has none before it', async () => {
    expect(await output(['208', '--diff', 'attempt'])).toMatchObject({
      code: 5,
      stdout: '',
      stderr: expect.stringContaining('there is no attempt before job 208'),
    });
  });

  test('an unknown job', async () => {
    expect((await output(['209', '--diff', '999'])).code).toBe(5);
  });

  test.each(['--raw', '--group', '--follow', '--timestamps=utc'])('with %s', async (flag) => {
    const mark = world.server.requests.length;
    expect((await output(['209', '--diff', '208', flag])).code).toBe(2);
    expect(world.requestsSince(mark)).toEqual([]);
  });

  test('hosts that have not finished are said, also where only some are compared', async () => {
    world.server.world.script(
      'web02.example.com',
      textScript(['one\n', 'two\n'], { everyMs: 60_000 }),
    );
    await world.run(['run', '-c', 'slow', '--host', 'web[01-02]', '--detach']);
    await world.clock.sleep(20_000);
    const warning = 'compared so far: 1 host of job 210 has not finished';
    expect((await output(['209', 'web02', '--diff', '210'])).stderr).toContain(warning);
    const all = await output(['209', '--diff', '210']);
    expect(all.stderr).toContain('compared so far: 1 of 2 hosts of job 210 has not finished');
  });

  test('hosts of the other job that this user cannot see are said (exit code 8)', async () => {
    world.server.world.addUser({
      login: 'rita',
      password: 'rita-secret',
      roles: ['Remote Execution Manager', 'Viewer'],
      seesHost: ({ name }) => name !== 'web04.example.com',
    });
    const env = { REXCTL_USER: 'rita', REXCTL_TOKEN: 'rita-secret' };
    const ran = await output(['209', '--diff', '208'], { env });
    expect(ran).toMatchObject({ code: 8, stdout: web01 + web02 });
    expect(ran.stderr).toContain('job 208 has 1 host (id 4) that is deleted or not visible to you');
  });
});

describe('a host with a new name or a new record', () => {
  test('renamed: is compared with itself, and has its new name', async () => {
    const host = world.server.world.hosts.get(1);
    if (host === undefined) throw new Error('host 1 is gone');
    Object.assign(host, { name: 'www.example.com' });
    const { stdout } = await output(['209', '--diff', '208']);
    expect(stdout).toContain('--- www.example.com (job 208)\n+++ www.example.com (job 209)\n');
  });

  test('two jobs that share no host have no difference to show', async () => {
    await world.run(['run', '-c', 'check', '--host', 'web09', '--quiet']);
    expect(await output(['210', '--diff', '209'])).toMatchObject({
      code: 0,
      stdout: '',
      stderr: [
        'No host printed the same in jobs 209 and 210.\n',
        'Not in job 209: web09.example.com.\n',
        'Not in job 210: web[01-03].example.com.\n',
      ].join(''),
    });
  });
});

describe('output --diff HOST', () => {
  test('compares with a host that is not among those shown', async () => {
    const ran = await output(['209', 'web01', '--diff', 'web03']);
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(ran.stdout).toBe(
      [
        'Compared with:',
        '1 host\texit 0\tweb03.example.com\n',
        '1 host\texit 0\tweb01.example.com',
        '    one',
        '  - two',
        '  + 2',
        '    three',
        '',
      ].join('\n'),
    );
    const { json } = await output(['209', 'web01', '--diff', 'web03', '--json']);
    expect(json.reference.hosts).toMatchObject([{ name: 'web03.example.com' }]);
    expect(json.differences).toMatchObject([{ hosts: [{ name: 'web01.example.com' }] }]);
  });

  test('a backslash before a number means the host with this name, not the job', async () => {
    world.server.world.addHost({ name: '208' });
    await world.run(['run', '-c', 'check', '--host', '\\208,web01', '--quiet']);
    const { json } = await output(['210', 'web01', '--diff', '\\208', '--json']);
    expect(json.reference.hosts).toMatchObject([{ name: '208' }]);
  });
});

test.each(rexVersions.filter((version) => version !== '17.1'))(
  'REX %s: the same answer',
  async (version) => {
    await world.close();
    await openTwoJobs(version);
    const { code, stdout, stderr } = await output(['209', '--diff', 'attempt']);
    expect([code, stdout, stderr]).toEqual([0, web01 + web02, `${rest}${notIn209}`]);
  },
);
