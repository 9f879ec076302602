import { afterEach, describe, expect, test } from 'vitest';
import { openWorld, type World } from '../../world/run.ts';

let world: World;
afterEach(() => world.close());

const anna = { env: { REXCTL_USER: 'anna', REXCTL_TOKEN: 'anna-secret' } };
const tasks = (mark: number) =>
  world.requestsSince(mark).filter((request) => request.includes('/foreman_tasks/'));

describe('who started jobs, and when they ran', () => {
  test('are columns that cost one request for all rows, and none where they are not named', async () => {
    world = await openWorld();
    await world.run(['list', '--json']);
    expect(tasks(0)).toEqual([]);
    const ran = await world.run(['list', '--columns', 'id,user,started_at,ended_at,duration']);
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(ran.stdout).toContain(
      '204\tanna\t2026-11-23T09:00:00Z\t2026-11-23T09:00:15Z\t15\n203\t-\t-\t-\t-\n',
    );
    expect(tasks(0)).toEqual(['GET /foreman_tasks/api/tasks']);
  });

  test('are in the JSON where a field names one, with the duration in seconds', async () => {
    world = await openWorld();
    const ran = await world.run(['list', '--fields', 'id,user,duration_s', '--json']);
    expect(ran.json.jobs.find(({ id }: { id: number }) => id === 204)).toEqual({
      id: 204,
      user: 'anna',
      duration_s: 15,
    });
    const whole = await world.run(['list', '--columns', 'duration', '--json', '--limit', '1']);
    expect(whole.json.jobs[0]).toMatchObject({ id: 207, ended_at: null, duration_s: null });
  });

  test('a job that runs counts up to now on a terminal, and has no duration elsewhere', async () => {
    world = await openWorld();
    await world.run(['run', '-c', 'sleep 600', '--host', 'web01', '--detach']);
    await world.clock.sleep(180_000);
    const columns = ['list', '--columns', 'id,duration', '--limit', '1'];
    const shown = await world.run([...columns, '--no-color'], { terminal: { stdout: true } });
    expect(shown.stdout).toMatch(/208 +running for 3 min/);
    expect((await world.run(columns)).stdout).toBe('208\t-\n');
    expect((await world.run([...columns, '--json'])).json.jobs[0].duration_s).toBeNull();
  });

  test('of others are unknown without view_foreman_tasks, never guessed', async () => {
    world = await openWorld();
    const all = await world.run(['list', '--fields', 'id,user', '--json', '--all'], anna);
    expect(all.code).toBe(0);
    const users = new Set(all.json.jobs.map(({ user }: { user: string | null }) => user));
    expect([...users].filter((user) => user !== 'anna' && user !== null)).toEqual([]);
    expect(users).toContain('anna');
  });

  test('that are all hidden are named, and nothing is sorted by them', async () => {
    world = await openWorld();
    const ruser = { env: { REXCTL_USER: 'ruser', REXCTL_TOKEN: 'ruser-secret' } };
    const shown = await world.run(['list', '--columns', 'id,user', '-n', '1'], ruser);
    expect(shown).toMatchObject({ code: 0, stdout: '207\t-\n' });
    const missing = 'rexctl: missing permission view_foreman_tasks: ';
    expect(shown.stderr).toBe(`${missing}users and times of these jobs are not visible to you\n`);
    for (const name of ['duration', 'user']) {
      const sorted = await world.run(['list', '--sort', name], ruser);
      expect(sorted).toMatchObject({ code: 4, stdout: '' });
      expect(sorted.stderr).toBe(
        `${missing}--sort ${name} needs the tasks of the jobs\n        sort by what is visible to you: --sort started_at\n`,
      );
    }
    expect((await world.run(['list', '--sort', 'total'], ruser)).code).toBe(0);
  });

  test('are read one by one, and not many at once, where the list of tasks is of no use', async () => {
    world = await openWorld();
    world.server.faults.rules.push({
      path: /\/tasks$/,
      times: Number.POSITIVE_INFINITY,
      effect: { kind: 'answer', status: 400, body: '{"error":{"message":"no search"}}' },
    });
    const ran = await world.run(['list', '--columns', 'id,user,duration']);
    expect(ran.stdout).toContain('204\tanna\t15\n');
    expect(tasks(0).filter((request) => request.includes('api/tasks/')).length).toBe(6);
  });
});
