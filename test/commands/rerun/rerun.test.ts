import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Behavior } from '../../../src/demo/hosts/script.ts';
import { demoWorld, textScript } from '../../../src/demo/http/server.ts';
import { openWorld, type World } from '../../world/run.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

const failing = ['web04.example.com', 'web09.example.com'];
const web = ['--search', 'name ~ web'];

/** Of the twelve hosts two fail: web04 in its first `times` attempts, web09 in as many or more. */
function worldWithFailures(times = Number.POSITIVE_INFINITY, timesOfWeb09 = times) {
  const demo = demoWorld();
  const fails =
    (until: number): Behavior =>
    (_, job, attempt) =>
      job.inputs.command === 'echo work' && attempt <= until
        ? textScript(['broken\n'], { code: 3 })
        : textScript(['fine\n']);
  demo.script('web04.example.com', fails(times));
  demo.script('web09.example.com', fails(timesOfWeb09));
  return demo;
}

async function reopen(options: Parameters<typeof openWorld>[0]): Promise<void> {
  await world.close();
  world = await openWorld(options);
}

/** Whom the server targets, whether or not it has begun. */
function hostsOf(jobId: number): string[] {
  const ids = world.server.jobs.get(jobId)?.targeting.host_ids ?? [];
  const names = [...world.server.world.hosts.values()]
    .filter(({ id }) => ids.includes(id))
    .map(({ name }) => name);
  return names.sort();
}

function posts(mark: number): readonly string[] {
  return world.requestsSince(mark).filter((request) => request.startsWith('POST'));
}

describe.each([
  ['static', []],
  ['dynamic', ['--dynamic']],
])('a %s job on 12 hosts, two of which fail', (_, dynamic) => {
  test('rerun --failed hits those two only; the raw endpoint with failed_only hits what the server likes (trap 1)', async () => {
    await reopen({ world: worldWithFailures() });
    const first = await world.run(['run', '--command', 'echo work', ...web, ...dynamic]);
    expect(first.code).toBe(3);
    const rerun = await world.run(['rerun', '208', '--failed', '--detach', '--json']);
    expect(rerun.code).toBe(0);
    expect(hostsOf(rerun.json.job.id)).toEqual(failing);
    await world.run(['output', String(rerun.json.job.id), '--follow']);
    const raw = await fetch(`${world.server.url}/api/job_invocations/208/rerun`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Basic ${Buffer.from('admin:changeme').toString('base64')}`,
      },
      body: JSON.stringify({ failed_only: true }),
    });
    const { id } = (await raw.json()) as { id: number };
    await world.run(['output', String(id), '--follow']);
    expect(hostsOf(id)).toHaveLength(dynamic.length === 0 ? 12 : 2);
  });
});

test('the set is sent as ids, the job is never sent twice, and the description is marked once', async () => {
  await reopen({ world: worldWithFailures() });
  await world.run(['run', '--command', 'echo work', ...web]);
  const mark = world.server.requests.length;
  const second = await world.run(['rerun', '208', '--failed']);
  const third = await world.run(['rerun', '@last', '--failed', '--json']);
  expect([second.code, third.code]).toEqual([3, 3]);
  expect(posts(mark)).toEqual(['POST /api/job_invocations', 'POST /api/job_invocations']);
  const bodies = world.server.requests.slice(mark).filter(({ method }) => method === 'POST');
  for (const { body } of bodies) {
    expect(body).toMatchObject({
      include_hosts: false,
      job_invocation: { targeting_type: 'static_query', search_query: 'id ^ (4,9)' },
    });
  }
  expect(third.json.job.description).toBe('rerun 2 of #208: Run echo work');
});

test('a host that recovered in attempt 1 is not run again in attempt 2, and when all have recovered nothing is sent', async () => {
  await reopen({ world: worldWithFailures(1, 2) });
  await world.run(['run', '--command', 'echo work', ...web]);
  const first = await world.run(['rerun', '208', '--failed']);
  expect(first.code).toBe(3);
  expect(first.stderr).not.toContain('has succeeded since');
  const second = await world.run(['rerun', '208', '--failed']);
  expect(second.code).toBe(0);
  expect(second.stderr).toContain(
    'web04.example.com has succeeded since job 208: it is not rerun\n' +
      'Rerun `echo work` on 1 host: web09.example.com\n',
  );
  expect(hostsOf(209)).toEqual(failing);
  expect(hostsOf(210)).toEqual(['web09.example.com']);
  const mark = world.server.requests.length;
  const nothing = await world.run(['rerun', '@last', '--failed']);
  expect(nothing).toMatchObject({ code: 0, stderr: '' });
  expect(nothing.stdout).toBe(
    'No host of job 208 is left to rerun: all have succeeded since. Nothing to do.\n',
  );
  expect(posts(mark)).toEqual([]);
});

test('a job created on a host too many is cancelled at once, and the host is named (trap 2)', async () => {
  await reopen({ world: worldWithFailures() });
  await world.run(['run', '--command', 'echo work', ...web]);
  world.server.faults.targetWrongHosts = 'more';
  const mark = world.server.requests.length;
  const ran = await world.run(['rerun', '208', '--failed']);
  expect(ran.code).toBe(9);
  expect(ran.stderr).toMatch(
    /job 209 was created with hosts that were not intended: [a-z0-9.]+\. A cancel of job 209 was sent/,
  );
  expect(ran.stdout).toBe('');
  expect(posts(mark)).toEqual([
    'POST /api/job_invocations',
    'POST /api/job_invocations/209/cancel',
  ]);
});

test('a rerun on a host too few is cancelled too', async () => {
  await reopen({ world: worldWithFailures() });
  await world.run(['run', '--command', 'echo work', ...web]);
  world.server.faults.targetWrongHosts = 'fewer';
  const ran = await world.run(['rerun', '208', '--failed']);
  expect(ran.code).toBe(9);
  expect(ran.stderr).toMatch(
    /job 209 was created without hosts that were intended: web0[49]\.example\.com\. A cancel of job 209 was sent/,
  );
});

test.each([
  [
    '--succeeded of a job that failed everywhere',
    'web[01-03].example.com',
    ['--succeeded'],
    'No host of job 208 succeeded',
  ],
  [
    '--only never of one host that failed',
    'web01.example.com',
    ['--failed', '--only', 'never'],
    'No host of job 208 matches --only never; 1 host failed in another way',
  ],
  [
    '--only never of hosts that failed',
    'web[01-03].example.com',
    ['--failed', '--only', 'never,cancelled'],
    'No host of job 208 matches --only never,cancelled; 3 failed in other ways',
  ],
])('%s: exit 0, and no request that changes anything', async (_, hosts, flags, sentence) => {
  await world.run(['run', '-c', 'exit 3', '--host', hosts, '--quiet']);
  const mark = world.server.requests.length;
  const ran = await world.run(['rerun', '208', ...flags]);
  expect(ran).toMatchObject({ code: 0, stdout: `${sentence}. Nothing to do.\n`, stderr: '' });
  expect(posts(mark)).toEqual([]);
});

test('nothing failed: exit 0, one sentence, and no request that changes anything', async () => {
  const mark = world.server.requests.length;
  const ran = await world.run(['rerun', '201', '--failed']);
  expect(ran).toMatchObject({
    code: 0,
    stdout: 'No host of job 201 failed (12 succeeded). Nothing to do.\n',
    stderr: '',
  });
  expect(posts(mark)).toEqual([]);
});

test('a plain rerun uses the endpoint of the server, without any filter, and follows the new job (trap 23)', async () => {
  const mark = world.server.requests.length;
  const ran = await world.run(['rerun', '201', '--json']);
  expect(ran.code).toBe(0);
  expect(ran.json).toMatchObject({
    job: { id: 208 },
    summary: { outcome: 'succeeded', exit_code: 0 },
  });
  const [post] = world.server.requests.slice(mark).filter(({ method }) => method === 'POST');
  expect(post).toMatchObject({ path: '/api/job_invocations/201/rerun', body: {} });
  expect(hostsOf(208)).toHaveLength(12);
});

test('--succeeded and --host choose their hosts; a host that is not in the job is named with exit 5', async () => {
  await reopen({ world: worldWithFailures() });
  await world.run(['run', '--command', 'echo work', ...web]);
  await world.run(['rerun', '208', '--host', 'web01.example.com']);
  expect(hostsOf(209)).toEqual(['web01.example.com']);
  const otherHost = await world.run(['rerun', '208', '--host', 'db01.example.com']);
  expect(otherHost.code).toBe(5);
  expect(otherHost.stderr).toContain('job 208 did not run on db01.example.com. Nothing was sent');
  await world.run(['rerun', '208', '--succeeded']);
  expect(hostsOf(210)).toHaveLength(10);
});

test('a job whose hosts have not finished is not run again', async () => {
  await world.run(['run', '--command', 'sleep 600', ...web, '--detach']);
  const mark = world.server.requests.length;
  const ran = await world.run(['rerun', '208', '--failed']);
  expect(ran.code).toBe(9);
  expect(ran.stderr).toContain('12 hosts of job 208 have not finished. Nothing was sent');
  expect(posts(mark)).toEqual([]);
});

test('a job that ended a moment ago can be rerun although its own status still lags (trap 15)', async () => {
  await reopen({ world: worldWithFailures() });
  const first = await world.run(['run', '--command', 'echo work', ...web]);
  expect(first.code).toBe(3);
  const lagging = await world.run(['list', '--limit', '1', '--json']);
  expect(lagging.json.jobs[0]).toMatchObject({ id: 208, status: 'running', outcome: 'failed' });
  expect((await world.run(['rerun', '208', '--failed'])).code).toBe(3);
  expect(hostsOf(209)).toEqual(failing);
});

test('hidden inputs are not guessed: without a terminal their names are asked for, with the flag that gives them', async () => {
  const first = await world.run(
    [
      'run',
      '--template',
      'Set Password',
      '--host',
      'web01.example.com',
      '-i',
      'password=-',
      '-i',
      'login=root',
    ],
    { stdin: 's3cret' },
  );
  const id = /Job (\d+) started/.exec(first.stderr)?.[1] ?? '';
  expect(id, first.stderr).not.toBe('');
  const mark = world.server.requests.length;
  const ran = await world.run(['rerun', id, '--host', 'web01.example.com']);
  expect(ran.code).toBe(2);
  expect(ran.stderr).toMatch(
    /does not return the hidden input `password`.*Nothing was sent[\s\S]*--input password=@FILE/,
  );
  expect(posts(mark)).toEqual([]);
  const given = await world.run(
    ['rerun', id, '--host', 'web01.example.com', '-i', 'password=-', '--dry-run', '--json'],
    { stdin: 's3cret' },
  );
  expect(given.code, given.stderr).toBe(0);
  expect(given.json.request.body.job_invocation.inputs.password).toBe('*****');
  expect(given.stdout).not.toContain('s3cret');
});

test('hosts that were cancelled on purpose are not run again unasked', async () => {
  await world.run(['run', '--command', 'sleep 600', ...web, '--detach']);
  await world.run(['cancel', '208', '--yes', '--wait']);
  const mark = world.server.requests.length;
  const refused = await world.run(['rerun', '208', '--failed']);
  expect(refused.code).toBe(9);
  expect(refused.stderr).toMatch(
    /cancelled, perhaps on purpose. Nothing was sent[\s\S]*--include-cancelled/,
  );
  expect(posts(mark)).toEqual([]);
  const agreed = await world.run(['rerun', '208', '--failed', '--include-cancelled', '--detach']);
  expect(agreed.code).toBe(0);
  expect(hostsOf(209)).toHaveLength(12);
});

test('an orphan record has nothing to run again', async () => {
  const ran = await world.run(['rerun', '203', '--failed']);
  expect(ran.code).toBe(9);
  expect(ran.stderr).toContain('job 203 never started (orphan record)');
});

test.each([
  [['--failed', '--succeeded']],
  [['--failed', '--host', 'web01.example.com']],
  [['--only', 'error']],
  [['--effective-user', 'root']],
  [['--dry-run', '--follow']],
  [['--follow', '--detach']],
  [['--failed', '--only', 'broken']],
])('rerun 201 %j is refused, naming what contradicts, and nothing is sent', async (flags) => {
  const ran = await world.run(['rerun', '201', ...flags]);
  expect(ran.code).toBe(2);
  expect(ran.stderr).toMatch(/^rexctl: .*--/);
  expect(world.server.requests).toEqual([]);
});
