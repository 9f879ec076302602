import { afterEach, expect, test } from 'vitest';
import { demoWorld, type HostScript, largeWorld } from '../../../src/demo/http/server.ts';
import { openWorld, type World } from '../../world/run.ts';

let world: World;
afterEach(() => world.close());

const minute = 60_000;
const onHost = ['--command', 'work', '--host', 'web01.example.com'];

async function open(script: HostScript): Promise<void> {
  const demo = demoWorld();
  demo.script('web01.example.com', script);
  world = await openWorld({ world: demo });
}

/** A line a minute, then silence. */
function chatty(minutes: number, silentMs: number): HostScript {
  const steps = Array.from({ length: minutes }, (_, at) => ({
    afterMs: minute,
    text: `line ${at}\n`,
  }));
  return { steps, end: { kind: 'exit', afterMs: silentMs, code: 0 } };
}

test('a job whose lines stream is never said to stand still', async () => {
  await open(chatty(25, 1000));
  const ran = await world.run(['run', ...onHost, '--follow']);
  expect(ran.code).toBe(0);
  expect(ran.stdout.split('\n')).toHaveLength(26);
  expect(ran.stderr).not.toContain('nothing has changed');
});

test('a job that falls silent after its lines is said to stand still, once, and again after the next line', async () => {
  const { steps } = chatty(3, 0);
  const later = { afterMs: 20 * minute, text: 'still there\n' };
  await open({ steps: [...steps, later], end: { kind: 'exit', afterMs: 20 * minute, code: 0 } });
  const ran = await world.run(['run', ...onHost, '--follow']);
  expect(ran.code).toBe(0);
  expect(ran.stderr.match(/nothing has changed in job 208 for 10 minutes/g)).toHaveLength(2);
});

test('a paused job whose lines stream is given up all the same: only an operator makes it continue', async () => {
  const demo = demoWorld();
  for (const name of ['web01', 'web02']) demo.script(`${name}.example.com`, chatty(60, 0));
  world = await openWorld({ world: demo, faults: { pausedTask: true } });
  const ran = await world.run(['run', ...onHost, '--host', 'web02.example.com', '--follow']);
  expect(ran.code).toBe(8);
  expect(ran.stderr).toContain('job 208 is still paused on the server');
  expect(ran.stderr).not.toContain('nothing has changed');
});

test('ten hours of one host are at most 4,000 requests', async () => {
  await open({ steps: [], end: { kind: 'exit', afterMs: 600 * minute, code: 0 } });
  await world.run(['run', ...onHost, '--detach']);
  const mark = world.server.requests.length;
  const ran = await world.run(['watch', '208']);
  expect(ran.code).toBe(0);
  expect(world.requestsSince(mark).length).toBeLessThanOrEqual(4000);
});

test('ten hours in which two hundred hosts end one by one are at most 4,000 requests, told within 5 s', async () => {
  const large = largeWorld(200);
  for (const [at, { name }] of [...large.hosts.values()].entries())
    large.script(name, { steps: [], end: { kind: 'exit', afterMs: at * 180_000, code: 0 } });
  world = await openWorld({ world: large });
  await world.run([
    'run',
    '--command',
    'work',
    '--search',
    'hostgroup = nodes',
    '--detach',
    '--yes',
  ]);
  const mark = world.server.requests.length;
  const ran = await world.run(['watch', '1', '--quiet']);
  expect(ran.code).toBe(0);
  expect(world.requestsSince(mark).length).toBeLessThanOrEqual(4000);
  const runs = [...(world.server.jobs.get(1)?.runs.values() ?? [])];
  const last = Math.max(...runs.map(({ task }) => task.ended_at ?? 0));
  expect(world.clock.now() - last).toBeLessThanOrEqual(5000);
});
