import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  largeWorld,
  rexVersions,
  textScript,
  unreachableScript,
} from '../../src/demo/http/server.ts';
import { web, web01 } from '../world/job-requests.ts';
import { openWorld, type World } from '../world/run.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

async function start(...argv: string[]): Promise<string> {
  const ran = await world.run(['run', ...argv, '--detach']);
  return ran.stdout.trim();
}

describe('wait', () => {
  test('says nothing at all while a job succeeds, also on a terminal', async () => {
    const id = await start('--command', 'sleep 4', ...web01);
    const terminal = { stdout: true, stderr: true };
    expect(await world.run(['wait', id], { terminal })).toMatchObject({
      code: 0,
      stdout: '',
      stderr: '',
    });
  });

  test('prints a failure in one sentence and a line for each failed host', async () => {
    world.server.world.script('web02.example.com', textScript(['no space left\n'], { code: 28 }));
    await start('--command', 'true', ...web);
    const ran = await world.run(['wait', '@last']);
    expect(ran).toMatchObject({ code: 3, stdout: '' });
    expect(ran.stderr).toMatch(
      /^rexctl: job 208: 1 of 12 hosts failed in \d+ s\.\n {2}web02\.example\.com {3}exit 28 +no space left\n$/,
    );
  });

  test('--timeout: 7, and how to come back', async () => {
    const id = await start('--command', 'sleep 600', ...web01);
    const ran = await world.run(['wait', id, '--timeout', '30s']);
    expect(ran).toMatchObject({ code: 7, stdout: '' });
    expect(ran.stderr).toContain(`time limit reached; job ${id} is still running`);
  });

  test.each([
    ['first-failure', 1],
    ['failures>=2', 2],
    ['failures>=25%', 3],
  ])('--for %s ends with 3 while the job continues', async (condition, failures) => {
    for (const [at, name] of ['web02', 'web05', 'web09'].entries())
      world.server.world.script(
        `${name}.example.com`,
        textScript(['bad\n'], { code: 1, everyMs: 9000 * (at + 1) }),
      );
    await start('--command', 'sleep 600', ...web);
    const ran = await world.run(['wait', '208', '--for', condition, '--json']);
    expect(ran.code).toBe(3);
    expect(ran.json.summary).toMatchObject({
      outcome: 'running',
      exit_code: 3,
      reason: `the condition of --for is met: ${failures} of 12 hosts did not succeed`,
    });
    expect(ran.json.summary.failed_hosts).toHaveLength(failures);
    expect(world.server.jobs.get(208)?.task?.state).toBe('running');
  });

  test('--for first-failure of a job in which nothing fails is its result', async () => {
    const id = await start('--command', 'sleep 2', ...web01);
    expect(await world.run(['wait', id, '--for', 'first-failure'])).toMatchObject({
      code: 0,
      stderr: '',
    });
  });

  test('--for hosts=…: the end and the result of those hosts, by full or short name', async () => {
    world.server.world.script('web02.example.com', textScript(['ok\n']));
    world.server.world.script('web03.example.com', textScript(['bad\n'], { code: 1 }));
    const id = await start('--command', 'sleep 600', ...web);
    expect((await world.run(['wait', id, '--for', 'hosts=web02'])).code).toBe(0);
    expect((await world.run(['wait', id, '--for', 'hosts=web02.example.com,web03'])).code).toBe(3);
    expect(world.server.jobs.get(Number(id))?.task?.state).toBe('running');
    const unknown = await world.run(['wait', id, '--for', 'hosts=web2']);
    expect(unknown).toMatchObject({ code: 5, stdout: '' });
    expect(unknown.stderr).toContain(`job ${id} has no host \`web2\``);
  });

  test('several jobs: silent, each failure told, the gravest code', async () => {
    const ran = await world.run(['wait', '201', '205', '202']);
    expect(ran).toMatchObject({ code: 3, stdout: '' });
    expect(ran.stderr).toMatch(/rexctl: job 205: 2 of 2 hosts failed/);
    expect(ran.stderr).toMatch(/rexctl: job 202 had no hosts to run on/);
    expect((await world.run(['wait', '201', '206'])).code).toBe(0);
    const refused = await world.run(['wait', '201', '205', '--for', 'hosts=web01']);
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toContain('--for hosts= needs exactly one job');
  });

  test('a recurring job names the next id', async () => {
    const ran = await world.run(['wait', '207', '--timeout', '14h', '--format', 'ndjson']);
    expect(ran.code).toBe(0);
    const warnings = ran.stdout.split('\n').filter((line) => line.includes('recurring_next'));
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain('the next run is job 208');
  });
});

describe('wait --for KIND>=N', () => {
  const unreachable = ['web02', 'web05', 'web09'];

  async function startOn(rexVersion?: (typeof rexVersions)[number]): Promise<void> {
    if (rexVersion !== undefined) {
      await world.close();
      world = await openWorld({ rexVersion });
    }
    const { world: hosts } = world.server;
    for (const name of unreachable) hosts.script(`${name}.example.com`, unreachableScript());
    hosts.script('web03.example.com', textScript(['bad\n'], { code: 1 }));
    await start('--command', 'sleep 600', ...web);
  }

  test.each(rexVersions)('ends with 3 while the job continues, on %s', async (rexVersion) => {
    await startOn(rexVersion);
    const ran = await world.run(['wait', '208', '--for', 'unreachable>=3', '--json']);
    expect(ran.code).toBe(3);
    expect(ran.json.summary).toMatchObject({
      outcome: 'running',
      exit_code: 3,
      reason: 'the condition of --for is met: 3 of 12 hosts did not succeed (unreachable)',
    });
    expect(world.server.jobs.get(208)?.task?.state).toBe('running');
  });

  test('counts several kinds together, and parts of all hosts', async () => {
    await startOn();
    const several = ['wait', '208', '--for', 'timed-out,unreachable,exit>=4'];
    expect((await world.run(several)).code).toBe(3);
    const share = await world.run(['wait', '208', '--for', 'unreachable>=25%', '--json']);
    expect(share.json.summary).toMatchObject({ outcome: 'running', exit_code: 3 });
  });

  test('hosts that failed in other ways do not count', async () => {
    await startOn();
    const words = ['wait', '208', '--for', 'unreachable>=4', '--timeout', '5m'];
    expect((await world.run(words)).code).toBe(7);
  });

  test('the reasons of more hosts than a follow names are read, too', async () => {
    await world.close();
    const large = largeWorld(60);
    for (const { name } of large.hosts.values())
      large.script(
        name,
        name.includes('60') ? textScript(['x\n'], { everyMs: 600_000 }) : unreachableScript(),
      );
    world = await openWorld({ world: large });
    await start('-c', 'true', '--search', 'name ~ node', '--yes');
    const ran = await world.run(['wait', '@last', '--for', 'unreachable>=50', '--json']);
    expect(ran.code).toBe(3);
    expect(ran.json.summary.reason).toContain('the condition of --for is met');
  });

  test.each([
    [
      'asleep>=1',
      'expected failures, exit, unreachable, timed_out, proxy, never_ran, cancelled or unknown before >=',
    ],
    ['unreachable>=0', 'expected a whole number, 1 or more'],
    ['unreachable', 'expected done, first-failure, failures>=N[%], KIND>=N[%] or hosts=NAMES'],
  ])('%s is refused', async (condition, message) => {
    expect(await world.run(['wait', '204', '--for', condition])).toMatchObject({
      code: 2,
      stdout: '',
      stderr: `rexctl: invalid --for \`${condition}\`: ${message}\n`,
    });
  });
});
