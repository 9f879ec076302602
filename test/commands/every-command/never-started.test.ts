import { afterEach, describe, expect, test } from 'vitest';
import {
  demoWorld,
  type HostScript,
  textScript,
  unreachableScript,
} from '../../../src/demo/http/server.ts';
import { as } from '../../world/job-requests.ts';
import { openWorld, type World } from '../../world/run.ts';

let world: World;
afterEach(() => world.close());

const unreachable = unreachableScript();
const failed = textScript(['broken\n'], { code: 1 });
const done = textScript(['done\n']);

/** What web01, web02 … do. */
async function open(
  scripts: readonly HostScript[],
  more: Parameters<typeof openWorld>[0] = {},
): Promise<readonly string[]> {
  const hosts = demoWorld();
  for (const [at, script] of scripts.entries()) hosts.script(`web0${at + 1}.example.com`, script);
  hosts.addUser({
    login: 'rita',
    password: 'rita-secret',
    roles: ['Remote Execution Manager'],
    seesHost: ({ name }) => name !== 'web02.example.com',
  });
  world = await openWorld({ world: hosts, ...more });
  return ['run', '-c', 'work', '--host', `web[01-0${scripts.length}].example.com`, '--quiet'];
}

/** Every command whose exit code is the result of a job that has ended. */
const commands: readonly (readonly string[])[] = [
  ['watch', '208'],
  ['watch', '208', '204'],
  ['wait', '208'],
  ['wait', '208', '--for', 'hosts=web01,web02'],
  ['output', '208', '--follow'],
  ['output', '208', '--follow', '--group'],
  ['output', '208', 'web01', '--follow'],
  ['output', '208', '--exit-status'],
  ['output', '208', '--failed', '--exit-status'],
  ['output', '208', '--raw', '--exit-status'],
  ['output', '208', 'web01', '--exit-status'],
  ['show', '208', '--exit-status'],
  ['show', '208', '--hosts', '--exit-status', '--json'],
  ['why', '208', '--exit-status'],
  ['why', '208', 'web01', '--exit-status'],
  ['report', '208', '--exit-status'],
  ['cancel', '208', '--wait', '--exit-status'],
  ['cancel', '208', '--host', 'web01', '--wait', '--exit-status', '--yes'],
  ['cancel', '208', '204', '--wait', '--exit-status', '--yes'],
];

async function codes(): Promise<Record<string, number>> {
  const ended: Record<string, number> = {};
  for (const argv of commands) ended[argv.join(' ')] = (await world.run(argv)).code;
  return ended;
}

/** Job 204 of the demo world has a host whose script failed. */
function codesThat(code: number, others: Readonly<Record<string, number>> = {}) {
  return Object.fromEntries(
    commands.map((argv) => {
      const command = argv.join(' ');
      return [command, others[command] ?? (argv.includes('204') ? 3 : code)];
    }),
  );
}

describe('a job whose script ran on none of the hosts that did not succeed', () => {
  test('is exit code 10 of every command that exits with its result', async () => {
    const run = await open([unreachable, unreachable, done]);
    const ran = await world.run([...run, '--json']);
    expect(ran.json.summary).toMatchObject({ outcome: 'failed', exit_code: 10 });
    expect(ran.code).toBe(10);
    expect(await codes()).toEqual(codesThat(10));
    for (const argv of [
      ['show', '208'],
      ['output', '208'],
      ['why', '208'],
      ['report', '208'],
    ])
      expect((await world.run(argv)).code).toBe(0);
  });

  test('is 3 as soon as one script failed, except for hosts that were named', async () => {
    const run = await open([unreachable, unreachable, failed]);
    expect((await world.run(run)).code).toBe(3);
    const named = Object.fromEntries(
      commands
        .filter((argv) => argv.some((word) => /web01/.test(word)))
        .map((argv) => [argv.join(' '), 10]),
    );
    expect(await codes()).toEqual(codesThat(3, named));
  });

  test('is 3 where a host is hidden that did not succeed', async () => {
    const run = await open([unreachable, unreachable, done]);
    await world.run(run);
    for (const argv of [
      ['watch', '208'],
      ['show', '208', '--exit-status'],
      ['why', '208', '--exit-status'],
      ['output', '208', '--exit-status'],
      ['report', '208', '--exit-status'],
    ])
      expect([argv, (await world.run(argv, as('rita'))).code]).toEqual([argv, 3]);
    expect((await world.run(['why', '208', 'web01', '--exit-status'], as('rita'))).code).toBe(10);
  });

  test('is 3 where the server does not show why', async () => {
    const run = await open([unreachableScript(['Something new happened']), done]);
    expect((await world.run(run)).code).toBe(3);
    expect((await world.run(['show', '208', '--exit-status'])).code).toBe(3);
  });

  test('is 3 where output cannot be read, and the job is shown all the same', async () => {
    const run = await open([unreachable, done]);
    await world.run(run);
    world.server.faults.rules.push({
      path: /\/208\/(?:outputs|hosts\/\d+)/,
      times: Number.POSITIVE_INFINITY,
      effect: { kind: 'answer', status: 403 },
    });
    const ran = await world.run(['show', '208', '--exit-status', '--json']);
    expect(ran.code).toBe(3);
    expect(ran.json.job.outcome).toBe('failed');
  });

  test('is 3 after a canary and with --cancel-when, and 10 of a canary that cannot be reached', async () => {
    await open([unreachable, done]);
    const hosts = ['run', '-c', 'work', '--host', 'web[01-02].example.com', '--quiet'];
    expect((await world.run([...hosts, '--canary', '1'])).code).toBe(10);
    expect((await world.run([...hosts, '--cancel-when', 'first-failure'])).code).toBe(3);
  });

  test('is 10 of a rerun that fails in the same way', async () => {
    const run = await open([unreachable, done]);
    await world.run(run);
    expect((await world.run(['rerun', '208', '--failed', '--quiet'])).code).toBe(10);
  });

  test('costs no request of output where a script is known to have failed first', async () => {
    const run = await open([failed, unreachable]);
    await world.run(run);
    const mark = world.server.requests.length;
    expect((await world.run(['show', '208', '--exit-status'])).code).toBe(3);
    const outputs = world.requestsSince(mark).filter((request) => request.includes('/output'));
    expect(outputs).toHaveLength(1);
  });

  test.each(['7.0', '8.1', '13.2', '14.1', '16.0'] as const)(
    'is 10 on a server of version %s',
    async (rexVersion) => {
      const run = await open([unreachable, done], { rexVersion });
      expect((await world.run(run)).code).toBe(10);
      expect((await world.run(['show', '208', '--exit-status'])).code).toBe(10);
    },
  );

  test.each([
    [10, 'RuntimeError: The only applicable proxy proxy.example.com is down'],
    [10, 'Failed rendering template: undefined method'],
    [10, 'User can not execute this job'],
    [10, 'The job was not picked up in time'],
    [3, 'Timeout for execution passed, stopping the job'],
    [3, 'Runner error: Errno::EPIPE - Broken pipe'],
    [3, 'Proxy task gone missing from the smart proxy'],
  ])('is %i after: %s', async (code, text) => {
    const run = await open([unreachableScript([text]), done]);
    expect((await world.run(run)).code).toBe(code);
    expect((await world.run(['show', '208', '--exit-status'])).code).toBe(code);
  });
});
