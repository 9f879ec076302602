import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { textScript } from '../../../src/demo/http/server.ts';
import { as, hostsOf, web, web01, writes } from '../../world/job-requests.ts';
import { openWorld, type RunOptions, type World } from '../../world/run.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

const run = (...more: string[]) => ['run', '--command', 'sleep 2; hostname', ...web, ...more];
const create = 'POST /api/job_invocations';
const webs = (from: number, to: number) =>
  Array.from(
    { length: to + 1 - from },
    (_, at) => `web${String(from + at).padStart(2, '0')}.example.com`,
  );
const bad = (name: string) =>
  world.server.world.script(`${name}.example.com`, textScript(['bad\n'], { code: 1 }));
const notRun = 'nothing ran on the other 9 hosts: web[04-12].example.com';

// biome-ignore lint/suspicious/noExplicitAny: events of any shape
function eventsOf(stdout: string): any[] {
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}
const lastLine = (stdout: string) => stdout.trimEnd().split('\n').at(-1)?.split('\t').slice(1);

describe('the canary succeeds', () => {
  test('both jobs run on exactly their hosts, and are reported as one result', async () => {
    const ran = await world.run(run('--canary', '3'));
    expect(ran.code).toBe(0);
    expect(writes(world)).toEqual([create, create]);
    expect(hostsOf(world, 208)).toEqual(webs(1, 3));
    expect(hostsOf(world, 209)).toEqual(webs(4, 12));
    expect(ran.stdout).toContain('\tjob 208\tsucceeded\t3 ok\n');
    expect(lastLine(ran.stdout)).toEqual(['jobs 208, 209', 'succeeded', '12 ok']);
    expect(ran.stderr).toContain(
      'first on 3 hosts, the canary (web[01-03].example.com); if it succeeds, on the other 9 hosts (web[04-12].example.com)\n',
    );
    expect(ran.stderr).toContain(
      'The canary succeeded on 3 hosts. Next: the other 9 hosts.\nJob 209 started.',
    );
  });

  test('two hosts: the other host is one', async () => {
    const two = ['run', '-c', 'true', '--host', 'web[01-02].example.com', '--canary', '1'];
    const ran = await world.run(two);
    expect(ran.code).toBe(0);
    expect(ran.stderr).toContain(
      'first on 1 host, the canary (web01.example.com); if it succeeds, on the other host (web02.example.com)\n',
    );
    expect(ran.stderr).toContain('The canary succeeded on 1 host. Next: the other host.\n');
    const dry = await world.run([...two, '--dry-run']);
    expect(dry.stdout).toContain('\nIf the canary succeeds, on the other host:\n');
  });

  test('the second job is created only after every host of the first has ended', async () => {
    let early = false;
    await world.run(run('--canary', '25%'), {
      onStdout: (text) => {
        const ended = /web0[1-3].*succeeded/.test(text);
        if (
          !ended &&
          world.server.jobs.has(209) &&
          !text.includes('209') &&
          /web0[1-3].*running/.test(text)
        )
          early = true;
      },
    });
    expect(early).toBe(false);
    const first = world.server.requests.findIndex(({ method }) => method === 'POST');
    const second = world.server.requests.findLastIndex(({ method }) => method === 'POST');
    const between = world.requestsSince(first + 1).slice(0, second - first - 1);
    expect(between.filter((request) => request.includes('/208')).length).toBeGreaterThan(2);
    expect(hostsOf(world, 208)).toHaveLength(3);
  });

  test('ndjson: events of both jobs under their ids, and ONE summary of both, the last event', async () => {
    const ran = await world.run(run('--canary', '3', '--format', 'ndjson', '--follow'));
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    const events = eventsOf(ran.stdout);
    expect(events.filter(({ type }) => type === 'summary')).toHaveLength(1);
    expect(new Set(events.slice(0, -1).map(({ job_id }) => job_id))).toEqual(new Set([208, 209]));
    expect(
      events
        .filter(({ type }) => type === 'output')
        .map(({ text }) => text.trim())
        .sort(),
    ).toEqual(webs(1, 12));
    expect(events.at(-1)).toMatchObject({
      type: 'summary',
      job_id: null,
      outcome: 'succeeded',
      counts: { total: 12, succeeded: 12, failed: 0, cancelled: 0, pending: 0 },
      failed_hosts: [],
      not_run: [],
      exit_code: 0,
      jobs: [
        { reference: 'canary', job_id: 208, outcome: 'succeeded', exit_code: 0 },
        { reference: 'rest', job_id: 209, outcome: 'succeeded', exit_code: 0 },
      ],
    });
  });

  test('--json: one document with both jobs, what their hosts printed, and one summary', async () => {
    const ran = await world.run(run('--canary', '3', '--json', '--follow'));
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(
      ran.json.jobs.map(({ job, hosts }: { job: { id: number }; hosts: unknown[] }) => [
        job.id,
        hosts.length,
      ]),
    ).toEqual([
      [208, 3],
      [209, 9],
    ]);
    expect(ran.json.jobs[1].hosts[0].output[0].text).toBe('web04.example.com\n');
    expect(ran.json.summary).toMatchObject({
      outcome: 'succeeded',
      counts: { total: 12 },
      not_run: [],
      exit_code: 0,
    });
  });

  test('--follow in a pipe: lines of a single canary host carry its name like those of the others', async () => {
    const ran = await world.run(run('--canary', '1', '--follow'));
    expect(ran.code).toBe(0);
    expect(ran.stdout.trimEnd().split('\n').sort()).toEqual(
      webs(1, 12).map((name) => `${name}: ${name}`),
    );
  });

  test('on a terminal: the last words are about both', async () => {
    const ran = await world.run(run('--canary', '3'), { terminal: { stdout: true, stderr: true } });
    expect(ran.code).toBe(0);
    expect(ran.stderr).toMatch(/Job 208: 3 hosts succeeded in \d+ s\./);
    expect(ran.stderr).toMatch(/Jobs 208 and 209: 12 hosts succeeded in \d+ s\.\n$/);
  });

  test('csv: one record per host and job', async () => {
    const ran = await world.run(run('--canary', '3', '--format', 'csv'));
    expect(ran.code).toBe(0);
    const rows = ran.stdout
      .trimEnd()
      .split(/\r?\n/)
      .slice(1)
      .map((row) => row.split(',')[0]);
    expect(rows).toEqual([...Array(3).fill('208'), ...Array(9).fill('209')]);
  });

  test('a host of the rest fails: 3, with the counts of both and only that host named', async () => {
    bad('web07');
    const ran = await world.run(run('--canary', '3', '--format', 'ndjson'));
    expect(ran.code).toBe(3);
    const summary = eventsOf(ran.stdout).at(-1);
    expect(summary).toMatchObject({
      outcome: 'failed',
      counts: { total: 12, succeeded: 11, failed: 1 },
      failed_hosts: [{ name: 'web07.example.com', exit_code: 1 }],
      exit_code: 3,
      not_run: [],
    });
    const quiet = await world.run(run('--canary', '3', '-q'));
    expect(quiet).toMatchObject({ code: 3, stdout: '' });
    expect(quiet.stderr).toMatch(
      /^rexctl: jobs 210 and 211: 1 of 12 hosts failed in \d+ s\.\n {2}web07\.example\.com {3}exit 1/,
    );
  });

  test('--random-order draws the canary from all of them', async () => {
    await world.run(run('--canary', '3', '--random-order', '-q'));
    expect(hostsOf(world, 208)).toHaveLength(3);
    expect(hostsOf(world, 208)).not.toEqual(webs(1, 3));
    expect([...hostsOf(world, 208), ...hostsOf(world, 209)].sort()).toEqual(webs(1, 12));
  });
});

describe('the canary does not succeed: the rest is never created', () => {
  test('a host of it fails: 3, and the others are named', async () => {
    bad('web02');
    const ran = await world.run(run('--canary', '3'));
    expect(ran.code).toBe(3);
    expect(writes(world)).toEqual([create]);
    expect(lastLine(ran.stdout)).toEqual(['job 208', 'failed', `1 failed, 2 ok; ${notRun}`]);
    const quiet = await world.run(run('--canary', '3', '-q'));
    expect(quiet).toMatchObject({ code: 3, stdout: '' });
    expect(quiet.stderr).toContain(`1 of 3 hosts failed`);
    expect(quiet.stderr).toContain(notRun);
  });

  test('ndjson and json: counts over all that were meant, and `not_run`', async () => {
    bad('web02');
    const ran = await world.run(run('--canary', '3', '--format', 'ndjson'));
    expect(ran.code).toBe(3);
    const summary = eventsOf(ran.stdout).at(-1);
    expect(summary).toMatchObject({
      job_id: null,
      outcome: 'failed',
      counts: { total: 12, succeeded: 2, failed: 1, pending: 0 },
      exit_code: 3,
      reason: notRun,
      jobs: [{ reference: 'canary', job_id: 208, outcome: 'failed', exit_code: 3 }],
    });
    expect(summary.not_run.map(({ name }: { name: string }) => name)).toEqual(webs(4, 12));
    const document = await world.run(run('--canary', '3', '--json'));
    expect(document.code).toBe(3);
    expect(document.json.jobs).toHaveLength(1);
    expect(document.json.summary.not_run).toHaveLength(9);
    expect(writes(world)).toEqual([create, create]);
  });

  test('the canary is cancelled by another user: 6', async () => {
    const ran = await world.run(['run', '--command', 'sleep 6000', ...web, '--canary', '2'], {
      onStdout: (text) => {
        if (text.includes('web02.example.com\trunning')) void world.run(['cancel', '208', '--yes']);
      },
    });
    expect(ran.code).toBe(6);
    expect(lastLine(ran.stdout)?.[2]).toContain('nothing ran on the other 10 hosts');
    expect(world.server.jobs.has(209)).toBe(false);
  });

  test('contact is lost: 8, and what is not known is not taken for a success', async () => {
    const effect = { kind: 'answer', status: 502 } as const;
    const ran = await world.run(
      run('--canary', '3', '--format', 'ndjson', '--give-up-after', '2m'),
      {
        onStdout: (text) => {
          if (text.includes('"status":"running"') && world.server.faults.rules.length === 0)
            world.server.faults.rules.push({ effect, times: Number.POSITIVE_INFINITY });
        },
      },
    );
    expect(ran.code).toBe(8);
    const summary = eventsOf(ran.stdout).at(-1);
    expect(summary).toMatchObject({
      outcome: 'unknown',
      exit_code: 8,
      jobs: [{ job_id: 208, exit_code: 8 }],
    });
    expect(summary.reason).toContain('lost contact');
    expect(summary.reason).toContain(notRun);
    expect(writes(world)).toEqual([create]);
  });

  test('--timeout: 7, over both jobs', async () => {
    const early = await world.run([
      'run',
      '--command',
      'sleep 60',
      ...web,
      '--canary',
      '3',
      '--timeout',
      '20s',
    ]);
    expect(early.code).toBe(7);
    expect(early.stderr).toMatch(
      /time limit reached; job 208 is still running.*; nothing ran on the other 9 hosts/,
    );
    const later = await world.run([
      'run',
      '--command',
      'sleep 20',
      ...web,
      '--canary',
      '3',
      '--timeout',
      '35s',
    ]);
    expect(later.code).toBe(7);
    expect(later.stderr).toMatch(/time limit reached; job 210 is still running/);
    expect(later.stderr).not.toContain('nothing ran on');
  });

  test('a paused canary: 8 after the time limit', async () => {
    world.server.faults.pausedTask = true;
    const ran = await world.run(run('--canary', '3', '--give-up-after', '1m'));
    expect(ran.code).toBe(8);
    expect(ran.stderr).toContain(notRun);
    expect(writes(world)).toEqual([create]);
  });

  test('the server leaves a host of it out: no success, 3', async () => {
    world.server.faults.targetWrongHosts = 'fewer';
    const ran = await world.run(run('--canary', '3'));
    expect(ran.code).toBe(3);
    expect(ran.stderr).toMatch(/the server left web0\d\.example\.com out of job 208/);
    expect(lastLine(ran.stdout)?.[2]).toContain(notRun);
    expect(writes(world)).toEqual([create]);
  });

  test('it runs on a host that was not meant: cancelled, 9, and nothing else is started', async () => {
    world.server.faults.targetWrongHosts = 'more';
    const ran = await world.run(run('--canary', '3'));
    expect(ran.code).toBe(9);
    expect(ran.stderr).toContain('was created with hosts that were not intended');
    expect(writes(world)).toEqual([create, 'POST /api/job_invocations/208/cancel']);
  });
});

describe('leaving', () => {
  const press: NonNullable<RunOptions['onStdout']> = (text, interrupts) => {
    if (text.includes('web02.example.com\trunning')) interrupts.press('SIGINT');
  };
  const sleeping = ['run', '--command', 'sleep 60', ...web, '--canary', '3'];

  test('Ctrl-C during the canary: 130, the rest will not be started, and how to come back', async () => {
    const ran = await world.run(sleeping, { onStdout: press });
    expect(ran.code).toBe(130);
    expect(ran.stderr).toMatch(
      /rexctl: job 208 is still running .*; nothing ran on the other 9 hosts: web\[04-12\]/,
    );
    expect(ran.stderr).toContain('return with: rexctl watch 208\n');
    await world.clock.sleep(120_000);
    expect(writes(world)).toEqual([create]);
  });

  test('--on-interrupt cancel during the canary: it is cancelled once, the rest is not started', async () => {
    const ran = await world.run([...sleeping, '--on-interrupt', 'cancel'], { onStdout: press });
    expect(ran.code).toBe(130);
    expect(ran.stderr).toContain('nothing ran on the other 9 hosts');
    expect(writes(world)).toEqual([create, 'POST /api/job_invocations/208/cancel']);
  });

  test.each(['detach', 'cancel'])(
    'Ctrl-C (%s) when the canary has just succeeded: 130, the rest is not started',
    async (what) => {
      const ran = await world.run(run('--canary', '3', '--on-interrupt', what), {
        onStdout: (text, interrupts) => {
          if (text.includes('job 208\tsucceeded')) interrupts.press('SIGINT');
        },
      });
      expect(ran.code).toBe(130);
      expect(ran.stderr).toContain(
        'job 208, the canary, succeeded, but rexctl stopped before it started the other job; nothing ran on the other 9 hosts',
      );
      await world.clock.sleep(60_000);
      expect(writes(world)).toEqual([create]);
    },
  );

  test('Ctrl-C during the rest: 130, back to that job', async () => {
    const ran = await world.run(run('--canary', '3'), {
      onStdout: (text, interrupts) => {
        if (text.includes('web07.example.com\trunning')) interrupts.press('SIGINT');
      },
    });
    expect(ran.code).toBe(130);
    expect(ran.stderr).toContain('rexctl: detached: job 209 is still running');
    expect(ran.stderr).toContain('return with: rexctl watch 209\n');
    expect(ran.stderr).not.toContain('nothing ran on');
  });
});

describe('the job for the rest cannot be started', () => {
  const secondCreate = (
    effect: { kind: 'answer'; status: number; body?: string } | { kind: 'answer_lost' },
  ) =>
    world.server.faults.rules.push({ method: 'POST', path: /job_invocations$/, after: 1, effect });

  test('the server refuses it: its code, the canary told, the others named as not run', async () => {
    const body = JSON.stringify({
      error: { message: 'Access denied', missing_permissions: ['create_job_invocations'] },
    });
    secondCreate({ kind: 'answer', status: 403, body });
    const ran = await world.run(run('--canary', '3', '--format', 'ndjson'));
    expect(ran.code).toBe(4);
    expect(eventsOf(ran.stdout).at(-1)).toMatchObject({
      type: 'summary',
      job_id: null,
      outcome: 'unknown',
      exit_code: 4,
      jobs: [
        { reference: 'canary', job_id: 208, outcome: 'succeeded', exit_code: 0 },
        {
          reference: 'rest',
          job_id: null,
          outcome: null,
          exit_code: 4,
          error: { code: 'not_allowed' },
        },
      ],
    });
    expect(eventsOf(ran.stdout).at(-1).not_run).toHaveLength(9);
    expect(JSON.parse(ran.stderr).error.message).toContain(
      `the canary, job 208, succeeded; ${notRun}`,
    );
  });

  test('its answer is lost: 8, not sent again, and no host is reported as not run', async () => {
    secondCreate({ kind: 'answer_lost' });
    const ran = await world.run(run('--canary', '3'));
    expect(writes(world)).toEqual([create, create]);
    if (ran.code === 8) {
      expect(ran.stderr).toContain('whether the job for the other 9 hosts runs is not known');
      expect(ran.stderr).not.toContain('nothing ran on');
    } else
      expect([ran.code, lastLine(ran.stdout)]).toEqual([
        0,
        ['jobs 208, 209', 'succeeded', '12 ok'],
      ]);
  });
});

describe('with --cancel-when', () => {
  test('the share is of all that are meant, in both jobs', async () => {
    for (const [at, name] of ['web05', 'web06', 'web07'].entries())
      world.server.world.script(
        `${name}.example.com`,
        textScript(['bad\n'], { code: 1, everyMs: 9000 * (at + 1) }),
      );
    world.server.world.script('web01.example.com', textScript(['ok\n']));
    const ran = await world.run([
      'run',
      '--command',
      'sleep 600',
      ...web,
      '--canary',
      '1',
      '--cancel-when',
      'failures>=25%',
      '--format',
      'ndjson',
    ]);
    expect(ran.code).toBe(3);
    expect(writes(world)).toEqual([create, create, 'POST /api/job_invocations/209/cancel']);
    expect(eventsOf(ran.stdout).at(-1)).toMatchObject({
      counts: { total: 12, succeeded: 1, failed: 3, cancelled: 8 },
      reason: 'cancelled after 3 of 12 hosts failed: 8 cancelled or never ran',
    });
  });

  test('a canary that fails too often is cut short, too', async () => {
    bad('web01');
    const ran = await world.run([
      'run',
      '--command',
      'sleep 600',
      ...web,
      '--canary',
      '4',
      '--cancel-when',
      'first-failure',
      '-q',
    ]);
    expect(ran.code).toBe(3);
    expect(writes(world)).toEqual([create, 'POST /api/job_invocations/208/cancel']);
    expect(ran.stderr).toContain(
      'cancelled after 1 of 12 hosts failed: 3 cancelled or never ran; nothing ran on the other 8 hosts',
    );
  });
});

describe('guards, dry run and what cannot be', () => {
  test('--max-hosts and --expect-hosts are about the whole set', async () => {
    for (const guard of [
      ['--max-hosts', '5'],
      ['--expect-hosts', '3'],
    ]) {
      const ran = await world.run(run('--canary', '3', ...guard));
      expect(ran).toMatchObject({ code: 9, stdout: '' });
      expect(ran.stderr).toContain('12 hosts');
    }
    expect(writes(world)).toEqual([]);
    expect(
      (await world.run(run('--canary', '3', '--max-hosts', '12', '--expect-hosts', '12', '-q')))
        .code,
    ).toBe(0);
  });

  test('dry run: both groups and both requests; nothing is sent', async () => {
    const text = await world.run(run('--canary', '25%', '--dry-run'));
    expect(text).toMatchObject({ code: 0, stderr: '' });
    expect(text.stdout).toContain('first on 3 hosts, the canary:\n  web01.example.com\n');
    expect(text.stdout).toContain(
      'Host search of the job: id ^ (1,2,3)\nIf the canary succeeds, on the other 9 hosts:\n',
    );
    expect(text.stdout).toMatch(/Nothing was sent\.\n$/);
    const { json } = await world.run(run('--canary', '25%', '--dry-run', '--json'));
    expect(json.hosts).toHaveLength(12);
    expect(
      json.groups.map(({ name, hosts }: { name: string; hosts: unknown[] }) => [
        name,
        hosts.length,
      ]),
    ).toEqual([
      ['canary', 3],
      ['rest', 9],
    ]);
    expect(json.request).toEqual(json.groups[0].request);
    expect(json.groups[1].request.body.job_invocation.search_query).toBe(
      'id ^ (4,5,6,7,8,9,10,11,12)',
    );
    expect(writes(world)).toEqual([]);
  });

  test.each([['1'], ['50%']])(
    '--canary %s of one host leaves no host: 9, nothing is sent',
    async (size) => {
      const ran = await world.run(['run', '--command', 'true', ...web01, '--canary', size]);
      expect(ran).toMatchObject({ code: 9, stdout: '' });
      expect(ran.stderr).toContain(
        `--canary ${size} leaves no other host: only 1 host matches. Nothing was sent`,
      );
      expect(writes(world)).toEqual([]);
    },
  );

  test.each([
    [['--canary', '0'], /invalid --canary `0`: expected a whole number of hosts/],
    [['--canary', '100%'], /invalid --canary `100%`/],
    [['--canary', '3', '--detach'], /--detach and --canary cannot be used together/],
    [['--canary', '3', '--dynamic'], /--dynamic and --canary cannot be used together/],
  ])('%j: 2, and nothing is sent', async (argv, message) => {
    const ran = await world.run(run(...argv));
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toMatch(message);
    expect(world.server.requests).toHaveLength(0);
  });

  test('a user who may not start jobs is refused before anything runs: 4', async () => {
    const ran = await world.run(run('--canary', '3'), as('viewer'));
    expect(ran.code).toBe(4);
    expect(ran.stderr).toContain('create_job_invocations');
  });
});

describe('a canary whose counts and hosts contradict each other', () => {
  /** The rows of the first three hosts show this, however they end. */
  function rowsSay(job_status: string, times = Number.POSITIVE_INFINITY): void {
    const results = [1, 2, 3].map((id) => ({ id, name: webs(id, id)[0], job_status }));
    const page = { total: 3, subtotal: 3, page: 1, per_page: 1000, results };
    world.server.faults.rules.push({
      path: /\/job_invocations\/208\/hosts$/,
      times,
      effect: { kind: 'answer', status: 200, body: JSON.stringify(page) },
    });
  }

  test('a failure that only the counts tell of: the others are not run, and nothing is claimed', async () => {
    bad('web02');
    rowsSay('running', 10);
    rowsSay('success');
    const ran = await world.run(run('--canary', '3'));
    expect(ran.code).toBe(8);
    expect(writes(world)).toEqual([create]);
    expect(ran.stdout + ran.stderr).toContain(
      `all of its hosts are listed as succeeded, but its counts show 1 failed; ${notRun}`,
    );
  });

  test('hosts that are listed as succeeded before they are counted so: the others are not run', async () => {
    rowsSay('success');
    const ran = await world.run(run('--canary', '3', '--format', 'ndjson'));
    expect(ran.code).toBe(8);
    expect(writes(world)).toEqual([create]);
    const last = eventsOf(ran.stdout).at(-1);
    expect(last).toMatchObject({ type: 'summary', outcome: 'unknown', exit_code: 8 });
    expect(last.reason).toMatch(
      /but its counts show \d of 3 succeeded; nothing ran on the other 9 hosts/,
    );
    expect(last.not_run).toHaveLength(9);
  });
});
