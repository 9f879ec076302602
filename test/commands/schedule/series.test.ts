import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { as, writes } from '../../world/job-requests.ts';
import { openWorld, type World } from '../../world/run.ts';

let world: World;
let mark: number;
beforeEach(async () => {
  world = await openWorld();
  mark = world.server.requests.length;
});
afterEach(() => world.close());

const logics = '/foreman_tasks/api/recurring_logics';
const db = ['run', '--search', 'hostgroup = db', '--dynamic', '--quiet', '--detach'];

/** Series 2: job 208 runs for long since 14:05, job 209 waits. */
async function runningSeries(): Promise<void> {
  const ran = await world.run([...db, '--command', 'sleep 3600', '--cron', '*/5 * * * *']);
  expect(ran).toMatchObject({ code: 0, stdout: '208\n' });
  await world.clock.sleep(6 * 60_000);
  mark = world.server.requests.length;
}

describe('schedule list', () => {
  test('reports each series: its line in words, next run, runs, job and purpose', async () => {
    const ran = await world.run(['schedule', 'list']);
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(ran.stdout).toBe(
      '1\tactive\t0 3 * * *\tat 03:00\t2026-11-24T03:00:00Z\t1\t207\tRun uptime\tnightly uptime\n',
    );
  });

  test('as JSON and ndjson, CSV and YAML', async () => {
    const { json } = await world.run(['schedule', 'list', '--json']);
    expect(json).toMatchObject({
      subtotal: 1,
      schedules: [
        {
          id: 1,
          state: 'active',
          cron_line: '0 3 * * *',
          cron_words: 'at 03:00',
          next_occurrence: '2026-11-24T03:00:00Z',
          iteration: 1,
          max_iteration: null,
          purpose: 'nightly uptime',
          last_job_id: 207,
          description: 'Run uptime',
          template_name: 'Run Command - Script Default',
        },
      ],
    });
    const lines = await world.run(['schedule', 'list', '--format', 'ndjson']);
    expect(JSON.parse(lines.stdout)).toMatchObject({ type: 'schedule', schedule: { id: 1 } });
    const csv = await world.run([
      'schedule',
      'list',
      '--format',
      'csv',
      '--fields',
      'id,cron_line,last_job_id',
    ]);
    expect(csv.stdout).toBe('id,cron_line,last_job_id\n1,0 3 * * *,207\n');
    const yaml = await world.run(['schedule', 'list', '--format', 'yaml']);
    expect(yaml.stdout).toContain('cron_words: at 03:00\n');
    const columns = await world.run(['schedule', 'ls', '--columns', 'id,runs,template_name']);
    expect(columns.stdout).toBe('1\t1\tRun Command - Script Default\n');
  });

  test('those that continue, or of a state; newest first and no more than asked for', async () => {
    await runningSeries();
    const ids = async (...flags: string[]) =>
      (await world.run(['schedule', 'list', '--json', ...flags])).json.schedules.map(
        ({ id }: { id: number }) => id,
      );
    expect(await ids()).toEqual([2, 1]);
    expect(await ids('--limit', '1')).toEqual([2]);
    await world.run(['schedule', 'cancel', '2', '--yes']);
    expect(await ids()).toEqual([1]);
    expect(await ids('--state', 'cancelled')).toEqual([2]);
    expect(await ids('--state', 'cancelled,active', '--all')).toEqual([2, 1]);
    expect(await ids('--state', 'finished')).toEqual([]);
  });

  test('a user who may not list series gets those of the jobs that wait, and is told so', async () => {
    await runningSeries();
    const ran = await world.run(['schedule', 'list', '--json'], as('anna'));
    expect(ran.code).toBe(0);
    expect(JSON.parse(ran.stderr).warning).toContain('missing permission view_recurring_logics');
    expect(ran.json.subtotal).toBeNull();
    expect(ran.json.schedules).toMatchObject([
      { id: 2, state: 'active', cron_line: '*/5 * * * *', last_job_id: 209 },
      { id: 1, state: 'active', cron_line: '0 3 * * *', last_job_id: 207 },
    ]);
  });

  test('for series that have ended there is no such way: 4, and what to ask an administrator for', async () => {
    const ran = await world.run(['schedule', 'list', '--state', 'finished'], as('anna'));
    expect(ran).toMatchObject({ code: 4, stdout: '' });
    expect(ran.stderr).toContain('missing permission view_recurring_logics');
    expect(ran.stderr).toContain(
      'ask an administrator to add view_recurring_logics to a role of anna',
    );
  });

  test.each([
    [['--state', 'sleeping'], 'invalid --state `sleeping`: expected active, disabled'],
    [['--all', '--limit', '3'], '--limit and --all cannot be used together'],
    [['--limit', '0'], 'invalid --limit `0`'],
  ])('%j is refused', async (flags, why) => {
    const ran = await world.run(['schedule', 'list', ...flags]);
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toContain(`rexctl: ${why}`);
    expect(world.requestsSince(mark)).toEqual([]);
  });
});

describe('schedule show', () => {
  test.each(['admin', 'anna'])(
    'shows of %s what is repeated, when next, and its jobs',
    async (login) => {
      await runningSeries();
      const how = login === 'admin' ? {} : as(login);
      const ran = await world.run(['schedule', 'show', '2'], how);
      expect(ran).toMatchObject({ code: 0, stderr: '' });
      expect(ran.stdout).toContain('Series 2\tactive\tevery 5 minutes\nRun sleep 3600\n');
      expect(ran.stdout).toContain('Cron line\t*/5 * * * *\n');
      expect(ran.stdout).toContain('Next run\t2026-11-23T14:10:00Z\n');
      expect(ran.stdout).toContain('Last run\t2026-11-23T14:05:00Z\n');
      expect(ran.stdout).toContain('Runs\t2 (including the pending one)\n');
      expect(ran.stdout).toContain('Targets\thostgroup = db (dynamic)\n');
      expect(ran.stdout).toContain('Jobs\t209 scheduled\nJobs\t208 running: 0 of 2 done\n');
      const { json } = await world.run(['schedule', 'show', '2', '--json'], how);
      expect(json.schedule).toMatchObject({ id: 2, last_job_id: 209, iteration: 2 });
      expect(json.jobs.map(({ id }: { id: number }) => id)).toEqual([209, 208]);
    },
  );

  test('by a job of the series', async () => {
    const { json } = await world.run(['schedule', 'show', 'job:207', '--json']);
    expect(json.schedule.id).toBe(1);
    const none = await world.run(['schedule', 'show', 'job:201']);
    expect(none).toMatchObject({ code: 2, stdout: '' });
    expect(none.stderr).toContain('job 201 is not recurring and has no series');
  });

  test.each(['admin', 'anna'])('one that is not there: 5 for %s', async (login) => {
    const ran = await world.run(['schedule', 'show', '99'], login === 'admin' ? {} : as(login));
    expect(ran).toMatchObject({ code: 5, stdout: '' });
    expect(ran.stderr).toMatch(
      /no series 99 on .*, or not visible to you\n {8}list the series: rexctl schedule list/,
    );
  });

  test.each(['x', '0', '3abc', 'job:', '99999999999', '-1'])('%s is no series', async (text) => {
    const ran = await world.run(['schedule', 'show', '--', text]);
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(world.requestsSince(mark)).toEqual([]);
  });
});

describe('schedule disable and enable', () => {
  test('each is said once: what is so already is no request', async () => {
    const off = await world.run(['schedule', 'disable', '1']);
    expect(off).toMatchObject({ code: 0, stderr: '' });
    expect(off.stdout).toBe(
      'Series 1 is disabled: nothing runs until it is enabled again.\n  rexctl schedule enable 1  enable it again\n',
    );
    const again = await world.run(['schedule', 'disable', '1', '--json']);
    expect(again.json).toMatchObject({
      change: 'unchanged',
      schedule: { state: 'disabled' },
      ended_job_ids: [],
    });
    const on = await world.run(['schedule', 'enable', '1']);
    expect(on.stdout).toBe('Series 1 is active again. Next run: 2026-11-24T03:00:00Z.\n');
    const twice = await world.run(['schedule', 'enable', '1']);
    expect(twice.stdout).toBe(
      'Series 1 is already active. Next run: 2026-11-24T03:00:00Z. Nothing was sent.\n',
    );
    expect(writes(world, mark)).toEqual([`PUT ${logics}/1`, `PUT ${logics}/1`]);
    const bodies = world.server.requests
      .filter(({ method }) => method === 'PUT')
      .map(({ body }) => body);
    expect(bodies).toEqual([
      { recurring_logic: { enabled: false } },
      { recurring_logic: { enabled: true } },
    ]);
  });

  test('a disabled series does not run', async () => {
    await runningSeries();
    await world.run(['schedule', 'disable', '2']);
    await world.clock.sleep(30 * 60_000);
    const { json } = await world.run(['list', '--search', 'recurring_logic.id = 2', '--json']);
    expect(json.jobs).toHaveLength(2);
  });

  test.each(['enable', 'disable'])(
    '%s of one that has ended is refused before the server answers 500',
    async (verb) => {
      await runningSeries();
      await world.run(['schedule', 'cancel', '2', '--yes']);
      mark = world.server.requests.length;
      const ran = await world.run(['schedule', verb, '2']);
      expect(ran).toMatchObject({ code: 9, stdout: '' });
      expect(ran.stderr).toContain(
        `rexctl: series 2 is cancelled and can no longer be ${verb}d. Nothing was sent`,
      );
      expect(writes(world, mark)).toEqual([]);
    },
  );

  test.each(['enable', 'disable', 'cancel'])(
    '%s without the permission: 4, and which one it is',
    async (verb) => {
      await world.run(['schedule', verb === 'enable' ? 'disable' : 'enable', '1']);
      const ran = await world.run(['schedule', verb, '1', '--yes'], as('anna'));
      expect(ran).toMatchObject({ code: 4, stdout: '' });
      expect(ran.stderr).toContain('missing permission edit_recurring_logics');
      expect(ran.stderr).toContain(
        'ask an administrator to add edit_recurring_logics to a role of anna',
      );
    },
  );

  test('a server that says yes and does something else is not believed', async () => {
    const body = JSON.stringify({ id: 1, state: 'active', cron_line: '0 3 * * *' });
    world.server.faults.rules.push({
      method: 'PUT',
      effect: { kind: 'answer', status: 200, body },
    });
    const ran = await world.run(['schedule', 'disable', '1']);
    expect(ran).toMatchObject({ code: 1, stdout: '' });
    expect(ran.stderr).toContain('the server accepted the change, but series 1 is active');
  });
});

describe('schedule cancel', () => {
  test('asks, names the job that is running, and ends both', async () => {
    await runningSeries();
    const terminal = { stdin: true, stdout: true, stderr: true };
    const no = await world.run(['schedule', 'cancel', '2'], { terminal, stdin: 'n\n' });
    expect(no.code).toBe(9);
    expect(no.stderr).toContain(
      'Job 208 is running and is cancelled too. Permanently cancel series 2 (Run sleep 3600; */5 * * * *)?',
    );
    expect(writes(world, mark)).toEqual([]);
    const yes = await world.run(['schedule', 'cancel', '2'], { terminal, stdin: 'y\n' });
    expect(yes.code).toBe(0);
    expect(yes.stdout).toBe(
      'Series 2 is permanently cancelled. Job 209 will not run. Cancel sent to job 208; check the result: rexctl watch 208\n',
    );
    expect(writes(world, mark)).toEqual([`POST ${logics}/2/cancel`]);
    await world.clock.sleep(60_000);
    expect(world.server.jobs.get(208)?.task?.state).toBe('stopped');
    expect(world.server.jobs.get(209)?.task?.result).toBe('cancelled');
  });

  test('JSON reports the jobs that it ended', async () => {
    await runningSeries();
    const { json } = await world.run(['schedule', 'cancel', 'job:208', '--yes', '--json']);
    expect(json).toMatchObject({
      change: 'cancelled',
      schedule: { id: 2, state: 'cancelled', next_occurrence: null },
      ended_job_ids: [209, 208],
    });
  });

  test('is never sent twice: for a job that is stopping it would be the cancel that abandons scripts', async () => {
    await runningSeries();
    await world.run(['schedule', 'cancel', '2', '--yes']);
    const again = await world.run(['schedule', 'cancel', '2', '--yes']);
    expect(again).toMatchObject({
      code: 0,
      stdout: 'Series 2 is already cancelled. Nothing was sent.\n',
    });
    expect(writes(world, mark)).toEqual([`POST ${logics}/2/cancel`]);
  });

  test('without a terminal it needs --yes', async () => {
    const ran = await world.run(['schedule', 'cancel', '1']);
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toContain('this needs a confirmation');
    expect(writes(world, mark)).toEqual([]);
  });

  test('of a finished series only where its last job has not ended', async () => {
    await world.run([...db, '--command', 'sleep 1200', '--cron', '*/5 * * * *', '--max-runs', '1']);
    await world.clock.sleep(6 * 60_000);
    const ran = await world.run(['schedule', 'cancel', '2', '--yes', '--json']);
    expect(ran.json).toMatchObject({ change: 'cancelled', ended_job_ids: [208] });
  });

  test('of a finished series whose jobs have ended: nothing to do', async () => {
    await world.run([...db, '--command', 'true', '--cron', '*/5 * * * *', '--max-runs', '1']);
    await world.clock.sleep(10 * 60_000);
    const ran = await world.run(['schedule', 'cancel', '2']);
    expect(ran).toMatchObject({
      code: 0,
      stdout: 'Series 2 is already finished. Nothing was sent.\n',
    });
    expect(writes(world, mark + 1)).not.toContain(`POST ${logics}/2/cancel`);
  });
});
