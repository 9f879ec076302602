import { afterEach, expect, test } from 'vitest';
import { exitCodes } from '../../../src/errors.ts';
import { openWorld, type RunOptions, type World } from '../../world/run.ts';

let world: World | undefined;
afterEach(async () => {
  await world?.close();
  world = undefined;
});

interface Way {
  readonly code: number;
  readonly how: string;
  readonly argv: readonly string[];
  readonly options?: RunOptions;
  readonly prepare?: (world: World) => void;
  readonly stderr: RegExp;
}

const oneHost = ['--host', 'db01.example.com'];
const sleeping = ['run', '--command', 'sleep 60', ...oneHost];
const press = (name: 'SIGHUP' | 'SIGINT' | 'SIGTERM'): RunOptions => ({
  onStdout: (text, interrupts) => text.includes('\trunning') && interrupts.press(name),
});

/** One way to each row of the table that help and README print. */
const ways: readonly Way[] = [
  {
    code: 0,
    how: 'a job that succeeds',
    argv: ['run', '--command', 'true', ...oneHost],
    stderr: /Job 208 started/,
  },
  {
    code: 1,
    how: 'a server in trouble',
    argv: ['list'],
    prepare: ({ server }) => {
      const effect = { kind: 'answer', status: 502 } as const;
      server.faults.rules.push({
        path: '/api/job_invocations',
        times: Number.POSITIVE_INFINITY,
        effect,
      });
    },
    stderr: /502/,
  },
  {
    code: 2,
    how: 'an unknown option',
    argv: ['list', '--limt', '3'],
    stderr: /unknown option '--limt'/,
  },
  {
    code: 3,
    how: 'a host that fails',
    argv: ['run', '--command', 'exit 4', ...oneHost],
    stderr: /Job 208 started/,
  },
  {
    code: 4,
    how: 'a wrong password',
    argv: ['list'],
    options: { env: { REXCTL_TOKEN: 'wrong' } },
    stderr: /refused this login \(401\)/,
  },
  { code: 5, how: 'a job that does not exist', argv: ['show', '9999'], stderr: /no job 9999/ },
  {
    code: 6,
    how: 'a job that was cancelled',
    argv: ['run', '--command', 'sleep 60', ...oneHost],
    options: { onStdout: (text) => text.includes('\trunning') && void cancelNewest() },
    stderr: /Job 208 started/,
  },
  {
    code: 7,
    how: 'a limit that passes',
    argv: [...sleeping, '--timeout', '5s'],
    stderr: /the time limit passed; job 208 goes on[\s\S]*come back with: rexctl watch 208/,
  },
  {
    code: 8,
    how: 'contact that is lost',
    argv: sleeping,
    options: { onStdout: (text) => text.includes('\trunning') && loseContact() },
    stderr: /lost contact with 127\.0\.0\.1:\d+ for 10 minutes \(last: .*502.*\)/,
  },
  {
    code: 9,
    how: 'a search that matches nothing',
    argv: ['run', '--command', 'true', '--search', 'name = nobody.example.com'],
    stderr: /no host matches `name = nobody\.example\.com`.*Nothing was sent/,
  },
  {
    code: 129,
    how: 'a connection that is dropped',
    argv: sleeping,
    options: press('SIGHUP'),
    stderr: /come back with: rexctl watch 208/,
  },
  {
    code: 130,
    how: 'Ctrl-C',
    argv: sleeping,
    options: press('SIGINT'),
    stderr: /come back with: rexctl watch 208/,
  },
  {
    code: 141,
    how: 'an output that is closed',
    argv: sleeping,
    options: {
      onStdout: (text, interrupts) => text.includes('\trunning') && interrupts.press('EPIPE'),
    },
    stderr: /^`sleep 60` on 1 host/,
  },
  {
    code: 143,
    how: 'a termination',
    argv: sleeping,
    options: press('SIGTERM'),
    stderr: /come back with: rexctl watch 208/,
  },
];

async function cancelNewest(): Promise<void> {
  await world?.run(['cancel', '208', '--yes']);
}

function loseContact(): void {
  const effect = { kind: 'answer', status: 502 } as const;
  world?.server.faults.rules.push({ method: 'GET', times: Number.POSITIVE_INFINITY, effect });
}

test.each(ways)('exit code $code: $how', async ({ code, argv, options, prepare, stderr }) => {
  world = await openWorld();
  prepare?.(world);
  const ran = await world.run(argv, options);
  expect(ran.stderr).toMatch(stderr);
  expect(ran.code).toBe(code);
});

test('every code of the table is reached', () => {
  expect(ways.map(({ code }) => code)).toEqual(exitCodes.map(({ code }) => code));
});

test.each([
  ['table', []],
  ['json', ['--json']],
  ['ndjson', ['--format', 'ndjson']],
  ['yaml', ['--format', 'yaml']],
])('the format %s changes no exit code', async (_, format) => {
  world = await openWorld();
  const failing = await world.run(['run', '--command', 'exit 4', ...oneHost, ...format]);
  const missing = await world.run(['show', '9999', ...format]);
  expect([failing.code, missing.code]).toEqual([3, 5]);
});
