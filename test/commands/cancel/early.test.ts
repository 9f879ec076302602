import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { textScript } from '../../../src/demo/http/server.ts';
import { web, writes } from '../../world/job-requests.ts';
import { openWorld, type RunOptions, type World } from '../../world/run.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

const cancelIt = 'POST /api/job_invocations/208/cancel';
const start = (...how: readonly string[]) =>
  world.run(['run', '--command', 'sleep 12; echo done', ...web, '--detach', '--quiet', ...how]);

describe('a cancel right after the start', () => {
  test.each([
    ['all', []],
    ['some', ['--host', 'web[01-12].example.com']],
  ])(
    '%s hosts: sent when their smart proxies know of them, so that none runs to its end',
    async (_, some) => {
      await start();
      const began = world.clock.now();
      const ran = await world.run(['cancel', '208', ...some, '--yes', '--wait', '--json']);
      expect(ran.code, ran.stderr).toBe(0);
      expect(ran.json.summary).toMatchObject({ cancelled: 12, had_finished: 0, still_running: 0 });
      expect(world.clock.now() - began).toBeLessThan(12_000);
    },
  );

  test('reports that it waits, and sends one cancel', async () => {
    await start();
    const ran = await world.run(['cancel', '208', '--yes']);
    expect(ran).toMatchObject({ code: 0 });
    expect(ran.stderr).toBe(
      'Job 208 has just started: rexctl sends the cancel once its hosts run, because an earlier one would miss some.\n',
    );
    expect(writes(world)).toEqual(['POST /api/job_invocations', cancelIt]);
  });

  test('hosts that do not begin are not waited for, and told', async () => {
    world.server.world.timing.launchMs = 60_000;
    await start();
    const began = world.clock.now();
    const ran = await world.run(['cancel', '208', '--yes', '--quiet']);
    expect(ran).toMatchObject({ code: 0 });
    expect(world.clock.now() - began).toBeLessThan(13_000);
    expect(ran.stderr).toBe(
      'rexctl: the cancel of job 208 may have reached 12 hosts too early: scripts there may keep running\n',
    );
    expect(writes(world)).toEqual(['POST /api/job_invocations', cancelIt]);
  });

  test('a job that has run for a while is cancelled at once', async () => {
    await start();
    await world.clock.sleep(6_000);
    const began = world.clock.now();
    expect(await world.run(['cancel', '208', '--yes'])).toMatchObject({ code: 0, stderr: '' });
    expect(world.clock.now() - began).toBeLessThan(500);
  });

  test('--force waits for nobody', async () => {
    await start();
    const began = world.clock.now();
    await world.run(['cancel', '208', '--force', '--yes']);
    expect(world.clock.now() - began).toBeLessThan(3_000);
    expect(writes(world)).toEqual(['POST /api/job_invocations', cancelIt]);
  });

  test('some hosts that are said to run, but have not reached their smart proxies yet', async () => {
    world.server.world.timing.proxyAcceptsMs = 2_500;
    await start();
    await world.clock.sleep(1_200);
    const ran = await world.run([
      'cancel',
      '208',
      '--host',
      'web[01-03].example.com',
      '--yes',
      '--wait',
      '--json',
    ]);
    expect(ran.code, ran.stderr).toBe(0);
    expect(ran.json.summary).toMatchObject({ cancelled: 3, had_finished: 0 });
  });
});

describe('hosts that a cancel may have missed are reported, whoever sent it', () => {
  const early = (count: number) =>
    `may have reached ${count} hosts too early: scripts there may keep running`;
  const pressAt = (needle: string): NonNullable<RunOptions['onStdout']> => {
    let pressed = false;
    return (text, interrupts) => {
      if (pressed || !text.includes(needle)) return;
      pressed = true;
      interrupts.press('SIGINT');
    };
  };
  const leaving = [...['run', '--command', 'sleep 600', ...web], '--on-interrupt', 'cancel'];
  const sent = `the cancel of job 208 was sent; it ${early(12)}`;

  test('--on-interrupt cancel: in the summary', async () => {
    world.server.world.timing.launchMs = 60_000;
    const onStdout = pressAt('"total":12');
    const ran = await world.run([...leaving, '--format', 'ndjson'], { onStdout });
    expect(ran).toMatchObject({ code: 130, stderr: '' });
    const last = JSON.parse(ran.stdout.trimEnd().split('\n').at(-1) ?? '');
    expect(last).toMatchObject({ type: 'summary', exit_code: 130, reason: sent });
    expect(writes(world)).toEqual(['POST /api/job_invocations', cancelIt]);
  });

  test('--on-interrupt cancel on a terminal: below the last state of the live block', async () => {
    world.server.world.timing.launchMs = 60_000;
    const onStart: RunOptions['onStart'] = (interrupts) =>
      void (async () => {
        while (world.server.jobs.get(208)?.runs.size !== 12) await world.clock.sleep(200);
        await world.clock.sleep(2_000);
        interrupts.press('SIGINT');
      })();
    const terminal = { stdin: true, stdout: true, stderr: true };
    const ran = await world.run([...leaving, '--no-color'], { terminal, onStart });
    expect(ran.code).toBe(130);
    expect(ran.stderr.slice(-400)).toMatch(
      new RegExp(`${sent}\\s+return with: rexctl watch 208\\s+$`),
    );
  });

  test('what else is printed of that cancel stays on the screen: the live block is removed before', async () => {
    const file = join(world.home, 'a-file');
    writeFileSync(file, '');
    const onStart: RunOptions['onStart'] = (interrupts) =>
      void world.clock.sleep(8_000).then(() => interrupts.press('SIGINT'));
    const terminal = { stdin: true, stdout: true, stderr: true };
    const env = { XDG_STATE_HOME: join(file, 'below') };
    const ran = await world.run([...leaving, '--no-color', '--no-log'], { terminal, onStart, env });
    expect(ran.code).toBe(130);
    const [, after] = ran.stderr.split('this cancel could not be recorded');
    expect(after).toContain(
      'the cancel of job 208 was sent; its hosts finish when their scripts stop',
    );
    expect(after).not.toContain('\u001b[1A');
  });

  test('--cancel-when: a warning among the events', async () => {
    world.server.world.timing.planMs = 2_000;
    world.server.world.script(
      'web01.example.com',
      textScript(['bad\n'], { code: 1, everyMs: 100 }),
    );
    const argv = ['run', '--command', 'sleep 600', ...web, '--cancel-when', 'first-failure'];
    const ran = await world.run([...argv, '--format', 'ndjson']);
    expect(ran.code).toBe(3);
    const warnings = ran.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
      .filter(({ type }) => type === 'warning');
    expect(warnings.map(({ code }) => code)).toEqual(['cancel_when_met', 'cancel_early']);
    expect(warnings[1].message).toMatch(
      /^the cancel of job 208 may have reached \d+ hosts? too early: scripts there may keep running/,
    );
  });

  test('a job with a host that was not meant: in the refusal', async () => {
    world.server.world.timing.launchMs = 60_000;
    world.server.faults.targetWrongHosts = 'more';
    const ran = await world.run(['run', '--command', 'sleep 600', '--host', 'web01', '--detach']);
    expect(ran).toMatchObject({ code: 9, stdout: '' });
    expect(ran.stderr).toContain(`A cancel of job 208 was sent, but it ${early(2)}.`);
  });

  test('hosts that are said to run, but have not reached their smart proxies', async () => {
    Object.assign(world.server.world.timing, { planMs: 500, launchMs: 0, proxyAcceptsMs: 2_500 });
    world.server.faults.targetWrongHosts = 'more';
    const ran = await world.run(['run', '--command', 'sleep 600', ...web, '--detach']);
    expect(ran).toMatchObject({ code: 9, stdout: '' });
    expect(ran.stderr).toContain(
      'A cancel of job 208 was sent, but it may have reached 2 hosts too early:',
    );
  });
});

describe('cancel --wait --stall-warning', () => {
  test('reports when nothing changes, and at the end what it sees of each host', async () => {
    await start();
    await world.clock.sleep(6_000);
    world.server.faults.deadProxy = true;
    const argv = ['cancel', '208', '--host', 'web[01-02].example.com', '--yes', '--wait'];
    const ran = await world.run([...argv, '--stall-warning', '30s', '--timeout', '1m']);
    expect(ran.code).toBe(7);
    expect(ran.stderr).toContain('nothing has changed in job 208 for 30 seconds');
    expect(ran.stdout).toMatch(
      /Job 208, 2 of 12 hosts: 2 still running\.\n {2}web01\.example\.com {2}still running\n {2}web02\.example\.com {2}still running\nThe other 10 hosts: 10 still running\.\n$/,
    );
  });

  test('a host that the cancel reached too late is called cancelled, and distinguished', async () => {
    world.server.world.timing.cancelMs = 10_000;
    await start();
    await world.clock.sleep(6_000);
    const runs = [...(world.server.jobs.get(208)?.runs.values() ?? [])];
    let late = '';
    void world.clock.sleep(18_000).then(() => {
      const stopped = runs.find(({ exit }) => exit !== null);
      late = stopped?.host_name ?? '';
      Object.assign(stopped?.exit ?? {}, { status: '0' });
    });
    const ran = await world.run(['cancel', '208', '--yes', '--wait']);
    expect(ran.code).toBe(0);
    expect(ran.stdout).toContain('Job 208: 12 cancelled.\n');
    expect(ran.stdout).toContain(
      `  ${late}  cancelled, but its script had already finished (exit 0)\n`,
    );
    expect(ran.stdout.match(/cancelled, but/g)).toHaveLength(1);
  });

  test('goes with --wait', async () => {
    const ran = await world.run(['cancel', '204', '--stall-warning', '30s', '--yes']);
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toContain('--stall-warning needs --wait');
  });
});
