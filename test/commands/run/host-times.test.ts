import { afterEach, describe, expect, test } from 'vitest';
import { openWorld, type World } from '../../world/run.ts';

let world: World;
afterEach(() => world.close());

const command = 'sleep 4; test "$(hostname)" != web02.example.com';
const run = ['run', '-c', command, '--host', 'web01,web02', '--yes'];
const terminal = { terminal: { stdout: true, stderr: true } };

interface SeenHost {
  readonly name: string;
  readonly status: string;
  readonly started_at?: string | null;
  readonly ended_at?: string | null;
  readonly duration_s?: number | null;
  readonly clock?: string | null;
}

describe('when a followed job ran on its hosts', () => {
  test('the last host is named where the server ends the job later, and only there', async () => {
    world = await openWorld();
    const settled = await world.run([...run, '--settle', '--no-color'], terminal);
    expect(settled.code).toBe(3);
    expect(settled.stderr).toMatch(/1 of 2 hosts failed in 1\d s, last host after [4-8] s\./);
    const first = await world.run([...run, '--no-color'], terminal);
    expect(first.stderr).toMatch(/1 of 2 hosts failed in [4-9] s\.\n/);
  });

  test('watch and wait name it, too', async () => {
    world = await openWorld();
    for (const follow of ['watch', 'wait']) {
      const { stdout } = await world.run([...run, '--detach']);
      const id = /\d+/.exec(stdout)?.[0] ?? '';
      const ran = await world.run([follow, id, '--settle', '--no-color'], terminal);
      expect(`${ran.stdout}${ran.stderr}`).toMatch(/ in 1\d s, last host after [4-8] s\./);
    }
  });

  test('events and the document have start, end and duration by this clock', async () => {
    world = await openWorld();
    const events = await world.run([...run, '--format', 'ndjson']);
    const seen = events.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
      .filter(({ type }) => type === 'host');
    const ended = seen.filter(({ host }) => host.ended_at !== undefined && host.ended_at !== null);
    expect(new Set(ended.map(({ host }) => host.name))).toEqual(
      new Set(['web01.example.com', 'web02.example.com']),
    );
    for (const { host, time } of ended) {
      expect(host.clock).toBe('rexctl');
      expect(host.duration_s).toBe(
        (Date.parse(host.ended_at) - Date.parse(host.started_at)) / 1000,
      );
      expect(host.duration_s).toBeGreaterThanOrEqual(3);
      expect(Date.parse(time)).toBeGreaterThanOrEqual(Date.parse(host.ended_at));
    }
    for (const { host } of seen.filter(({ host: { status } }) => status === 'waiting'))
      expect(host).not.toHaveProperty('started_at');

    const { json } = await world.run([...run, '--json']);
    for (const host of json.hosts as SeenHost[]) {
      expect(host.clock).toBe('rexctl');
      expect(host.duration_s).toBeGreaterThanOrEqual(3);
    }
    expect(json.summary.failed_hosts[0].ended_at).toMatch(/Z$/);
  });

  test('of a host that had ended before nothing is claimed', async () => {
    world = await openWorld();
    const { json } = await world.run(['watch', '204', '--json']);
    expect(json.hosts.length).toBeGreaterThan(0);
    for (const host of json.hosts as SeenHost[]) expect(host).not.toHaveProperty('ended_at');
  });
});
