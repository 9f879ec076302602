import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { demoWorld, type RexVersion, textScript } from '../../../src/demo/http/server.ts';
import { as, writes } from '../../world/job-requests.ts';
import { openWorld, type World } from '../../world/run.ts';

let world: World;
afterEach(() => world.close());

const web = ['--search', 'name ~ web'];

/** A job on twelve hosts that sleep; with `concurrency` only that many have begun. */
async function sleeping(
  rexVersion: RexVersion = '17.1',
  ...more: readonly string[]
): Promise<number> {
  world = await openWorld({ rexVersion });
  await world.run(['run', '--command', 'sleep 60', ...web, '--detach', ...more]);
  await world.clock.sleep(5_000);
  return world.server.requests.length;
}

const states = () =>
  Object.fromEntries(
    [...(world.server.jobs.get(208)?.runs.values() ?? [])].map((run) => [
      run.host_name.slice(0, 5),
      run.task.result,
    ]),
  );
const sent = (mark: number) => writes(world, mark);
const bodies = (mark: number) =>
  world.server.requests
    .slice(mark)
    .filter(({ method, path }) => method === 'POST' && !path.endsWith('/outputs'))
    .map(({ body }) => body);

describe('cancel: some hosts', () => {
  test.each<readonly [string, readonly string[], string]>([
    ['by name', ['--host', 'web01.example.com', '--host', 'web02'], 'id ^ (1,2)'],
    ['by set', ['--host', 'web[01-03].example.com'], 'id ^ (1,2,3)'],
    ['by search', ['--search', 'name = web05.example.com'], 'id ^ (5)'],
  ])('%s: one request, the others continue', async (_, which, search) => {
    const mark = await sleeping();
    const ran = await world.run(['cancel', '208', ...which, '--yes', '--wait', '--json']);
    expect(ran.code, ran.stderr).toBe(0);
    expect(sent(mark)).toEqual(['POST /api/job_invocations/208/cancel']);
    expect(bodies(mark)).toEqual([{ search }]);
    const hosts = ran.json.hosts as readonly { name: string; after: string }[];
    expect(hosts.every(({ after }) => after === 'cancelled')).toBe(true);
    expect(Object.values(states()).filter((result) => result === 'cancelled')).toHaveLength(
      hosts.length,
    );
    expect(Object.values(states()).filter((result) => result === 'pending')).toHaveLength(
      12 - hosts.length,
    );
  });

  test('--wait reports for each host how it ended', async () => {
    await sleeping();
    const ran = await world.run([
      'cancel',
      '208',
      '--host',
      'web[01-02].example.com',
      '--yes',
      '--wait',
    ]);
    expect(ran.code).toBe(0);
    expect(ran.stdout).toMatch(
      /Job 208, 2 of 12 hosts: 2 cancelled\.\n {2}web01\.example\.com {2}cancelled\n {2}web02\.example\.com {2}cancelled\nThe other 10 hosts: 10 still running\.\n$/,
    );
  });

  test.each<RexVersion>(['7.0', '14.1', '16.0'])(
    'on REX %s the filter would be ignored: 9, and no request',
    async (rexVersion) => {
      const mark = await sleeping(rexVersion);
      const ran = await world.run(['cancel', '208', '--host', 'web01.example.com', '--yes']);
      expect(ran).toMatchObject({ code: 9, stdout: '' });
      expect(ran.stderr).toMatch(
        /ignores host filters and would cancel the whole job\. Nothing was sent/,
      );
      expect(ran.stderr).toContain('--via-tasks');
      expect(sent(mark)).toEqual([]);
    },
  );

  test.each<RexVersion>(['14.1', '16.0', '17.1'])(
    '--via-tasks on REX %s cancels the tasks of those hosts',
    async (rexVersion) => {
      const mark = await sleeping(rexVersion);
      const ran = await world.run([
        'cancel',
        '208',
        '--host',
        'web[01-02].example.com',
        '--via-tasks',
        '--yes',
      ]);
      expect(ran.code, ran.stderr).toBe(0);
      expect(sent(mark)).toEqual(['POST /foreman_tasks/api/tasks/bulk_cancel']);
      await world.clock.sleep(20_000);
      expect(states()).toMatchObject({ web01: 'cancelled', web02: 'cancelled', web03: 'pending' });
    },
  );

  test('--via-tasks where it is not permitted: 4, what an administrator can grant, and nothing is cancelled', async () => {
    await sleeping('16.0');
    const ran = await world.run(
      ['cancel', '208', '--host', 'web01.example.com', '--via-tasks', '--yes'],
      as('anna'),
    );
    expect(ran).toMatchObject({ code: 4, stdout: '' });
    expect(ran.stderr).toMatch(/permission|an administrator can give/);
    expect(Object.values(states()).every((result) => result === 'pending')).toBe(true);
  });

  test('hosts that have not begun are waited for, and each is cancelled once', async () => {
    const mark = await sleeping('17.1', '--concurrency', '2');
    const ran = await world.run(['cancel', '208', '--host', 'web[01-04].example.com', '--yes']);
    expect(ran.code, ran.stderr).toBe(0);
    expect(ran.stderr).toMatch(
      /Waiting for 2 hosts to start, because a cancel sent earlier would be lost\./,
    );
    const searches = bodies(mark).map((body) => JSON.stringify(body));
    expect(searches[0]).toContain('id ^ (1,2)');
    const ids = searches.flatMap((text) => [...text.matchAll(/\d+/g)].map(([id]) => id));
    expect(ids.sort()).toEqual(['1', '2', '3', '4']);
    await world.clock.sleep(30_000);
    expect(states()).toMatchObject({
      web01: 'cancelled',
      web02: 'cancelled',
      web03: 'cancelled',
      web04: 'cancelled',
    });
    expect(Object.values(states())).not.toContain('error');
  });

  test('--no-wait-planning names those that will still run: 9', async () => {
    const mark = await sleeping('17.1', '--concurrency', '2');
    const ran = await world.run([
      'cancel',
      '208',
      '--host',
      'web[01-04].example.com',
      '--yes',
      '--no-wait-planning',
    ]);
    expect(ran.code, ran.stderr).toBe(9);
    expect(ran.stdout).toContain(
      'Not cancelled: 2 hosts that had not started and will still run: web03.example.com, web04.example.com.',
    );
    expect(bodies(mark)).toEqual([{ search: 'id ^ (1,2)' }]);
  });

  test('of a job that has ended nothing is sent', async () => {
    world = await openWorld();
    const ran = await world.run(['cancel', '201', '--host', 'web01.example.com', '--yes']);
    expect(ran.code).toBe(0);
    expect(ran.stdout).toContain('Nothing was sent');
    expect(sent(0)).toEqual([]);
  });

  test.each<readonly [string, readonly string[], number, RegExp]>([
    [
      'a stranger',
      ['208', '--host', 'db99.example.com'],
      5,
      /job 208 has no host `db99\.example\.com`/,
    ],
    [
      'a search without a host of it',
      ['208', '--search', 'name = db01.example.com'],
      9,
      /no host of job 208 matches/,
    ],
    [
      'a search that leaves out no host, as names are complete',
      ['208', '--search', 'name != web01'],
      9,
      /`name != web01` does not exclude web01\.example\.com: a name must be complete\. Nothing/,
    ],
    [
      'a name and a search',
      ['208', '--host', 'web01', '--search', 'name ~ web'],
      2,
      /--host and --search cannot/,
    ],
    ['two jobs', ['208', '201', '--host', 'web01'], 2, /--host needs exactly one job/],
    [
      'a series',
      ['208', '--host', 'web01', '--series'],
      2,
      /--host and --series cannot be used together/,
    ],
    ['--via-tasks alone', ['208', '--via-tasks'], 2, /--via-tasks needs --host or --search/],
    ['--no-wait-planning alone', ['208', '--no-wait-planning'], 2, /--no-wait-planning needs/],
    [
      '--force by tasks',
      ['208', '--host', 'web01', '--force', '--via-tasks'],
      2,
      /--force and --via-tasks cannot/,
    ],
    ['nobody to ask', ['208', '--host', 'web01', '--no-input'], 2, /add --yes/],
  ])('%s: nothing is sent', async (_, argv, code, message) => {
    const mark = await sleeping();
    const yes = argv.includes('--no-input') ? [] : ['--yes'];
    const ran = await world.run(['cancel', ...argv, ...yes]);
    expect(ran.code, ran.stderr).toBe(code);
    expect(ran.stderr).toMatch(message);
    expect(sent(mark)).toEqual([]);
  });

  test('--dry-run shows the hosts and sends nothing', async () => {
    const mark = await sleeping();
    const ran = await world.run(['cancel', '208', '--host', 'web[01-02].example.com', '--dry-run']);
    expect(ran.code).toBe(0);
    expect(ran.stdout).toContain('web02.example.com  running');
    expect(ran.stdout).not.toContain('web03');
    expect(sent(mark)).toEqual([]);
  });

  test('--force reads what the hosts have printed before it gives up on them', async () => {
    const mark = await sleeping();
    await world.run(['cancel', '208', '--host', 'web01.example.com', '--force', '--yes']);
    const requests = world.requestsSince(mark);
    expect(requests.indexOf('GET /api/job_invocations/208/hosts/1')).toBeGreaterThan(-1);
    expect(requests.indexOf('GET /api/job_invocations/208/hosts/1')).toBeLessThan(
      requests.indexOf('POST /api/job_invocations/208/cancel'),
    );
    expect(bodies(mark)).toEqual([{ force: true, search: 'id ^ (1)' }]);
  });
});

describe('cancel: never twice', () => {
  const told =
    /a cancel of job 208 was already sent from this machine at 2026-11-23T14:00:\d\dZ; rexctl does not send a second one, which would stop tracking running scripts/;

  test('a second cancel of a job is not sent; it may be waited for', async () => {
    const mark = await sleeping();
    await world.run(['cancel', '208', '--yes']);
    const again = await world.run(['cancel', '208', '--yes']);
    expect(again.code).toBe(0);
    expect(again.stderr).toMatch(told);
    expect(again.stdout).toContain('A cancel was already sent to job 208');
    const waited = await world.run(['cancel', '208', '--yes', '--wait', '--json']);
    expect(waited.json).toMatchObject({ cancel: 'sent_before', summary: { cancelled: 12 } });
    expect(sent(mark)).toHaveLength(1);
    expect(Object.values(states()).every((result) => result === 'cancelled')).toBe(true);
  });

  test('nor one of a host, and the whole job is not cancelled over it', async () => {
    const mark = await sleeping();
    const some = (...names: string[]) =>
      world.run(['cancel', '208', ...names.flatMap((name) => ['--host', name]), '--yes']);
    await some('web01');
    expect((await some('web02')).stderr).not.toMatch(told);
    expect((await some('web01')).stderr).toMatch(told);
    const whole = await world.run(['cancel', '208', '--yes']);
    expect(whole).toMatchObject({ code: 9, stdout: '' });
    expect(whole.stderr).toContain('a cancel was sent to 2 hosts of job 208 at');
    expect(sent(mark)).toHaveLength(2);
    await world.clock.sleep(20_000);
    expect(
      (await world.run(['cancel', '208', '--yes', '--wait', '--json'])).json.summary,
    ).toMatchObject({
      cancelled: 10,
    });
    expect(sent(mark)).toHaveLength(3);
    expect(Object.values(states())).not.toContain('error');
  });

  test('two processes at once: one request', async () => {
    const mark = await sleeping();
    const both = await Promise.all([
      world.run(['cancel', '208', '--yes']),
      world.run(['cancel', '208', '--yes']),
    ]);
    expect(both.map(({ code }) => code)).toEqual([0, 0]);
    expect(sent(mark)).toHaveLength(1);
  });

  test('an answer that is lost counts as sent; a refusal does not', async () => {
    const mark = await sleeping();
    const fault = (effect: object) =>
      world.server.faults.rules.push({ method: 'POST', path: '/cancel', effect: effect as never });
    fault({
      kind: 'answer',
      status: 403,
      body: '{"error":{"message":"Access denied","missing_permissions":["cancel_job_invocations"]}}',
    });
    expect((await world.run(['cancel', '208', '--yes'])).code).toBe(4);
    fault({ kind: 'answer_lost' });
    expect((await world.run(['cancel', '208', '--yes'])).code).toBe(8);
    expect((await world.run(['cancel', '208', '--yes'])).stderr).toMatch(told);
    expect(sent(mark)).toHaveLength(2);
  });

  test('--force is another thing, and asks for itself', async () => {
    const mark = await sleeping();
    await world.run(['cancel', '208', '--yes']);
    expect((await world.run(['cancel', '208', '--force'])).code).toBe(2);
    expect((await world.run(['cancel', '208', '--force', '--yes'])).code).toBe(0);
    expect(sent(mark)).toHaveLength(2);
  });

  test('a memory that cannot be written is reported, and the job is cancelled all the same', async () => {
    const mark = await sleeping();
    const file = join(world.home, 'a-file');
    writeFileSync(file, '');
    const ran = await world.run(['cancel', '208', '--yes'], {
      env: { XDG_STATE_HOME: join(file, 'below') },
    });
    expect(ran.code, ran.stderr).toBe(0);
    expect(ran.stderr).toContain('this cancel could not be recorded');
    expect(sent(mark)).toHaveLength(1);
  });
});

describe('cancel: several jobs', () => {
  async function three(): Promise<number> {
    world = await openWorld();
    for (const _ of [1, 2, 3])
      await world.run(['run', '--command', 'sleep 60', ...web, '--detach']);
    await world.clock.sleep(5_000);
    return world.server.requests.length;
  }
  const cancelOf = (...ids: readonly number[]) =>
    ids.map((id) => `POST /api/job_invocations/${id}/cancel`);

  test('each once, asked about together', async () => {
    const mark = await three();
    const onTerminal = { terminal: { stdin: true, stderr: true }, stdin: 'y\n' };
    const ran = await world.run(['cancel', '208', '209', '208', '--no-color'], onTerminal);
    expect(ran.code, ran.stderr).toBe(0);
    expect(ran.stderr).toContain(
      '  208  Run sleep 60  (0 of 12 done)\n  209  Run sleep 60  (0 of 12 done)\n',
    );
    expect(ran.stderr).toContain('Cancel these 2 jobs?');
    expect(ran.stdout).toContain('Cancel sent to job 208');
    expect(ran.stdout).toContain('Cancel sent to job 209');
    expect(sent(mark)).toEqual(cancelOf(208, 209));
  });

  test('one that does not exist does not spare the others: 5', async () => {
    const mark = await three();
    const ran = await world.run(['cancel', '999', '208', '201', '--yes', '--wait', '--json']);
    expect(ran.code, ran.stderr).toBe(5);
    expect(ran.stderr).toContain('no job 999');
    expect(
      ran.json.jobs.map(({ reference, cancel }: Record<string, unknown>) => [reference, cancel]),
    ).toEqual([
      ['999', undefined],
      ['208', 'sent'],
      ['201', 'had_ended'],
    ]);
    expect(sent(mark)).toEqual(cancelOf(208));
  });

  test('a recurring one without a word about its series stops all: 2', async () => {
    const mark = await three();
    const ran = await world.run(['cancel', '208', '207', '--yes']);
    expect(ran.code).toBe(2);
    expect(sent(mark)).toEqual([]);
  });

  test('--jobs-search: all that continue; without --yes and a terminal nothing', async () => {
    const mark = await three();
    const mine = ['cancel', '--jobs-search', 'user = current_user and description ~ "sleep 60"'];
    const refused = await world.run(mine);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('add --yes');
    expect(sent(mark)).toEqual([]);
    const events = await world.run([...mine, '--yes', '--format', 'ndjson']);
    expect(events.code, events.stderr).toBe(0);
    const last = JSON.parse(events.stdout.trimEnd().split('\n').at(-1) ?? '');
    expect(last).toMatchObject({ type: 'summary', job_id: null, exit_code: 0 });
    expect(last.jobs).toHaveLength(3);
    expect([...sent(mark)].sort()).toEqual(cancelOf(208, 209, 210));
    await world.clock.sleep(90_000);
    const none = await world.run([...mine, '--yes']);
    expect(none).toMatchObject({
      code: 0,
      stdout: 'No unfinished job matches. Nothing was sent.\n',
    });
    expect(sent(mark)).toHaveLength(3);
  });

  test.each<readonly [string, readonly string[], RegExp]>([
    [
      'a job and a search',
      ['208', '--jobs-search', 'id > 1'],
      /a job and --jobs-search cannot be used together/,
    ],
    ['neither', [], /give an id, @last or --jobs-search/],
    ['a search that cannot be read', ['--jobs-search', 'id = ('], /parenthes/],
  ])('%s: 2, and nothing is sent', async (_, argv, message) => {
    world = await openWorld();
    const ran = await world.run(['cancel', ...argv, '--yes']);
    expect(ran.code).toBe(2);
    expect(ran.stderr).toMatch(message);
    expect(sent(0)).toEqual([]);
  });
});

describe('cancel: answers about some hosts speak of those hosts', () => {
  /** web01 has succeeded, web02 has failed, the others sleep. */
  async function twoEnded(): Promise<void> {
    const world0 = demoWorld();
    world0.script('web01.example.com', textScript(['ok\n']));
    world0.script('web02.example.com', textScript(['no\n'], { code: 1 }));
    world = await openWorld({ world: world0 });
    await world.run(['run', '--command', 'sleep 60', ...web, '--detach']);
    await world.clock.sleep(8_000);
  }

  test('a host that has ended, while the job continues', async () => {
    await twoEnded();
    const one = await world.run([
      'cancel',
      '208',
      '--host',
      'web01.example.com',
      '--yes',
      '--wait',
    ]);
    expect(one).toMatchObject({ code: 0, stderr: '' });
    expect(one.stdout).toBe(
      'web01.example.com had already finished in job 208: succeeded. Nothing was sent.\n',
    );
    const two = await world.run(['cancel', '208', '--host', 'web[01-02].example.com', '--yes']);
    expect(two.stdout).toBe(
      '2 hosts of job 208 had already finished. Nothing was sent.\n' +
        '  web01.example.com  succeeded\n  web02.example.com  failed\n',
    );
    const { json } = await world.run([
      'cancel',
      '208',
      '--host',
      'web01.example.com',
      '--yes',
      '--json',
    ]);
    expect(json).toMatchObject({ cancel: 'had_ended', job: { outcome: 'running' } });
    const code = (host: string) =>
      world.run(['cancel', '208', '--host', host, '--yes', '--wait', '--exit-status']);
    expect((await code('web01.example.com')).code).toBe(0);
    expect((await code('web02.example.com')).code).toBe(3);
    expect(sent(0)).toEqual(['POST /api/job_invocations']);
  });

  test('hosts that were cancelled are no cancelled job', async () => {
    await twoEnded();
    const ran = await world.run([
      'cancel',
      '208',
      '--host',
      'web03.example.com',
      '--yes',
      '--wait',
    ]);
    expect(ran.code).toBe(0);
    expect(ran.stdout).toMatch(/\t1 host of job 208\tcancelled\t1 cancelled\n/);
    expect(ran.stdout).not.toMatch(/\tjob 208\tcancelled/);
    const events = await world.run([
      ...['cancel', '208', '--host', 'web04.example.com', '--yes', '--wait', '--format', 'ndjson'],
    ]);
    expect(JSON.parse(events.stdout.trimEnd().split('\n').at(-1) ?? '')).toMatchObject({
      type: 'summary',
      outcome: 'cancelled',
      partial: true,
      counts: { total: 1, cancelled: 1 },
    });
    const { json } = await world.run([
      ...['cancel', '208', '--host', 'web05.example.com', '--yes', '--wait', '--json'],
    ]);
    expect(json).toMatchObject({
      job: { outcome: 'running', counts: { succeeded: 1, failed: 1, cancelled: 3 } },
      summary: { cancelled: 1, still_running: 0 },
    });
  });

  test('without --wait: how many hosts of the job', async () => {
    await twoEnded();
    const argv = ['cancel', '208', '--host', 'web[03-05].example.com', '--yes'];
    expect((await world.run([...argv, '--dry-run'])).stdout).toMatch(
      /^Would cancel 3 hosts of job 208 \(Run sleep 60\):\n/,
    );
    expect((await world.run(argv)).stdout).toBe(
      'Cancel sent to 3 hosts of job 208.\nCheck the result: rexctl show 208 --hosts\n',
    );
  });

  test.each([
    ['wait', ['wait', '208', '--for', 'hosts=web01.example.com']],
    ['output --follow', ['output', '208', 'web01.example.com', '--follow']],
  ])('%s of a host that has ended leaves the job its own outcome', async (_, argv) => {
    await twoEnded();
    const { json } = await world.run([...argv, '--json']);
    expect(json).toMatchObject({
      job: { outcome: 'running' },
      summary: { outcome: 'succeeded', partial: true },
    });
  });
});
