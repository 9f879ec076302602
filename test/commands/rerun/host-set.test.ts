import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  as,
  createdJob,
  echoWork,
  hostsOf,
  web,
  web01,
  worldWithTwoFailures,
  writes,
} from '../../world/job-requests.ts';
import { openWorld, type World } from '../../world/run.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld({ world: worldWithTwoFailures() });
});
afterEach(() => world.close());

const onTerminal = { terminal: { stdin: true, stderr: true } };

describe('which hosts are run again', () => {
  test('--dry-run names them with how each ended, and sends nothing', async () => {
    await world.run(echoWork);
    const mark = world.server.requests.length;
    const ran = await world.run(['rerun', '208', '--failed', '--dry-run']);
    expect(ran).toMatchObject({
      code: 0,
      stderr:
        'The server does not report whether job 208 used passwords. Pass them again if it did.\n',
    });
    expect(ran.stdout).toBe(
      'Would rerun job 208 (Run Command - Script Default) on 2 hosts:\n' +
        '  web04.example.com  failed\n' +
        '  web09.example.com  failed\n' +
        'Input command: echo work\n' +
        'User on the hosts: root\n' +
        'Host search of the job: id ^ (4,9)\n' +
        'Nothing was sent.\n',
    );
    expect(writes(world, mark)).toEqual([]);
  });

  test('--dry-run of all hosts shows the request of the server, and sends nothing', async () => {
    const ran = await world.run(['rerun', '201', '--dry-run', '--json']);
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(ran.json).toMatchObject({
      dry_run: true,
      request: { method: 'POST', path: '/api/job_invocations/201/rerun', body: {} },
    });
    expect(ran.json.hosts).toHaveLength(12);
    expect(writes(world)).toEqual([]);
  });

  test('cancelled hosts and hosts that never ran count as failed; --only distinguishes them', async () => {
    await world.run(['run', '--command', 'sleep 60', ...web, '--concurrency', '2', '--detach']);
    await world.clock.sleep(3000);
    await world.run(['cancel', '208', '--yes', '--wait']);
    const why = async (...only: string[]) => {
      const ran = await world.run(['rerun', '208', '--failed', ...only, '--dry-run', '--json']);
      return ran.json.hosts.map((host: { why: string }) => host.why);
    };
    expect(await why()).toEqual(['cancelled', 'cancelled', ...Array(10).fill('never ran')]);
    expect(await why('--only', 'cancelled')).toEqual(['cancelled', 'cancelled']);
    expect(await why('--only', 'never')).toEqual(Array(10).fill('never ran'));
    const mark = world.server.requests.length;
    const errors = await world.run(['rerun', '208', '--failed', '--only', 'error']);
    expect(errors).toMatchObject({ code: 0, stderr: '' });
    const never = await world.run(['rerun', '208', '--failed', '--only', 'never', '--detach']);
    expect(never).toMatchObject({ code: 0, stdout: '209\n' });
    expect(writes(world, mark)).toEqual(['POST /api/job_invocations']);
    expect(hostsOf(world, 209)).toHaveLength(10);
  });

  test('hosts that were cancelled are asked about on a terminal: no is 9, yes runs them', async () => {
    await world.run(['run', '--command', 'sleep 60', ...web01, '--detach']);
    await world.run(['cancel', '208', '--yes', '--wait']);
    const mark = world.server.requests.length;
    const no = await world.run(['rerun', '208', '--failed'], { ...onTerminal, stdin: 'n\n' });
    expect(no).toMatchObject({ code: 9, stdout: '' });
    expect(no.stderr).toMatch(
      /1 host was cancelled in job 208\. Rerun `sleep 60` on 1 host\? \[y\/N\]/,
    );
    expect(writes(world, mark)).toEqual([]);
    const yes = await world.run(['rerun', '208', '--failed', '--detach'], {
      ...onTerminal,
      stdin: 'y\n',
    });
    expect(yes).toMatchObject({ code: 0, stdout: '209\n' });
  });

  test('any job of a chain stands for the chain, and a rerun of a rerun keeps one marker', async () => {
    const marked = [...echoWork, '--description', 'rerun 7 of #1: nightly %{command}'];
    await world.run([...marked, '--max-hosts', '12']);
    for (const job of ['208', '@last:failed', '209'])
      await world.run(['rerun', job, '--failed', '--quiet']);
    const descriptions = [208, 209, 210, 211].map((id) => world.server.jobs.get(id)?.description);
    expect(descriptions).toEqual([
      'rerun 7 of #1: nightly echo work',
      'rerun 8 of #1: nightly echo work',
      'rerun 9 of #1: nightly echo work',
      'rerun 10 of #1: nightly echo work',
    ]);
  });

  test('limits, users and inputs of the first job are kept', async () => {
    await world.run([
      ...echoWork,
      ...['--concurrency', '6', '--random-order', '--effective-user', 'anna', '--ssh-user', 'ops'],
      ...['--execution-timeout', '90s', '--time-to-pickup', '10m'],
    ]);
    const mark = world.server.requests.length;
    await world.run(['rerun', '208', '--failed', '--detach']);
    expect(createdJob(world, mark)).toEqual({
      job_template_id: 100,
      targeting_type: 'static_query',
      search_query: 'id ^ (4,9)',
      inputs: { command: 'echo work' },
      description_format: 'rerun 1 of #208: Run echo work',
      concurrency_control: { concurrency_level: 6 },
      randomized_ordering: true,
      ssh: { effective_user: 'anna' },
      ssh_user: 'ops',
      execution_timeout_interval: 90,
      time_to_pickup: 600,
    });
  });

  test('a hidden input is asked for on a terminal and never shown (trap 60)', async () => {
    const first = ['run', '--template', 'Set Password', '-i', 'login=root', '-i', 'password=-'];
    await world.run([...first, ...web01, '--quiet'], { stdin: 'old' });
    const mark = world.server.requests.length;
    const ran = await world.run(['rerun', '208', ...web01, '--detach'], {
      ...onTerminal,
      stdin: 'n3w\n',
    });
    expect(ran).toMatchObject({ code: 0, stdout: '209\n' });
    expect(ran.stderr).toContain('Value of hidden input password: ');
    expect(ran.stderr).not.toContain('n3w');
    expect(createdJob(world, mark).inputs).toEqual({ login: 'root', password: 'n3w' });
  });
});

describe('a value that the server masks although the template does not hide it', () => {
  /** Since then the template was changed, or another has its name. */
  const startMasked = async () => {
    await world.run([
      'run',
      '--template',
      'Patch hosts',
      '-i',
      'packages=vim',
      ...web01,
      '--quiet',
    ]);
    Object.assign(world.server.jobs.get(208)?.inputs ?? {}, { packages: '*****' });
  };

  test('is no value: without a terminal it is named, and nothing is sent', async () => {
    await startMasked();
    const mark = world.server.requests.length;
    const ran = await world.run(['rerun', '208', ...web01]);
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toMatch(
      /does not return the hidden input `packages` of job 208. Nothing was sent\n {8}pass it again: --input packages=@FILE/,
    );
    expect(writes(world, mark)).toEqual([]);
  });

  test('is asked for on a terminal, and shown no more than a hidden one', async () => {
    await startMasked();
    const argv = ['rerun', '208', ...web01];
    const dry = await world.run([...argv, '--dry-run'], { ...onTerminal, stdin: 'vim\n' });
    expect(dry.stdout).toContain('Input packages: *****');
    const mark = world.server.requests.length;
    const ran = await world.run([...argv, '--detach'], { ...onTerminal, stdin: 'vim\n' });
    expect(ran).toMatchObject({ code: 0, stdout: '209\n' });
    expect(ran.stderr).toContain('Value of hidden input packages: ');
    expect(createdJob(world, mark).inputs).toEqual({ packages: 'vim' });
  });

  test('may be given in the clear, as the template has it', async () => {
    await startMasked();
    const mark = world.server.requests.length;
    const ran = await world.run(['rerun', '208', ...web01, '-i', 'packages=vim', '--detach']);
    expect(ran).toMatchObject({ code: 0, stdout: '209\n' });
    expect(createdJob(world, mark).inputs).toEqual({ packages: 'vim' });
  });
});

describe('a rerun of all hosts by the server', () => {
  test('on a host too many: cancelled, 9, the host is named (trap 2)', async () => {
    world.server.faults.targetWrongHosts = 'more';
    const ran = await world.run(['rerun', '201']);
    expect(ran).toMatchObject({ code: 9, stdout: '' });
    expect(ran.stderr).toMatch(
      /job 208 was created with hosts that were not intended: \S+\. A cancel of job 208 was sent/,
    );
    expect(writes(world)).toEqual([
      'POST /api/job_invocations/201/rerun',
      'POST /api/job_invocations/208/cancel',
    ]);
  });

  test('that never reaches the server: 8, and never sent again (trap 13)', async () => {
    world.server.faults.rules.push({
      method: 'POST',
      path: /rerun$/,
      effect: { kind: 'never_processed' },
    });
    const ran = await world.run(['rerun', '201']);
    expect(ran).toMatchObject({ code: 8, stdout: '' });
    expect(ran.stderr).toContain('The start was not repeated');
    expect(writes(world)).toEqual(['POST /api/job_invocations/201/rerun']);
  });

  test('whose job cannot be shown: 8, with the id that the server gave (trap 23)', async () => {
    const effect = { kind: 'answer', status: 502 } as const;
    const times = Number.POSITIVE_INFINITY;
    world.server.faults.rules.push({
      method: 'GET',
      path: '/api/job_invocations/208',
      times,
      effect,
    });
    const ran = await world.run(['rerun', '201']);
    expect(ran).toMatchObject({ code: 8, stdout: '' });
    expect(ran.stderr).toMatch(
      /job 208 was started, but[\s\S]*see its hosts: rexctl show 208 --hosts/,
    );
  });

  test('of a job without hosts is refused instead of started on nothing (trap 17)', async () => {
    const ran = await world.run(['rerun', '202']);
    expect(ran).toMatchObject({ code: 9, stdout: '' });
    expect(ran.stderr).toContain('job 202 has no hosts to rerun. Nothing was sent');
    const failed = await world.run(['rerun', '202', '--failed']);
    expect(failed).toMatchObject({
      code: 0,
      stdout: 'Job 202 has no hosts. Nothing to do.\n',
      stderr: '',
    });
    expect(writes(world)).toEqual([]);
  });

  test('of a job that waits for its time is refused', async () => {
    const ran = await world.run(['rerun', '207']);
    expect(ran).toMatchObject({ code: 9, stdout: '' });
    expect(ran.stderr).toContain('job 207 has not started yet. Nothing was sent');
    expect(writes(world)).toEqual([]);
  });

  test('by a user who may not: 4', async () => {
    world.server.world.users
      .find(({ login }) => login === 'viewer')
      ?.permissions.add('view_job_invocations');
    const ran = await world.run(['rerun', '204', '--failed', '--include-cancelled'], as('viewer'));
    expect(ran).toMatchObject({ code: 4, stdout: '' });
    expect(ran.stderr).toContain('create_job_invocations');
  });
});
