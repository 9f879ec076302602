import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  as,
  createdJob,
  hostsOf,
  web,
  web01,
  worldWithZones,
  writes,
} from '../../world/job-requests.ts';
import { openWorld, type World } from '../../world/run.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld({ world: worldWithZones() });
});
afterEach(() => world.close());

const create = 'POST /api/job_invocations';
const uptime = ['run', '--command', 'uptime'];
const berlin = { env: { TZ: 'Europe/Berlin' } };
const newYork = { env: { TZ: 'America/New_York' } };

describe('run --at', () => {
  test('registers the job and leaves: when it starts in both zones, and what to type next', async () => {
    const ran = await world.run([...uptime, ...web, '--at', 'tomorrow 03:00'], berlin);
    expect(ran).toMatchObject({ code: 0 });
    expect(ran.stderr).toContain(
      'Starts at 2026-11-24 03:00 +01:00 Europe/Berlin = 2026-11-24 02:00 UTC (server), in 12 hours\n',
    );
    expect(ran.stdout).toBe(
      'Job 208 is scheduled: it starts at 2026-11-24 03:00 +01:00 Europe/Berlin = 2026-11-24 02:00 UTC (server).\n' +
        '  rexctl show 208    see its state\n' +
        '  rexctl watch 208   wait for it\n' +
        '  rexctl cancel 208  cancel it\n',
    );
    expect(createdJob(world).scheduling).toEqual({ start_at: '2026-11-24T02:00:00Z' });
    expect(hostsOf(world, 208)).toHaveLength(12);
    expect(writes(world)).toEqual([create]);
  });

  test("shows the zone of the user's account, in which the server shows times", async () => {
    const how = { env: { ...as('berta').env, TZ: 'America/New_York' } };
    const ran = await world.run([...uptime, ...web01, '--at', '2027-07-01T03:00'], how);
    expect(ran.stdout).toContain(
      '2027-07-01 03:00 -04:00 America/New_York = 2027-07-01 09:00 +02:00 Europe/Berlin (server).\n',
    );
    expect(createdJob(world).scheduling).toEqual({ start_at: '2027-07-01T07:00:00Z' });
  });

  test('seconds are rounded up, the limit of --before down, and the answer reports both', async () => {
    const times = ['--at', '2026-12-01T03:00:10', '--before', '2026-12-01T04:00:50'];
    const ran = await world.run([...uptime, ...web01, ...times, '--json'], newYork);
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(createdJob(world).scheduling).toEqual({
      start_at: '2026-12-01T08:01:00Z',
      start_before: '2026-12-01T09:00:00Z',
    });
    expect(ran.json.job).toMatchObject({ id: 208, outcome: 'scheduled', mode: 'future' });
    expect(ran.json.job.scheduling.start_at).toBe('2026-12-01T08:01:00Z');
    expect(ran.json.schedule).toMatchObject({
      kind: 'future',
      start_at: '2026-12-01T08:01:00Z',
      start_before: '2026-12-01T09:00:00Z',
      time_zone: 'America/New_York',
      server_time_zone: 'UTC',
      next_runs: null,
    });
    expect(ran.json.schedule.remarks.join()).toContain('rounded up to the next whole minute');
  });

  test.each([
    [
      '2027-03-28T02:30',
      berlin,
      '2027-03-28T01:30:00Z',
      '2027-03-28 02:30 does not exist in Europe/Berlin',
    ],
    [
      '2027-10-31T02:30',
      berlin,
      '2027-10-31T00:30:00Z',
      '2027-10-31 02:30 occurs twice in Europe/Berlin',
    ],
    [
      '2027-03-14T02:30',
      newYork,
      '2027-03-14T07:30:00Z',
      '2027-03-14 02:30 does not exist in America/New_York',
    ],
    [
      '2027-11-07T01:30',
      newYork,
      '2027-11-07T05:30:00Z',
      '2027-11-07 01:30 occurs twice in America/New_York',
    ],
  ])('%s, where clocks are set: what was understood is said', async (at, how, start_at, why) => {
    const ran = await world.run([...uptime, ...web01, '--at', at], how);
    expect(ran.code).toBe(0);
    expect(ran.stderr).toContain(`--at: ${why}`);
    expect(createdJob(world).scheduling).toEqual({ start_at });
  });

  test('--detach prints the id alone; CSV is refused before anything is sent', async () => {
    const ran = await world.run([...uptime, ...web01, '--at', 'in 2h', '--detach']);
    expect(ran).toMatchObject({ code: 0, stdout: '208\n' });
    expect(ran.stderr).toContain('Job 208 is scheduled: it starts at 2026-11-23 16:00 UTC.');
    const csv = await world.run([...uptime, ...web01, '--at', 'in 2h', '--format', 'csv']);
    expect(csv).toMatchObject({ code: 2, stdout: '' });
    expect(writes(world)).toEqual([create]);
  });

  test('ndjson: the job, and a summary that claims nothing', async () => {
    const ran = await world.run([...uptime, ...web01, '--at', 'in 2h', '--format', 'ndjson']);
    const events = ran.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(events.map(({ type }) => type)).toEqual(['job', 'summary']);
    expect(events[1]).toMatchObject({ job_id: 208, outcome: 'scheduled', exit_code: 0 });
    expect(ran.code).toBe(0);
  });

  test('--wait waits for the start and the end; its result is the exit code', async () => {
    const ran = await world.run(['run', '-c', 'exit 3', ...web01, '--at', 'in 2h', '--wait']);
    expect(ran.code).toBe(3);
    expect(ran.stderr).toContain(
      'Job 208 is scheduled.  Ctrl-C detaches; return with: rexctl watch 208',
    );
    expect(ran.stdout).toMatch(/job 208\tscheduled\t.*\n(.*\n)*.*web01\.example\.com\tfailed/);
    expect(world.clock.now()).toBeGreaterThan(Date.parse('2026-11-23T16:00:00Z'));
  });

  test('--wait --follow streams from the start on', async () => {
    const ran = await world.run([
      'run',
      '-c',
      'echo hello',
      ...web01,
      '--at',
      'in 10m',
      '--wait',
      '--follow',
    ]);
    expect(ran).toMatchObject({ code: 0, stdout: 'hello\n' });
  });

  test('--dry-run shows schedule and request, and sends nothing', async () => {
    const ran = await world.run([...uptime, ...web01, '--at', 'in 2h', '--dry-run'], berlin);
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(ran.stdout).toContain(
      'Starts at 2026-11-23 17:00 +01:00 Europe/Berlin = 2026-11-23 16:00 UTC (server)',
    );
    expect(ran.stdout).toMatch(/Nothing was sent\.\n$/);
    const json = await world.run([...uptime, ...web01, '--at', 'in 2h', '--dry-run', '--json']);
    expect(json.json.request.body.job_invocation.scheduling).toEqual({
      start_at: '2026-11-23T16:00:00Z',
    });
    expect(json.json.schedule).toMatchObject({ kind: 'future', start_at: '2026-11-23T16:00:00Z' });
    expect(writes(world)).toEqual([]);
  });

  test('its start has passed when the hosts are known: nothing is sent', async () => {
    world.server.faults.rules.push({
      method: 'GET',
      times: 4,
      effect: { kind: 'slow', ms: 20_000 },
    });
    const ran = await world.run([...uptime, ...web01, '--at', 'in 30 seconds']);
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toContain(
      'the time of --at (2026-11-23 14:01 UTC) has passed in the meantime. Nothing was sent',
    );
    expect(writes(world)).toEqual([]);
  });
});

describe('hosts of a later start', () => {
  test('a host that was not meant cancels the scheduled job', async () => {
    world.server.faults.targetWrongHosts = 'more';
    const ran = await world.run([...uptime, ...web01, '--at', 'in 2h']);
    expect(ran).toMatchObject({ code: 9, stdout: '' });
    expect(ran.stderr).toContain(
      'job 208 was created with hosts that were not intended: web02.example.com',
    );
    expect(writes(world)).toEqual([create, `${create}/208/cancel`]);
  });

  test('a host too few is named, and there is no success without it', async () => {
    world.server.faults.targetWrongHosts = 'fewer';
    const ran = await world.run([...uptime, ...web, '--at', 'in 2h', '--detach']);
    expect(ran).toMatchObject({ code: 3, stdout: '208\n' });
    expect(ran.stderr).toContain('the server left web12.example.com out of job 208');
  });

  test('dynamic ones are not known yet: none is missed, and none needs to match now', async () => {
    const later = ['--dynamic', '--at', 'in 2h'];
    expect(await world.run([...uptime, ...web, ...later])).toMatchObject({ code: 0 });
    const none = await world.run([...uptime, '--search', 'name ~ nosuch', ...later]);
    expect(none).toMatchObject({ code: 0 });
    expect(none.stderr).toContain(
      '`uptime`: no host matches now\n' +
        'The server evaluates the search again when the job starts.\n',
    );
    expect(writes(world)).toEqual([create, create]);
    const now = await world.run([...uptime, '--search', 'name ~ nosuch', '--dynamic']);
    expect(now.code).toBe(9);
    const fixed = await world.run([...uptime, '--search', 'name ~ nosuch', '--at', 'in 2h']);
    expect(fixed.code).toBe(9);
    expect(writes(world)).toEqual([create, create]);
  });

  test('a dry run of dynamic hosts that are none now', async () => {
    const ran = await world.run([
      ...[...uptime, '--search', 'name ~ nosuch', '--dynamic', '--at', 'in 2h', '--dry-run'],
    ]);
    expect(ran.code).toBe(0);
    expect(ran.stdout).toContain(
      'Would run Run Command - Script Default: no host matches now\nInput command: uptime\n',
    );
  });
});

describe('refused before anything is sent', () => {
  test.each<readonly [readonly string[], string]>([
    [
      ['--at', '2026-11-23T13:00'],
      '--at `2026-11-23T13:00` is not in the future: it was understood as',
    ],
    [['--at', 'soonish'], '--at `soonish` is not a valid time'],
    [
      ['--at', 'in 2h', '--before', 'in 1h'],
      '--before (2026-11-23T15:00:00Z) is not later than --at',
    ],
    [['--before', 'in 2h'], '--before needs --at'],
    [
      ['--at', 'in 2h', '--before', 'in 3h', '--cron', '@daily', '--static'],
      '--before and --cron cannot be used together',
    ],
    [
      ['--at', 'in 2h', '--follow'],
      'with --at, --follow needs --wait, because rexctl exits once the job is scheduled',
    ],
    [['--at', 'in 2h', '--wait', '--detach'], '--wait and --detach cannot be used together'],
    [['--at', 'in 2h', '--settle'], 'with --at, --settle needs --wait'],
    [['--at', 'in 2h', '--give-up-after', '5m'], 'with --at, --give-up-after needs --wait'],
    [['--at', 'in 2h', '--until', '2026-12-31'], '--until needs --cron'],
    [['--at', 'in 2h', '--max-runs', '3'], '--max-runs needs --cron'],
    [['--purpose', 'x'], '--purpose needs --cron'],
    [['--static'], '--static needs --cron'],
  ])('%j', async (flags, why) => {
    const ran = await world.run([...uptime, ...web01, ...flags]);
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toContain(`rexctl: ${why}`);
    expect(world.requestsSince(0)).toEqual([]);
  });
});

test('a server that takes the job and drops its schedule: 1, and how to stop it', async () => {
  world.server.faults.rules.push({
    method: 'POST',
    path: '/api/job_invocations',
    effect: {
      kind: 'answer',
      status: 201,
      body: JSON.stringify({
        id: 201,
        status: 3,
        dynflow_task: { id: 'a', state: 'planned' },
        total: 12,
      }),
    },
  });
  const ran = await world.run([...uptime, ...web, '--dynamic', '--at', 'in 2h']);
  expect(ran).toMatchObject({ code: 1, stdout: '' });
  expect(ran.stderr).toContain('job 201 was created, but the server ignored its schedule');
  expect(ran.stderr).toContain('cancel it: rexctl cancel 201');
});
