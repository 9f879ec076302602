import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import type { InterruptName } from '../../../src/cli/interrupts.ts';
import { unreachableScript } from '../../../src/demo/http/server.ts';
import { exitCodes } from '../../../src/errors.ts';
import { as, web, web01, worldWithTwoFailures, writes } from '../../world/job-requests.ts';
import { openWorld, type RunOptions, type World } from '../../world/run.ts';

let world: World;
afterEach(() => world.close());

/** What stands in the way, by name, so that a row of the table reads as one line. */
const troubles = {
  none: () => undefined,
  proxyDown: () => fault({ kind: 'answer', status: 502 }),
  noJson: () => fault({ kind: 'answer', status: 200, body: '<html>' }),
  lostStart: () => fault({ kind: 'never_processed' }, 'POST'),
  paused: () => Object.assign(world.server.faults, { pausedTask: true }),
  wrongHosts: () => Object.assign(world.server.faults, { targetWrongHosts: 'more' }),
  unreachable: () => world.server.world.script('web01.example.com', unreachableScript()),
  fewerHosts: () => Object.assign(world.server.faults, { targetWrongHosts: 'fewer' }),
} as const;

function fault(
  effect: Parameters<World['server']['faults']['rules']['push']>[0]['effect'],
  method = 'GET',
): void {
  const rule = { method, path: '/api/job_invocations', times: Number.POSITIVE_INFINITY, effect };
  world.server.faults.rules.push(rule);
}

const whenRunning = (name: InterruptName): RunOptions => ({
  onStdout: (text, interrupts) => text.includes('\trunning\t') && interrupts.press(name),
});
const cancelled: RunOptions = {
  onStdout: (text) =>
    text.includes('web01.example.com\trunning\t') && void world.run(['cancel', '208', '--yes']),
};
const sleeping = ['run', '--command', 'sleep 60', ...web01];
const onTerminal = { terminal: { stdin: true, stderr: true } };

const contactLost: RunOptions = {
  onStdout: (text) => text.includes('\trunning') && fault({ kind: 'answer', status: 502 }),
};

type Row = readonly [
  code: number,
  argv: readonly string[],
  trouble?: keyof typeof troubles,
  how?: RunOptions,
  says?: RegExp,
];

const started = /Job 208 started/;
const timedOut = /time limit reached; job 208 is still running[\s\S]*return with: rexctl watch 208/;
const lostFor10Minutes = /lost contact with 127\.0\.0\.1:\d+ for 10 minutes \(last: .*502.*\)/;
const noHost = /no host matches `name = no\.example\.com`.*Nothing was sent/;
const comeBack = /return with: rexctl watch 208/;

/** By exit code, and of each code everything that ends with it. */
const table: readonly Row[] = [
  [0, ['run', '--command', 'true', ...web01], 'none', {}, started],
  [0, ['list', '--search', 'id = 9999']],
  [0, ['rerun', '201', '--failed']],
  [0, ['show', '204']],
  [0, ['output', '204']],
  [0, ['--help']],
  [0, ['run', '--help']],
  [1, ['list'], 'proxyDown', {}, /502/],
  [1, ['show', '204'], 'noJson'],
  [2, ['lst']],
  [2, ['list', '--limt', '3'], 'none', {}, /unknown option `--limt`/],
  [2, ['run', '--comand', 'true', ...web01]],
  [2, ['run', '--command', 'true']],
  [2, ['show', '5abc']],
  [2, ['cancel', '207', '--yes']],
  [2, ['list'], 'none', { env: { REXCTL_SERVER: 'http://foreman.example.com' } }],
  [3, ['run', '--command', 'exit 7', ...web01], 'none', {}, started],
  [3, ['run', '--command', 'true', ...web], 'fewerHosts'],
  [3, ['show', '204', '--exit-status']],
  [3, ['show', '202', '--exit-status']],
  [3, ['show', '203', '--exit-status']],
  [4, ['list'], 'none', { env: { REXCTL_TOKEN: 'wrong' } }, /wrong user or password for /],
  [4, ['run', '--command', 'true', ...web01], 'none', as('viewer')],
  [5, ['show', '9999'], 'none', {}, /no job 9999/],
  [5, ['rerun', '9999', '--failed']],
  [5, ['run', '--command', 'true', '--host', 'no.example.com']],
  [5, ['run', '--template', 'No such template', ...web01]],
  [6, sleeping, 'none', cancelled, started],
  [7, [...sleeping, '--timeout', '5s'], 'none', {}, timedOut],
  [7, ['run', '--command', 'sleep 60', ...web01, '--follow', '--timeout', '5s']],
  [8, sleeping, 'lostStart'],
  [8, sleeping, 'none', contactLost, lostFor10Minutes],
  [8, ['run', '--command', 'true', ...web], 'paused'],
  [9, ['run', '--command', 'true', '--search', 'name = no.example.com'], 'none', {}, noHost],
  [9, ['run', '--command', 'true', ...web, '--max-hosts', '11']],
  [9, ['run', '--command', 'true', ...web, '--expect-hosts', '13']],
  [9, sleeping, 'wrongHosts'],
  [9, ['rerun', '204', '--failed'], 'wrongHosts'],
  [9, ['rerun', '203']],
  [9, ['cancel', '207', '--series'], 'none', { ...onTerminal, stdin: 'n\n' }],
  [10, ['run', '--command', 'true', ...web01], 'unreachable', {}, started],
  [129, sleeping, 'none', whenRunning('SIGHUP'), comeBack],
  [130, sleeping, 'none', whenRunning('SIGINT'), comeBack],
  [130, [...sleeping, '--follow', '--format', 'ndjson'], 'none', whenSummaryOf('SIGINT')],
  [141, sleeping, 'none', whenRunning('EPIPE'), /^`sleep 60` on 1 host/],
  [143, sleeping, 'none', whenRunning('SIGTERM'), comeBack],
];

function whenSummaryOf(name: InterruptName): RunOptions {
  return { onStdout: (text, interrupts) => text.includes('"running"') && interrupts.press(name) };
}

const rows = table.map(([code, argv, trouble = 'none', how = {}, says = /^/]) => ({
  ...{ code, argv, trouble, how, says },
  line: argv.join(' '),
}));

test.each(rows)(
  'exit code $code: rexctl $line ($trouble)',
  async ({ code, argv, trouble, how, says }) => {
    world = await openWorld({ world: worldWithTwoFailures() });
    troubles[trouble]();
    const ran = await world.run(argv, how);
    expect(ran.code, ran.stderr).toBe(code);
    expect(ran.stderr).toMatch(says);
    if ([1, 2, 4, 5, 8, 9].includes(code))
      expect(ran.stderr).toMatch(/(?:^|\u001b\[\d+G)rexctl: [^A-Z]/m);
    if (code === 2 || code === 4 || code === 5) expect(ran.stdout).toBe('');
  },
);

test('every code of the table that help and README print is reached here, and no other', async () => {
  world = await openWorld();
  const reached = new Set(table.map(([code]) => code));
  expect([...reached]).toEqual(exitCodes.map(({ code }) => code));
});

test.each(['--json', '--format=ndjson', '--format=yaml', '--format=csv'])(
  '%s changes no exit code of the whole table',
  async (format) => {
    const comparable = rows.filter(
      ({ line, how }) => !/--(?:help|format)/.test(line) && how.onStdout === undefined,
    );
    for (const { code, argv, line, trouble, how } of comparable) {
      world = await openWorld({ world: worldWithTwoFailures() });
      troubles[trouble]();
      const ran = await world.run([...argv, format], how);
      const noRows = format === '--format=csv' && /cannot be CSV/.test(ran.stderr);
      expect(ran.code, `rexctl ${line} ${format}: ${ran.stderr}`).toBe(noRows ? 2 : code);
      await world.close();
    }
    world = await openWorld();
  },
);

test.each([
  ['run', '--command', 'true', ...web01, '--detach'],
  ['rerun', '204', '--failed', '--detach'],
  ['cancel', '207', '--series', '--yes'],
  ['schedule', 'cancel', '1', '--yes'],
  ['schedule', 'enable', '1'],
  ['schedule', 'disable', '1'],
  ['login'],
  ['logout'],
  ['config', 'set', 'login', 'ann'],
  ['profile', 'set', 'new', 'login=ann', '--create'],
  ['profile', 'rename', 'old', 'new'],
  ['profile', 'use', 'old'],
  ['profile', 'remove', 'old', '--yes'],
  ['profile', 'import-hammer'],
  ['output', '204', '--dir', 'files'],
  ['output', '204', '--follow', '--dir', 'files'],
])('what cannot be CSV is refused before anything is sent: %s', async (...argv) => {
  world = await openWorld();
  const typed = argv.map((word) => (word === 'files' ? join(world.home, word) : word));
  const ran = await world.run([...typed, '--format', 'csv']);
  expect(ran).toMatchObject({ code: 2, stdout: '' });
  expect(JSON.parse(ran.stderr).error.message).toContain('cannot be CSV. Nothing was sent');
  expect(world.requestsSince(0)).toEqual([]);
  expect(readdirSync(world.home)).toEqual([]);
});

test.each([
  ['run', '--command', 'true', ...web01, '--detach'],
  ['run', '--command', 'true', ...web01],
  ['rerun', '204', '--failed', '--detach'],
  ['cancel', '207', '--series', '--yes'],
  ['cancel', '207', '206', '--yes'],
  ['resume', '207'],
  ['schedule', 'cancel', '1', '--yes'],
  ['schedule', 'disable', '1'],
  ['logout'],
])('a field that does not exist is refused before anything is sent: %s', async (...argv) => {
  world = await openWorld();
  const ran = await world.run([...argv, '--fields', 'outcom']);
  expect(ran).toMatchObject({ code: 2, stdout: '' });
  expect(ran.stderr).toContain('rexctl: unknown field `outcom`. Nothing was sent\n');
  expect(ran.stderr).toContain('available: ');
  expect(writes(world)).toEqual([]);
});

test('a field that an answer could have had is null in one without it', async () => {
  world = await openWorld();
  const ran = await world.run([
    'rerun',
    '201',
    '--failed',
    '--json',
    '--fields',
    'message,summary',
  ]);
  expect(ran).toMatchObject({ code: 0, stderr: '', json: { summary: null } });
  const started = ['run', '--command', 'true', ...web01, '--detach', '--json'];
  const fields = await world.run([...started, '--fields', 'id,counts.total,message']);
  expect(fields).toMatchObject({
    code: 0,
    json: { job: { id: 208, counts: { total: 1 }, message: null } },
  });
});
