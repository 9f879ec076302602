import { afterEach, describe, expect, test } from 'vitest';
import { demoWorld, textScript, unreachableScript } from '../../../src/demo/http/server.ts';
import { as } from '../../world/job-requests.ts';
import { openWorld, type Ran, type World } from '../../world/run.ts';

let world: World;
afterEach(() => world.close());

const noRoute =
  'Error initializing command: RuntimeError - Could not establish connection to remote host using any available authentication method: ssh: connect to host <host> port 22: No route to host';

const terminal = { terminal: { stdout: true, columns: 100 } };

/**
 * Of web01 … web12 three cannot be reached, three have full disks, one is locked; the others
 * succeed.
 */
async function open(more: Parameters<typeof openWorld>[0] = {}): Promise<World> {
  const hosts = demoWorld();
  for (const n of ['01', '02', '03'])
    hosts.script(
      `web${n}.example.com`,
      unreachableScript(`ssh: connect to host web${n}.example.com port 22: No route to host`),
    );
  for (const [n, used] of [
    ['05', 97],
    ['07', 98],
    ['09', 99],
  ] as const)
    hosts.script(`web${n}.example.com`, textScript(['one\n', `disk ${used}% full\n`], { code: 3 }));
  hosts.script('web11.example.com', textScript(['locked\n'], { code: 100 }));
  for (const n of ['04', '06', '08', '10', '12'])
    hosts.script(`web${n}.example.com`, textScript(['done\n']));
  hosts.addUser({
    login: 'rita',
    password: 'rita-secret',
    roles: ['Remote Execution Manager'],
    seesHost: ({ name }) => !/web0[14]/.test(name),
  });
  world = await openWorld({ world: hosts, ...more });
  return world;
}

const work = ['run', '-c', 'work', '--search', 'name ~ web', '--quiet'];

function printed({ code, stdout, stderr }: Ran) {
  return { code, lines: [...stdout.trimEnd().split('\n'), ...stderr.trimEnd().split('\n')] };
}

describe('why', () => {
  test('folds failed hosts, largest group first, and says what to type next', async () => {
    await open();
    await world.run(work);
    const { code, stdout, stderr } = await world.run(['why', '208', '--no-color'], terminal);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.split('\n')).toEqual([
      'Job 208  ✘ failed  7 failed · 5 ok · 12 hosts',
      '',
      '✘ 3 hosts   unreachable   Error initializing… host <host> port 22: No route to host   web[01-03]',
      '✘ 3 hosts   exit 3        disk <n>% full                                              web[05,07,09]',
      '✘ 1 host    exit 100      locked                                                      web11',
      '  (host names without .example.com)',
      '',
      "  rexctl output 208 'web[01-03].example.com'             show the output of those 3 hosts",
      '  rexctl rerun 208 --failed --follow                     run again on those 7 hosts',
      '  rexctl rerun 208 --failed --only unreachable --follow  only on 3 of them',
      '',
    ]);
  });

  test('prints whole names in a pipe, separated by tabs', async () => {
    await open();
    await world.run(work);
    const ran = await world.run(['why', '208']);
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(ran.stdout.split('\n').map((line) => line.split('\t'))).toEqual([
      ['Job 208', 'failed', '7 failed, 5 ok, 12 hosts'],
      ['3 hosts', 'unreachable', noRoute, 'web[01-03].example.com'],
      ['3 hosts', 'exit 3', 'disk <n>% full', 'web[05,07,09].example.com'],
      ['1 host', 'exit 100', 'locked', 'web11.example.com'],
      [''],
    ]);
  });

  test('is a document with every host', async () => {
    await open();
    await world.run(work);
    const { code, json } = await world.run(['why', '208', '--json']);
    expect(code).toBe(0);
    expect(json).toMatchObject({
      job: { id: 208, outcome: 'failed' },
      outcome: 'failed',
      reason: null,
      host_counts: { total: 12, succeeded: 5, failed: 7, never_ran: 0, cancelled: 0, hidden: 0 },
      complete: true,
    });
    expect(json.groups).toEqual([
      {
        kind: 'unreachable',
        exit_code: null,
        message: noRoute,
        count: 3,
        hosts: [1, 2, 3].map((id) => ({ id, name: `web0${id}.example.com` })),
      },
      {
        kind: 'exit',
        exit_code: 3,
        message: 'disk <n>% full',
        count: 3,
        hosts: [5, 7, 9].map((id) => ({ id, name: `web0${id}.example.com` })),
      },
      {
        kind: 'exit',
        exit_code: 100,
        message: 'locked',
        count: 1,
        hosts: [{ id: 11, name: 'web11.example.com' }],
      },
    ]);
  });

  test('is a record for each group as CSV, a line for each as NDJSON', async () => {
    await open();
    await world.run(work);
    const csv = await world.run(['why', '208', '--format', 'csv']);
    expect(csv.stdout.split('\n')).toEqual([
      'count,kind,exit_code,message,hosts',
      `3,unreachable,,${noRoute},web[01-03].example.com`,
      '3,exit,3,disk <n>% full,"web[05,07,09].example.com"',
      '1,exit,100,locked,web11.example.com',
      '',
    ]);
    const { stdout } = await world.run(['why', '208', '--format', 'ndjson']);
    const rows = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(rows[0]).toMatchObject({ type: 'job', outcome: 'failed', complete: true });
    expect(rows.slice(1)).toMatchObject([
      { type: 'group', group: { kind: 'unreachable', count: 3 } },
      { type: 'group', group: { kind: 'exit', exit_code: 3, count: 3 } },
      { type: 'group', group: { kind: 'exit', exit_code: 100, hosts: [{ id: 11 }] } },
    ]);
  });

  test('reads the output of failed hosts only, each once', async () => {
    await open();
    await world.run(work);
    const mark = world.server.requests.length;
    await world.run(['why', '208', '--quiet']);
    const read = world
      .requestsSince(mark)
      .filter((request) => /outputs?$|hosts\/\d+/.test(request));
    expect(read.length).toBeLessThanOrEqual(7);
  });

  test('of named hosts shows these alone', async () => {
    await open();
    await world.run(work);
    const { code, stdout } = await world.run(
      ['why', '208', 'web[01-04,11]', '--no-color'],
      terminal,
    );
    expect(code).toBe(0);
    expect(stdout.split('\n')).toEqual([
      'Job 208  ✘ failed  4 failed · 1 ok · 5 of 12 hosts',
      '',
      '✘ 3 hosts   unreachable   Error initializing …to host <host> port 22: No route to host   web[01-03]',
      '✘ 1 host    exit 100      locked                                                         web11',
      '  (host names without .example.com)',
      '',
      "  rexctl output 208 'web[01-03].example.com'                    show the output of those 3 hosts",
      "  rexctl rerun 208 --host 'web[01-03,11].example.com' --follow  run again on those 4 hosts",
      '',
    ]);
    const { json } = await world.run(['why', '208', 'web04', '--json', '--exit-status']);
    expect(json).toMatchObject({ outcome: 'succeeded', groups: [], host_counts: { total: 1 } });
  });

  test('exits with the result where that was asked for', async () => {
    await open();
    await world.run(work);
    expect(await world.run(['why', '208', '--exit-status'])).toMatchObject({ code: 3 });
    expect(await world.run(['why', '208', 'web04', '--exit-status'])).toMatchObject({ code: 0 });
  });

  test('prints every group and every host with --all', async () => {
    await open();
    await world.run(work);
    const { stdout } = await world.run(['why', '208', '--all', '--no-color'], {
      terminal: { stdout: true, columns: 40 },
    });
    expect(stdout.split('\n')).toEqual([
      'Job 208  ✘ failed  7 failed · 5 ok · 12 hosts',
      '',
      '✘ 3 hosts   unreachable',
      '  Error initializing command:',
      '  RuntimeError - Could not establish',
      '  connection to remote host using any',
      '  available authentication method: ssh:',
      '  connect to host <host> port 22: No',
      '  route to host',
      '  web[01-03]',
      '✘ 3 hosts   exit 3',
      '  disk <n>% full',
      '  web[05,07,09]',
      '✘ 1 host    exit 100',
      '  locked',
      '  web11',
      '  (host names without .example.com)',
      '',
      "  rexctl output 208 'web[01-03].example.com'             show the output of those 3 hosts",
      '  rexctl rerun 208 --failed --follow                     run again on those 7 hosts',
      '  rexctl rerun 208 --failed --only unreachable --follow  only on 3 of them',
      '',
    ]);
  });

  test('is bounded by the height of the terminal', async () => {
    const hosts = demoWorld();
    hosts.behavior = ({ id }) => textScript(['stopped\n'], { code: id });
    hosts.addHosts(30, 'big#.example.com');
    world = await openWorld({ world: hosts });
    await world.run(['run', '-c', 'work', '--search', 'id > 0', '--quiet', '--yes']);
    const { stdout } = await world.run(['why', '208', '--no-color'], terminal);
    const lines = stdout.split('\n');
    expect(lines).toHaveLength(29);
    expect(lines.slice(21, -1)).toEqual([
      '✘ 1 host   exit 36   stopped   big17',
      '✘ 1 host   exit 37   stopped   big18',
      '  and 28 more groups of 28 hosts; see all: rexctl why 208 --all',
      '  (host names without .example.com)',
      '',
      '  rexctl output 208 app01.example.com  show the output of that host',
      '  rexctl rerun 208 --failed --follow   run again on those 49 hosts',
    ]);
    const all = await world.run(['why', '208', '--all', '--no-color'], terminal);
    expect(all.stdout.match(/^✘ 1 host /gm)).toHaveLength(49);
  });

  test('is harmless whatever hosts print', async () => {
    const hosts = demoWorld();
    hosts.behavior = () =>
      textScript(['\u001b]0;owned\u0007\u001b[2Jbad\tword\u202e\n'], { code: 1 });
    world = await openWorld({ world: hosts });
    await world.run(work);
    const { stdout } = await world.run(['why', '208', '--no-color'], terminal);
    expect(stdout.split('\n')).toEqual([
      'Job 208  ✘ failed  12 failed',
      '',
      '✘ 12 hosts   exit 1   bad word<U+202E>   web[01-12]',
      '  (host names without .example.com)',
      '',
      "  rexctl output 208 'web[01-12].example.com'  show the output of those 12 hosts",
      '  rexctl rerun 208 --failed --follow          run again on those 12 hosts',
      '',
    ]);
  });
});

describe('why, of a job', () => {
  const shown = async (...argv: string[]) => {
    return printed(await world.run(['why', '208', '--no-color', ...argv], terminal));
  };

  test('that succeeded', async () => {
    await open();
    await world.run(['run', '-c', 'true', '--host', 'web04', '--quiet']);
    expect(await shown()).toEqual({
      code: 0,
      lines: ['Job 208  ✔ succeeded  1 ok', 'No host failed.', ''],
    });
  });

  test('that runs: what failed so far', async () => {
    const hosts = demoWorld();
    hosts.script('web02.example.com', textScript(['bad\n'], { code: 1 }));
    world = await openWorld({ world: hosts });
    await world.run(['run', '-c', 'sleep 600', '--search', 'name ~ web', '--detach', '--quiet']);
    await world.clock.sleep(8_000);
    expect(await shown()).toEqual({
      code: 0,
      lines: [
        'Job 208  ● running  1 failed · 11 unfinished · 12 hosts',
        '',
        '✘ 1 host   exit 1   bad   web02',
        '  so far: 11 hosts have not finished',
        '  (host names without .example.com)',
        '',
        '  rexctl output 208 web02.example.com  show the output of that host',
        '  rexctl watch 208                     follow the job',
        '',
      ],
    });
    expect(await shown('--exit-status')).toMatchObject({ code: 8 });
  });

  test('that was cancelled: hosts that failed, never ran and were cancelled, in this order', async () => {
    const hosts = demoWorld();
    hosts.script('web01.example.com', textScript(['bad\n'], { code: 1 }));
    world = await openWorld({ world: hosts });
    const many = ['--search', 'name ~ web', '--concurrency', '3', '--detach', '--quiet'];
    await world.run(['run', '-c', 'sleep 600', ...many]);
    await world.clock.sleep(8_000);
    await world.run(['cancel', '208', '--yes']);
    await world.clock.sleep(60_000);
    expect(await shown()).toEqual({
      code: 0,
      lines: [
        'Job 208  ✘ failed  1 failed · 9 never ran · 2 cancelled · 12 hosts',
        '',
        '✘ 1 host    exit 1      bad   web01',
        '∅ 9 hosts   never ran         web[04-12]',
        '⊘ 2 hosts   cancelled         web[02-03]',
        '  (host names without .example.com)',
        '',
        '  rexctl output 208 web01.example.com                  show the output of that host',
        '  rexctl rerun 208 --failed --follow                   run again on those 12 hosts',
        '  rexctl rerun 208 --failed --only never_ran --follow  only on 9 of them',
        '',
      ],
    });
  });

  test('that is scheduled', async () => {
    await open();
    await world.run(['run', '-c', 'true', '--search', 'name ~ web', '--at', 'in 3h', '--quiet']);
    expect(await shown()).toEqual({
      code: 0,
      lines: [
        'Job 208  ◷ scheduled  12 unfinished',
        'It has not started yet.',
        '',
        '  rexctl watch 208  follow the job',
        '',
      ],
    });
  });

  test('that is paused', async () => {
    await open({ faults: { pausedTask: true } });
    await world.run(['run', '-c', 'work', '--search', 'name ~ web', '--detach', '--quiet']);
    await world.clock.sleep(60_000);
    expect(await shown()).toEqual({
      code: 0,
      lines: [
        'Job 208  ‖ paused  4 failed · 6 unfinished · 2 ok · 12 hosts',
        '',
        '✘ 3 hosts   unreachable   Error initializing …to host <host> port 22: No route to host   web[01-03]',
        '✘ 1 host    exit 3        disk 97% full                                                  web05',
        '  so far: 6 hosts have not finished',
        '  (host names without .example.com)',
        '',
        "  rexctl output 208 'web[01-03].example.com'  show the output of those 3 hosts",
        '  rexctl resume 208                           resume the job',
        '',
      ],
    });
  });

  test('without hosts, and of an orphan record', async () => {
    await open();
    const none = await world.run(['why', '202', '--no-color'], terminal);
    const orphan = await world.run(['why', '203', '--no-color'], terminal);
    expect([none, orphan].map(printed)).toEqual([
      {
        code: 0,
        lines: ['Job 202  ∅ no hosts', 'No host matched when it started, so nothing ran.', ''],
      },
      {
        code: 0,
        lines: [
          'Job 203  ⚠ broken',
          'It never started: the server has only an orphan record of it.',
          '',
        ],
      },
    ]);
  });

  test('with hosts that are hidden: they are counted, and the answer is incomplete', async () => {
    await open();
    await world.run(work);
    const ran = await world.run(['why', '208', '--no-color'], { ...terminal, ...as('rita') });
    expect(printed(ran)).toEqual({
      code: 8,
      lines: [
        'Job 208  ✘ failed  6 failed · 4 ok · 2 not visible to you · 12 hosts',
        '',
        '✘ 3 hosts   exit 3        disk <n>% full                                              web[05,07,09]',
        '✘ 2 hosts   unreachable   Error initializing… host <host> port 22: No route to host   web[02-03]',
        '✘ 1 host    exit 100      locked                                                      web11',
        '  (host names without .example.com)',
        '',
        "  rexctl output 208 'web[05,07,09].example.com'          show the output of those 3 hosts",
        '  rexctl rerun 208 --failed --follow                     run again on those 6 hosts',
        '  rexctl rerun 208 --failed --only unreachable --follow  only on 2 of them',
        'rexctl: the answer is incomplete: job 208 has 2 hosts (ids 1, 4) that are deleted or not visible to you',
      ],
    });
  });

  test('whose only failed host is hidden: nobody claims that no host failed', async () => {
    await open();
    await world.run(['run', '-c', 'work', '--host', 'web[01,06]', '--quiet']);
    const ran = await world.run(['why', '208', '--no-color'], { ...terminal, ...as('rita') });
    expect(printed(ran)).toEqual({
      code: 8,
      lines: [
        'Job 208  ✘ failed  1 ok · 1 not visible to you · 2 hosts',
        'No visible host failed.',
        'rexctl: the answer is incomplete: job 208 has 1 host (id 1) that is deleted or not visible to you',
      ],
    });
  });

  test('whose hidden hosts all succeeded: nothing is missing', async () => {
    await open();
    await world.run(['run', '-c', 'work', '--host', 'web[04-05]', '--quiet']);
    const ran = await world.run(['why', '208', '--no-color'], { ...terminal, ...as('rita') });
    expect(printed(ran)).toEqual({
      code: 0,
      lines: [
        'Job 208  ✘ failed  1 failed · 1 not visible to you · 2 hosts',
        '',
        '✘ 1 host   exit 3   disk 97% full   web05.example.com',
        '',
        '  rexctl output 208 web05.example.com  show the output of that host',
        '  rexctl rerun 208 --failed --follow   run again on that host',
        'job 208 has 1 host (id 4) that is deleted or not visible to you; it succeeded',
      ],
    });
  });

  test('whose output stays unfinished: what could not be read is named', async () => {
    await open({ faults: {} });
    await world.run(work);
    world.server.faults.neverComplete = true;
    const ran = await world.run(['why', '208', 'web[04-05]', '--no-color'], terminal);
    expect(printed(ran)).toEqual({
      code: 8,
      lines: [
        'Job 208  ✘ failed  1 failed · 1 ok · 2 of 12 hosts',
        '',
        '✘ 1 host   failed   disk 97% full   web05',
        '  (host names without .example.com)',
        '',
        '  rexctl output 208 web05.example.com                 show the output of that host',
        '  rexctl rerun 208 --host web05.example.com --follow  run again on that host',
        'rexctl: the answer is incomplete: not all output of web05.example.com could be read',
      ],
    });
  });
});
