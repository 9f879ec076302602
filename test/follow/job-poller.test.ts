import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Connection } from '../../src/api/connection.ts';
import { readJob } from '../../src/api/endpoints/job-invocations.ts';
import { demoWorld, textScript } from '../../src/demo/http/server.ts';
import { HostStates } from '../../src/follow/host-states.ts';
import { JobPoller } from '../../src/follow/job-poller.ts';
import { RetryBudget } from '../../src/follow/retry-budget.ts';
import { ServerPause } from '../../src/follow/server-pause.ts';
import { openTo } from '../api/open.ts';
import { openWorld, type World } from '../world/run.ts';

const minute = 60_000;

let world: World;
let connection: Connection;
let leaving: AbortController;
/** What the watch told, with the second since it began. */
let told: string[];
let begun: number;

beforeEach(() => {
  leaving = new AbortController();
  told = [];
});
afterEach(() => world.close());

/** A job whose n-th host runs for so many milliseconds. */
async function start(
  hostMs: readonly number[],
  options: Parameters<typeof openWorld>[0] = {},
): Promise<void> {
  const demo = demoWorld();
  const names = hostMs.map((_, at) => `web0${at + 1}.example.com`);
  for (const [at, name] of names.entries())
    demo.script(name, textScript(['x\n'], { everyMs: hostMs[at] ?? 0 }));
  world = await openWorld({ world: demo, ...options });
  const targets = names.flatMap((name) => ['--host', name]);
  await world.run(['run', '--command', 'work', ...targets, '--detach']);
  ({ connection } = openTo(world.server.url, { clock: world.clock }));
}

interface Manner {
  readonly settle?: boolean;
  readonly only?: readonly number[];
  readonly giveUpAfterMs?: number;
  readonly stallWarningMs?: number;
}

const seconds = () => Math.round((world.clock.now() - begun) / 1000);

async function open({
  settle = false,
  only,
  giveUpAfterMs = minute,
  stallWarningMs = 10 * minute,
}: Manner = {}) {
  const { clock } = world;
  const { signal } = leaving;
  begun = clock.now();
  const board = new HostStates(only === undefined ? null : new Set(only), ({ name, status }) =>
    told.push(`${seconds()}s ${name.slice(0, 5)} ${status}`),
  );
  const contact = new RetryBudget({
    ...{
      clock,
      signal,
      random: () => 0.5,
      host: 'foreman',
      giveUpAfterMs,
      rest: new ServerPause(),
    },
    onChange: () => undefined,
  });
  return new JobPoller(await readJob(connection, 208), {
    ...{ connection, clock, signal, contact, board, giveUpAfterMs, stallWarningMs, settle },
    partial: only !== undefined,
    onJob: () => undefined,
    onHosts: () => undefined,
    onStall: (code) => told.push(`${seconds()}s ${code}`),
  });
}

/** How often a path was asked for from a number of requests on. */
const asked = (mark: number, end: string) =>
  world.requestsSince(mark).filter((request) => request.endsWith(end)).length;

describe('how a job is watched', () => {
  test('its hosts are read anew only when something changed, and its end is told within a second', async () => {
    await start([20_000, 40_000]);
    const watch = await open();
    const mark = world.server.requests.length;
    expect(await watch.untilEnd()).toBe('ended');
    expect(told.filter((text) => text.includes('succeeded'))).toHaveLength(2);
    const runs = [...(world.server.jobs.get(208)?.runs.values() ?? [])];
    const last = Math.max(...runs.map(({ task }) => task.ended_at ?? 0));
    expect(world.clock.now() - last).toBeLessThanOrEqual(1000);
    expect(asked(mark, '/208')).toBeGreaterThan(30);
    expect(asked(mark, '/208/hosts')).toBeLessThan(10);
  });

  test('with --settle it is watched until the server calls it ended', async () => {
    await start([20_000]);
    expect(await (await open({ settle: true })).untilEnd()).toBe('ended');
    expect(world.server.jobs.get(208)?.task?.state).toBe('stopped');
  });

  test('with named hosts it ends with them', async () => {
    await start([20_000, 600_000]);
    const [id = 0] = world.server.jobs.get(208)?.targeting.host_ids ?? [];
    const watch = await open({ only: [id] });
    expect(await watch.untilEnd()).toBe('ended');
    expect(told.every((text) => text.includes('web01'))).toBe(true);
    expect(seconds()).toBeLessThan(30);
  });

  test('whoever hurries it makes it look at once, but never more often than four times a second', async () => {
    await start([300_000]);
    const watch = await open();
    const running = watch.untilEnd();
    await world.clock.sleep(2 * minute);
    const mark = world.server.requests.length;
    const until = world.clock.now() + 1000;
    while (world.clock.now() < until) {
      watch.hurry();
      await world.clock.sleep(50);
    }
    expect(asked(mark, '/208')).toBeGreaterThanOrEqual(3);
    expect(asked(mark, '/208')).toBeLessThanOrEqual(5);
    expect(asked(mark, '/208/hosts')).toBeGreaterThanOrEqual(1);
    await running;
  });

  test('whoever wants its hosts anew gets them with the next look', async () => {
    await start([300_000]);
    const watch = await open();
    const running = watch.untilEnd();
    await world.clock.sleep(2 * minute);
    const mark = world.server.requests.length;
    await world.clock.sleep(4000);
    expect(asked(mark, '/208/hosts')).toBe(0);
    watch.lookAnew();
    await world.clock.sleep(4000);
    expect(asked(mark, '/208/hosts')).toBe(1);
    await running;
  });

  test('leaving ends it with the reason', async () => {
    await start([300_000]);
    const watch = await open();
    const reason = new Error('bye');
    void world.clock.sleep(5000).then(() => leaving.abort(reason));
    await expect(watch.untilEnd()).rejects.toBe(reason);
  });
});

describe('a job that does not move', () => {
  test('is said to stand still, once, and again after a sign of life', async () => {
    await start([60 * minute]);
    const watch = await open({ stallWarningMs: 5 * minute });
    void world.clock.sleep(20 * minute).then(() => watch.moved(world.clock.now()));
    expect(await watch.untilEnd()).toBe('ended');
    const found = told
      .filter((text) => text.includes('stalled'))
      .map((text) => Number.parseInt(text, 10) / 60);
    expect(found.map(Math.floor)).toEqual([5, 25]);
  });

  test('is not said to stand still while it waits for its time', async () => {
    world = await openWorld();
    await world.run([
      'run',
      '--command',
      'true',
      '--host',
      'web01.example.com',
      '--at',
      '1h',
      '--detach',
    ]);
    ({ connection } = openTo(world.server.url, { clock: world.clock }));
    expect(await (await open({ stallWarningMs: 5 * minute })).untilEnd()).toBe('ended');
    expect(told.filter((text) => text.includes('stalled'))).toEqual([]);
  });

  test('because it is paused is said at once, and given up after its budget', async () => {
    await start([10_000, 10_000], { faults: { pausedTask: true } });
    expect(await (await open({ giveUpAfterMs: 3 * minute })).untilEnd()).toBe('paused');
    expect(told.filter((text) => text.includes('paused'))).toHaveLength(1);
    expect(seconds()).toBeGreaterThanOrEqual(180);
    expect(seconds()).toBeLessThan(200);
  });
});
