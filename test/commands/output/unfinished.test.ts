import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { web, web01 } from '../../world/job-requests.ts';
import { openWorld, type World } from '../../world/run.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

const start = (...how: readonly string[]) =>
  world.run(['run', '--command', 'echo begun; sleep 60', '--detach', ...how]);

describe('output of hosts that have not ended reports it on standard error', () => {
  const ways = [
    ['plain', []],
    ['--raw', ['--raw']],
    ['--group', ['--group']],
  ] as const;

  test.each(ways)('%s of a job that has not started', async (_, way) => {
    await start(...web01, '--at', 'in 2h');
    const ran = await world.run(['output', '208', 'web01.example.com', ...way]);
    const group = '1 host\twaiting\tweb01.example.com\n  (printed nothing)\n';
    expect(ran).toMatchObject({ code: 0, stdout: way[0] === '--group' ? group : '' });
    expect(ran.stderr).toBe(
      'rexctl: job 208 has not started yet: no host has printed anything\n        see when it starts: rexctl show 208\n',
    );
  });

  test.each(ways)('%s of a running job', async (_, way) => {
    await start(...web);
    await world.clock.sleep(8_000);
    const all = await world.run(['output', '208', ...way]);
    expect(all.code).toBe(0);
    expect(all.stdout).toContain('begun');
    expect(all.stderr).toContain(
      'rexctl: the output is incomplete: 12 of 12 hosts have not finished\n        follow it: rexctl output 208 --follow\n',
    );
    const one = await world.run(['output', '208', 'web01.example.com', ...way]);
    expect(one.stderr).toContain(
      'rexctl: the output is incomplete: web01.example.com has not finished\n',
    );
  });

  test('a host that has not begun', async () => {
    await start(...web, '--concurrency', '2');
    await world.clock.sleep(8_000);
    const ran = await world.run(['output', '208', 'web12.example.com', '--raw']);
    expect(ran).toMatchObject({ code: 0, stdout: '' });
    expect(ran.stderr).toContain(
      'rexctl: the output is incomplete: web12.example.com has not started\n',
    );
    const all = await world.run(['output', '208', '--raw']);
    expect(all.stderr).toContain('12 of 12 hosts have not finished (10 not started)\n');
  });

  test('of a job that has ended: nothing to say', async () => {
    await world.run(['run', '--command', 'echo begun', ...web01, '--quiet']);
    expect(await world.run(['output', '208', '--raw'])).toMatchObject({ code: 0, stderr: '' });
    expect(await world.run(['output', '208'])).toMatchObject({ code: 0, stderr: '' });
  });

  test('JSON reports it of each host', async () => {
    await start(...web01);
    await world.clock.sleep(8_000);
    const ran = await world.run(['output', '208', '--raw', '--json']);
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(ran.json.hosts).toMatchObject([{ name: 'web01.example.com', complete: false }]);
  });

  test('--failed while hosts run: none has failed so far, and they may yet', async () => {
    await start(...web);
    await world.clock.sleep(8_000);
    const all = await world.run(['output', '208', '--failed']);
    expect(all).toMatchObject({ code: 0, stdout: '' });
    expect(all.stderr).toContain('No host of job 208 has failed so far.\n');
    expect(all.stderr).toContain(
      'rexctl: the output is incomplete: 12 of 12 hosts have not finished\n',
    );
    const one = await world.run(['output', '208', 'web01', '--failed']);
    expect(one.stderr).toContain('web01.example.com has not failed so far in job 208.\n');
    const machine = await world.run(['output', '208', '--failed', '--json']);
    expect(machine.json.hosts).toEqual([]);
    expect(machine.stderr).toContain('12 of 12 hosts have not finished');
  });
});
