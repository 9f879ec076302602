import { afterEach, describe, expect, test } from 'vitest';
import { demoWorld } from '../../../src/demo/http/server.ts';
import type { NewUser } from '../../../src/demo/world/world-records.ts';
import { as } from '../../world/job-requests.ts';
import { openWorld, type World } from '../../world/run.ts';

let world: World;

afterEach(() => world.close());

/** Carl has the role of those who run jobs, and what else is given. */
async function openAsCarl(more: Partial<NewUser> = {}): Promise<void> {
  const demo = demoWorld();
  demo.addUser({
    login: 'carl',
    password: 'carl-secret',
    roles: ['Remote Execution Manager'],
    ...more,
  });
  world = await openWorld({ world: demo });
}

const carl = as('carl');
const series = [
  'run',
  '-c',
  'uptime',
  '--search',
  'hostgroup = db',
  '--dynamic',
  '--cron',
  '0 3 * * *',
];
const once = ['run', '-c', 'uptime', '--search', 'hostgroup = db'];
const posts = () => world.server.requests.filter(({ method }) => method === 'POST').length;
const createOnly: Partial<NewUser> = { permissions: ['create_recurring_logics'] };

describe('run --cron without create_recurring_logics', () => {
  test.each([['--detach'], ['--wait'], ['--json']])(
    '%s: 4 at once with the missing right, who grants it, and the row left behind',
    async (flag) => {
      await openAsCarl();
      const started = world.clock.now();
      const ran = await world.run([...series, flag, '--quiet'], carl);
      expect(ran).toMatchObject({ code: 4, stdout: '' });
      expect(ran.stderr).toContain('missing permission create_recurring_logics');
      expect(ran.stderr).toContain(
        'ask an administrator to add create_recurring_logics and edit_recurring_logics to a role of carl',
      );
      expect(ran.stderr).toContain('(no Remote Execution role has them)');
      expect(ran.stderr).toContain(
        'job 208 remains on the server as an orphan record that never runs',
      );
      expect(ran.stderr).not.toContain('lost');
      expect(world.clock.now() - started).toBeLessThan(1000);
      expect(posts()).toBe(1);
    },
  );

  test('a row that was there before is not named', async () => {
    await openAsCarl();
    await world.run([...series, '--quiet'], carl);
    const again = await world.run([...series, '--quiet'], carl);
    expect(again.stderr).toContain('job 209 remains on the server');
    expect(again.stderr).not.toContain('208');
  });

  test('a look for the row that fails takes nothing from the answer', async () => {
    await openAsCarl();
    world.server.faults.rules.push({
      method: 'GET',
      path: /job_invocations$/,
      after: 1,
      times: 9,
      effect: { kind: 'answer', status: 500 },
    });
    const ran = await world.run([...series, '--quiet'], carl);
    expect(ran).toMatchObject({ code: 4, stdout: '' });
    expect(ran.stderr).toContain('missing permission create_recurring_logics');
    expect(ran.stderr).not.toContain('left behind');
  });
});

describe('a start for which the filter of a role does not fit', () => {
  test.each([
    ['run', once],
    ['rerun', ['rerun', '206']],
    ['rerun --failed', ['rerun', '205', '--failed']],
  ])('%s: 4 at once, and what an administrator can change', async (_, argv) => {
    await openAsCarl({ createFilterMisfits: true });
    const ran = await world.run(argv, carl);
    expect(ran).toMatchObject({ code: 4, stdout: '' });
    expect(ran.stderr).toMatch(
      /carl is not allowed to start this job on 127\.0\.0\.1(?::\d+)?: filters on create_job_invocations exclude it/,
    );
    expect(ran.stderr).toContain("ask an administrator to change the filters of carl's roles");
    expect(ran.stderr).not.toContain('left behind');
    expect(posts()).toBe(1);
  });
});

describe('a series that the server stored half made', () => {
  test.each([['--detach'], ['--wait']])(
    'run --cron %s: 1, it runs once, and what to ask for',
    async (flag) => {
      await openAsCarl(createOnly);
      const ran = await world.run([...series, flag, '--quiet'], carl);
      expect(ran).toMatchObject({ code: 1, stdout: '' });
      expect(ran.stderr).toContain(
        'series 2 is only half made: job 208 runs once, at 2026-11-24 03:00 UTC, and the series never runs again',
      );
      expect(ran.stderr).toContain(
        'ask an administrator to add edit_recurring_logics to a role of carl\n        (no Remote Execution role has it)',
      );
      expect(ran.stderr).toContain('to prevent that run: rexctl cancel 208');
    },
  );

  test('as JSON the error has a code', async () => {
    await openAsCarl(createOnly);
    const ran = await world.run([...series, '--json', '--quiet'], carl);
    expect([ran.code, JSON.parse(ran.stderr).error]).toEqual([
      1,
      expect.objectContaining({ code: 'bad_answer', exit_code: 1 }),
    ]);
  });

  test('schedule list and show tell it for what it is, also when its run is over', async () => {
    await openAsCarl(createOnly);
    await world.run([...series, '--quiet'], carl);
    const row = (ran: { stdout: string }) =>
      ran.stdout.split('\n').find((line) => line.startsWith('2\t'));
    const list = ['schedule', 'list'];
    expect(row(await world.run(list))).toBe(
      '2\thalf_made\t0 3 * * *\tat 03:00\t2026-11-24T03:00:00Z\t0\t208\tRun uptime\t-',
    );
    const own = await world.run([...list, '--json', '--quiet'], carl);
    expect(own.json.schedules).toMatchObject([{ id: 2, state: 'half_made' }, { id: 1 }]);
    const chosen = await world.run([...list, '--json', '--state', 'half_made']);
    const screen = await world.run([...list, '--state', 'half_made'], {
      terminal: { stdout: true },
    });
    expect(screen.stdout).toMatch(/half made/);
    expect(chosen.json.schedules).toMatchObject([
      { id: 2, state: 'half_made', next_occurrence: '2026-11-24T03:00:00Z' },
    ]);
    expect((await world.run(['schedule', 'show', '2'])).stdout).toContain(
      'Series 2\thalf made: it runs once, then never again\t',
    );
    expect((await world.run(['show', '208'])).stdout).toContain('(series 2, half made');
    await world.clock.sleep(24 * 3_600_000);
    expect(row(await world.run(list))).toBe(
      '2\thalf_made\t0 3 * * *\tat 03:00\t-\t0\t208\tRun uptime\t-',
    );
  });

  test('schedule cancel ends it, with the run that waits', async () => {
    await openAsCarl(createOnly);
    await world.run([...series, '--quiet'], carl);
    const ran = await world.run(['schedule', 'cancel', '2', '--yes']);
    expect(ran).toMatchObject({
      code: 0,
      stdout: 'Series 2 is permanently cancelled. Job 208 will not run.\n',
    });
  });

  test('a series that is whole is no such thing', async () => {
    await openAsCarl({ permissions: ['create_recurring_logics', 'edit_recurring_logics'] });
    expect((await world.run([...series, '--quiet'], carl)).code).toBe(0);
    expect((await world.run(['schedule', 'list', '--state', 'half_made'])).stdout).not.toContain(
      'half_made',
    );
  });
});

test('whoami names the rights for series to those who live by roles', async () => {
  await openAsCarl();
  const line = 'run --cron needs the permissions create_recurring_logics and\n';
  expect((await world.run(['whoami'], carl)).stdout).toContain(line);
  expect((await world.run(['whoami'])).stdout).not.toContain(line);
});
