import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { web, writes } from '../../world/job-requests.ts';
import { openWorld, type World } from '../../world/run.ts';

let world: World;
let mark: number;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

const logic = 'POST /foreman_tasks/api/recurring_logics/2/cancel';
const cancelOf = (id: number) => `POST /api/job_invocations/${id}/cancel`;
const ofSeries = (id: number) => [...(world.server.jobs.get(id)?.runs.values() ?? [])];

/**
 * Series 2: job 208 sleeps on the db hosts since 14:05, job 209 waits; job 210 sleeps beside them.
 */
async function runningSeries(): Promise<void> {
  const db = ['run', '--search', 'hostgroup = db', '--dynamic', '--quiet', '--detach'];
  await world.run([...db, '--command', 'sleep 3600', '--cron', '*/5 * * * *']);
  await world.clock.sleep(6 * 60_000);
  await world.run(['run', '--command', 'sleep 3600', ...web, '--detach', '--quiet']);
  await world.clock.sleep(5_000);
  mark = world.server.requests.length;
}

describe('a series one of whose jobs was told to stop a moment ago', () => {
  test.each([
    ['schedule cancel', ['schedule', 'cancel', '2', '--yes']],
    ['cancel --series', ['cancel', '209', '--series', '--yes']],
    ['cancel --jobs-search --series', ['cancel', '--jobs-search', 'id = 209', '--series', '--yes']],
  ])('%s: 9, a second cancel would abandon its scripts', async (_, argv) => {
    await runningSeries();
    world.server.faults.deadProxy = true;
    await world.run(['cancel', '208', '--occurrence', '--yes']);
    const ran = await world.run(argv);
    expect(ran).toMatchObject({ code: 9 });
    expect(ran.stderr).toMatch(
      /a cancel was sent to 2 hosts of job 208 at .*Z, and they have not stopped yet: cancelling the series now would stop tracking their scripts\. Nothing was sent\n {8}wait first: rexctl wait 208\n/,
    );
    expect(writes(world, mark)).toEqual([cancelOf(208)]);
    world.server.faults.deadProxy = false;
    await world.clock.sleep(60_000);
    expect(await world.run(argv)).toMatchObject({ code: 0 });
    expect(writes(world, mark)).toEqual([cancelOf(208), logic]);
    expect(ofSeries(208).map(({ task }) => task.result)).not.toContain('error');
  });

  test('a job that its series was cancelled with is not cancelled again', async () => {
    await runningSeries();
    world.server.faults.deadProxy = true;
    await world.run(['schedule', 'cancel', '2', '--yes']);
    const ran = await world.run(['cancel', '208', '--yes']);
    expect(ran).toMatchObject({ code: 0 });
    expect(ran.stderr).toContain('a cancel of job 208 was already sent from this machine');
    expect(writes(world, mark)).toEqual([logic]);
  });
});

describe('cancel --jobs-search with a series among what it finds', () => {
  const all = [
    'cancel',
    '--jobs-search',
    'user = current_user and description ~ "sleep 3600"',
    '--yes',
  ];

  test('cancels what runs, and reports what only waits', async () => {
    await runningSeries();
    const ran = await world.run([...all, '--json']);
    expect(ran.code, ran.stderr).toBe(0);
    expect(JSON.parse(ran.stderr)).toEqual({
      warning:
        'skipped job 209 of series 2, which is only scheduled; to cancel it too, add --occurrence or --series',
    });
    expect(ran.json.jobs.map(({ reference }: { reference: string }) => reference)).toEqual([
      '210',
      '208',
    ]);
    expect(writes(world, mark)).toEqual([cancelOf(210), cancelOf(208)]);
    expect(world.server.jobs.get(209)?.task?.state).toBe('scheduled');
  });

  test('--series concerns the recurring ones only, each series once', async () => {
    await runningSeries();
    const ran = await world.run([...all, '--series']);
    expect(ran.code, ran.stderr).toBe(0);
    expect(ran.stderr).toBe(
      '  210  Run sleep 3600  (0 of 12 done)\n  209  Run sleep 3600  (series 2)\n',
    );
    expect(writes(world, mark)).toEqual([cancelOf(210), logic]);
  });

  test('--occurrence also cancels what waits', async () => {
    await runningSeries();
    const ran = await world.run([...all, '--occurrence']);
    expect(ran.code, ran.stderr).toBe(0);
    expect([...writes(world, mark)].sort()).toEqual([cancelOf(208), cancelOf(209), cancelOf(210)]);
  });

  test('only a series that waits: nothing is sent', async () => {
    mark = world.server.requests.length;
    const ran = await world.run(['cancel', '--jobs-search', 'id = 207', '--yes']);
    expect(ran).toMatchObject({
      code: 0,
      stdout: 'No unfinished job matches. Nothing was sent.\n',
    });
    expect(ran.stderr).toContain('skipped job 207 of series 1');
    expect(writes(world, mark)).toEqual([]);
  });
});
