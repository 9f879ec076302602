import { afterEach, expect, test } from 'vitest';
import { openWorld, type World } from '../../world/run.ts';

let world: World;
afterEach(() => world.close());

test('a job cancelled before its start has the same counts whatever is asked', async () => {
  world = await openWorld();
  await world.run(['run', '-c', 'true', '--host', 'web[01-04]', '--at', 'in 2h']);
  await world.run(['cancel', '208', '--yes']);
  await world.clock.sleep(30_000);
  const ways = [
    ['list', '--search', 'id = 208'],
    ['show', '208'],
    ['show', '208', '--hosts'],
    ['wait', '208'],
    ['watch', '208'],
    ['cancel', '208', '--yes'],
  ];
  for (const argv of ways) {
    const ran = await world.run(argv);
    expect(ran.stdout + ran.stderr, argv.join(' ')).toMatch(/\b4 cancelled\b/);
    expect(ran.stdout + ran.stderr, argv.join(' ')).not.toContain('never ran');
  }
  const counts = { total: 4, succeeded: 0, failed: 0, cancelled: 4, never_ran: 0, pending: 0 };
  const listed = await world.run(['list', '--search', 'id = 208', '--json']);
  expect(listed.json.jobs[0].counts).toMatchObject(counts);
  expect((await world.run(['show', '208', '--json'])).json.job.counts).toMatchObject(counts);
  expect((await world.run(['wait', '208', '--json'])).json.summary.counts).toMatchObject(counts);
});

test('an occurrence cancelled before its hosts were looked for reports it in output as in wait', async () => {
  world = await openWorld();
  await world.run(['cancel', '207', '--occurrence', '--yes']);
  const text = '207 was cancelled before it ran on any host.\n';
  expect(await world.run(['output', '207'])).toMatchObject({
    code: 0,
    stdout: '',
    stderr: `Job ${text}`,
  });
  expect(await world.run(['wait', '207'])).toMatchObject({
    code: 6,
    stderr: `rexctl: job ${text}`,
  });
});
