import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { textScript } from '../../../src/demo/http/server.ts';
import { as, createdJob, writes } from '../../world/job-requests.ts';
import { openWorld, type World } from '../../world/run.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

const web01 = ['--host', 'web01.example.com'];
const backup = ['run', '--command', 'sleep 60', ...web01, '--name', 'backup'];

describe('cron: run --name', () => {
  test.each<readonly [string, readonly string[], string]>([
    ['the description of the template', [], '#backup: Run sleep 60'],
    [
      'a description of its own',
      ['--description', 'nightly %{command}'],
      '#backup: nightly sleep 60',
    ],
  ])('puts the name before %s', async (_, more, description) => {
    const ran = await world.run([...backup, ...more, '--detach']);
    expect(ran).toMatchObject({ code: 0, stdout: '208\n' });
    expect(world.server.jobs.get(208)?.description).toBe(description);
  });

  test('a rerun keeps it behind its own marker, and is one of that name, too', async () => {
    await world.run([...backup, '--detach']);
    await world.run(['cancel', '208', '--yes', '--wait']);
    await world.run(['rerun', '208', '--failed', '--include-cancelled', '--detach', '--quiet']);
    expect(world.server.jobs.get(209)?.description).toBe('rerun 1 of #208: #backup: Run sleep 60');
    const ran = await world.run(backup);
    expect(ran.code).toBe(9);
    expect(ran.stderr).toContain(
      'job 209 with the name `backup` has not finished. Nothing was sent',
    );
  });

  test.each<readonly [string, readonly string[], number, string]>([
    ['by default', [], 9, 'job 208 with the name `backup` has not finished. Nothing was sent'],
    ['fail', ['--if-running', 'fail'], 9, 'wait for the job: rexctl watch 208'],
    [
      'skip',
      ['--if-running', 'skip'],
      0,
      'Not started: job 208 with the name `backup` has not finished. Nothing to do.',
    ],
  ])(
    'while one of that name continues (%s): nothing is sent',
    async (_, policy, code, sentence) => {
      await world.run([...backup, '--detach']);
      const mark = world.server.requests.length;
      const ran = await world.run([...backup, ...policy]);
      expect(ran.code).toBe(code);
      expect(ran.stdout + ran.stderr).toContain(sentence);
      const events = await world.run([...backup, ...policy, '--format', 'ndjson']);
      expect(events.code).toBe(code);
      if (code === 0) {
        expect(JSON.parse(events.stdout)).toMatchObject({
          type: 'summary',
          job_id: null,
          exit_code: 0,
        });
        const quiet = await world.run([...backup, ...policy, '--quiet']);
        expect(quiet).toMatchObject({ code: 0, stdout: '', stderr: '' });
      }
      expect(writes(world, mark)).toEqual([]);
    },
  );

  test('wait: starts when the other has ended, on the hosts of then', async () => {
    await world.run([...backup, '--detach']);
    const mark = world.server.requests.length;
    const asked = world.clock.now();
    const ran = await world.run([...backup, '--if-running', 'wait', '--detach']);
    expect(ran).toMatchObject({ code: 0, stdout: '209\n' });
    expect(world.clock.now() - asked).toBeGreaterThan(50_000);
    expect(createdJob(world, mark).description_format).toBe('#backup: Run %{command}');
    const lookups = world.requestsSince(mark);
    expect(lookups.indexOf('GET /api/hosts')).toBeGreaterThan(
      lookups.indexOf('GET /api/job_invocations/208'),
    );
  });

  test('hosts that ended count, not the status that follows', async () => {
    await world.run(['run', '--command', 'true', ...web01, '--name', 'backup', '--quiet']);
    expect(world.server.jobs.get(208)?.task?.state).toBe('running');
    expect(await world.run([...backup, '--detach'])).toMatchObject({ code: 0, stdout: '209\n' });
  });

  test('a job whose hosts the server does not know yet continues', async () => {
    world.server.world.timing.planMs = 60_000;
    await world.run([...backup, '--detach']);
    const job = world.server.jobs.get(208);
    if (job === undefined) throw new Error('there is no job');
    job.targeting.host_ids = [];
    const mark = world.server.requests.length;
    const ran = await world.run(backup);
    expect(ran.code).toBe(9);
    expect(ran.stderr).toContain(
      'job 208 with the name `backup` has not finished. Nothing was sent',
    );
    expect(writes(world, mark)).toEqual([]);
  });

  test('a job of two hosts continues until both have ended', async () => {
    world.server.world.script('web01.example.com', textScript(['done\n'], { everyMs: 10 }));
    const both = [...web01, '--host', 'web02.example.com'];
    await world.run(['run', '--command', 'sleep 60', ...both, '--name', 'backup', '--detach']);
    await world.clock.sleep(20_000);
    const ran = await world.run(backup);
    expect(ran.code).toBe(9);
    expect(ran.stderr).toContain(
      'job 208 with the name `backup` has not finished. Nothing was sent',
    );
  });

  test('another name, a longer name, a name in the middle and the job of another user are not in the way', async () => {
    const other = (...more: string[]) =>
      world.run(['run', '--command', 'sleep 60', ...web01, '--detach', ...more]);
    await other('--name', 'backup2');
    await other('--name', 'db-backup');
    await other('--description', 'not a #backup: at all');
    await world.run([...backup, '--detach'], as('anna'));
    expect((await world.run([...backup, '--detach'])).code).toBe(0);
  });

  test('two processes on this machine: one starts, the other is refused', async () => {
    const both = await Promise.all([
      world.run([...backup, '--detach']),
      world.run([...backup, '--detach']),
    ]);
    expect(both.map(({ code }) => code).sort()).toEqual([0, 9]);
    expect(writes(world)).toHaveLength(1);
  });

  test('two machines: the job with the higher id cancels itself', async () => {
    const other = { env: { XDG_STATE_HOME: join(world.home, 'elsewhere') } };
    const effect = { kind: 'slow', ms: 1_000 } as const;
    world.server.faults.rules.push({ method: 'POST', path: /job_invocations$/, times: 2, effect });
    const both = await Promise.all([
      world.run([...backup, '--detach']),
      world.run([...backup, '--detach'], other),
    ]);
    expect(both.map(({ code }) => code).sort()).toEqual([0, 9]);
    expect(both.map(({ stderr }) => stderr).join('')).toContain('A cancel of job 209 was sent.');
    expect(world.server.jobs.get(208)?.cancel_requested).toBe(false);
  });

  test('with a canary the job for the others is none that is in the way', async () => {
    const ran = await world.run([
      ...[
        'run',
        '--command',
        'true',
        '--search',
        'name ~ web',
        '--name',
        'patch',
        '--canary',
        '2',
        '--quiet',
      ],
    ]);
    expect(ran.code, ran.stderr).toBe(0);
    expect(world.server.jobs.get(209)?.description).toBe('#patch: Run true');
  });

  test('with --at it counts while it waits for its time', async () => {
    await world.run([...backup, '--at', '2026-11-23T18:00:00Z', '--quiet']);
    expect((await world.run(backup)).code).toBe(9);
  });

  test.each<readonly [string, readonly string[], RegExp]>([
    ['a number', ['--name', '215'], /invalid --name `215`: expected a letter/],
    ['blanks', ['--name', 'my job'], /invalid --name `my job`/],
    ['nothing', ['--name', ''], /invalid --name `''`/],
    ['65 letters', ['--name', 'x'.repeat(65)], /64 at most/],
    [
      'a series',
      ['--name', 'x', '--cron', '@daily', '--static'],
      /to name the series, use --purpose/,
    ],
    ['--if-running without it', ['--if-running', 'skip'], /--if-running needs --name/],
  ])('%s is refused: 2, nothing is sent', async (_, more, message) => {
    const ran = await world.run(['run', '--command', 'true', ...web01, ...more]);
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toMatch(message);
    expect(writes(world)).toEqual([]);
  });

  test('a lost answer is found by the description, too', async () => {
    world.server.faults.rules.push({
      method: 'POST',
      path: /job_invocations$/,
      effect: { kind: 'answer_lost' },
    });
    expect(await world.run([...backup, '--detach'])).toMatchObject({ code: 0, stdout: '208\n' });
  });
});
