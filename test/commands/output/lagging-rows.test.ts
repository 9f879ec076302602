import { afterEach, expect, test } from 'vitest';
import { demoWorld, textScript } from '../../../src/demo/http/server.ts';
import { openWorld, type Ran, type World } from '../../world/run.ts';

let world: World;
afterEach(() => world.close());

const follow = ['output', '208', '--follow', '--format', 'ndjson'];

/**
 * The server calls the whole job ended after five seconds, while a host runs until its script is
 * over.
 */
async function endedBefore(hostMs: number, result: 'success' | 'warning'): Promise<Ran> {
  const demo = demoWorld();
  demo.script('web01.example.com', textScript(['one\n', 'two\n'], { everyMs: hostMs / 2 }));
  world = await openWorld({ world: demo });
  await world.run(['run', '--command', 'work', '--host', 'web01.example.com', '--detach']);
  await world.clock.sleep(5000);
  const task = world.server.jobs.get(208)?.task;
  if (task === undefined || task === null) throw new Error('there is no job');
  Object.assign(task, { state: 'stopped', result, ended_at: world.clock.now() });
  return world.run(follow);
}

// biome-ignore lint/suspicious/noExplicitAny: events of any shape
function eventsOf(ran: Ran): any[] {
  return ran.stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

test('rows of hosts that follow the end of their job some seconds later are waited for', async () => {
  const ran = await endedBefore(16_000, 'success');
  expect(ran.code).toBe(0);
  const events = eventsOf(ran);
  expect(events.filter(({ type }) => type === 'output').map(({ text }) => text)).toEqual([
    'one\n',
    'two\n',
  ]);
  expect(events.at(-1)).toMatchObject({ outcome: 'succeeded', counts: { total: 1, succeeded: 1 } });
});

test('rows that never follow are no success: after twenty seconds the result is unknown, 8', async () => {
  const before = Date.parse('2026-11-23T14:00:00Z');
  const ran = await endedBefore(3_600_000, 'success');
  expect(ran.code).toBe(8);
  expect(eventsOf(ran).at(-1)).toMatchObject({
    outcome: 'unknown',
    reason: 'job 208 has finished, but 1 host has no result',
  });
  expect(world.clock.now() - before).toBeGreaterThan(600_000);
  expect((await world.run(['show', '208', '--json'])).json.job.outcome).toBe('unknown');
});
