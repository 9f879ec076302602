import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startDemoServer } from '../../src/demo/http/server.ts';
import { nextCronTime, parseCron } from '../../src/demo/jobs/cron.ts';
import { parseTime } from '../../src/demo/jobs/zone.ts';
import { VirtualClock } from '../world/virtual-clock.ts';
import { basic, commandJob, type DemoClient, demoClient } from './demo-client.ts';

const logics = '/foreman_tasks/api/recurring_logics';

describe('a recurring job', () => {
  let client: DemoClient;

  beforeEach(async () => {
    client = await demoClient();
  });

  afterEach(() => client.close());

  const start = (recurrence: Record<string, unknown>, more: Record<string, unknown> = {}) =>
    client.start(commandJob('true', 'hostgroup = db', { recurrence, ...more }));
  const jobsOf = async (logic: number) => {
    const { body } = await client.get(
      `/api/job_invocations?search=recurring_logic.id = ${logic}&order=id ASC`,
    );
    return body.results.map((job: { id: number; status_label: string }) => [
      job.id,
      job.status_label,
    ]);
  };
  const put = (id: number, enabled: boolean) =>
    client.send(`${logics}/${id}`, {
      method: 'PUT',
      body: JSON.stringify({ recurring_logic: { enabled } }),
      headers: { authorization: basic('admin', 'changeme'), 'content-type': 'application/json' },
    });

  test('hands passwords on to the next job, before its own are forgotten', async () => {
    const id = await start({ cron_line: '5 * * * *', max_iteration: 2 }, { password: 's3cret' });
    client.clock.advance(1_800_000);
    await client.get(`/api/job_invocations/${id}`);
    const [first, second] = [id, id + 1].map((one) => client.server.jobs.get(one));
    expect([first?.task?.state, second?.task?.state]).toEqual(['stopped', 'scheduled']);
    expect([first?.secrets.password, second?.secrets.password]).toEqual([null, 's3cret']);
  });

  test('creates the next job when one starts, until max_iteration; end_time is ignored', async () => {
    const id = await start({
      cron_line: '5 * * * *',
      max_iteration: 2,
      end_time: '2020-01-01 00:00',
    });
    const { body } = await client.get(`/api/job_invocations/${id}`);
    expect(body).toMatchObject({
      mode: 'recurring',
      start_at: '2026-11-23 14:05:00 UTC',
      recurrence: {
        iteration: 1,
        max_iteration: 2,
        end_time: null,
        next_occurence: '2026-11-23 14:05:00 UTC',
      },
    });
    client.clock.advance(6 * 60_000);
    expect(await jobsOf(2)).toEqual([
      [id, 'succeeded'],
      [id + 1, 'queued'],
    ]);
    client.clock.advance(3_600_000);
    expect(await jobsOf(2)).toEqual([
      [id, 'succeeded'],
      [id + 1, 'succeeded'],
    ]);
    const logic = await client.get(`${logics}/2`);
    expect(logic.body).toMatchObject({
      state: 'finished',
      iteration: 2,
      last_occurence: '2026-11-23 15:05:00 UTC',
    });
  });

  test('cancelling its job cancels one occurrence: the next has a new id at once', async () => {
    const id = await start({ cron_line: '5 * * * *' });
    expect((await client.post(`/api/job_invocations/${id}/cancel`)).body.cancelled).toBe(true);
    expect(await jobsOf(2)).toEqual([
      [id, 'cancelled'],
      [id + 1, 'queued'],
    ]);
    const next = await client.get(`/api/job_invocations/${id + 1}`);
    expect(next.body.recurrence).toMatchObject({
      iteration: 2,
      next_occurence: '2026-11-23 15:05:00 UTC',
    });
  });

  test('cancelling the logic ends the series, also a running job; then it cannot be changed', async () => {
    const id = await start({ cron_line: '5 * * * *' }, { inputs: { command: 'sleep 600' } });
    client.clock.advance(5 * 60_000 + 6000);
    const cancelled = await client.post(`${logics}/2/cancel`);
    expect([cancelled.status, cancelled.body.state]).toEqual([201, 'cancelled']);
    client.clock.advance(3_600_000);
    expect(await jobsOf(2)).toEqual([
      [id, 'failed'],
      [id + 1, 'cancelled'],
    ]);
    const changed = await put(2, true);
    expect([changed.status, changed.body.error.message]).toEqual([
      500,
      'ERF28-1357 [ForemanTasks::RecurringLogicCancelledException]: Cannot update a cancelled Recurring Logic.',
    ]);
  });

  test('disabled it does not run; destroyed its jobs show no recurrence', async () => {
    const id = await start({ cron_line: '5 * * * *', purpose: 'p1' });
    expect((await put(2, false)).body).toMatchObject({ state: 'disabled', next_occurence: null });
    client.clock.advance(3_600_000);
    expect(await jobsOf(2)).toEqual([[id, 'queued']]);
    expect((await client.post(`${logics}/bulk_destroy`)).status).toBe(400);
    const destroyed = await client.post(`${logics}/bulk_destroy`, { search: 'purpose = p1' });
    expect(destroyed.body.destroyed).toMatchObject([{ id: 2 }]);
    expect((await client.get(`/api/job_invocations/${id}`)).body).toMatchObject({
      mode: 'recurring',
      recurrence: null,
    });
  });

  test('a static series keeps its first hosts, a dynamic one looks again', async () => {
    const fixed = await start({ cron_line: '5 * * * *' });
    const dynamic = await start({ cron_line: '5 * * * *' }, { targeting_type: 'dynamic_query' });
    client.server.world.addHost({ name: 'db03.example.com', hostgroup: { id: 2, name: 'db' } });
    client.clock.advance(6 * 60_000);
    const totals = await Promise.all(
      [fixed, dynamic].map((id) => client.get(`/api/job_invocations/${id}`)),
    );
    expect(totals.map(({ body }) => body.total)).toEqual([2, 3]);
  });
});

describe('cron lines', () => {
  const from = Date.parse('2026-11-23T14:00:30Z');
  const next = (line: string, zone: string | null = null) => {
    const cron = parseCron(line, zone);
    const time = cron === null ? null : nextCronTime(cron, from);
    return time === null ? null : new Date(time).toISOString();
  };

  test.each([
    ['5 * * * *', '2026-11-23T14:05:00.000Z'],
    ['*/7 * * * *', '2026-11-23T14:07:00.000Z'],
    ['0 3 * * *', '2026-11-24T03:00:00.000Z'],
    ['@daily', '2026-11-24T00:00:00.000Z'],
    ['0 8 * * mon-fri', '2026-11-24T08:00:00.000Z'],
    ['0 8 * * 7', '2026-11-29T08:00:00.000Z'],
    ['0 0 L * *', '2026-11-30T00:00:00.000Z'],
    ['0 0 1 jan *', '2027-01-01T00:00:00.000Z'],
    ['0 0 29 2 *', '2028-02-29T00:00:00.000Z'],
    ['0 0 13 * fri', '2026-11-27T00:00:00.000Z'],
    ['30 0 3 * * *', '2026-11-24T03:00:00.000Z'],
    ['0 9 * * * Europe/Paris', '2026-11-24T08:00:00.000Z'],
    ['5 * * * *\n', '2026-11-23T14:05:00.000Z'],
  ])('%j comes next at %s', (line, expected) => {
    expect(next(line)).toBe(expected);
  });

  test.each([
    '',
    'foo',
    '* * * *',
    '60 * * * *',
    '* 24 * * *',
    '@every 5m',
    'every day',
    '0 0 31 2 *',
    '5-1 * * * *',
    '*/0 * * * *',
  ])('%j is refused', (line) => {
    expect(parseCron(line, null)).toBeNull();
  });

  test('a line is read in the zone of its user', () => {
    expect(next('0 9 * * *', 'Europe/Paris')).toBe('2026-11-24T08:00:00.000Z');
  });
});

describe('start times', () => {
  const now = Date.parse('2026-11-23T14:00:00Z');

  test.each([
    ['2026-11-24T10:00:00Z', null, '2026-11-24T10:00:00.000Z'],
    ['2026-11-24 10:00', 'Europe/Paris', '2026-11-24T09:00:00.000Z'],
    ['2026-07-24 10:00', 'Europe/Paris', '2026-07-24T08:00:00.000Z'],
    ['2026-11-24 10:00:00 +0200', 'Europe/Paris', '2026-11-24T08:00:00.000Z'],
    ['2026-11-24 10:00:00 -05:00', null, '2026-11-24T15:00:00.000Z'],
    ['23:59', null, '2026-11-23T23:59:00.000Z'],
    ['2026-11-24', null, '2026-11-24T00:00:00.000Z'],
  ])('%s in %s is %s', (text, zone, expected) => {
    expect(new Date(parseTime(text, zone, now) ?? 0).toISOString()).toBe(expected);
  });

  test.each(['garbage', 'tomorrow', ''])('%j cannot be read', (text) => {
    expect(parseTime(text, null, now)).toBeNull();
  });
});

test.each(Array.from({ length: 24 }, (_, hour) => hour))(
  'the same jobs are there at %i:10 UTC',
  async (hour) => {
    const clock = new VirtualClock(`2026-11-24T${String(hour).padStart(2, '0')}:10:00Z`);
    const server = await startDemoServer({ clock });
    expect([...server.jobs.values()].map((job) => [job.id, job.task?.state ?? null])).toEqual([
      [201, 'stopped'],
      [202, 'stopped'],
      [203, null],
      [204, 'stopped'],
      [205, 'stopped'],
      [206, 'stopped'],
      [207, 'scheduled'],
    ]);
    await server.close();
  },
);
