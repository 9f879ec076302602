import { mkdirSync, readdirSync, utimesSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type DemoWorld, demoWorld, textScript } from '../../../src/demo/http/server.ts';
import { startLockPath } from '../../../src/settings/locks.ts';
import { createdJob, hostsOf, writes } from '../../world/job-requests.ts';
import { openWorld, type World } from '../../world/run.ts';

let world: World;
/** The jobs that ran on a host. */
let turns: Map<string, readonly number[]>;

/**
 * web01 and web02 recover at the second and third attempt, web03 never; sleeping takes a minute.
 */
function recoveringWorld(): DemoWorld {
  const demo = demoWorld();
  turns = new Map();
  const failing = {
    'web01.example.com': 1,
    'web02.example.com': 2,
    'web03.example.com': 99,
    'web04.example.com': 0,
  };
  for (const [name, failures] of Object.entries(failing)) {
    demo.script(name, (_, job) => {
      const seen = turns.get(name) ?? [];
      if (job.id > 207 && !seen.includes(job.id)) turns.set(name, [...seen, job.id]);
      const turn = (turns.get(name) ?? []).indexOf(job.id) + 1;
      const everyMs = job.inputs.command === 'slow' ? 60_000 : 10;
      return textScript([`turn ${turn}\n`], { code: turn <= failures ? 3 : 0, everyMs });
    });
  }
  return demo;
}

beforeEach(async () => {
  world = await openWorld({ world: recoveringWorld() });
});
afterEach(() => world.close());

const hosts = ['web01', 'web02', 'web03', 'web04'].flatMap((name) => [
  '--host',
  `${name}.example.com`,
]);
const two = hosts.slice(0, 4);
const night = ['rerun', '208', '--failed', '--quiet', '--yes'];

describe('cron: a chain of reruns is looked at as a whole', () => {
  test('a host that recovered is not run again; when all have, exit 0 and no request, night after night', async () => {
    await world.run(['run', '--command', 'nightly', ...two, '--quiet']);
    expect(hostsOf(world, 208)).toHaveLength(2);
    const first = await world.run(night);
    expect(first.code).toBe(3);
    expect(hostsOf(world, 209)).toEqual(['web01.example.com', 'web02.example.com']);
    const second = await world.run(night);
    expect(second).toMatchObject({ code: 0, stdout: '', stderr: '' });
    expect(hostsOf(world, 210)).toEqual(['web02.example.com']);
    expect(world.server.jobs.get(210)?.description).toBe('rerun 2 of #208: Run nightly');
    const mark = world.server.requests.length;
    for (const any of ['208', '209', '210', '@last']) {
      const ran = await world.run(['rerun', any, '--failed', '--quiet', '--max-attempts', '2']);
      expect(ran).toMatchObject({ code: 0, stdout: '', stderr: '' });
    }
    const told = await world.run(['rerun', '209', '--failed']);
    expect(told).toMatchObject({ code: 0, stderr: '' });
    expect(told.stdout).toBe(
      'No host of job 208 is left to rerun: all have succeeded since. Nothing to do.\n',
    );
    expect(writes(world, mark)).toEqual([]);
  });

  test('--max-attempts counts the reruns of the chain, whichever job is named: 9, and nothing is sent', async () => {
    await world.run(['run', '--command', 'nightly', ...hosts, '--quiet']);
    await world.run([...night, '--max-attempts', '2']);
    await world.run(['rerun', '209', '--failed', '--quiet', '--max-attempts', '2']);
    const mark = world.server.requests.length;
    for (const any of ['208', '209', '@last']) {
      const ran = await world.run(['rerun', any, '--failed', '--quiet', '--max-attempts', '2']);
      expect(ran).toMatchObject({ code: 9, stdout: '' });
      expect(ran.stderr).toBe(
        'rexctl: job 208 was already rerun 2 times, and --max-attempts is 2; not rerun: web03.example.com. Nothing was sent\n' +
          '        see the attempts: rexctl show 208\n',
      );
    }
    expect(writes(world, mark)).toEqual([]);
  });

  test('--quiet: on failure one line of the outcome and the failed hosts with exit code and last line', async () => {
    await world.run(['run', '--command', 'nightly', ...hosts, '--quiet']);
    const ran = await world.run(night);
    expect(ran).toMatchObject({ code: 3, stdout: '' });
    expect(ran.stderr.split('\n')).toEqual([
      expect.stringMatching(/^rexctl: job 209: 2 of 3 hosts failed in .*\.$/),
      '  web02.example.com   exit 3      turn 2',
      '  web03.example.com   exit 3      turn 2',
      '',
    ]);
  });

  test('--jobs-search takes the newest job that it finds', async () => {
    await world.run([
      'run',
      '--command',
      'nightly',
      ...two,
      '--quiet',
      '--description',
      'nightly patching',
    ]);
    await world.run(['run', '--command', 'true', '--host', 'web05.example.com', '--quiet']);
    const ran = await world.run([
      'rerun',
      '--jobs-search',
      'description ~ "nightly patching"',
      '--failed',
      '--detach',
    ]);
    expect(ran).toMatchObject({ code: 0, stdout: '210\n' });
    expect(hostsOf(world, 210)).toHaveLength(2);
    expect(world.server.jobs.get(210)?.description).toBe('rerun 1 of #208: nightly patching');
  });

  test.each<readonly [string, readonly string[], number, RegExp]>([
    [
      'no job',
      ['rerun', '--jobs-search', 'description ~ nosuch', '--failed'],
      5,
      /no job that is visible to you matches `description ~ nosuch`/,
    ],
    [
      'a job and a search',
      ['rerun', '201', '--jobs-search', 'id > 1', '--failed'],
      2,
      /cannot be used together/,
    ],
    ['neither', ['rerun', '--failed'], 2, /give an id, @last or --jobs-search/],
    [
      'a search that cannot be read',
      ['rerun', '--jobs-search', 'id = (', '--failed'],
      2,
      /parenthes|bracket|`id = \(`/,
    ],
    [
      '--max-attempts of all hosts',
      ['rerun', '201', '--max-attempts', '2'],
      2,
      /--max-attempts needs --failed/,
    ],
    [
      '--if-running of all hosts',
      ['rerun', '201', '--if-running', 'skip'],
      2,
      /--if-running needs --failed/,
    ],
    [
      'another policy',
      ['rerun', '201', '--failed', '--if-running', 'kill'],
      2,
      /expected skip, wait or fail/,
    ],
    [
      'no attempts',
      ['rerun', '201', '--failed', '--max-attempts', '0'],
      2,
      /a whole number, 1 or more/,
    ],
  ])('%s: nothing is sent', async (_, argv, code, message) => {
    const ran = await world.run(argv);
    expect(ran.code, ran.stderr).toBe(code);
    expect(ran.stderr).toMatch(message);
    expect(writes(world)).toEqual([]);
  });
});

describe('cron: while an attempt continues', () => {
  /** A job whose hosts failed, and a rerun of it that takes a minute. */
  async function slowRerun(): Promise<void> {
    await world.run(['run', '--command', 'slow', ...two, '--quiet']);
    await world.run([...night, '--detach']);
    await world.clock.sleep(2_000);
  }

  test.each<readonly [string, readonly string[]]>([
    ['by default', []],
    ['with --if-running fail', ['--if-running', 'fail']],
  ])('%s: 9, and nothing is sent', async (_, policy) => {
    await slowRerun();
    const mark = world.server.requests.length;
    const ran = await world.run([...night, ...policy]);
    expect(ran).toMatchObject({ code: 9, stdout: '' });
    expect(ran.stderr).toContain('2 hosts of job 209 have not finished. Nothing was sent');
    expect(ran.stderr).toContain('wait for the job: rexctl watch 209');
    expect(writes(world, mark)).toEqual([]);
  });

  test('skip: 0, nothing is sent, and it is reported to people and programs, not with --quiet', async () => {
    await slowRerun();
    const mark = world.server.requests.length;
    const skip = ['rerun', '208', '--failed', '--if-running', 'skip'];
    const sentence = 'Not started: 2 hosts of job 209 have not finished. Nothing to do.';
    expect(await world.run(skip)).toMatchObject({ code: 0, stdout: `${sentence}\n`, stderr: '' });
    expect(await world.run([...skip, '--quiet'])).toMatchObject({
      code: 0,
      stdout: '',
      stderr: '',
    });
    const json = await world.run([...skip, '--json', '--quiet']);
    expect(json.json).toMatchObject({ job: null, message: sentence });
    const events = await world.run([...skip, '--format', 'ndjson']);
    expect(events.stdout).toContain('"code":"nothing_to_do"');
    expect(events.stdout.trimEnd().split('\n').at(-1)).toContain('"exit_code":0');
    expect(writes(world, mark)).toEqual([]);
  });

  test('wait: the attempt is waited for, the chain is read again, and only what still fails is run', async () => {
    await slowRerun();
    const mark = world.server.requests.length;
    const ran = await world.run([...night, '--if-running', 'wait', '--detach']);
    expect(ran.code, ran.stderr).toBe(0);
    expect(createdJob(world, mark).search_query).toBe('id ^ (2)');
    expect(world.server.jobs.get(210)?.description).toBe('rerun 2 of #208: Run slow');
  });

  test('wait: when the attempt leaves nothing to do, exit 0 and no request', async () => {
    await world.run(['run', '--command', 'slow', '--host', 'web01.example.com', '--quiet']);
    await world.run([...night, '--detach']);
    await world.clock.sleep(2_000);
    const mark = world.server.requests.length;
    const ran = await world.run([...night, '--if-running', 'wait']);
    expect(ran).toMatchObject({ code: 0, stdout: '', stderr: '' });
    expect(writes(world, mark)).toEqual([]);
  });

  test('wait ends with --timeout and Ctrl-C, and nothing is sent', async () => {
    await slowRerun();
    const mark = world.server.requests.length;
    const wait = [...night, '--if-running', 'wait'];
    expect((await world.run([...wait, '--timeout', '5s'])).code).toBe(7);
    const left = await world.run(wait, {
      onStart: (interrupts) => void world.clock.sleep(7_000).then(() => interrupts.press('SIGINT')),
    });
    expect(left.code).toBe(130);
    expect(writes(world, mark)).toEqual([]);
  });

  test('an attempt on other hosts is not in the way of named ones', async () => {
    await world.run(['run', '--command', 'nightly', ...two, '--quiet']);
    world.server.world.script('web02.example.com', textScript(['late\n'], { everyMs: 60_000 }));
    await world.run(['rerun', '208', '--host', 'web02.example.com', '--detach']);
    await world.clock.sleep(2_000);
    const other = await world.run(['rerun', '208', '--host', 'web01.example.com', '--detach']);
    expect(other).toMatchObject({ code: 0, stdout: '210\n' });
    const same = await world.run(['rerun', '208', '--host', 'web02.example.com', '--detach']);
    expect(same).toMatchObject({ code: 9, stdout: '' });
  });

  test('a job that has not started yet is in the way, too', async () => {
    await world.run([
      'run',
      '--command',
      'slow',
      ...two,
      '--at',
      '2026-11-23T18:00:00Z',
      '--quiet',
    ]);
    expect((await world.run(night)).code).toBe(9);
    expect((await world.run([...night, '--if-running', 'skip'])).code).toBe(0);
  });
});

describe('cron: two at the same moment', () => {
  test('two processes on this machine: one starts, the other sees its attempt (10 times)', async () => {
    for (let round = 0; round < 10; round++) {
      const id = Math.max(...world.server.jobs.keys()) + 1;
      turns.clear();
      await world.run(['run', '--command', 'slow', ...two, '--quiet']);
      const again = ['rerun', String(id), '--failed', '--detach'];
      const both = await Promise.all([world.run(again), world.run(again)]);
      expect(
        both.map(({ code }) => code).sort(),
        both.map(({ stderr }) => stderr).join('\n'),
      ).toEqual([0, 9]);
      await world.clock.sleep(130_000);
    }
  });

  test('two machines: the attempt with the higher id cancels itself, and the next night is not misled', async () => {
    await world.run(['run', '--command', 'slow', ...two, '--quiet']);
    const other = { env: { XDG_STATE_HOME: join(world.home, 'elsewhere') } };
    holdCreates();
    const both = await Promise.all([
      world.run([...night, '--detach']),
      world.run([...night, '--detach'], other),
    ]);
    const lost = both.find(({ code }) => code === 9);
    expect(both.map(({ code }) => code).sort()).toEqual([0, 9]);
    expect(lost?.stderr).toContain(
      'job 209 does the same and was started elsewhere at the same time. A cancel of job 210 was sent.',
    );
    expect(lost?.stderr).toContain('wait for job 209: rexctl watch 209');
    await world.clock.sleep(130_000);
    expect(world.server.jobs.get(209)?.cancel_requested).toBe(false);
    expect(world.server.jobs.get(210)?.cancel_requested).toBe(true);
    const next = await world.run(['rerun', '208', '--failed', '--dry-run', '--json']);
    const named = next.json.hosts?.map(({ name }: { name: string }) => name) ?? [];
    expect(named.every((name: string) => (turns.get(name) ?? []).length < 3)).toBe(true);
  });

  test.each<readonly [string, 'shares' | 'apart', () => void]>([
    ['whose hosts are not planned yet, and which shares some', 'shares', () => unplanned(209, 3)],
    ['whose hosts are never told', 'shares', () => unplanned(209, Number.POSITIVE_INFINITY)],
    ['without a task yet', 'shares', () => withoutTask(209, 3)],
    [
      'that stays without a task: an orphan never runs',
      'apart',
      () => withoutTask(209, Number.POSITIVE_INFINITY),
    ],
  ])('two machines, one of them with a job %s', async (_, standing, delay) => {
    await world.run(['run', '--command', 'slow', ...two, '--quiet']);
    const other = { env: { XDG_STATE_HOME: join(world.home, 'elsewhere') } };
    holdCreates();
    delay();
    const both = await Promise.all([
      world.run([...night, '--detach']),
      world.run([...night, '--detach'], other),
    ]);
    const second = both.find(
      ({ stdout, stderr }) => stdout === '210\n' || stderr.includes('cancel of job 210'),
    );
    if (standing === 'shares') {
      expect(second).toMatchObject({ code: 9, stdout: '' });
      expect(second?.stderr).toContain(
        'job 209 does the same and was started elsewhere at the same time',
      );
    } else {
      expect(second).toMatchObject({ code: 0, stdout: '210\n' });
    }
    expect(world.server.jobs.get(210)?.cancel_requested).toBe(standing === 'shares');
  });

  test('an attempt whose hosts are not known yet is in the way of the next one', async () => {
    await world.run(['run', '--command', 'slow', ...hosts, '--quiet']);
    await world.run([...night, '--detach']);
    unplanned(209, 1);
    const ran = await world.run(['rerun', '208', '--host', 'web04.example.com']);
    expect(ran).toMatchObject({ code: 9, stdout: '' });
    expect(ran.stderr).toContain('the hosts of job 209 are not known yet. Nothing was sent');
  });

  test('the rule cannot be applied: the job continues, and it is reported', async () => {
    await world.run(['run', '--command', 'slow', ...two, '--quiet']);
    let reads = 0;
    world.server.faults.rules.push({
      method: 'GET',
      path: {
        test: (path: string) => path === '/api/job_invocations' && created() && ++reads > 0,
      } as RegExp,
      times: Number.POSITIVE_INFINITY,
      effect: { kind: 'answer', status: 403 },
    });
    const ran = await world.run([...night, '--detach']);
    expect(ran).toMatchObject({ code: 0, stdout: '209\n' });
    expect(ran.stderr).toContain(
      'could not check whether another machine started the same as job 209',
    );
  });

  test('a lock whose owner died is taken over; one that is held means fail, or skip', async () => {
    await world.run(['run', '--command', 'nightly', ...two, '--quiet']);
    const before = await world.run([...night, '--dry-run']);
    expect(before.code).toBe(0);
    const sessions = join(world.home, '.local', 'state', 'rexctl', 'sessions.json');
    const path = `${startLockPath(sessions, [world.server.url, 'admin', 'chain', '208'])}.lock`;
    mkdirSync(path, { recursive: true });
    const mark = world.server.requests.length;
    const held = await world.run([...night, '--detach']);
    expect(held).toMatchObject({ code: 9, stdout: '' });
    expect(held.stderr).toContain(
      'another rexctl on this machine is starting a rerun of job 208. Nothing was sent',
    );
    expect((await world.run([...night, '--if-running', 'skip'])).code).toBe(0);
    expect(writes(world, mark)).toEqual([]);
    const longAgo = new Date(Date.now() - 60_000);
    utimesSync(path, longAgo, longAgo);
    expect((await world.run([...night, '--detach'])).code).toBe(0);
    expect(readdirSync(dirname(path))).toEqual([]);
  });
});

const created = () => writes(world).filter((one) => one === 'POST /api/job_invocations').length > 1;

/**
 * Both creates are answered a second after they came, so that neither start sees the other before.
 */
function holdCreates(): void {
  world.server.faults.rules.push({
    method: 'POST',
    path: /job_invocations$/,
    times: 2,
    effect: { kind: 'slow', ms: 1_000 },
  });
}

/** How often the server does not list the hosts of a job, because it is not planned yet. */
function unplanned(id: number, times: number): void {
  const body = JSON.stringify({ total: 0, subtotal: 0, page: 1, per_page: 1000, results: [] });
  const path = new RegExp(`/job_invocations/${id}/hosts`);
  world.server.faults.rules.push({
    method: 'GET',
    path,
    times,
    effect: { kind: 'answer', status: 200, body },
  });
}

/** So often a job is listed without its task, once it and the next one are there. */
function withoutTask(id: number, times: number): void {
  let left = times;
  let task: unknown = null;
  const test = (path: string) => {
    const record = world.server.jobs.get(id);
    if (path !== '/api/job_invocations' || record === undefined || !world.server.jobs.has(id + 1))
      return false;
    task ??= record.task;
    Object.assign(record, { task: left-- > 0 ? null : task });
    return false;
  };
  const effect = { kind: 'never_processed' } as const;
  world.server.faults.rules.push({ method: 'GET', path: { test } as RegExp, effect });
}
