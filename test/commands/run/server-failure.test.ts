import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { as } from '../../world/job-requests.ts';
import { openWorld, type World } from '../../world/run.ts';

let world: World;

beforeEach(async () => {
  world = await openWorld({ faults: { finalizeError: true } });
});
afterEach(() => world.close());

const run = ['run', '-c', 'true', '--search', 'hostgroup = db', '--quiet'];
const reason =
  "the server reports job 208 as failed, although every host succeeded: undefined method `finalize_hosts' for nil:NilClass";
const last = (text: string) => JSON.parse(text.trimEnd().split('\n').at(-1) ?? '');

/** Job 208 has ended: both hosts succeeded, the server calls it failed. */
async function ended(): Promise<void> {
  await world.run([...run, '--detach']);
  await world.clock.sleep(40_000);
}

describe('a job whose task failed although every host succeeded: one answer, with what the task says', () => {
  const commands = [
    ['show', '208', '--exit-status'],
    ['show', '208', '--exit-status', '--hosts'],
    ['wait', '208'],
    ['watch', '208'],
    ['output', '208', '--follow'],
  ].map((argv) => [argv.join(' '), argv] as const);

  test.each(commands)('%s: 3, and why', async (_, argv) => {
    await ended();
    const ran = await world.run(argv);
    expect([ran.code, ran.stdout + ran.stderr]).toEqual([3, expect.stringContaining(reason)]);
  });

  test.each(commands)('%s as JSON', async (_, argv) => {
    await ended();
    const ran = await world.run([...argv, '--json']);
    expect(ran.code).toBe(3);
    const { job, summary, reason: shown } = ran.json;
    expect([summary?.outcome ?? job.outcome, summary?.reason ?? shown]).toEqual(['failed', reason]);
  });

  test.each([[[]], [['--follow']]])('run --settle %j waits for it', async (more) => {
    const ran = await world.run([...run, '--settle', ...more]);
    expect([ran.code, ran.stderr]).toEqual([3, expect.stringContaining(reason)]);
    const told = await world.run([...run, '--settle', ...more, '--format', 'ndjson']);
    expect(last(told.stdout)).toMatchObject({
      type: 'summary',
      outcome: 'failed',
      exit_code: 3,
      reason: reason.replace('208', '209'),
    });
  });

  test('on a terminal', async () => {
    await ended();
    const ran = await world.run(['watch', '208'], { terminal: { stdout: true, stderr: true } });
    expect([ran.code, ran.stderr]).toEqual([
      3,
      expect.stringContaining('although every host succeeded'),
    ]);
  });

  test('hosts that this user may not see change nothing', async () => {
    await ended();
    expect(world.server.jobs.get(208)?.ended).toMatchObject({ success: 2 });
    world.server.world.removeHost(14);
    for (const argv of [
      ['wait', '208'],
      ['show', '208', '--exit-status', '--hosts'],
    ]) {
      const ran = await world.run(argv);
      expect([ran.code, ran.stdout + ran.stderr], argv[0]).toEqual([
        3,
        expect.stringContaining(reason),
      ]);
    }
  });

  test('a user who may not see the task is told where to look', async () => {
    await ended();
    for (const argv of [
      ['show', '208', '--exit-status'],
      ['wait', '208'],
    ]) {
      const ran = await world.run(argv, as('anna'));
      expect([ran.code, ran.stdout + ran.stderr], argv[0]).toEqual([
        3,
        expect.stringContaining('although every host succeeded; see its task in Foreman'),
      ]);
    }
  });
});

test('a job with failed hosts has no such reason', async () => {
  await world.run(['run', '-c', 'exit 3', '--search', 'hostgroup = db', '--detach', '--quiet']);
  await world.clock.sleep(40_000);
  const ran = await world.run(['show', '208', '--exit-status', '--json']);
  expect([ran.code, ran.json.reason]).toEqual([3, null]);
});
