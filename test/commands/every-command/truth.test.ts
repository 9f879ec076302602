import { afterEach, expect, test } from 'vitest';
import { type DemoOptions, demoWorld, textScript } from '../../../src/demo/http/server.ts';
import { openWorld, type Ran, type World } from '../../world/run.ts';

let world: World;
afterEach(() => world.close());

const web = ['--search', 'name ~ web'];
const open = async (options: Partial<DemoOptions> = {}) => {
  world = await openWorld(options);
};
// biome-ignore lint/suspicious/noExplicitAny: events of any shape
const events = (ran: Ran): any[] =>
  ran.stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

test('a paused job is reported at once and, if it is not resumed, ends as unknown: 8 (trap 18)', async () => {
  await open({ faults: { pausedTask: true } });
  const ran = await world.run(['run', '--command', 'sleep 5', ...web, '--format', 'ndjson']);
  expect(ran.code).toBe(8);
  expect(events(ran)).toContainEqual(expect.objectContaining({ type: 'warning', code: 'paused' }));
  expect(events(ran).at(-1)).toMatchObject({ type: 'summary', outcome: 'paused', exit_code: 8 });
  expect((await world.run(['show', '208'])).stdout).toMatch(/Job 208\tpaused/);
});

test('a scheduled job that was cancelled has no counts, and is cancelled: 6 (trap 16)', async () => {
  await open();
  await world.run(['cancel', '207', '--occurrence', '--yes']);
  await world.clock.sleep(5000);
  const ran = await world.run(['show', '207', '--exit-status', '--json']);
  expect(ran.json.job.outcome).toBe('cancelled');
  expect(ran.code).toBe(6);
  const followed = await world.run(['output', '207', '--follow']);
  expect(followed.code).toBe(6);
});

test('a job whose end the server could not finish is failed although no host is, once it is known (trap 17)', async () => {
  await open({ faults: { finalizeError: true } });
  await world.run(['run', '--command', 'true', ...web]);
  await world.clock.sleep(60_000);
  const ran = await world.run(['output', '208', '--follow', '--format', 'ndjson']);
  expect(ran.code).toBe(3);
  expect(events(ran).at(-1)).toMatchObject({
    outcome: 'failed',
    failed_hosts: [],
    reason: expect.stringContaining('although every host succeeded'),
  });
});

test('hosts that never ran are not called cancelled: 10', async () => {
  const demo = demoWorld();
  demo.timing.planMs = 20_000;
  await open({ world: demo });
  await world.run(['run', '--command', 'true', ...web, '--concurrency', '1', '--detach']);
  await world.clock.sleep(70_000);
  await world.run(['cancel', '208', '--yes']);
  const ran = await world.run(['output', '208', '--follow', '--format', 'ndjson']);
  expect(ran.code).toBe(10);
  expect(events(ran).at(-1)).toMatchObject({ outcome: 'incomplete', exit_code: 10 });
  expect((await world.run(['list', '--limit', '1'])).stdout).toContain('cancelled or never ran');
});

test('hosts that this user may not see take part in the result, and are reported as hidden (trap 64)', async () => {
  await open();
  const started = await world.run(['run', '--command', 'exit 3', ...web]);
  expect(started.code).toBe(3);
  const hidden = await world.run(['rerun', '208', '--failed', '--organization', 'Acme/Web']);
  expect(hidden).toMatchObject({ code: 3, stdout: '' });
  expect(hidden.stderr).toMatch(/not visible to you.*Nothing was sent/);
});

test('`--status running` leaves out what is only queued, which the server finds too (trap 33)', async () => {
  await open();
  await world.run(['run', '--command', 'sleep 60', '--host', 'web01.example.com', '--detach']);
  const ran = await world.run(['list', '--status', 'running', '--json']);
  expect(ran.json.jobs.map(({ id }: { id: number }) => id)).toEqual([208]);
});

test('a NUL byte ends the record of a host: a gap is reported, and not a word of success (trap 48)', async () => {
  const demo = demoWorld();
  demo.script('web01.example.com', textScript(['before\n', 'a\u0000b\n', 'after\n']));
  await open({ world: demo });
  const ran = await world.run([
    'run',
    '--command',
    'x',
    '--host',
    'web01.example.com',
    '--follow',
    '--format',
    'ndjson',
  ]);
  expect(ran.code).toBe(3);
  expect(events(ran)).toContainEqual(
    expect.objectContaining({ type: 'gap', reason: expect.stringContaining('NUL byte') }),
  );
});

test('stderr that arrives as stdout stays where it came, nothing is distinguished that the server does not distinguish (trap 38)', async () => {
  await open();
  const ran = await world.run([
    'run',
    '--command',
    'nosuchcommand',
    '--host',
    'web01.example.com',
    '--follow',
    '--format',
    'ndjson',
  ]);
  const streams = events(ran)
    .filter(({ type }) => type === 'output')
    .map(({ stream }) => stream);
  expect(streams).toContain('stdout');
  expect(ran.code).toBe(3);
});

test('a recurring job that has run names the next of its series (trap 11)', async () => {
  await open();
  await world.clock.sleep(14 * 3_600_000);
  const ran = await world.run(['output', '207', '--follow', '--format', 'ndjson']);
  expect(events(ran)).toContainEqual(
    expect.objectContaining({
      type: 'warning',
      code: 'recurring_next',
      message: expect.stringMatching(/the next run is job 2\d\d/),
    }),
  );
  expect(ran.code).toBe(0);
});

test('a rerun keeps what the server would drop: description, limits and users (trap 60)', async () => {
  const demo = demoWorld();
  demo.script('web01.example.com', textScript(['no\n'], { code: 1 }));
  await open({ world: demo });
  await world.run([
    ...['run', '--command', 'true', ...web, '--description', 'my words', '--concurrency', '5'],
    ...['--ssh-user', 'ops', '--execution-timeout', '60s'],
  ]);
  const again = await world.run(['rerun', '208', '--failed', '--dry-run', '--json']);
  expect(again.json.request.body.job_invocation).toMatchObject({
    description_format: 'rerun 1 of #208: my words',
    concurrency_control: { concurrency_level: 5 },
    ssh_user: 'ops',
    execution_timeout_interval: 60,
  });
});
