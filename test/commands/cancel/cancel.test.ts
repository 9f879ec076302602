import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openWorld, type World } from '../../world/run.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

const web = ['--search', 'name ~ web'];

async function startSleeping(seconds = 600): Promise<string> {
  const ran = await world.run([
    'run',
    '--command',
    `sleep ${seconds}`,
    ...web,
    '--detach',
    '--json',
  ]);
  await world.clock.sleep(5000);
  return String(ran.json.job.id);
}

function cancels(): readonly string[] {
  return world.requestsSince(0).filter((request) => request.includes('/cancel'));
}

test('cancel --yes sends one cancel and reports that it was only sent (trap 8)', async () => {
  const id = await startSleeping();
  const ran = await world.run(['cancel', id, '--yes']);
  expect(ran.code).toBe(0);
  expect(ran.stdout).toMatch(/sent/i);
  expect(cancels()).toEqual([`POST /api/job_invocations/${id}/cancel`]);
});

test('cancel --wait reports per host how it ended, sends nothing twice, and does not call it failed (traps 6, 7)', async () => {
  const id = await startSleeping();
  const ran = await world.run(['cancel', id, '--yes', '--wait', '--json']);
  expect(ran.code).toBe(0);
  expect(ran.json).toMatchObject({
    job: { outcome: 'cancelled' },
    cancel: 'sent',
    summary: { cancelled: 12, had_finished: 0, still_running: 0 },
  });
  expect(cancels()).toHaveLength(1);
  const shown = await world.run(['show', id, '--exit-status', '--json']);
  expect(shown.code).toBe(6);
});

test('hosts that finished meanwhile are distinguished', async () => {
  const demo = world.server.world;
  demo.script('web01.example.com', { steps: [], end: { kind: 'exit', afterMs: 100, code: 0 } });
  const id = await startSleeping();
  const ran = await world.run(['cancel', id, '--yes', '--wait']);
  expect(ran.code).toBe(0);
  expect(ran.stdout).toMatch(/11 cancelled/);
  expect((await world.run(['show', id, '--json'])).json.job.counts).toMatchObject({
    succeeded: 1,
    cancelled: 11,
  });
});

test('a job just started is waited for until it can be cancelled (trap 67)', async () => {
  const started = await world.run(['run', '--command', 'sleep 60', ...web, '--detach', '--json']);
  const ran = await world.run(['cancel', String(started.json.job.id), '--yes', '--wait']);
  expect(ran.code).toBe(0);
  expect(cancels()).toHaveLength(1);
});

test('--force reads the output of unfinished hosts first, because it would be lost (trap 47)', async () => {
  const started = await world.run([
    'run',
    '--command',
    'echo before; sleep 600',
    ...web,
    '--detach',
    '--json',
  ]);
  const id = String(started.json.job.id);
  await world.clock.sleep(10_000);
  const mark = world.server.requests.length;
  const ran = await world.run(['cancel', id, '--force', '--yes']);
  expect(ran.code).toBe(0);
  const requests = world.requestsSince(mark);
  const reads = requests.filter((request) => /GET .*\/hosts\/\d+$/.test(request));
  expect(reads).toHaveLength(12);
  expect(requests.findIndex((request) => request.includes('/cancel'))).toBeGreaterThan(
    requests.lastIndexOf(reads[11] ?? ''),
  );
  await world.clock.sleep(30_000);
  const output = await world.run(['output', id, 'web01.example.com']);
  expect(output.stdout).toContain('before');
});

describe('nothing is sent', () => {
  test.each<readonly [argv: readonly string[], code: number, text: RegExp]>([
    [['204', '--yes'], 0, /Job 204 had already finished.*Nothing was sent/],
    [['203', '--yes'], 0, /Job 203 never started \(orphan record\): nothing to cancel/],
    [
      ['207', '--yes'],
      2,
      /one occurrence of series.*Nothing was sent[\s\S]*--occurrence.*--series/,
    ],
    [['204', '--occurrence', '--yes'], 2, /not recurring/],
    [['9999', '--yes'], 5, /no job 9999/],
    [['5abc', '--yes'], 2, /5abc/],
    [['0', '--yes'], 2, /0/],
    [['207', '--occurrence', '--series'], 2, /--occurrence and --series/],
    [['204', '--exit-status'], 2, /--wait/],
    [['204', '--dry-run', '--wait'], 2, /--dry-run.*--wait|--wait.*--dry-run/],
  ])('rexctl cancel %j', async (argv, code, text) => {
    const ran = await world.run(['cancel', ...argv]);
    expect(ran.stdout + ran.stderr).toMatch(text);
    expect(ran.code).toBe(code);
    expect(cancels()).toEqual([]);
  });

  test('without a terminal and without --yes the question cannot be answered: 2', async () => {
    const id = await startSleeping();
    const ran = await world.run(['cancel', id]);
    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain('--yes');
    expect(cancels()).toEqual([]);
  });

  test('a question that is answered with no: 9', async () => {
    const id = await startSleeping();
    const ran = await world.run(['cancel', id], {
      stdin: 'n\n',
      terminal: { stdin: true, stderr: true },
    });
    expect(ran.code).toBe(9);
    expect(ran.stderr).toMatch(/12 of 12 hosts have not finished\. Cancel job \d+ \(.*\)\?/);
    expect(cancels()).toEqual([]);
  });

  test('--dry-run names the hosts that would be cancelled', async () => {
    const id = await startSleeping();
    const ran = await world.run(['cancel', id, '--dry-run', '--json']);
    expect(ran.code).toBe(0);
    expect(ran.json.hosts).toHaveLength(12);
    expect(cancels()).toEqual([]);
  });
});

test('a question that is answered with yes sends the cancel', async () => {
  const id = await startSleeping();
  const ran = await world.run(['cancel', id], {
    stdin: 'y\n',
    terminal: { stdin: true, stderr: true },
  });
  expect(ran.code).toBe(0);
  expect(cancels()).toHaveLength(1);
});

test('--series ends the whole recurring logic, --occurrence only the job (trap 10)', async () => {
  const series = await world.run(['cancel', '207', '--series', '--yes']);
  expect(series.code, series.stderr).toBe(0);
  expect(cancels()).toEqual([expect.stringMatching(/recurring_logics\/\d+\/cancel/)]);
});

test('a user without the permission hears its name: 4 (trap 26)', async () => {
  const env = { REXCTL_USER: 'ruser', REXCTL_TOKEN: 'ruser-secret' };
  await world.run(['run', '--command', 'sleep 600', '--host', 'web01.example.com', '--detach'], {
    env,
  });
  await world.clock.sleep(5000);
  const ran = await world.run(['cancel', '@last', '--yes'], { env });
  expect(ran.stderr).toContain('cancel_job_invocations');
  expect(ran.code).toBe(4);
});
