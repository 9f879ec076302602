import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { as, createdJob, web01, worldWithZones, writes } from '../../world/job-requests.ts';
import { openWorld, type World } from '../../world/run.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld({ world: worldWithZones() });
});
afterEach(() => world.close());

const create = 'POST /api/job_invocations';
const db = ['run', '--command', 'uptime', '--search', 'hostgroup = db'];
const nightly = ['--cron', '0 3 * * mon-fri'];

/** The zone of the account, whatever zone the simulator reads lines in. */
function accountZone(timezone: string): void {
  const body = JSON.stringify({ id: 4, login: 'admin', timezone });
  world.server.faults.rules.push({
    method: 'GET',
    path: '/api/current_user',
    times: 2,
    effect: { kind: 'answer', status: 200, body },
  });
}

describe('run --cron', () => {
  test('is printed in words with its next three runs in both zones, then registered', async () => {
    const ran = await world.run([...db, ...nightly, '--dynamic'], { env: { TZ: 'Europe/Berlin' } });
    expect(ran.code).toBe(0);
    expect(ran.stderr).toContain(
      [
        'Repeats `0 3 * * mon-fri`: at 03:00, Monday through Friday, in UTC, the zone of your account on the server',
        'Next runs 2026-11-24 04:00 +01:00 Europe/Berlin = 2026-11-24 03:00 UTC (server)',
        '          2026-11-25 04:00 +01:00 Europe/Berlin = 2026-11-25 03:00 UTC (server)',
        '          2026-11-26 04:00 +01:00 Europe/Berlin = 2026-11-26 03:00 UTC (server)',
        'Runs until the series is cancelled\n',
      ].join('\n'),
    );
    expect(ran.stdout).toBe(
      'Job 208 is scheduled: series 2 first runs at 2026-11-24 04:00 +01:00 Europe/Berlin = 2026-11-24 03:00 UTC (server).\n' +
        '  rexctl show 208           the first run\n' +
        '  rexctl schedule show 2    the series\n' +
        '  rexctl schedule cancel 2  cancel the series\n',
    );
    expect(createdJob(world)).toMatchObject({
      targeting_type: 'dynamic_query',
      search_query: 'hostgroup = db',
      recurrence: { cron_line: '0 3 * * mon-fri' },
    });
    expect(createdJob(world)).not.toHaveProperty('scheduling');
  });

  test('JSON has the job with its recurrence, and the schedule', async () => {
    const more = ['--static', '--max-runs', '2', '--purpose', 'nightly backup', '--json'];
    const { code, json } = await world.run([...db, ...nightly, ...more], as('berta'));
    expect(code).toBe(0);
    expect(json.job).toMatchObject({
      outcome: 'scheduled',
      mode: 'recurring',
      recurrence: { id: 2, state: 'active', max_iteration: 2, purpose: 'nightly backup' },
    });
    expect(json.schedule).toMatchObject({
      kind: 'recurring',
      cron_words: 'at 03:00, Monday through Friday',
      next_runs: ['2026-11-24T02:00:00Z', '2026-11-25T02:00:00Z'],
      max_runs: 2,
      server_time_zone: 'Europe/Berlin',
    });
    expect(json.job.recurrence.next_occurrence).toBe(json.schedule.next_runs[0]);
    expect(createdJob(world).recurrence).toEqual({
      cron_line: '0 3 * * mon-fri',
      max_iteration: 2,
      purpose: 'nightly backup',
    });
  });

  test('with --at its first run is the first one not before that', async () => {
    const ran = await world.run([
      ...db,
      ...nightly,
      '--dynamic',
      '--at',
      '2026-12-01T03:00',
      '--json',
    ]);
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(ran.json.schedule.next_runs).toEqual([
      '2026-12-01T03:00:00Z',
      '2026-12-02T03:00:00Z',
      '2026-12-03T03:00:00Z',
    ]);
    expect(ran.json.job.start_at).toBe('2026-12-01T03:00:00Z');
    expect(createdJob(world).scheduling).toEqual({ start_at: '2026-12-01T03:00:00Z' });
  });

  test.each([
    ['berta', '2027-03-27T00:00', ['2027-03-27T01:30', '2027-03-29T00:30', '2027-03-30T00:30']],
    ['berta', '2027-10-30T12:00', ['2027-10-31T00:30', '2027-10-31T01:30', '2027-11-01T01:30']],
    ['nina', '2027-03-13T00:00', ['2027-03-13T07:30', '2027-03-15T06:30', '2027-03-16T06:30']],
  ])(
    '%s, from %s: runs where the zone of the account sets its clocks',
    async (login, at, expected) => {
      const ran = await world.run(
        [...db, '--cron', '30 2 * * *', '--dynamic', '--at', at, '--json'],
        as(login),
      );
      expect(ran).toMatchObject({ code: 0, stderr: '' });
      expect(ran.json.schedule.next_runs).toEqual(expected.map((time) => `${time}:00Z`));
      expect(ran.json.job.start_at).toBe(`${expected[0]}:00Z`);
    },
  );

  test('--wait waits for the first run and names the job of the next', async () => {
    const ran = await world.run([...db, '--cron', '*/10 * * * *', '--dynamic', '--wait']);
    expect(ran.code).toBe(0);
    expect(ran.stdout).toContain('job 208\tsucceeded\t2 ok\n');
    expect(ran.stderr).toContain('job 208 belongs to a series; the next run is job 209');
  });

  test('hosts that come later are those of a dynamic series; a static one keeps its first', async () => {
    for (const kind of ['--dynamic', '--static']) {
      expect(
        (await world.run([...db, '--cron', '*/5 * * * *', kind, '--max-runs', '1'])).code,
      ).toBe(0);
    }
    world.server.world.addHost({ name: 'db03.example.com', hostgroup: { id: 2, name: 'db' } });
    await world.clock.sleep(10 * 60_000);
    await world.run(['list']);
    expect(world.server.jobs.get(208)?.targeting.host_ids).toHaveLength(3);
    expect(world.server.jobs.get(209)?.targeting.host_ids).toHaveLength(2);
  });
});

describe('the end of a series', () => {
  test('--until is sent as a number of runs, never as an end time, and that is reported', async () => {
    const ran = await world.run([...db, ...nightly, '--dynamic', '--until', '2026-12-04']);
    expect(ran.code).toBe(0);
    expect(createdJob(world).recurrence).toEqual({
      cron_line: '0 3 * * mon-fri',
      max_iteration: 9,
    });
    expect(ran.stderr).toContain('--until 2026-12-04 means the end of that day\n');
    expect(ran.stderr).toContain(
      'Ends after 9 runs, the last at 2026-12-04 03:00 UTC: the server ignores end times, so --until is sent as --max-runs 9\n',
    );
  });

  test('the simulator runs it exactly that often', async () => {
    const until = ['--cron', '*/10 * * * *', '--dynamic', '--until', '2026-11-23T14:30'];
    expect((await world.run([...db, ...until])).code).toBe(0);
    await world.clock.sleep(2 * 3_600_000);
    const { json } = await world.run(['list', '--search', 'recurring_logic.id = 2', '--json']);
    expect(json.jobs.map(({ start_at }: { start_at: string }) => start_at)).toEqual([
      '2026-11-23T14:30:00Z',
      '2026-11-23T14:20:00Z',
      '2026-11-23T14:10:00Z',
    ]);
  });
});

describe('the zone in which the server reads the line', () => {
  test('is that of the account, also under the name that Foreman gives it', async () => {
    accountZone('Eastern Time (US & Canada)');
    const ran = await world.run([...db, ...nightly, '--dynamic', '--dry-run', '--json']);
    expect(ran.json.schedule).toMatchObject({ server_time_zone: 'America/New_York' });
    expect(ran.json.schedule.next_runs[0]).toBe('2026-11-24T08:00:00Z');
  });

  test('if it is not known here, no run is claimed and --until is refused', async () => {
    accountZone('Nowhere');
    const until = await world.run([...db, ...nightly, '--dynamic', '--until', '2026-12-31']);
    expect(until).toMatchObject({ code: 2, stdout: '' });
    expect(until.stderr).toContain(
      'the runs before --until cannot be counted: unknown time zone `Nowhere`',
    );
    const ran = await world.run([...db, ...nightly, '--dynamic']);
    expect(ran.stderr).toContain('in "Nowhere", the zone of your account on the server\n');
    expect(ran.stderr).toContain(
      'First run: set by the server, whose time zone rexctl does not know\n',
    );
    expect(ran.stdout).toContain('series 2 first runs at 2026-11-24 03:00 UTC.\n');
    expect(writes(world)).toEqual([create]);
  });

  test('a zone in the line goes before it', async () => {
    const line = ['--cron', '0 3 * * * Asia/Kolkata', '--dynamic', '--json'];
    const ran = await world.run([...db, ...line]);
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(ran.json.schedule.next_runs[0]).toBe('2026-11-23T21:30:00Z');
    expect(ran.json.job.start_at).toBe('2026-11-23T21:30:00Z');
    expect(ran.json.schedule.cron_words).toBe('at 03:00 (Asia/Kolkata)');
  });

  test("if the server's first run is another than computed, its word holds and that is reported", async () => {
    accountZone('Berlin');
    const ran = await world.run([...db, ...nightly, '--dynamic']);
    expect(ran.code).toBe(0);
    expect(ran.stderr).toMatch(
      /rexctl: the server will run job 208 at .*2026-11-24 04:00 \+01:00 Europe\/Berlin \(server\), but rexctl expected .*03:00 \+01:00/,
    );
    expect(ran.stdout).toContain('2026-11-24 04:00 +01:00 Europe/Berlin (server).\n');
  });
});

describe('refused', () => {
  test.each<readonly [readonly string[], string]>([
    [[], '--cron needs --dynamic or --static'],
    [['--static', '--dynamic'], '--static and --dynamic cannot be used together'],
    [
      ['--static', '--until', '2026-12-31', '--max-runs', '3'],
      '--until and --max-runs cannot be used together',
    ],
    [['--static', '--max-runs', '0'], 'invalid --max-runs `0`'],
    [['--static', '--purpose', ' '], '--purpose is empty'],
    [['--static', '--follow'], 'with --cron, --follow needs --wait'],
    [
      ['--static', '--cron', '0 25 * * *'],
      '--cron `0 25 * * *`: `25` is not a valid hour: expected 0-23',
    ],
    [['--static', '--cron', '@every 5m'], '--cron `@every 5m` has 2 fields'],
    [['--static', '--until', '2020-01-01'], '--until `2020-01-01` is not in the future'],
  ])('before anything is sent: %j', async (flags, why) => {
    const ran = await world.run([...db, ...nightly, ...flags]);
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toContain(`rexctl: ${why}`);
    expect(world.requestsSince(0)).toEqual([]);
  });

  test('hosts by name can only be static, and the hint says so', async () => {
    const ran = await world.run(['run', '-c', 'uptime', ...web01, ...nightly]);
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toBe(
      'rexctl: with --host, --cron needs --static\n' +
        '        add --static: every run uses these hosts\n',
    );
  });

  test('a host by name is not dynamic, and a feature never is', async () => {
    const host = await world.run(['run', '-c', 'uptime', ...web01, ...nightly, '--dynamic']);
    expect(host.stderr).toContain('rexctl: --dynamic needs --search or --bookmark');
    const feature = [
      'run',
      '--feature',
      'run_script',
      '--search',
      'name ~ db',
      ...nightly,
      '--dynamic',
    ];
    expect((await world.run(feature)).stderr).toContain(
      '--dynamic and --feature cannot be used together',
    );
    expect(world.requestsSince(0)).toEqual([]);
  });

  test('no run before --until: nothing is sent', async () => {
    const ran = await world.run([...db, ...nightly, '--static', '--until', '2026-11-23T20:00']);
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toContain(
      '`0 3 * * mon-fri` has no run before --until (2026-11-23T20:00:00Z)',
    );
    expect(writes(world)).toEqual([]);
  });

  test('by the server: a purpose that another series has', async () => {
    const ran = await world.run([...db, ...nightly, '--static', '--purpose', 'nightly uptime']);
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toContain(
      'rexctl: an active or disabled series is already named `nightly uptime`\n' +
        '        choose another --purpose, or list the series: rexctl schedule list\n',
    );
  });
});
