import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Connection } from '../../src/api/connection.ts';
import { readJob } from '../../src/api/endpoints/job-invocations.ts';
import { demoWorld, textScript } from '../../src/demo/http/server.ts';
import type { Emit } from '../../src/follow/events.ts';
import { HostStates } from '../../src/follow/host-states.ts';
import { JobPoller } from '../../src/follow/job-poller.ts';
import { RetryBudget, ServerPause } from '../../src/follow/retry-budget.ts';

import { openTo } from '../api/open.ts';
import { openWorld, type World } from '../world/run.ts';

const minute = 60_000;

let world: World;
let connection: Connection;
let leaving: AbortController;
/** The poller's events, with the second since it began. */
let told: string[];
let begun: number;

beforeEach(() => {
  leaving = new AbortController();
  told = [];
});
afterEach(() => world.close());

/** A job with the running time of each host in milliseconds. */
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
  readonly endWhen?: () => string | null;
}

const seconds = () => Math.round((world.clock.now() - begun) / 1000);

async function open({
  settle = false,
  only,
  giveUpAfterMs = minute,
  stallWarningMs = 10 * minute,
  endWhen,
}: Manner = {}) {
  const { clock } = world;
  const { signal } = leaving;
  begun = clock.now();
  const hosts = new HostStates(
    only === undefined ? null : new Set(only),
    ({ state }) => told.push(`${seconds()}s ${state.name.slice(0, 5)} ${state.status}`),
    () => new Date(clock.now()).toISOString(),
  );
  const budget = new RetryBudget({
    ...{ clock, signal, random: () => 0.5, host: 'foreman', giveUpAfterMs },
    pause: new ServerPause(),
    onChange: () => undefined,
  });
  const emit: Emit = (event) => {
    if (event.type === 'warning') told.push(`${seconds()}s ${event.code}`);
  };
  return new JobPoller(
    {
      connection: connection.with({ signal, retry: false }),
      ...{ clock, signal, budget, hosts, emit },
    },
    await readJob(connection, 208),
    { giveUpAfterMs, stallWarningMs, settle, endWhen },
  );
}

/** How often a path was asked for from a number of requests on. */
const asked = (mark: number, end: string) =>
  world.requestsSince(mark).filter((request) => request.endsWith(end)).length;

describe('how a job is watched', () => {
  test('its hosts are read again only when something changed, and its end is reported within a second', async () => {
    await start([20_000, 40_000]);
    const poller = await open();
    const mark = world.server.requests.length;
    expect((await poller.run()).kind).toBe('finished');
    expect(told.filter((text) => text.includes('succeeded'))).toHaveLength(2);
    const runs = [...(world.server.jobs.get(208)?.runs.values() ?? [])];
    const last = Math.max(...runs.map(({ task }) => task.ended_at ?? 0));
    expect(world.clock.now() - last).toBeLessThanOrEqual(1000);
    expect(asked(mark, '/208')).toBeGreaterThan(30);
    expect(asked(mark, '/208/hosts')).toBeLessThan(10);
  });

  test('with --settle it is watched until the server calls it ended', async () => {
    await start([20_000]);
    expect((await (await open({ settle: true })).run()).kind).toBe('finished');
    expect(world.server.jobs.get(208)?.task?.state).toBe('stopped');
  });

  test('with named hosts it ends with them', async () => {
    await start([20_000, 600_000]);
    const [id = 0] = world.server.jobs.get(208)?.targeting.host_ids ?? [];
    const poller = await open({ only: [id] });
    expect((await poller.run()).kind).toBe('finished');
    expect(told.every((text) => text.includes('web01'))).toBe(true);
    expect(seconds()).toBeLessThan(30);
  });

  test('whoever hurries it makes it look at once, but never more often than four times a second', async () => {
    await start([300_000]);
    const poller = await open();
    const running = poller.run();
    await world.clock.sleep(2 * minute);
    const mark = world.server.requests.length;
    const until = world.clock.now() + 1000;
    while (world.clock.now() < until) {
      poller.refreshNow();
      await world.clock.sleep(50);
    }
    expect(asked(mark, '/208')).toBeGreaterThanOrEqual(3);
    expect(asked(mark, '/208')).toBeLessThanOrEqual(5);
    expect(asked(mark, '/208/hosts')).toBeGreaterThanOrEqual(1);
    await running;
  });

  test('a condition that is met has the hosts read with the next poll, and ends it', async () => {
    await start([300_000]);
    let met = false;
    const poller = await open({ endWhen: () => (met ? 'enough' : null) });
    const running = poller.run();
    await world.clock.sleep(2 * minute);
    const mark = world.server.requests.length;
    await world.clock.sleep(4000);
    expect(asked(mark, '/208/hosts')).toBe(0);
    met = true;
    await world.clock.sleep(4000);
    expect(asked(mark, '/208/hosts')).toBe(1);
    expect(await running).toEqual({ kind: 'condition_met', reason: 'enough' });
  });

  test('leaving ends it with the reason', async () => {
    await start([300_000]);
    const poller = await open();
    const reason = new Error('bye');
    void world.clock.sleep(5000).then(() => leaving.abort(reason));
    await expect(poller.run()).rejects.toBe(reason);
  });
});

describe('a job that does not move', () => {
  test('is said to stand still, once, and again after a sign of life', async () => {
    await start([60 * minute]);
    const poller = await open({ stallWarningMs: 5 * minute });
    void world.clock.sleep(20 * minute).then(() => poller.noteProgress(world.clock.now()));
    expect((await poller.run()).kind).toBe('finished');
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
    expect((await (await open({ stallWarningMs: 5 * minute })).run()).kind).toBe('finished');
    expect(told.filter((text) => text.includes('stalled'))).toEqual([]);
  });

  test('because it is paused is said at once, and given up after its budget', async () => {
    await start([10_000, 10_000], { faults: { pausedTask: true } });
    expect((await (await open({ giveUpAfterMs: 3 * minute })).run()).kind).toBe('paused');
    expect(told.filter((text) => text.includes('paused'))).toHaveLength(1);
    expect(seconds()).toBeGreaterThanOrEqual(180);
    expect(seconds()).toBeLessThan(200);
  });
});
