import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openWorld, type World } from '../../world/run.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

const web01 = ['--host', 'web01.example.com'];
const web = ['--search', 'name ~ web'];

// biome-ignore lint/suspicious/noExplicitAny: bodies of any shape
function bodies(mark = 0): any[] {
  return world.server.requests
    .slice(mark)
    .filter(({ method }) => method === 'POST')
    .map(({ body }) => body);
}

function newJob(mark = 0) {
  expect(bodies(mark)).toHaveLength(1);
  return bodies(mark)[0].job_invocation;
}

describe('what is sent', () => {
  test('--command: the run-command template by id, the hosts by id, values as strings, hosts left out of the answer (traps 28, 56)', async () => {
    const ran = await world.run(['run', '--command', 'echo a=b', ...web01]);
    expect(ran.code).toBe(0);
    expect(bodies()).toEqual([
      {
        include_hosts: false,
        job_invocation: {
          job_template_id: 100,
          targeting_type: 'static_query',
          search_query: 'id ^ (1)',
          inputs: { command: 'echo a=b' },
        },
      },
    ]);
  });

  test.each([
    ['-i', 'packages=a=b', 'a=b', undefined],
    ['-i', 'packages=@@at', '@at', undefined],
    ['-i', 'packages=-', 'first\nsecond\n', 'first\nsecond\n'],
    ['-i', 'packages=["a"]', '["a"]', undefined],
    ['-i', 'packages=', '', undefined],
  ])('an input %s %s arrives as it was given (trap 57)', async (flag, input, expected, stdin) => {
    const ran = await world.run(
      ['run', '--template', 'Patch hosts', flag, input, ...web01, '--detach'],
      {
        ...(stdin === undefined ? {} : { stdin }),
      },
    );
    expect(ran.code, ran.stderr).toBe(0);
    expect(newJob().inputs).toEqual({ packages: expected });
  });

  test('--search is resolved here and sent as ids; with --dynamic the search itself is sent', async () => {
    await world.run(['run', '--command', 'true', ...web, '--detach']);
    expect(newJob()).toMatchObject({
      targeting_type: 'static_query',
      search_query: 'id ^ (1,2,3,4,5,6,7,8,9,10,11,12)',
    });
    const mark = world.server.requests.length;
    const dynamic = await world.run(['run', '--command', 'true', ...web, '--dynamic', '--detach']);
    expect(newJob(mark)).toMatchObject({
      targeting_type: 'dynamic_query',
      search_query: 'name ~ web',
    });
    expect(dynamic.stderr).toContain('The server evaluates the search again when the job starts');
  });

  test('limits, users and a literal description', async () => {
    await world.run([
      ...['run', '--command', 'true', ...web, '--detach', '--concurrency', '3', '--random-order'],
      ...[
        '--effective-user',
        'anna',
        '--ssh-user',
        'ops',
        '--execution-timeout',
        '90s',
        '--time-to-pickup',
        '10m',
      ],
      ...['--description', 'so %{command} much'],
    ]);
    expect(newJob()).toMatchObject({
      concurrency_control: { concurrency_level: 3 },
      randomized_ordering: true,
      ssh: { effective_user: 'anna' },
      ssh_user: 'ops',
      execution_timeout_interval: 90,
      time_to_pickup: 600,
      description_format: 'so %{command} much',
    });
  });

  test('--dry-run shows hosts and request and sends nothing', async () => {
    const ran = await world.run(['run', '--command', 'true', ...web, '--dry-run']);
    expect(ran.code).toBe(0);
    expect(ran.stdout).toMatch(
      /^Would run Run Command - Script Default on 12 hosts:\n {2}web01\.example\.com\n/,
    );
    expect(ran.stdout).toMatch(/Nothing was sent\.\n$/);
    expect(bodies()).toEqual([]);
  });

  test('--dry-run shows how the job would run', async () => {
    const how = ['--ssh-user', 'ops', '--effective-user', 'anna', '--concurrency', '3'];
    const limits = ['--random-order', '--execution-timeout', '90m', '--dry-run'];
    const ran = await world.run(['run', '--command', 'true', ...web, ...how, ...limits]);
    expect(ran.stdout).toContain(
      [
        'Input command: true',
        'User on the hosts: anna',
        'SSH user: ops',
        'Hosts at a time: 3',
        'Order of the hosts: random',
        'Time limit for each host: 1 h 30 min',
        '',
      ].join('\n'),
    );
    expect(bodies()).toEqual([]);
  });
});

describe('nothing is sent', () => {
  const command = ['run', '--command', 'true'];
  test.each<readonly [argv: readonly string[], code: number, stderr: RegExp]>([
    [
      [...command, '--search', 'name = nobody'],
      9,
      /no host matches `name = nobody`\. Nothing was sent/,
    ],
    [[...command, '--search', ''], 2, /the search is empty/],
    [[...command, '--search', 'name = '], 2, /name =/],
    [[...command, '--search', '(name ~ a'], 2, /.+/],
    [[...command, '--search', 'nme = a'], 2, /'nme' not recognized/],
    [
      [...command, '--host', 'nobody.example.com'],
      5,
      /no host `nobody\.example\.com`, or not visible to you\. Nothing was sent/,
    ],
    [[...command, '--host', ''], 2, /--host/],
    [[...command, '--bookmark', 'nothing like it'], 5, /nothing like it/],
    [[...command, ...web, '--max-hosts', '5'], 9, /12 hosts.*5/s],
    [[...command, ...web, '--expect-hosts', '13'], 9, /12 hosts.*13/s],
    [command, 2, /--host/],
    [['run', ...web], 2, /--command/],
    [[...command, '--template', 'Patch hosts', ...web], 2, /--command.*--template/],
    [[...command, ...web, ...web01], 2, /--(host|search).*--(host|search)/],
    [[...command, '--feature', 'x', ...web], 2, /--command.*--feature/],
    [
      ['run', '--template', 'Patch hosts', '-i', 'pakages=x', ...web],
      2,
      /unknown input `pakages`.*did you mean `packages`/,
    ],
    [['run', '--template', 'Patch hots', ...web], 5, /Patch hots/],
    [['run', '--template', 'Set Password', ...web, '-i', 'login=root'], 2, /password/],
    [['run', '--template', 'Patch hosts', '-i', 'packages', ...web], 2, /packages/],
    [
      ['run', '--template', 'Patch hosts', '-i', 'packages=@/does/not/exist', ...web],
      2,
      /no such file/,
    ],
    [[...command, ...web, '--follow', '--detach'], 2, /--follow.*--detach/],
    [[...command, ...web, '--concurrency', '0'], 2, /--concurrency/],
    [[...command, ...web, '--execution-timeout', 'soon'], 2, /soon/],
    [['run', '--feature', 'no_such_feature', ...web], 5, /no_such_feature/],
  ])('rexctl %j', async (argv, code, stderr) => {
    const ran = await world.run(argv);
    expect(ran.stderr).toMatch(stderr);
    expect(ran.code).toBe(code);
    expect(ran.stdout).toBe('');
    expect(bodies()).toEqual([]);
  });

  test('a user who may not run jobs is shown which permission is missing', async () => {
    const ran = await world.run([...command, ...web], {
      env: { REXCTL_USER: 'viewer', REXCTL_TOKEN: 'viewer-secret' },
    });
    expect(ran.code).toBe(4);
    expect(ran.stderr).toContain('create_job_invocations');
    expect(Math.max(...world.server.jobs.keys())).toBe(207);
  });
});

describe('what the server made of it', () => {
  test('a host too many: cancelled before it is reported, also with --detach (trap 2)', async () => {
    world.server.faults.targetWrongHosts = 'more';
    const ran = await world.run(['run', '--command', 'sleep 60', ...web01, '--detach']);
    expect(ran).toMatchObject({ code: 9, stdout: '' });
    expect(ran.stderr).toMatch(
      /job 208 was created with hosts that were not intended: .*\. A cancel of job 208 was sent/,
    );
    expect(world.requestsSince(0).filter((request) => request.endsWith('/cancel'))).toHaveLength(1);
  });

  test('a host too many of a job that is still being planned: those not begun with are spared', async () => {
    world.server.faults.targetWrongHosts = 'more';
    world.server.world.timing.planMs = 500;
    const ran = await world.run(['run', '--command', 'sleep 60', ...web, '--detach']);
    expect(ran).toMatchObject({ code: 9, stdout: '' });
    await world.clock.sleep(60_000);
    const begun = [...(world.server.jobs.get(208)?.runs.values() ?? [])];
    expect(begun.length).toBeLessThanOrEqual(4);
  });

  test('a host too few: named, and the job, though it succeeds, is not called a success', async () => {
    world.server.faults.targetWrongHosts = 'fewer';
    const ran = await world.run(['run', '--command', 'true', ...web]);
    expect(ran.code).toBe(3);
    expect(ran.stderr).toContain('the server left web12.example.com out of job 208');

    const events = await world.run(['run', '--command', 'true', ...web, '--format', 'ndjson']);
    const last = JSON.parse(events.stdout.trimEnd().split('\n').at(-1) ?? '');
    expect(events.code).toBe(3);
    expect(last).toMatchObject({
      type: 'summary',
      exit_code: 3,
      reason: 'the server left out web12.example.com',
    });
  });
});

describe('waiting', () => {
  test('one line for each change in a pipe, and the exit code of the job', async () => {
    const ran = await world.run([
      'run',
      '--command',
      'exit 3',
      '--host',
      'web01.example.com',
      '--host',
      'web02.example.com',
    ]);
    expect(ran.code).toBe(3);
    const lines = ran.stdout
      .trimEnd()
      .split('\n')
      .map((line) => line.split('\t').slice(1));
    expect(lines[0]).toEqual(['job 208', 'running', 'Run exit 3, 2 hosts']);
    expect(lines).toContainEqual(['web02.example.com', 'failed', 'exit 3']);
    expect(lines.at(-1)).toEqual(['job 208', 'failed', '2 failed']);
  });

  test('is over when the last host is, not when the status follows (trap 15)', async () => {
    const before = world.clock.now();
    const ran = await world.run(['run', '--command', 'sleep 20', ...web01]);
    expect(ran.code).toBe(0);
    const ended = [...(world.server.jobs.get(208)?.runs.values() ?? [])][0]?.task.ended_at ?? 0;
    expect(ended - before).toBeGreaterThan(20_000);
    expect(world.clock.now() - ended).toBeLessThanOrEqual(1000);
    expect(world.server.jobs.get(208)?.task?.state).toBe('running');
  });

  test('watching costs no call of a smart proxy (trap 44)', async () => {
    await world.run(['run', '--command', 'sleep 300', ...web]);
    expect(world.server.proxyCalls).toBe(0);
  });

  test('a terminal gets a live view and a last word with the next command', async () => {
    const ran = await world.run(['run', '--command', 'exit 3', ...web01], {
      terminal: { stdout: true, stderr: true },
    });
    expect(ran.code).toBe(3);
    expect(ran.stdout + ran.stderr).toMatch(/Job 208: 1 host failed/);
    expect(ran.stdout + ran.stderr).toContain('rexctl rerun 208 --failed --follow');
  });

  test('--quiet: nothing on success; failures in one line each', async () => {
    const fine = await world.run(['run', '--command', 'true', ...web01, '--quiet']);
    expect(fine).toMatchObject({ code: 0, stdout: '', stderr: '' });
    const bad = await world.run(['run', '--command', 'exit 3', ...web01, '--quiet']);
    expect(bad.code).toBe(3);
    expect(bad.stderr).toMatch(/web01\.example\.com/);
  });

  test('Ctrl-C while the start is under way waits for the id, then leaves the job running', async () => {
    world.server.faults.rules.push({
      method: 'POST',
      path: '/api/job_invocations',
      effect: { kind: 'slow', ms: 3000 },
    });
    const ran = await world.run(['run', '--command', 'sleep 60', ...web01], {
      onStart: (interrupts) => void world.clock.sleep(1000).then(() => interrupts.press('SIGINT')),
    });
    expect(ran.code).toBe(130);
    expect(ran.stderr).toContain('return with: rexctl watch 208');
    expect(world.server.jobs.get(208)?.cancel_requested).toBe(false);
  });
});
