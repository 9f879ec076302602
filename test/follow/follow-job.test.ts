import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Connection } from '../../src/api/connection.ts';
import { readJob } from '../../src/api/endpoints/job-invocations.ts';
import { demoWorld, textScript } from '../../src/demo/http/server.ts';
import { Failure } from '../../src/errors.ts';
import { type FollowOptions, followJob } from '../../src/follow/follow-job.ts';
import type { EventSink, FollowEvent } from '../../src/jobs/event.ts';
import { resultExitCode } from '../../src/jobs/job-result.ts';
import { openTo } from '../api/open.ts';
import { openWorld, type World } from '../world/run.ts';

const minute = 60_000;

let world: World;
let connection: Connection;
let caller: AbortController;
let events: FollowEvent[];

beforeEach(() => {
  caller = new AbortController();
  events = [];
});
afterEach(() => world.close());

/** A job on one host that prints a line every ten seconds, for a minute. */
async function start(options: Parameters<typeof openWorld>[0] = {}): Promise<void> {
  const demo = demoWorld();
  const lines = ['1', '2', '3', '4', '5', '6'].map((line) => `${line}\n`);
  demo.script('web01.example.com', textScript(lines, { everyMs: 10_000 }));
  world = await openWorld({ world: demo, ...options });
  await world.run(['run', '--command', 'work', '--host', 'web01.example.com', '--detach']);
  ({ connection } = openTo(world.server.url, { clock: world.clock }));
}

/** The result, with its exit code. */
async function follow(more: Partial<FollowOptions> = {}, sink?: EventSink) {
  const { clock } = world;
  const result = await followJob(
    { connection, clock, signal: caller.signal, random: () => 0.5 },
    await readJob(connection, 208),
    {
      ...{ output: 'all', explainFailures: 20, settle: false },
      ...{ giveUpAfterMs: minute, stallWarningMs: 10 * minute },
      ...more,
    },
    sink ?? ((event) => void events.push(event)),
  );
  return { ...result, exit_code: resultExitCode(result) };
}

const printed = () =>
  events.flatMap((event) => (event.type === 'output' ? [event.line.text.trim()] : []));

describe('why a follow ends', () => {
  test('its job has ended and all output was read', async () => {
    await start();
    expect(await follow()).toMatchObject({
      ended: 'finished',
      outcome: 'succeeded',
      exit_code: 0,
      reason: null,
    });
    expect(printed()).toEqual(['1', '2', '3', '4', '5', '6']);
    expect(events.some(({ type }) => type === 'summary')).toBe(false);
  });

  test('the caller left, before or while it ran', async () => {
    await start();
    const failure = new Failure('interrupted', 'bye');
    void world.clock.sleep(25_000).then(() => caller.abort(failure));
    const left = { ended: 'interrupted', outcome: 'running', exit_code: 130 };
    expect(await follow()).toMatchObject(left);
    expect(await follow()).toMatchObject(left);
  });

  test('its condition is met, in the words of the condition', async () => {
    await start();
    const endWhen = () => (printed().length >= 3 ? 'three lines' : null);
    expect(await follow({ endWhen })).toMatchObject({
      ended: 'condition_met',
      exit_code: 3,
      reason: 'three lines',
    });
  });

  test('its job stays paused', async () => {
    await start({ faults: { pausedTask: true } });
    expect(await follow()).toMatchObject({ ended: 'paused', outcome: 'paused', exit_code: 8 });
  });

  test('the server does not answer', async () => {
    await start();
    void world.clock.sleep(25_000).then(() => world.server.close());
    expect(await follow()).toMatchObject({ ended: 'lost', outcome: 'unknown', exit_code: 8 });
  });
});

describe('an error that is not why the follow was stopped', () => {
  test('of who takes the events, while a host is read: the follow rejects with it', async () => {
    await start();
    const oops = new TypeError('oops');
    const sink: EventSink = ({ type }) => {
      if (type === 'output') throw oops;
    };
    await expect(follow({}, sink)).rejects.toBe(oops);
  });

  test('of who takes the events, while states are polled: the same', async () => {
    await start();
    const oops = new TypeError('oops');
    const sink: EventSink = ({ type }) => {
      if (type === 'host') throw oops;
    };
    await expect(follow({}, sink)).rejects.toBe(oops);
  });

  test('a signal without a failure has no result', async () => {
    await start();
    const oops = new Error('no failure');
    void world.clock.sleep(25_000).then(() => caller.abort(oops));
    await expect(follow()).rejects.toBe(oops);
  });
});

describe('checkpoints', () => {
  test('a second follow that is given those of the first prints what that has not', async () => {
    await start();
    const known: [number, unknown][] = [];
    const checkpoints = {
      of: (id: number) => known.flatMap(([host, one]) => (host === id ? [one as never] : [])),
      record: (id: number, one: unknown) => void known.push([id, JSON.parse(JSON.stringify(one))]),
    };
    void world.clock.sleep(25_000).then(() => caller.abort(new Failure('interrupted', 'bye')));
    await follow({ checkpoints });
    const before = printed();
    expect(before.length).toBeGreaterThan(0);
    expect(before.length).toBeLessThan(6);
    caller = new AbortController();
    expect((await follow({ checkpoints })).ended).toBe('finished');
    expect(printed()).toEqual(['1', '2', '3', '4', '5', '6']);
  });
});

describe('progress', () => {
  test('nothing is called still while lines come', async () => {
    await start();
    await follow({ stallWarningMs: 15_000 });
    expect(events.some((event) => event.type === 'warning' && event.code === 'stalled')).toBe(
      false,
    );
    events = [];
    await world.close();
    await start();
    await follow({ stallWarningMs: 15_000, output: 'none' });
    expect(events.some((event) => event.type === 'warning' && event.code === 'stalled')).toBe(true);
  });
});
