import { afterEach, beforeEach, expect, test } from 'vitest';
import { echoWork, web01, worldWithTwoFailures } from '../../world/job-requests.ts';
import { openWorld, type Ran, type World } from '../../world/run.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld({ world: worldWithTwoFailures() });
});
afterEach(() => world.close());

/**
 * The events of a stream: each line one JSON object of this schema, one summary, and that the last.
 */
// biome-ignore lint/suspicious/noExplicitAny: a test reads into events of any shape
function events({ stdout, code }: Ran): any[] {
  expect(stdout.endsWith('\n')).toBe(true);
  const all = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(all.every((event) => event.schema === 'rexctl/1' && typeof event.type === 'string')).toBe(
    true,
  );
  expect(all.findIndex(({ type }) => type === 'summary')).toBe(all.length - 1);
  expect(all.at(-1).exit_code).toBe(code);
  return all;
}

const ndjson = ['--format', 'ndjson'];

test('rerun --failed that is waited for: the summary names the hosts that failed again', async () => {
  await world.run(echoWork);
  const ran = await world.run(['rerun', '208', '--failed', ...ndjson]);
  expect(ran).toMatchObject({ code: 3, stderr: '' });
  const all = events(ran);
  expect(all[0]).toMatchObject({
    type: 'job',
    job: { id: 209, description: 'rerun 1 of #208: Run echo work' },
  });
  expect(all.at(-1)).toMatchObject({
    job_id: 209,
    outcome: 'failed',
    counts: { total: 2, failed: 2 },
  });
  const names = all.at(-1).failed_hosts.map(({ name }: { name: string }) => name);
  expect(names).toEqual(['web04.example.com', 'web09.example.com']);
});

test('rerun --failed with nothing to do: the sentence as an event, then the summary', async () => {
  const ran = await world.run(['rerun', '201', '--failed', ...ndjson]);
  expect(ran).toMatchObject({ code: 0, stderr: '' });
  expect(events(ran)).toMatchObject([
    {
      type: 'warning',
      code: 'nothing_to_do',
      message: expect.stringContaining('No host of job 201 failed'),
    },
    { type: 'summary', job_id: 201, outcome: 'succeeded', exit_code: 0 },
  ]);
});

test.each([
  ['run', '--command', 'sleep 60', ...web01],
  ['rerun', '204', '--failed'],
])('--detach: the job, then a summary that claims no result: %s', async (...argv) => {
  const ran = await world.run([...argv, '--detach', ...ndjson]);
  expect(ran).toMatchObject({ code: 0, stderr: '' });
  expect(events(ran)).toMatchObject([
    { type: 'job', job: { id: 208 } },
    { type: 'summary', job_id: 208, outcome: 'running', failed_hosts: [], exit_code: 0 },
  ]);
});

test('cancel --wait: one summary, with the exit code of the command and the report of the hosts', async () => {
  await world.run(['run', '--command', 'sleep 600', '--search', 'hostgroup = app', '--detach']);
  const ran = await world.run(['cancel', '208', '--yes', '--wait', ...ndjson]);
  expect(ran).toMatchObject({ code: 0, stderr: '' });
  expect(events(ran).at(-1)).toMatchObject({
    ...{ job_id: 208, outcome: 'cancelled', exit_code: 0, cancel: 'sent' },
    summary: { cancelled: 3, still_running: 0 },
    counts: { total: 3, cancelled: 3 },
  });
});

test.each<readonly [how: string, argv: readonly string[], expected: object]>([
  ['that nobody waits for', ['208'], { job_id: 208, outcome: 'running', cancel: 'sent' }],
  ['of a job that had ended', ['204'], { job_id: 204, outcome: 'failed', cancel: 'had_ended' }],
  ['of an orphan', ['203'], { job_id: 203, outcome: 'broken', cancel: 'had_ended' }],
  ['of a series', ['207', '--series'], { job_id: 207, cancel: 'series_cancelled' }],
])('a cancel %s is a summary alone', async (_, argv, expected) => {
  await world.run(['run', '--command', 'sleep 600', ...web01, '--detach']);
  const ran = await world.run(['cancel', ...argv, '--yes', ...ndjson]);
  expect(ran).toMatchObject({ code: 0, stderr: '' });
  expect(events(ran)).toMatchObject([expected]);
});

test('an interrupted cancel --wait: the summary has 130', async () => {
  await world.run(['run', '--command', 'sleep 600', ...web01, '--detach']);
  world.server.faults.deadProxy = true;
  const ran = await world.run(['cancel', '208', '--yes', '--wait', ...ndjson], {
    onStart: (interrupts) => void world.clock.sleep(10_000).then(() => interrupts.press('SIGINT')),
  });
  expect(ran.code).toBe(130);
  expect(events(ran).at(-1)).toMatchObject({ outcome: 'running', summary: { still_running: 1 } });
});
