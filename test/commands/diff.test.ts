import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  demoWorld,
  type RexVersion,
  rexVersions,
  textScript,
  unreachableScript,
} from '../../src/demo/http/server.ts';
import { openWorld, type World } from '../world/run.ts';

let world: World;
const script = (name: string, lines: readonly string[], code = 0) =>
  world.server.world.script(`${name}.example.com`, textScript(lines, { code }));

/**
 * Job 208 on web01 to web08 and job 209 on web01 to web07 and web09: web06 and web07 break, web05
 * fails in another way and web04 in the same, web03 is fixed, web01 prints something else, and
 * web02 is as before.
 */
async function openTwoJobs(rexVersion?: RexVersion): Promise<void> {
  world = await openWorld({ world: demoWorld(), rexVersion });
  for (const name of ['web01', 'web02']) script(name, ['one\n', 'two\n']);
  for (const name of ['web03', 'web04', 'web05']) script(name, ['one\n'], 3);
  for (const name of ['web06', 'web07']) script(name, ['one\n']);
  await world.run(['run', '-c', 'check', '--host', 'web[01-08]', '--quiet']);
  script('web01', ['one\n', 'TWO\n']);
  script('web03', ['one\n']);
  world.server.world.script('web05.example.com', unreachableScript('No route to host'));
  script('web06', ['one\n'], 1);
  script('web07', ['three\n'], 1);
  await world.run(['run', '-c', 'check', '--host', 'web[01-07,09]', '--quiet']);
}

beforeEach(() => openTwoJobs());
afterEach(() => world.close());

const diff = (...more: string[]) => world.run(['diff', '208', '209', ...more]);
const summary =
  'Job 209 compared with job 208: 2 broken, 1 still failing for another reason, 1 still failing, 1 changed output, 1 fixed and 1 unchanged\n';

describe('what became of each host from one job to another', () => {
  test('in a pipe: a line for hosts with the same results, hosts folded, with the words of JSON', async () => {
    expect(await diff()).toMatchObject({
      code: 0,
      stdout: [
        summary,
        'broken\t2 hosts\texit 0 -> exit 1\tweb[06-07].example.com\n',
        'failing_differently\t1 host\texit 3 -> unreachable\tweb05.example.com\n',
        'still_failing\t1 host\texit 3\tweb04.example.com\n',
        'changed_output\t1 host\texit 0\tweb01.example.com\n',
        'fixed\t1 host\texit 3 -> exit 0\tweb03.example.com\n',
        'only_after\t1 host\t\tweb09.example.com\n',
        'only_before\t1 host\t\tweb08.example.com\n',
      ].join(''),
      stderr: '',
    });
  });

  test('on a terminal: the worst first under headings, and what to type next', async () => {
    const terminal = { stdout: true, stderr: true };
    const ran = await world.run(['diff', '208', '209'], { terminal, env: { NO_COLOR: '1' } });
    expect(ran.stdout).toBe(
      `${summary}
Broken
  2 hosts   exit 0 -> exit 1        web[06-07]

Still failing, for another reason
  1 host    exit 3 -> unreachable   web05

Still failing
  1 host    exit 3                  web04

Changed output
  1 host    exit 0                  web01

Fixed
  1 host    exit 3 -> exit 0        web03

Not in job 208
  1 host    web09

Not in job 209
  1 host    web08

(host names without .example.com)
`,
    );
    expect(ran.stderr).toContain(`
  rexctl output 209 --diff 208  show the lines that differ
  rexctl why 209                show why hosts failed
  rexctl rerun 209 --failed     run again on the failed hosts
`);
  });

  test('as JSON: counts, both results of each host, and the hosts that are not in both', async () => {
    const { json } = await diff('--json');
    expect(json.diff).toEqual({
      before: { job_id: 208, outcome: 'failed' },
      after: { job_id: 209, outcome: 'failed' },
      counts: {
        broken: 2,
        failing_differently: 1,
        still_failing: 1,
        fixed: 1,
        changed_output: 1,
        unfinished: 0,
        unchanged: 1,
        only_before: 1,
        only_after: 1,
      },
    });
    expect(json.only_before).toEqual([{ id: 8, name: 'web08.example.com' }]);
    expect(json.only_after).toEqual([{ id: 9, name: 'web09.example.com' }]);
    expect(
      json.hosts.map(({ name, change, output }: Record<string, string>) => [name, change, output]),
    ).toEqual([
      ['web01.example.com', 'changed_output', 'changed'],
      ['web03.example.com', 'fixed', 'same'],
      ['web04.example.com', 'still_failing', 'same'],
      ['web05.example.com', 'failing_differently', 'changed'],
      ['web06.example.com', 'broken', 'same'],
      ['web07.example.com', 'broken', 'changed'],
    ]);
    expect(json.hosts[3]).toMatchObject({
      before: { status: 'failed', exit_code: 3, reason: 'exit 3', failure: { kind: 'exit' } },
      after: { reason: 'unreachable', failure: { kind: 'unreachable' } },
    });
    expect(json.hosts[0]).not.toHaveProperty('diff');
  });

  test('as CSV and NDJSON: a record for each host that differs', async () => {
    const csv = await diff('--format', 'csv');
    expect(csv.stdout.split('\n').slice(0, 2)).toEqual([
      'id,name,change,before,after,output',
      '1,web01.example.com,changed_output,exit 0,exit 0,changed',
    ]);
    const lines = (await diff('--format', 'ndjson')).stdout.trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line).type)).toEqual(['diff', ...Array(6).fill('host')]);
    const refused = await diff('--output', '--format', 'csv');
    expect(refused).toMatchObject({ code: 2, stdout: '' });
  });

  test('--output prints the lines below, and has them in JSON', async () => {
    const { stdout } = await diff('--output');
    expect(stdout.startsWith(summary)).toBe(true);
    expect(stdout).toContain(
      '\n\n--- web01.example.com (job 208)\n+++ web01.example.com (job 209)\n@@ -1,2 +1,2 @@\n one\n-two\n+TWO\n# web03',
    );
    const { json } = await diff('--output', '--json');
    expect(json.hosts[0].diff).toEqual([
      { kind: 'same', line: 'one' },
      { kind: 'removed', line: 'two' },
      { kind: 'added', line: 'TWO' },
    ]);
    expect(json.hosts[4].diff).toEqual([]);
  });

  test('in the other direction what broke is fixed', async () => {
    const { json } = await world.run(['diff', '209', '208', '--json']);
    expect(json.diff.counts).toMatchObject({ broken: 1, fixed: 2, only_before: 1 });
  });

  test('--mask leaves out hosts that differ only in what is masked', async () => {
    script('web01', ['took 17 s\n']);
    await world.run(['run', '-c', 'check', '--host', 'web01', '--quiet']);
    script('web01', ['took 18 s\n']);
    await world.run(['run', '-c', 'check', '--host', 'web01', '--quiet']);
    const plain = await world.run(['diff', '210', '211']);
    expect(plain.stdout).toContain('1 changed output');
    const masked = await world.run(['diff', '210', '211', '--mask', 'numbers']);
    expect(masked.stdout).toBe('Job 211 compared with job 210: 1 unchanged\n');
  });
});

describe('the exit code of diff', () => {
  test('--exit-status: 3 where the later job has no hosts, or could not start', async () => {
    for (const job of ['202', '203']) {
      expect((await world.run(['diff', '201', job])).code).toBe(0);
      expect((await world.run(['diff', '201', job, '--exit-status'])).code).toBe(3);
    }
  });

  test('--exit-status: 3 where a host is broken, 0 where none is, whatever else differs', async () => {
    expect((await diff('--exit-status')).code).toBe(3);
    script('web06', ['one\n']);
    await world.run(['run', '-c', 'check', '--host', 'web[05,06]', '--quiet']);
    const fixed = await world.run(['diff', '209', '210', '--exit-status']);
    expect([fixed.code, fixed.stdout]).toEqual([0, expect.stringContaining('1 fixed')]);
  });

  test('8 where output could not be read whole', async () => {
    world.server.faults.neverComplete = true;
    expect((await diff()).code).toBe(8);
  });

  test('a job that runs is compared so far, and that is said', async () => {
    world.server.world.script(
      'web01.example.com',
      textScript(['one\n', 'two\n'], { everyMs: 60_000 }),
    );
    await world.run(['run', '-c', 'slow', '--host', 'web[01,02]', '--detach']);
    await world.clock.sleep(20_000);
    const ran = await world.run(['diff', '208', '210', '--json']);
    expect([ran.code, ran.json.diff.counts.unfinished]).toEqual([0, 1]);
    expect(ran.stderr).toContain('compared so far: 1 of 2 hosts of job 210 has not finished');
    expect((await world.run(['diff', '208', '210', '--exit-status'])).code).toBe(8);
  });

  test('hosts that this user cannot see are said, and the answer is incomplete', async () => {
    world.server.world.addUser({
      login: 'rita',
      password: 'rita-secret',
      roles: ['Remote Execution Manager', 'Viewer'],
      seesHost: ({ name }) => name !== 'web06.example.com',
    });
    const rita = { REXCTL_USER: 'rita', REXCTL_TOKEN: 'rita-secret' };
    const ran = await world.run(['diff', '208', '209'], { env: rita });
    expect(ran.code).toBe(8);
    expect(ran.stdout).toContain('broken\t1 host\texit 0 -> exit 1\tweb07.example.com\n');
    expect(ran.stderr).toContain('job 208 has 1 host (id 6) that is deleted or not visible to you');
    expect(ran.stderr).toContain('job 209 has 1 host (id 6) that is deleted or not visible to you');
  });

  test('a job with itself, an unknown one and an address of another server are refused', async () => {
    const same = await world.run(['diff', '209', '@last']);
    expect(same).toMatchObject({ code: 2, stdout: '' });
    expect(same.stderr).toContain('job 209 cannot be compared with itself\n');
    expect((await world.run(['diff', '209', '999'])).code).toBe(5);
    const mark = world.server.requests.length;
    const foreign = 'https://other.example.com/job_invocations/208';
    expect((await world.run(['diff', foreign, '209'])).code).toBe(2);
    expect(world.requestsSince(mark)).toEqual([]);
  });

  test('a job that never started has no host to compare', async () => {
    world.server.faults.orphanOnCreate = true;
    await world.run(['run', '-c', 'check', '--host', 'web01', '--detach']);
    world.server.faults.orphanOnCreate = false;
    const ran = await world.run(['diff', '208', '210']);
    expect(ran.stderr).toContain('job 210 never started (orphan record)');
    expect(ran.stdout).toContain('Job 210 compared with job 208: they have no host in common\n');
  });
});

test('a host that was registered again is compared by its name', async () => {
  world.server.world.removeHost(1);
  const { id } = world.server.world.addHost({ name: 'web01.example.com' });
  script('web01', ['new\n']);
  await world.run(['run', '-c', 'check', '--host', 'web01', '--quiet']);
  const { json } = await world.run(['diff', '209', '210', '--json']);
  expect(json.only_after.map((host: { id: number }) => host.id)).toEqual([id]);
});

test.each(rexVersions.filter((version) => version !== '17.1'))(
  'REX %s: the same answer',
  async (version) => {
    const newest = (await diff()).stdout;
    await world.close();
    await openTwoJobs(version);
    expect((await diff()).stdout).toBe(newest);
  },
);
