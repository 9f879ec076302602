import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { demoWorld, textScript, unreachableScript } from '../../../src/demo/http/server.ts';
import type { HostFailure } from '../../../src/jobs/hosts/host-failure.ts';
import { web } from '../../world/job-requests.ts';
import { openWorld, type Ran, type World } from '../../world/run.ts';

let world: World;
beforeEach(async () => {
  const hosts = demoWorld();
  hosts.script('web02.example.com', unreachableScript());
  hosts.script('web03.example.com', textScript(['no\n'], { code: 3 }));
  world = await openWorld({ world: hosts });
});
afterEach(() => world.close());

interface Host {
  readonly name: string;
  readonly reason: string | null;
  readonly failure: HostFailure | null;
}

const unreachable =
  'Error initializing command: RuntimeError - Could not establish connection to remote host using any available authentication method: ssh: connect to host web02.example.com port 22: No route to host';
const failures: Readonly<Record<string, HostFailure | null>> = {
  null: null,
  unreachable: { kind: 'unreachable', exit_code: null, message: unreachable },
  'exit 3': { kind: 'exit', exit_code: 3, message: 'no' },
};

const wanted = [
  ['web01.example.com', null],
  ['web02.example.com', 'unreachable'],
  ['web03.example.com', 'exit 3'],
];
const three = ['--host', 'web[01-03].example.com'];
const reasonsOf = (hosts: readonly Host[]) =>
  hosts
    .map(({ name, reason, failure }) => {
      expect(failure, name).toEqual(failures[String(reason)]);
      return [name, reason];
    })
    .sort() as (string | null)[][];

const reasonOf = (one: Host) => reasonsOf([one])[0]?.[1];

describe('programs are told why a host failed, not only people', () => {
  const run = (...how: readonly string[]): Promise<Ran> =>
    world.run(['run', '--command', 'true', ...three, ...how]);

  test('run --json, and with --follow', async () => {
    for (const how of [[], ['--follow']]) {
      const { json } = await run('--json', ...how);
      expect(reasonsOf(json.hosts)).toEqual(wanted);
      expect(reasonsOf(json.summary.failed_hosts)).toEqual(wanted.slice(1));
    }
  });

  test('events of run, watch, wait and output --follow', async () => {
    const last = ({ stdout }: Ran) => JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '');
    const started = await run('--format', 'ndjson');
    expect(reasonsOf(last(started).failed_hosts)).toEqual(wanted.slice(1));
    expect(started.stdout).toMatch(
      /"type":"host".*"name":"web02\.example\.com".*"reason":"unreachable"/,
    );
    for (const argv of [
      ['watch', '208'],
      ['wait', '208'],
      ['output', '208', '--follow'],
    ]) {
      const ran = await world.run([...argv, '--format', 'ndjson']);
      expect(reasonsOf(last(ran).failed_hosts), argv.join(' ')).toEqual(wanted.slice(1));
    }
  });

  test('output --json, --group, --diff, --dir and the field of that name', async () => {
    await run('--quiet');
    const { json } = await world.run(['output', '208', '--json']);
    expect(reasonsOf(json.hosts)).toEqual(wanted);
    const group = await world.run(['output', '208', '--group', '--json']);
    expect(group.json.groups.map(reasonOf).sort()).toEqual(['exit 3', null, 'unreachable']);
    const diff = await world.run(['output', '208', '--diff', 'web01.example.com', '--json']);
    expect(diff.json.differences.map(reasonOf).sort()).toEqual(['exit 3', 'unreachable']);
    const folder = join(world.home, 'out');
    const saved = await world.run(['output', '208', '--dir', folder, '--json']);
    expect(reasonsOf(saved.json.hosts)).toEqual(wanted);
    expect(
      reasonsOf(JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')).hosts),
    ).toEqual(wanted);
    const csv = await world.run(['output', '208', '--format', 'csv', '--fields', 'name,reason']);
    expect(csv.stdout).toContain('web02.example.com,unreachable');
    const kinds = await world.run(['output', '208', '--format', 'csv', '--fields', 'name,failure']);
    expect(kinds.stdout).toBe(
      'name,failure\nweb01.example.com,\nweb02.example.com,unreachable\nweb03.example.com,exit\n',
    );
    const followed = await world.run([
      ...['watch', '208', '--format', 'csv', '--fields', 'name,failure'],
    ]);
    expect(followed.stdout).toBe(kinds.stdout);
  });

  test('a host that was cancelled, or runs, has no reason to have failed', async () => {
    await world.run(['run', '--command', 'sleep 60', ...web, '--detach']);
    await world.clock.sleep(8_000);
    await world.run(['cancel', '208', '--yes', '--wait']);
    const { json } = await world.run(['output', '208', 'web04.example.com', '--json']);
    expect(json.hosts[0]).toMatchObject({
      status: 'cancelled',
      reason: null,
      failure: { kind: 'cancelled', message: 'Task cancelled' },
    });
  });
});
