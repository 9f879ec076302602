import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openWorld, type Ran, type World } from '../world/run.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

const minute = 60_000;
const longerMs = 20 * minute;
const shorterMs = 3 * minute;

interface Waiting {
  readonly argv: readonly string[];
  /** Its result, once the server is back. */
  readonly code: number;
  /** It would send something, and must print that it did not. */
  readonly sends: boolean;
}

/** Every command that waits; `{job}` is one that runs for ten minutes. */
const commands: Readonly<Record<string, Waiting>> = {
  wait: { argv: ['wait', '{job}'], code: 0, sends: false },
  'wait for several': { argv: ['wait', '{job}', '206'], code: 0, sends: false },
  'wait for a host': { argv: ['wait', '{job}', '--for', 'hosts=web01'], code: 0, sends: false },
  watch: { argv: ['watch', '{job}'], code: 0, sends: false },
  'watch @last': { argv: ['watch', '@last'], code: 0, sends: false },
  'output --follow': { argv: ['output', '{job}', '--follow'], code: 0, sends: false },
  run: { argv: ['run', '-c', 'true', '--host', 'web02.example.com'], code: 0, sends: true },
  'run --canary': {
    argv: ['run', '-c', 'true', '--host', 'web[02-04].example.com', '--canary', '1'],
    code: 0,
    sends: true,
  },
  'run --if-running wait': {
    argv: [
      'run',
      '-c',
      'true',
      '--host',
      'web02.example.com',
      '--name',
      'n',
      '--if-running',
      'wait',
    ],
    code: 0,
    sends: true,
  },
  'run --if-running wait --detach': {
    argv: [
      ...['run', '-c', 'true', '--host', 'web02.example.com'],
      ...['--name', 'n', '--if-running', 'wait', '--detach'],
    ],
    code: 0,
    sends: true,
  },
  rerun: { argv: ['rerun', '206'], code: 0, sends: true },
  'rerun --failed': { argv: ['rerun', '205', '--failed'], code: 3, sends: true },
  'rerun --jobs-search': { argv: ['rerun', '--jobs-search', 'id = 206'], code: 0, sends: true },
  'cancel --wait': { argv: ['cancel', '{job}', '--wait', '--yes'], code: 0, sends: true },
  'resume --wait': { argv: ['resume', '{job}', '--wait', '--yes'], code: 0, sends: false },
};

const patient = ['run --if-running wait --detach', 'cancel --wait', 'resume --wait'];

async function started(): Promise<string> {
  const ran = await world.run([
    'run',
    '-c',
    'sleep 600',
    '--host',
    'web01.example.com',
    '--detach',
  ]);
  return ran.stdout.trim();
}

/** Runs the command during an outage of this length from its first request on. */
async function runIn(outageMs: number, name: string, ...more: string[]): Promise<Ran> {
  const { argv } = commands[name] as Waiting;
  const job = await started();
  const back = world.server.restart(outageMs);
  const ran = await world.run([...argv.map((word) => word.replace('{job}', job)), ...more]);
  world.clock.advance(outageMs);
  await back;
  return ran;
}

function writesSince(mark: number): readonly string[] {
  return world.requestsSince(mark).filter((request) => !request.startsWith('GET'));
}

describe('a command that waits, while the server does not answer its first look-ups', () => {
  const names = Object.keys(commands);

  test.each(names)('%s rides out an outage that is shorter than --give-up-after', async (name) => {
    const startedAt = world.clock.now();
    const ran = await runIn(shorterMs, name);
    expect(ran).toMatchObject({ code: commands[name]?.code });
    expect(world.clock.now() - startedAt).toBeGreaterThan(shorterMs);
    const told =
      / 127\.0\.0\.1:\d+ closed the connection before it answered; retrying for up to 10 minutes\n/;
    if (name.startsWith('wait')) expect(ran.stderr).toBe('');
    else expect(`\n ${ran.stderr}`).toMatch(told);
  });

  test.each(names)('%s ends with 8 after an outage that is longer', async (name) => {
    const mark = world.server.requests.length;
    const manner = patient.includes(name) ? [] : ['--give-up-after', '5m'];
    const startedAt = world.clock.now();
    const ran = await runIn(longerMs, name, ...manner);
    expect(ran).toMatchObject({
      code: 8,
      stdout: name === 'wait for several' ? expect.anything() : '',
    });
    expect(ran.stderr).toContain(`lost contact with 127.0.0.1:${world.server.port}`);
    expect(ran.stderr).toContain(patient.includes(name) ? '10 minutes' : '5 minutes');
    expect(ran.stderr.includes('Nothing was sent')).toBe(commands[name]?.sends);
    expect(writesSince(mark)).toEqual(['POST /api/job_invocations']);
    expect(world.clock.now() - startedAt).toBeGreaterThan(4 * minute);
  });

  test.each(names)('%s ends with 7 when --timeout passes during it', async (name) => {
    const ran = await runIn(longerMs, name, '--timeout', '1m');
    expect(ran.code).toBe(7);
    expect(ran.stderr).toContain('the time limit of --timeout passed');
    expect(ran.stderr.includes('Nothing was sent')).toBe(commands[name]?.sends);
  });

  test('Ctrl-C leaves a command that rides out an outage', async () => {
    const job = await started();
    const back = world.server.restart(longerMs);
    const ran = await world.run(['watch', job], {
      onStart: (interrupts) =>
        void world.clock.sleep(30_000).then(() => interrupts.press('SIGINT')),
    });
    expect(ran).toMatchObject({ code: 130, stdout: '' });
    world.clock.advance(longerMs);
    await back;
  });

  test('an internal error is ridden out as well: the database may be away', async () => {
    const job = await started();
    const effect = { kind: 'answer', status: 500 } as const;
    world.server.faults.rules.push({ method: 'GET', times: 12, effect });
    expect(await world.run(['wait', job])).toMatchObject({ code: 0, stderr: '' });
  });

  test('a record that never started is reported at once, although the server fails to show it', async () => {
    const startedAt = world.clock.now();
    const ran = await world.run(['wait', '204']);
    expect(ran.code).toBe(3);
    expect(world.clock.now() - startedAt).toBeLessThan(2_000);
  });

  test('after the follow gave up, nothing else starts a new time limit', async () => {
    const job = await started();
    const startedAt = world.clock.now();
    const { server, clock } = world;
    const isSent = () =>
      server.requests.some(({ path, status }) => path.endsWith('/cancel') && status === 200);
    let restarted: Promise<void> | undefined;
    const ran = await world.run(['cancel', job, '--wait', '--yes'], {
      onStart: async () => {
        server.faults.deadProxy = true;
        while (!isSent()) await clock.sleep(100);
        restarted = server.restart(10 * longerMs);
      },
    });
    expect(ran.code).toBe(8);
    expect(clock.now() - startedAt).toBeLessThan(11 * minute);
    clock.advance(10 * longerMs);
    await restarted;
  });

  test('a command that does not wait says after a moment that it cannot reach the server', async () => {
    const back = world.server.restart(longerMs);
    const startedAt = world.clock.now();
    const ran = await world.run(['list']);
    expect(ran).toMatchObject({ code: 1, stdout: '' });
    expect(ran.stderr).not.toContain('retrying for');
    expect(world.clock.now() - startedAt).toBeLessThan(10_000);
    world.clock.advance(longerMs);
    await back;
  });
});
