import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { rexVersions, textScript, unreachableScript } from '../../../src/demo/http/server.ts';
import { checkDocument } from '../../world/documents.ts';
import { web, web01 } from '../../world/job-requests.ts';
import { openWorld, type World } from '../../world/run.ts';
import { runTold } from './told-hook.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

const bad = (...names: string[]) => {
  for (const name of names)
    world.server.world.script(`${name}.example.com`, textScript(['bad\n'], { code: 1 }));
};

async function start(...argv: string[]): Promise<string> {
  return (await world.run(['run', ...argv, '--detach'])).stdout.trim();
}

describe('the command of --on-done', () => {
  test.each([
    ['run', () => ['run', '-c', 'true', ...web]],
    ['run --follow', () => ['run', '-c', 'true', ...web, '--follow']],
    ['run --group', () => ['run', '-c', 'true', ...web, '--group']],
    ['watch', async () => ['watch', await start('-c', 'true', ...web)]],
    ['wait', async () => ['wait', await start('-c', 'true', ...web)]],
    ['rerun', async () => ['rerun', await start('-c', 'true', ...web), '--failed']],
  ])('of %s is told of success and of failed hosts, once', async (name, argvOf) => {
    bad('web02', 'web07');
    if (name === 'rerun') await world.run(['run', '-c', 'true', ...web]);
    const argv = name === 'rerun' ? ['rerun', '208', '--failed'] : await argvOf();
    const ran = await runTold(world, argv);
    expect(ran.code).toBe(3);
    const id = name === 'rerun' ? '209' : '208';
    const succeeded = name === 'rerun' ? 0 : 10;
    expect(ran.calls).toMatchObject([
      {
        job: id,
        outcome: 'failed',
        exitCode: '3',
        failed: '2',
        url: `${world.server.url}/job_invocations/${id}`,
        document: {
          schema: 'rexctl/1',
          job: { id: Number(id), outcome: 'failed' },
          summary: { outcome: 'failed', exit_code: 3, counts: { failed: 2, succeeded } },
        },
      },
    ]);
    checkDocument(ran.calls[0]?.document, 'follow');
  });

  test('is given the document that --json prints', async () => {
    const id = await start('-c', 'sleep 3', ...web);
    const ran = await runTold(world, ['watch', id, '--json']);
    expect(ran.code).toBe(0);
    expect(ran.calls.map(({ document }) => document)).toEqual([ran.json]);
    expect(ran.stderr).toBe('');
  });

  test('is given no output of hosts, however long it is', async () => {
    const ran = await runTold(world, ['run', '-c', 'echo secret', ...web01, '--follow', '--json']);
    expect(ran.json.hosts[0].output).toHaveLength(1);
    const { output: _, ...host } = ran.json.hosts[0];
    expect(ran.calls[0]?.document).toEqual({ ...ran.json, hosts: [host] });
  });

  test('is told of a cancelled job with 6', async () => {
    const id = await start('-c', 'sleep 600', ...web01);
    const cancelling = { onStart: () => void world.run(['cancel', id, '--yes']) };
    const ran = await runTold(world, ['wait', id], cancelling);
    expect(ran.code).toBe(6);
    expect(ran.calls).toMatchObject([
      { job: id, outcome: 'cancelled', exitCode: '6', failed: '0' },
    ]);
  });

  test('is told of the end of --timeout with 7, and that the job runs', async () => {
    const id = await start('-c', 'sleep 600', ...web01);
    const ran = await runTold(world, ['watch', id, '--timeout', '30s']);
    expect(ran.code).toBe(7);
    expect(ran.calls).toMatchObject([
      { job: id, outcome: 'running', exitCode: '7', document: { summary: { exit_code: 7 } } },
    ]);
  });

  test('is told of an unknown result with 8: a paused job, or a server that is silent', async () => {
    world.server.faults.pausedTask = true;
    const paused = await start('-c', 'sleep 30', ...web);
    const ran = await runTold(world, ['wait', paused, '--give-up-after', '90s']);
    expect(ran.code).toBe(8);
    expect(ran.calls).toMatchObject([{ job: paused, outcome: 'paused', exitCode: '8' }]);
    world.server.faults.pausedTask = false;
    const id = await start('-c', 'sleep 600', ...web01);
    const silent = await runTold(world, ['watch', id, '--give-up-after', '45s'], {
      onStdout: () => {
        const effect = { kind: 'answer', status: 502 } as const;
        world.server.faults.rules.push({ times: Number.POSITIVE_INFINITY, effect });
      },
    });
    expect(silent.code).toBe(8);
    expect(silent.calls.slice(1)).toMatchObject([
      { job: id, outcome: 'unknown', exitCode: '8', document: { summary: { exit_code: 8 } } },
    ]);
  });

  test('is told of a condition of wait with 3', async () => {
    bad('web02');
    const id = await start('-c', 'sleep 600', ...web);
    const ran = await runTold(world, ['wait', id, '--for', 'first-failure']);
    expect(ran.code).toBe(3);
    expect(ran.calls).toMatchObject([{ job: id, outcome: 'running', exitCode: '3', failed: '1' }]);
  });

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
    ['EPIPE', 141],
  ] as const)('is not run after %s', async (name, code) => {
    const id = await start('-c', 'sleep 600', ...web01);
    const ran = await runTold(world, ['watch', id], {
      onStdout: (_, interrupts) => interrupts.press(name),
    });
    expect(ran).toMatchObject({ code, calls: [] });
  });

  test('is not run where an interrupt cancels the job', async () => {
    const id = await start('-c', 'sleep 600', ...web01);
    const ran = await runTold(world, ['watch', id, '--on-interrupt', 'cancel'], {
      onStdout: (_, interrupts) => interrupts.press('SIGINT'),
    });
    expect(ran).toMatchObject({ code: 130, calls: [] });
  });

  test.each([
    ['no host matches', ['run', '-c', 'true', '--search', 'name = nothing'], 9],
    ['the job does not exist', ['watch', '999'], 5],
    ['nothing is left to rerun', ['rerun', '204', '--failed'], 0],
  ])('is not run where no job was followed: %s', async (_, argv, code) => {
    if (argv[0] === 'rerun') {
      await world.run(['run', '-c', 'true', ...web01]);
      argv = ['rerun', '208', '--failed'];
    }
    expect(await runTold(world, argv)).toMatchObject({ code, calls: [] });
  });
});

describe('of every server and result', () => {
  test.each(rexVersions)(
    'Remote Execution %s: the document fits its schema',
    async (rexVersion) => {
      await world.close();
      world = await openWorld({ rexVersion });
      bad('web02');
      const ran = await runTold(world, ['run', '-c', 'true', ...web, '--format', 'plain']);
      expect(ran.code).toBe(3);
      expect(ran.calls).toMatchObject([{ job: '208', outcome: 'failed', exitCode: '3' }]);
      checkDocument(ran.calls[0]?.document, 'follow');
    },
  );

  test('hosts that were unreachable: 10, and the reasons of the hosts', async () => {
    world.server.world.script('web01.example.com', unreachableScript());
    const ran = await runTold(world, ['run', '-c', 'true', ...web01, '--quiet']);
    expect(ran.code).toBe(10);
    expect(ran.calls).toMatchObject([{ outcome: 'failed', exitCode: '10', failed: '1' }]);
    expect(ran.calls[0]?.document.summary.failed_hosts).toMatchObject([
      { name: 'web01.example.com', failure: { kind: 'unreachable' } },
    ]);
  });

  test('resume --wait: the result of the job', async () => {
    world.server.faults.pausedTask = true;
    const id = await start('-c', 'true', ...web);
    await world.run(['wait', id, '--give-up-after', '1m']);
    world.server.faults.pausedTask = false;
    const ran = await runTold(world, ['resume', id, '--wait', '--yes']);
    expect(ran).toMatchObject({ code: 0, calls: [{ job: id, outcome: 'succeeded' }] });
  });
});

describe('of several jobs', () => {
  test('each is told once, with its result, in the order in which they end', async () => {
    bad('web02');
    const slow = await start('-c', 'sleep 60', ...web01);
    const quick = await start('-c', 'true', '--host', 'web02.example.com');
    const ran = await runTold(world, ['wait', slow, quick, slow, '999', '--json']);
    expect(ran.code).toBe(5);
    expect(ran.calls).toMatchObject([
      { job: quick, outcome: 'failed', exitCode: '3', document: { job: { id: Number(quick) } } },
      { job: slow, outcome: 'succeeded', exitCode: '0', document: { job: { id: Number(slow) } } },
    ]);
    for (const { document } of ran.calls) checkDocument(document, 'follow');
    expect(ran.json.jobs.map(({ job }: { job: { id: number } }) => job.id)).toEqual([
      Number(slow),
      Number(quick),
    ]);
  });

  test('one that had ended before an interrupt was told, the others are not', async () => {
    const slow = await start('-c', 'sleep 86400', ...web01);
    const quick = await start('-c', 'true', '--host', 'web02.example.com');
    const calls = join(world.home, 'calls');
    let timer: NodeJS.Timeout | undefined;
    const ran = await runTold(world, ['watch', slow, quick], {
      onStart: (interrupts) => {
        timer = setInterval(() => {
          if (existsSync(calls) && readFileSync(calls, 'utf8').endsWith('}\n'))
            interrupts.press('SIGINT');
        }, 5);
      },
    });
    clearInterval(timer);
    expect(ran).toMatchObject({ code: 130, calls: [{ job: quick, exitCode: '0' }] });
  });
});

describe('on a terminal', () => {
  test('what is printed for one of several jobs waits until the live screen is over', async () => {
    const slow = await start('-c', 'sleep 60', ...web01);
    const quick = await start('-c', 'true', '--host', 'web02.example.com');
    const argv = ['watch', slow, quick, '--on-done', 'echo "told of $REXCTL_JOB_ID"; exit 1'];
    const ran = await world.run(argv, { terminal: { stdout: true, stderr: true } });
    expect(ran.code).toBe(0);
    const failed = 'rexctl: the command of --on-done failed: it exited with code 1\n';
    expect(ran.stderr.endsWith(`told of ${quick}\n${failed}told of ${slow}\n${failed}`)).toBe(true);
  });
});

describe('of a canary', () => {
  const canary = ['run', '-c', 'true', ...web, '--canary', '3'];

  test('is told once, of both jobs', async () => {
    const ran = await runTold(world, [...canary, '--json']);
    expect(ran.code).toBe(0);
    expect(ran.calls).toMatchObject([{ job: '209', outcome: 'succeeded', exitCode: '0' }]);
    expect(ran.calls[0]?.document).toEqual(ran.json);
    checkDocument(ran.calls[0]?.document, 'follow-jobs');
  });

  test('is told that the others did not run', async () => {
    bad('web02');
    const ran = await runTold(world, canary);
    expect(ran.code).toBe(3);
    expect(ran.calls).toMatchObject([
      { job: '208', outcome: 'failed', exitCode: '3', failed: '1' },
    ]);
    expect(ran.calls[0]?.document.summary.not_run).toHaveLength(9);
  });
});

describe('of a canary whose other job cannot be started', () => {
  test('is told once, that its result is unknown, with the exit code', async () => {
    const effect = { kind: 'answer', status: 403 } as const;
    const path = '/api/job_invocations';
    world.server.faults.rules.push({ method: 'POST', path, after: 1, effect });
    const ran = await runTold(world, ['run', '-c', 'true', ...web, '--canary', '3', '--json']);
    expect(ran.code).not.toBe(0);
    expect(ran.calls).toMatchObject([
      { job: '208', outcome: 'unknown', exitCode: String(ran.code), document: ran.json },
    ]);
  });

  test('is told of a canary that cannot be followed', async () => {
    const effect = { kind: 'answer', status: 403 } as const;
    const ran = await runTold(world, ['run', '-c', 'sleep 60', ...web, '--canary', '3'], {
      onStdout: () => void world.server.faults.rules.push({ times: 10_000, effect }),
    });
    expect(ran.calls).toMatchObject([
      { job: '208', outcome: 'unknown', exitCode: String(ran.code) },
    ]);
    checkDocument(ran.calls[0]?.document, 'follow-jobs');
  });
});

describe('what it is and does', () => {
  test('it has no credential of rexctl, but the rest of the environment', async () => {
    const file = join(world.home, 'env');
    const secrets = {
      REXCTL_SSH_PASSWORD: 's3cret-1',
      REXCTL_KEY_PASSPHRASE: 's3cret-2',
      REXCTL_EFFECTIVE_USER_PASSWORD: 's3cret-3',
      REXCTL_INPUT_PASSWORD: 's3cret-4',
      REXCTL_PASSWORD: 's3cret-5',
      REXCTL_TOKEN: 'changeme',
    };
    const env = { ...secrets, FILE: file, MAILTO: 'ops@example.com' };
    const argv = ['run', '-c', 'true', ...web01, '--on-done', 'env > "$FILE"'];
    expect(await world.run(argv, { env })).toMatchObject({ code: 0 });
    const names = readFileSync(file, 'utf8').match(/^\w+(?==)/gm) ?? [];
    expect(names.filter((name) => name.startsWith('REXCTL_')).sort()).toEqual([
      ...['REXCTL_EXIT_CODE', 'REXCTL_FAILED', 'REXCTL_JOB_ID', 'REXCTL_OUTCOME'],
      ...['REXCTL_SERVER', 'REXCTL_URL', 'REXCTL_USER'],
    ]);
    expect(names).toContain('MAILTO');
    expect(readFileSync(file, 'utf8')).not.toMatch(/s3cret|changeme/);
  });

  test('its output goes to standard error, its failure is a warning', async () => {
    const argv = ['run', '-c', 'true', ...web01, '--json'];
    const ran = await world.run([...argv, '--on-done', 'echo out; echo err >&2; exit 4']);
    expect(ran.code).toBe(0);
    expect(ran.json.summary.outcome).toBe('succeeded');
    expect(ran.stderr.split('\n').slice(0, 2).sort()).toEqual(['err', 'out']);
    expect(ran.stderr).toContain(
      '{"warning":"the command of --on-done failed: it exited with code 4"}\n',
    );
  });

  test('its output is made harmless on a terminal', async () => {
    const ran = await world.run(
      ['run', '-c', 'true', ...web01, '--on-done', "printf 'a\\033]0;title\\007b\\033[2Jc'"],
      { terminal: { stdout: true, stderr: true } },
    );
    expect(ran.stderr).toMatch(/\nabc\n$/);
    expect(ran.stderr).not.toContain('title');
  });

  test('it need not read its input, nor exist', async () => {
    for (const [command, code] of [
      ['true', null],
      ['exec <&-; sleep 0.1', null],
      ['no-such-command', 127],
    ] as const) {
      const ran = await world.run(['run', '-c', 'true', ...web, '--on-done', command]);
      expect(ran.code).toBe(0);
      if (code === null) expect(ran.stderr).not.toContain('on-done');
      else expect(ran.stderr).toContain(`--on-done failed: it exited with code ${code}\n`);
    }
  });

  test('it is ended with all that it started after --on-done-timeout', async () => {
    const file = join(world.home, 'late');
    const hook = `(trap '' TERM; sleep 3; touch ${file}) & sleep 60`;
    const argv = ['run', '-c', 'true', ...web01, '--on-done', hook, '--on-done-timeout', '1s'];
    const ran = await world.run(argv);
    expect(ran.code).toBe(0);
    expect(ran.stderr).toContain(
      'the command of --on-done failed: it took too long and was stopped\n',
    );
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    expect(existsSync(file)).toBe(false);
  });

  test('Ctrl-C ends it, and the exit code stays that of the job', async () => {
    bad('web01');
    const file = join(world.home, 'begun');
    const argv = ['run', '-c', 'true', ...web01, '--on-done', `touch ${file}; sleep 60`];
    let timer: NodeJS.Timeout | undefined;
    const ran = await world.run(argv, {
      onStart: (interrupts) => {
        timer = setInterval(() => {
          if (existsSync(file)) interrupts.press('SIGINT');
        }, 20);
      },
    });
    clearInterval(timer);
    expect(ran.code).toBe(3);
    expect(ran.stderr).toContain('--on-done failed: it was stopped by an interrupt\n');
  });

  test('it is told the exit code of rexctl where the job was lost while it was followed', async () => {
    const id = await start('-c', 'sleep 600', ...web01);
    const ran = await runTold(world, ['watch', id], {
      onStdout: () => {
        const effect = { kind: 'answer', status: 404 } as const;
        world.server.faults.rules.push({ times: Number.POSITIVE_INFINITY, effect });
      },
    });
    expect(ran.code).toBe(1);
    expect(ran.calls).toMatchObject([
      { job: id, outcome: 'unknown', exitCode: '1', document: { summary: { exit_code: 1 } } },
    ]);
    checkDocument(ran.calls[0]?.document, 'follow');
  });

  test('hostile names of jobs are text', async () => {
    const name = '$(touch hacked) `touch hacked` "; touch hacked\' \u001b]0;x\u0007';
    const ran = await runTold(world, ['run', '-c', 'true', ...web01, '--description', name]);
    expect(ran.calls[0]?.document.job.description).toBe(name);
    expect(existsSync('hacked')).toBe(false);
  });
});

describe('is refused', () => {
  test.each([
    [
      ['run', '-c', 'x', ...web01, '--detach', '--on-done', 'true'],
      '--detach and --on-done cannot be used together',
    ],
    [
      ['run', '-c', 'x', ...web01, '--dry-run', '--on-done', 'true'],
      '--dry-run and --on-done cannot be used together',
    ],
    [['rerun', '204', '--detach', '--bell'], '--detach and --bell cannot be used together'],
    [
      ['run', '-c', 'x', ...web01, '--at', 'in 1h', '--on-done', 'true'],
      'with --at, --on-done needs --wait',
    ],
    [['watch', '204', '--on-done-timeout', '1s'], '--on-done-timeout needs --on-done'],
    [['resume', '204', '--on-done', 'true'], '--on-done needs --wait'],
    [['watch', '204', '--on-done', ' '], '--on-done is empty'],
  ])('%j', async (argv, message) => {
    const ran = await world.run(argv);
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toContain(message);
    expect(world.server.requests.filter(({ method }) => method !== 'GET')).toEqual([]);
  });
});
