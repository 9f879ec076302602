import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { textScript, unreachableScript } from '../../../src/demo/http/server.ts';
import { web, web01, writes } from '../../world/job-requests.ts';
import { openWorld, type World } from '../../world/run.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

const last = (stdout: string) => stdout.trimEnd().split('\n').at(-1)?.split('\t').slice(1);

describe('how a job can end', () => {
  test('unreachable and failed hosts: 3, each with its reason', async () => {
    world.server.world.script('web02.example.com', unreachableScript());
    world.server.world.script('web03.example.com', textScript(['no space left\n'], { code: 28 }));
    const ran = await world.run(['run', '--command', 'true', ...web, '--quiet']);
    expect(ran).toMatchObject({ code: 3, stdout: '' });
    expect(ran.stderr).toMatch(/web03\.example\.com.*exit 28.*no space left/);
    expect(ran.stderr).toMatch(/web02\.example\.com/);
  });

  test('cancelled by another user while all of it ran: 6; with hosts that never ran: 3 (traps 7, 17)', async () => {
    const cancelIt = (id: number) => (text: string) =>
      text.includes('web01.example.com\trunning') &&
      void world.run(['cancel', String(id), '--yes']);
    const all = await world.run(['run', '--command', 'sleep 60', ...web01], {
      onStdout: cancelIt(208),
    });
    expect(all.code).toBe(6);
    expect(last(all.stdout)).toEqual(['job 208', 'cancelled', '1 cancelled']);
    const some = await world.run(['run', '--command', 'sleep 60', ...web, '--concurrency', '2'], {
      onStdout: cancelIt(209),
    });
    expect(some.code).toBe(3);
    expect(last(some.stdout)?.slice(0, 2)).toEqual(['job 209', 'incomplete']);
    expect(some.stdout.match(/\tnever_ran\t/g)).toHaveLength(10);
    expect(some.stdout.match(/\.example\.com\tcancelled\t/g)).toHaveLength(2);
  });

  test('a paused task is reported at once, and is no result after ten minutes (trap 18)', async () => {
    world.server.faults.pausedTask = true;
    const began = world.clock.now();
    const ran = await world.run(['run', '--command', 'true', ...web]);
    expect(ran.code).toBe(8);
    expect(ran.stderr).toMatch(
      /job 208 \(task \S+\) is paused on the server; resume it: rexctl resume 208$/m,
    );
    expect(ran.stderr).toMatch(
      /job 208 is still paused on the server\n {8}resume it: rexctl resume 208/,
    );
    expect(world.clock.now() - began).toBeGreaterThanOrEqual(600_000);
  });

  test('a job that the server calls failed without a failed host is not called a success (trap 17)', async () => {
    world.server.faults.finalizeError = true;
    await world.run(['run', '--command', 'true', ...web01, '--detach']);
    await world.clock.sleep(30_000);
    const ran = await world.run(['output', '208', '--follow']);
    expect(ran.code).toBe(3);
    expect(ran.stderr).toBe(
      'rexctl: job 208: failed, although no host failed.\n' +
        "  the server reports job 208 as failed, although every host succeeded: undefined method `finalize_hosts' for nil:NilClass\n",
    );
  });
});

describe('leaving', () => {
  test('Ctrl-C while waiting: the job continues, and the message reports how to come back', async () => {
    const ran = await world.run(['run', '--command', 'sleep 60; echo end', ...web01], {
      onStdout: (text, interrupts) =>
        text.includes('web01.example.com\trunning') && interrupts.press('SIGINT'),
    });
    expect(ran.code).toBe(130);
    expect(ran.stderr).toMatch(/job 208 is still running[\s\S]*return with: rexctl watch 208/);
    expect(writes(world)).toEqual(['POST /api/job_invocations']);
    const back = await world.run(['output', '208', '--follow']);
    expect(back).toMatchObject({ code: 0, stdout: 'end\n' });
  });

  test('--follow whose reader goes away (`| head`): 141, nothing on standard error but the start', async () => {
    const ran = await world.run(['run', '--command', 'seq 5; sleep 60', ...web01, '--follow'], {
      onStdout: (text, interrupts) => text.includes('5\n') && interrupts.press('EPIPE'),
    });
    expect(ran.code).toBe(141);
    expect(ran.stdout).toBe('1\n2\n3\n4\n5\n');
    expect(ran.stderr).toMatch(/^`seq 5; sleep 60` on 1 host.*\nJob 208 started\..*\n$/);
    expect(world.server.jobs.get(208)?.cancel_requested).toBe(false);
  });
});

describe('what is printed', () => {
  test('--detach: the id and nothing else on standard output', async () => {
    const ran = await world.run(['run', '--command', 'sleep 60', ...web, '--detach', '--quiet']);
    expect(ran).toMatchObject({ code: 0, stdout: '208\n', stderr: '' });
  });

  test('--follow: the lines of one host bare, of several with their names, and the result as exit code', async () => {
    const one = await world.run(['run', '--command', 'echo hi; exit 4', ...web01, '--follow']);
    expect(one.code).toBe(3);
    expect(one.stdout).toBe('hi\n');
    const several = await world.run(['run', '--command', 'hostname', ...web, '--follow']);
    expect(several.code).toBe(0);
    expect(several.stdout.trimEnd().split('\n').sort()).toEqual(
      Array.from({ length: 12 }, (_, at) => {
        const name = `web${String(at + 1).padStart(2, '0')}.example.com`;
        return `${name}: ${name}`;
      }),
    );
  });

  test('--json with --follow: one document with every line and the summary', async () => {
    const ran = await world.run([
      'run',
      '--command',
      'echo hi; exit 4',
      ...web01,
      '--follow',
      '--json',
    ]);
    expect(ran).toMatchObject({ code: 3, stderr: '' });
    expect(ran.json).toMatchObject({
      schema: 'rexctl/1',
      job: { id: 208 },
      summary: { outcome: 'failed', exit_code: 3 },
    });
    expect(ran.stdout.trimEnd().split('\n')).toHaveLength(1);
    expect(ran.stdout).toContain('hi');
  });
});
