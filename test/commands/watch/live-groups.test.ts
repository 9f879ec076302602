import { stripVTControlCharacters } from 'node:util';
import { afterEach, describe, expect, test } from 'vitest';
import {
  type DemoFaults,
  type DemoWorld,
  demoWorld,
  largeWorld,
  textScript,
} from '../../../src/demo/http/server.ts';
import { as, echoWork, worldWithHiddenHosts } from '../../world/job-requests.ts';
import { openWorld, type RunOptions, type World } from '../../world/run.ts';

let world: World;
afterEach(() => world.close());

const web = ['-c', 'work', '--search', 'hostgroup = web'];
const bothTerminals = { stdout: true, stderr: true } as const;

/** Of twelve hosts two fail alike, one otherwise; all print their own name. */
async function open(
  faults: Partial<DemoFaults> = {},
  change: (demo: DemoWorld) => void = () => undefined,
): Promise<void> {
  const demo = demoWorld();
  for (let at = 1; at <= 12; at++) {
    const name = `web${String(at).padStart(2, '0')}.example.com`;
    demo.script(name, textScript([`this is ${name}\n`, 'active\n'], { everyMs: 500 }));
  }
  demo.script('web03.example.com', textScript(['disk full\n'], { code: 28 }));
  demo.script('web07.example.com', textScript(['disk full\n'], { code: 28 }));
  demo.script('web05.example.com', textScript(['inactive\n'], { code: 3 }));
  change(demo);
  world = await openWorld({ world: demo, faults });
}

const groups = [
  '2 hosts\texit 28\tweb[03,07].example.com\n  disk full\n',
  '1 host\texit 3\tweb05.example.com\n  inactive\n',
  '9 hosts\texit 0\tweb[01-02,04,06,08-12].example.com\n  this is <host>\n  active\n',
].join('');

// biome-ignore lint/suspicious/noExplicitAny: events of any shape
function eventsOf(stdout: string): any[] {
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

describe('groups at the end', () => {
  test.each([
    ['run', ['run', ...web, '--group']],
    ['run --follow', ['run', ...web, '--follow', '--group']],
    ['rerun', ['rerun', '201', '--group']],
    ['rerun of named hosts', ['rerun', '201', '--host', 'web[01-12].example.com', '--group']],
  ])(
    '%s: progress on standard error, the groups of `output --group` on standard output',
    async (_, argv) => {
      await open();
      const ran = await world.run([...argv, '--mask', 'host']);
      expect([ran.code, ran.stdout], ran.stderr).toEqual([3, groups]);
      expect(ran.stderr).toContain('return with: rexctl output 208 --follow --group --mask host\n');
      expect(ran.stderr).toMatch(/Z\tweb05\.example\.com\tfailed\texit 3\n/);
      expect(ran.stderr).toMatch(/Z\tjob 208\tfailed\t3 failed, 9 ok\n$/);
      const snapshot = await world.run(['output', '208', '--group', '--mask', 'host']);
      expect(snapshot.stdout).toBe(ran.stdout);
    },
  );

  test.each([
    ['watch', ['watch', '208', '--group']],
    ['output --follow', ['output', '208', '--follow', '--group']],
  ])('%s ends in the same groups, with the exit code that it has without them', async (_, argv) => {
    await open();
    await world.run(['run', ...web, '--detach']);
    const ran = await world.run([...argv, '--mask', 'host']);
    expect([ran.code, ran.stdout], ran.stderr).toEqual([3, groups]);
    const again = await world.run([...argv, '--mask', 'host']);
    expect([again.code, again.stdout], again.stderr).toEqual([3, groups]);
  });

  test('a follow of named hosts has their groups and their result', async () => {
    await open();
    await world.run(['run', ...web, '--detach']);
    const named = ['output', '208', 'web01', 'web02', '--follow', '--group', '--mask', 'host'];
    const ran = await world.run(named);
    expect([ran.code, ran.stdout]).toEqual([
      0,
      '2 hosts\texit 0\tweb[01-02].example.com\n  this is <host>\n  active\n',
    ]);
  });

  test('no smart proxy is asked, and the output of each host is read once', async () => {
    await open();
    const calls = world.server.proxyCalls;
    const mark = world.server.requests.length;
    expect((await world.run(['run', ...web, '--group'])).code).toBe(3);
    expect(world.server.proxyCalls).toBe(calls);
    const reads = world.requestsSince(mark).filter((one) => /\/hosts\/\d+$/.test(one));
    expect(new Set(reads).size).toBe(reads.length);
  });

  test.each([
    ['--grep', ['--grep', 'full|this']],
    ['--exclude', ['--exclude', 'active']],
    ['--tail', ['--tail', '1']],
    ['--stream', ['--stream', 'stdout']],
    ['--since', ['--since', '1h']],
  ])('%s chooses lines as in output --group', async (_, flags) => {
    await open();
    await world.run(['run', ...web, '--detach']);
    const lines = ['--group', '--mask', 'host', ...flags];
    const followed = await world.run(['output', '208', '--follow', ...lines]);
    const snapshot = await world.run(['output', '208', ...lines]);
    expect(followed.stdout).toBe(snapshot.stdout);
    expect(followed.stdout).not.toBe('');
  });

  test('hosts without a matching line are counted', async () => {
    await open();
    await world.run(['run', ...web, '--detach']);
    const ran = await world.run(['output', '208', '--follow', '--group', '--grep', 'full']);
    expect(ran.stdout).toBe('2 hosts\texit 28\tweb[03,07].example.com\n  disk full\n');
    expect(ran.stderr).toContain('rexctl: No line matches on 10 of 12 hosts.\n');
  });

  test('a host that could not be reached has what the server reports as its output', async () => {
    await open();
    const argv = ['run', '-c', 'true', '--host', 'db[01-03].example.com', '--group'];
    const ran = await world.run(argv);
    const snapshot = await world.run(['output', '208', '--group']);
    expect(ran.stdout).toBe(snapshot.stdout);
  });
});

describe('formats', () => {
  test('--json: one document with the groups of output --group, the hosts and the summary', async () => {
    await open();
    const { code, json } = await world.run(['run', ...web, '--group', '--mask', 'host', '--json']);
    const snapshot = await world.run(['output', '208', '--group', '--mask', 'host', '--json']);
    expect(code).toBe(3);
    expect(Object.keys(json)).toEqual(['schema', 'job', 'hosts', 'groups', 'warnings', 'summary']);
    expect(json.groups).toEqual(snapshot.json.groups);
    expect(json.hosts).toHaveLength(12);
    expect(json.hosts[0]).not.toHaveProperty('output');
    expect(json.summary).toMatchObject({ outcome: 'failed', exit_code: 3, ungrouped_hosts: 0 });
  });

  test('--fields chooses from the groups, or from the document', async () => {
    await open();
    const run = ['run', ...web, '--group', '--mask', 'host', '--json', '--fields'];
    const { json } = await world.run([...run, 'count,output']);
    expect(json.groups.map((one: object) => Object.keys(one))).toEqual([
      ['count', 'output'],
      ['count', 'output'],
      ['count', 'output'],
    ]);
    const whole = await world.run([...run, 'summary.outcome']);
    expect(whole.json.summary).toEqual({ outcome: 'failed' });
    const wrong = await world.run([...run, 'nonsense']);
    expect([wrong.code, wrong.stdout]).toEqual([2, '']);
  });

  test('ndjson: events without lines, then a group each, then the summary', async () => {
    await open();
    const argv = ['run', ...web, '--group', '--mask', 'host', '--format', 'ndjson'];
    const { code, stdout } = await world.run(argv);
    const events = eventsOf(stdout);
    const types = events.map(({ type }) => type);
    expect(code).toBe(3);
    expect(types).not.toContain('output');
    expect(types.slice(-4)).toEqual(['group', 'group', 'group', 'summary']);
    expect(events.at(-4)).toMatchObject({
      job_id: 208,
      count: 2,
      status: 'failed',
      exit_code: 28,
      reason: 'exit 28',
      hosts: [
        { id: 3, name: 'web03.example.com' },
        { id: 7, name: 'web07.example.com' },
      ],
      output: 'disk full\n',
    });
    expect(events.at(-1)).toMatchObject({ exit_code: 3, ungrouped_hosts: 0 });
  });

  test('csv has a record for each group, yaml the document', async () => {
    await open();
    const run = ['run', ...web, '--group', '--mask', 'host', '--format'];
    const csv = await world.run([...run, 'csv']);
    expect(csv.stdout.split('\n').slice(0, 3)).toEqual([
      'count,status,exit_code,hosts,output',
      '2,failed,28,"web[03,07].example.com","disk full',
      '"',
    ]);
    const yaml = await world.run([...run, 'yaml']);
    expect(yaml.stdout).toContain('groups:\n  - count: 2\n    status: failed\n');
    expect(yaml.stdout).toMatch(/\n {2}ungrouped_hosts: 0\n$/);
  });

  test('--quiet prints the groups, and on standard error the failure alone', async () => {
    await open();
    const ran = await world.run(['run', ...web, '--group', '--mask', 'host', '--quiet']);
    expect([ran.code, ran.stdout]).toEqual([3, groups]);
    expect(ran.stderr.split('\n')[0]).toBe('rexctl: job 208: 3 of 12 hosts failed in 5 s.');
  });
});

describe('on a terminal', () => {
  test('the groups form above the bar, and remain on standard output with the final message', async () => {
    await open();
    const env = { LANG: 'en_US.UTF-8', TERM: 'xterm' };
    const how: RunOptions = { env, terminal: bothTerminals };
    const ran = await world.run(['run', ...web, '--group', '--mask', 'host'], how);
    const [out, err] = [ran.stdout, ran.stderr].map(stripVTControlCharacters);
    expect(ran.code).toBe(3);
    expect(out).toBe(
      [
        '(host names without .example.com)\n',
        '✘ 2 hosts   exit 28   web[03,07]\n  disk full\n',
        '✘ 1 host   exit 3   web05\n  inactive\n',
        '✔ 9 hosts   exit 0   web[01-02,04,06,08-12]\n  this is <host>\n  active\n',
      ].join(''),
    );
    expect(err).toMatch(/✘ 2 hosts {3}exit 28 {4} disk full\n/);
    expect(err).toContain('✘ Job 208: 3 of 12 hosts failed');
    expect(err).toContain('rexctl output 208 --failed');
  });
});

describe('what is not whole', () => {
  test('Ctrl-C: the groups so far, and how many hosts are in none', async () => {
    await open({}, (demo) =>
      demo.script('web12.example.com', textScript(['a\n', 'b\n'], { everyMs: 600_000 })),
    );
    const ran = await world.run(['run', ...web, '--group', '--mask', 'host'], {
      onShown: undefined,
      onStart: (interrupts) =>
        void world.clock.sleep(60_000).then(() => interrupts.press('SIGINT')),
    });
    expect(ran.code, ran.stderr).toBe(130);
    expect(ran.stdout).toBe(groups.replace('9 hosts', '8 hosts').replace('08-12', '08-11'));
    expect(ran.stderr).toContain(
      'rexctl: 1 of 12 hosts is in no group, because the output was not read\n',
    );
    expect(ran.stderr).toContain('return with: rexctl output 208 --follow --group --mask host\n');
  });

  test('Ctrl-C with --json and ndjson: `ungrouped_hosts` counts them', async () => {
    await open({}, (demo) =>
      demo.script('web12.example.com', textScript(['a\n', 'b\n'], { everyMs: 600_000 })),
    );
    const onStart: RunOptions['onStart'] = (interrupts) =>
      void world.clock.sleep(60_000).then(() => interrupts.press('SIGINT'));
    const { code, json } = await world.run(['run', ...web, '--group', '--json'], { onStart });
    expect([code, json.summary.ungrouped_hosts, json.groups.length]).toEqual([130, 1, 10]);
    const ndjson = await world.run(['watch', '208', '--group', '--format', 'ndjson'], { onStart });
    expect(ndjson.code).toBe(130);
    expect(eventsOf(ndjson.stdout).at(-1)).toMatchObject({ type: 'summary', ungrouped_hosts: 1 });
  });

  test('lost output is reported; output --follow then exits 8 instead of 0', async () => {
    await open({ neverComplete: true });
    await world.run(['run', '-c', 'work', '--host', 'web01.example.com', '--detach']);
    const give = ['--give-up-after', '1m'];
    const ran = await world.run(['output', '208', '--follow', '--group', ...give]);
    expect(ran.code, ran.stderr).toBe(8);
    expect(ran.stdout).toContain('this is web01.example.com\n');
    expect(ran.stderr).toContain('rexctl: web01.example.com: output is lost: ');
  });

  test('hosts that this user cannot see are in no group', async () => {
    const restricted = worldWithHiddenHosts();
    restricted.hidden.add('web01.example.com');
    world = await openWorld({ world: restricted.world });
    await world.run(echoWork);
    const follow = ['output', '208', '--follow', '--group'];
    const ran = await world.run(follow, as('rita'));
    expect([ran.code, ran.stdout.split('\n')[0]]).toEqual([
      3,
      '2 hosts\texit 3\tweb[04,09].example.com',
    ]);
    expect(ran.stderr).toContain('1 of 12 hosts is in no group, because the output was not read\n');
    const { json } = await world.run([...follow, '--json'], as('rita'));
    expect(json.summary.ungrouped_hosts).toBe(1);
  });
});

test.each([
  [['run', ...web, '--group', '--detach'], '--detach and --group cannot be used together'],
  [['run', ...web, '--group', '--dry-run'], '--dry-run and --group cannot be used together'],
  [['run', ...web, '--group', '--canary', '1'], '--group and --canary cannot be used together'],
  [['run', ...web, '--group', '--at', '03:00'], 'with --at, --group needs --wait'],
  [['run', ...web, '--mask', 'host'], '--mask needs --group'],
  [['rerun', '201', '--mask', 'host'], '--mask needs --group'],
  [['rerun', '201', '--group', '--detach'], '--detach and --group cannot be used together'],
  [['watch', '201', '--mask', 'host'], '--mask needs --group'],
  [['watch', '201', '204', '--group'], '--group takes exactly one job'],
  [['output', '201', '--follow', '--group', '--diff'], '--follow and --diff cannot'],
  [['output', '201', '--follow', '--group', '--resume', 'f'], '--resume and --group cannot'],
  [['output', '201', '--follow', '--group', '--timestamps', 'utc'], '--group and --timestamps'],
])('%j is refused, and nothing is sent', async (argv, message) => {
  await open();
  const mark = world.server.requests.length;
  const ran = await world.run(argv);
  expect([ran.code, ran.stdout]).toEqual([2, '']);
  expect(ran.stderr).toContain(message);
  expect(world.requestsSince(mark)).toEqual([]);
});

test('a thousand hosts that print alike are one group', async () => {
  world = await openWorld({ world: largeWorld(1000) });
  const ran = await world.run([
    'run',
    '-c',
    'true',
    '--search',
    'name ~ node',
    '--yes',
    '--group',
    '--json',
  ]);
  expect(ran.json.hosts.length).toBe(1000);
  const sum = ran.json.groups.reduce((all: number, { count }: { count: number }) => all + count, 0);
  expect([sum, ran.json.summary.ungrouped_hosts]).toEqual([1000, 0]);
}, 60_000);
