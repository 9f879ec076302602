import { stripVTControlCharacters } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { textScript } from '../../../src/demo/http/server.ts';
import { web, web01, writes } from '../../world/job-requests.ts';
import { openWorld, type World } from '../../world/run.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

const changes = (stdout: string) =>
  stdout
    .trimEnd()
    .split('\n')
    .map((line) => line.split('\t').slice(1));

async function start(...argv: string[]): Promise<string> {
  const ran = await world.run(['run', ...argv, '--detach']);
  return ran.stdout.trim();
}

describe('one job', () => {
  test('is shown to its end in a pipe, line by line, without a call to a smart proxy while nothing fails', async () => {
    const id = await start('--command', 'sleep 4; exit 0', ...web01);
    const proxyCalls = world.server.proxyCalls;
    const ran = await world.run(['watch', id]);
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(changes(ran.stdout)).toEqual([
      [`job ${id}`, 'running', 'Run sleep 4; exit 0, 1 host'],
      ['web01.example.com', 'running', '-'],
      ['web01.example.com', 'succeeded', '-'],
      [`job ${id}`, 'succeeded', '1 ok'],
    ]);
    expect(world.server.proxyCalls).toBe(proxyCalls);
  });

  test('is named above the live view in one line, with what Ctrl-C does', async () => {
    const id = await start('--command', 'echo 1234567890 1234567890 1234567890', ...web01);
    for (const [what, does] of [
      ['detach', 'detaches'],
      ['cancel', 'sends a cancel'],
      ['ask', 'asks whether to cancel'],
    ] as const) {
      const terminal = { stdin: true, stdout: true, stderr: true, columns: 72 };
      const { stderr } = await world.run(['watch', id, '--on-interrupt', what], { terminal });
      const [line = ''] = stderr.split('\n');
      expect(line).toMatch(new RegExp(`^Job ${id}: Run echo 12.*…, 1 host\\.  Ctrl-C ${does}\\.$`));
      expect(line.length).toBeLessThan(72);
    }
    const { stderr } = await world.run(['watch', id, '201'], { terminal: { stderr: true } });
    expect(stderr.split('\n')[0]).toBe('Watching 2 jobs.  Ctrl-C detaches.');
  });

  test('that failed: 3, on a terminal with the failed hosts and the next commands', async () => {
    world.server.world.script('web02.example.com', textScript(['no space left\n'], { code: 28 }));
    await start('--command', 'true', ...web);
    const ran = await world.run(['watch', '@last'], { terminal: { stdout: true, stderr: true } });
    expect(ran).toMatchObject({ code: 3, stdout: '' });
    expect(ran.stderr).toContain('Job 208: Run true, 12 hosts.  Ctrl-C detaches.');
    expect(ran.stderr).toMatch(/web02\.example\.com {3}exit 28 +no space left\n/);
    expect(ran.stderr).toContain('rexctl rerun 208 --failed --follow');
  });

  test.each([
    ['201', 0, /\tsucceeded\t12 ok/],
    ['202', 3, /\tno_hosts\t/],
    ['203', 3, /\tbroken\t/],
    ['205', 3, /\tfailed\t2 failed/],
  ])('that ended before, %s: its result at once (%i)', async (id, code, last) => {
    const began = world.clock.now();
    const ran = await world.run(['watch', id]);
    expect(ran.code).toBe(code);
    expect(ran.stdout.trimEnd().split('\n').at(-1)).toMatch(last);
    expect(world.clock.now() - began).toBeLessThan(25_000);
  });

  test('--settle waits for the server to say so too', async () => {
    const quick = await start('--command', 'true', ...web01);
    expect((await world.run(['watch', quick])).code).toBe(0);
    expect(world.server.jobs.get(Number(quick))?.task?.state).toBe('running');
    const settled = await start('--command', 'true', ...web01);
    expect((await world.run(['watch', settled, '--settle'])).code).toBe(0);
    expect(world.server.jobs.get(Number(settled))?.task?.state).toBe('stopped');
  });

  test('--stall-warning and --give-up-after: a paused job is reported, then left with 8', async () => {
    world.server.faults.pausedTask = true;
    const id = await start('--command', 'true', ...web01);
    const began = world.clock.now();
    const ran = await world.run(['watch', id, '--give-up-after', '90s']);
    expect(ran.code).toBe(8);
    expect(ran.stderr).toContain(`) is paused on the server; resume it: rexctl resume ${id}\n`);
    expect(world.clock.now() - began).toBeLessThan(150_000);
    world.server.faults.pausedTask = false;
    const still = await start('--command', 'sleep 300', ...web01);
    const warned = await world.run(['watch', still, '--stall-warning', '1m', '--timeout', '3m']);
    expect(warned.code).toBe(7);
    expect(warned.stderr).toContain(`nothing has changed in job ${still} for 1 minute`);
  });

  test('contact lost for longer than --give-up-after: 8, and how to come back', async () => {
    const id = await start('--command', 'sleep 600', ...web01);
    const times = Number.POSITIVE_INFINITY;
    world.server.faults.rules.push({
      path: '/api',
      times,
      after: 8,
      effect: { kind: 'answer', status: 502 },
    });
    const ran = await world.run(['watch', id, '--give-up-after', '45s']);
    expect(ran.code).toBe(8);
    expect(ran.stderr).toMatch(
      new RegExp(
        `lost contact with 127.0.0.1:\\d+ for 45 seconds.*\\n {8}return with: rexctl watch ${id}\\n$`,
      ),
    );
  });
});

describe('several jobs', () => {
  test('are distinguished by their ids in a pipe; the exit code is the gravest', async () => {
    const good = await start('--command', 'sleep 3', '--host', 'db01.example.com');
    const bad = await start('--command', 'exit 4', '--host', 'db01.example.com');
    const ran = await world.run(['watch', good, bad, bad, `#${good}`]);
    expect(ran.code).toBe(3);
    const lines = changes(ran.stdout).map((line) => line.join(' '));
    expect(lines).toContain(`job ${good}: db01.example.com succeeded -`);
    expect(lines).toContain(`job ${bad}: db01.example.com failed exit 4`);
    expect(lines).toContain(`job ${good} succeeded 1 ok`);
    expect(lines).toContain(`job ${bad} failed 1 failed`);
    expect(lines.filter((line) => line === `job ${bad} failed 1 failed`)).toHaveLength(1);
  });

  test('of which one does not exist: the others are shown, it is reported, and the code is 5', async () => {
    const id = await start('--command', 'exit 4', ...web01);
    const ran = await world.run(['watch', id, '999']);
    expect(ran.code).toBe(5);
    expect(ran.stderr).toMatch(/^rexctl: no job 999 on 127\.0\.0\.1:\d+, or not visible to you\n/);
    expect(ran.stdout).toMatch(new RegExp(`\\tjob ${id}\\tfailed\\t1 failed\\n$`));
  });

  test('on a terminal: a bar for each, then the failed hosts and last words of each', async () => {
    const good = await start('--command', 'sleep 3', '--host', 'db01.example.com');
    const bad = await start('--command', 'sleep 2; exit 4', ...web);
    const ran = await world.run(['watch', good, bad], { terminal: { stdout: true, stderr: true } });
    expect(ran).toMatchObject({ code: 3, stdout: '' });
    const text = stripVTControlCharacters(ran.stderr);
    expect(text).toMatch(new RegExp(` ${good} ░+ +0/1 +1 running`));
    expect(text).toMatch(new RegExp(` ${bad} ░+ +0/12 +12 running`));
    expect(text).toMatch(new RegExp(`✘ ${bad} web\\d\\d\\.example\\.com +exit 4`));
    expect(text).toContain(`✔ Job ${good}: 1 host succeeded`);
    expect(text).toContain(`✘ Job ${bad}: 12 of 12 hosts failed`);
    expect(text).toContain('✘ 12 hosts   exit 4   web[01-12]');
  });

  test('--json: one document with all of them', async () => {
    const bad = await start('--command', 'exit 4', ...web01);
    const ran = await world.run(['watch', '201', bad, '999', '--json']);
    expect(ran.code).toBe(5);
    expect(JSON.parse(ran.stderr).error).toMatchObject({ code: 'not_found', exit_code: 5 });
    expect(ran.json).toMatchObject({
      schema: 'rexctl/1',
      jobs: [
        {
          job: { id: 201 },
          hosts: expect.any(Array),
          warnings: [],
          summary: { outcome: 'succeeded' },
        },
        {
          job: { id: 208, outcome: 'failed' },
          hosts: [{ name: 'web01.example.com', status: 'failed', exit_code: 4 }],
          summary: { outcome: 'failed', exit_code: 3 },
        },
      ],
      summary: {
        jobs: [
          { reference: '201', job_id: 201, outcome: 'succeeded', exit_code: 0, error: null },
          { reference: '208', job_id: 208, outcome: 'failed', exit_code: 3, error: null },
          {
            reference: '999',
            job_id: null,
            outcome: null,
            exit_code: 5,
            error: { code: 'not_found' },
          },
        ],
        exit_code: 5,
      },
    });
    const yaml = await world.run(['watch', '205', '206', '--format', 'yaml']);
    expect(yaml.stdout).toMatch(/^schema: rexctl\/1\njobs:\n {2}- job:\n {6}id: 205\n/);
    const csv = await world.run(['watch', '205', '206', '--format', 'csv']);
    expect(csv.stdout.split('\n')).toEqual([
      'job_id,id,name,status,exit_code,last_line',
      '205,13,db01.example.com,failed,3,',
      '205,14,db02.example.com,failed,3,',
      '206,15,app01.example.com,succeeded,,',
      '206,16,app02.example.com,succeeded,,',
      '206,17,app03.example.com,succeeded,,',
      '',
    ]);
  });

  test('--format ndjson: the events of each, and a summary of all as the last', async () => {
    const ran = await world.run(['watch', '201', '205', '--format', 'ndjson']);
    expect(ran).toMatchObject({ code: 3, stderr: '' });
    const events = ran.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(events.filter(({ type }) => type === 'summary').map(({ job_id }) => job_id)).toEqual(
      expect.arrayContaining([201, 205]),
    );
    expect(events.at(-1)).toMatchObject({
      schema: 'rexctl/1',
      type: 'summary',
      job_id: null,
      jobs: [{ job_id: 201 }, { job_id: 205 }],
      exit_code: 3,
    });
  });

  test('Ctrl-C leaves all of them: 130, each with its way back, and a last summary', async () => {
    const one = await start('--command', 'sleep 600', '--host', 'db01.example.com');
    const two = await start('--command', 'sleep 600', '--host', 'db02.example.com');
    const press = {
      onStdout: (text: string, interrupts: { press(name: 'SIGINT'): void }) =>
        text.includes('"running"') && interrupts.press('SIGINT'),
    };
    const ran = await world.run(['watch', one, two, '--format', 'ndjson'], press);
    expect(ran.code).toBe(130);
    expect(JSON.parse(ran.stdout.trimEnd().split('\n').at(-1) ?? '')).toMatchObject({
      type: 'summary',
      exit_code: 130,
      jobs: [{ exit_code: 130 }, { exit_code: 130 }],
    });
  });
});

describe('--on-interrupt', () => {
  const running = {
    onStdout: (text: string, interrupts: { press(name: 'SIGINT' | 'SIGTERM'): void }) =>
      text.includes('\trunning\t-') && interrupts.press('SIGINT'),
  };

  test('cancel: one cancel is sent, 130, and said so', async () => {
    const id = await start('--command', 'sleep 600', ...web01);
    const ran = await world.run(['watch', id, '--on-interrupt', 'cancel'], running);
    expect(ran.code).toBe(130);
    expect(ran.stderr).toBe(
      `rexctl: the cancel of job ${id} was sent; its hosts finish when their scripts stop\n        return with: rexctl watch ${id}\n`,
    );
    expect(writes(world).filter((line) => line.includes('cancel'))).toHaveLength(1);
  });

  test('cancel with ndjson: the last event is still the summary', async () => {
    const ran = await world.run(
      ['run', '--command', 'sleep 600', ...web01, '--on-interrupt', 'cancel', '--format', 'ndjson'],
      {
        onStdout: (text, interrupts) =>
          text.includes('"status":"running"') && interrupts.press('SIGTERM'),
      },
    );
    expect(ran.code).toBe(143);
    expect(JSON.parse(ran.stdout.trimEnd().split('\n').at(-1) ?? '')).toMatchObject({
      type: 'summary',
      exit_code: 143,
      reason: 'the cancel of job 208 was sent; its hosts finish when their scripts stop',
    });
    expect(world.server.jobs.get(208)?.cancel_requested).toBe(true);
  });

  test('cancel that is not permitted: the job continues, and that is reported', async () => {
    const id = await start('--command', 'sleep 600', ...web01);
    world.server.faults.rules.push({
      path: `/api/job_invocations/${id}/cancel`,
      method: 'POST',
      effect: { kind: 'answer', status: 403 },
    });
    const ran = await world.run(['watch', id, '--on-interrupt', 'cancel'], running);
    expect(ran.code).toBe(130);
    expect(ran.stderr).toMatch(
      new RegExp(`^rexctl: job ${id} is still running: it could not be cancelled \\(`),
    );
  });

  test.each([
    ['y\n', true],
    ['n\n', false],
  ])('ask: %j', async (answer, cancelled) => {
    const id = await start('--command', 'sleep 600', ...web01);
    let pressed = false;
    const ran = await world.run(['watch', id, '--on-interrupt', 'ask', '--format', 'plain'], {
      terminal: { stdin: true, stderr: true },
      stdin: answer,
      onStdout: (text, interrupts) => {
        if (pressed || !text.includes('\trunning\t-')) return;
        pressed = true;
        interrupts.press('SIGINT');
      },
    });
    expect(ran.code).toBe(130);
    expect(ran.stderr).toContain(`Cancel job ${id}? [y/N]`);
    expect(world.server.jobs.get(Number(id))?.cancel_requested).toBe(cancelled);
    expect(ran.stderr.includes(`the cancel of job ${id} was sent`)).toBe(cancelled);
  });

  const everywhere = { stdin: true, stdout: true, stderr: true };

  test.each<readonly [string, (id: string) => readonly string[]]>([
    ['run', () => ['run', '--command', 'sleep 600', ...web01]],
    ['run --follow', () => ['run', '--command', 'sleep 600', ...web01, '--follow']],
    ['watch of two', (id) => ['watch', id, String(Number(id) + 1)]],
    ['run --canary', () => ['run', '--command', 'sleep 600', ...web, '--canary', '1']],
  ])('ask, %s: before the farewell, once, and not below a live screen', async (_, argv) => {
    const id = await start('--command', 'sleep 600', ...web01);
    await start('--command', 'sleep 600', ...web01);
    const ran = await world.run([...argv(id), '--on-interrupt', 'ask'], {
      terminal: everywhere,
      stdin: 'n\n',
      onStart: (interrupts) => void world.clock.sleep(5_000).then(() => interrupts.press('SIGINT')),
    });
    expect(ran.code).toBe(130);
    expect(ran.stderr.match(/Cancel job [^?]*\? \[y\/N\]/g)).toHaveLength(1);
    const [before = '', after = ''] = ran.stderr.split(/Cancel job [^?]*\? \[y\/N\]/);
    expect(before).not.toContain('is still running');
    expect(after).toMatch(/job \d+ is still running[\s\S]*return with: rexctl/);
    expect(after).not.toMatch(/[█░]/);
  });

  test('ask without a terminal is refused before anything is sent', async () => {
    const ran = await world.run(['run', '--command', 'true', ...web01, '--on-interrupt', 'ask']);
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toBe(
      'rexctl: --on-interrupt ask needs a terminal\n        use --on-interrupt detach or --on-interrupt cancel\n',
    );
    expect(writes(world)).toEqual([]);
  });

  test.each([
    ['--on-interrupt', 'cancel'],
    ['--give-up-after', '5m'],
    ['--stall-warning', '5m'],
    ['--settle'],
  ])('%s does not go with --detach', async (...flag) => {
    const ran = await world.run(['run', '--command', 'true', ...web01, '--detach', ...flag]);
    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain(`--detach and ${flag[0]} cannot be used together`);
    expect(writes(world)).toEqual([]);
  });
});
