import { afterEach, describe, expect, test } from 'vitest';
import {
  type DemoFaults,
  demoWorld,
  type HostScript,
  textScript,
} from '../../../src/demo/http/server.ts';
import { openWorld, type Ran, type World } from '../../world/run.ts';

let world: World;
afterEach(() => world.close());

const host = 'web01.example.com';
const onHost = ['--command', 'work', '--host', host];
/**
 * Longer in all than what is read in full every time, so that most reads ask only for what is
 * newer.
 */
const lines = Array.from({ length: 60 }, (_, at) => `line ${at} ${'.'.repeat(300)}\n`);

async function open(script: HostScript, faults: Partial<DemoFaults> = {}): Promise<void> {
  const demo = demoWorld();
  demo.script(host, script);
  world = await openWorld({ world: demo, faults });
}

// biome-ignore lint/suspicious/noExplicitAny: events of any shape
function eventsOf(ran: Ran): any[] {
  return ran.stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

describe('a server that repeats output', () => {
  test.each<[string, Partial<DemoFaults>]>([
    ['ignores `since`', { sinceIgnored: true }],
    ['says complete and then not', { waveringComplete: true }],
    ['gives every element twice', { doubledIds: true }],
    ['does all of it', { sinceIgnored: true, waveringComplete: true, doubledIds: true }],
  ])('%s: every line comes once, and the end is reported', async (_, faults) => {
    await open(textScript(lines, { everyMs: 700 }), faults);
    const ran = await world.run(['run', ...onHost, '--follow']);
    expect([ran.code, ran.stdout], ran.stderr).toEqual([0, lines.join('')]);
    const snapshot = await world.run(['output', '208', host]);
    expect(snapshot.stdout).toBe(lines.join(''));
  });
});

describe('output that is not whole is no success', () => {
  test('a login that is lost while the job is paused ends the follow: 4, and no word of success', async () => {
    await open(textScript(lines, { everyMs: 700 }), { pausedTask: true });
    const effect = { kind: 'answer', status: 401 } as const;
    const both = ['--command', 'work', '--host', host, '--host', 'web02.example.com'];
    const started = await world.run(['run', ...both, '--detach']);
    await world.clock.sleep(4000);
    const path = /\/hosts\/\d+$/;
    world.server.faults.rules.push({
      method: 'GET',
      path,
      after: 3,
      times: Number.POSITIVE_INFINITY,
      effect,
    });
    const ran = await world.run(['output', started.stdout.trim(), '--follow']);
    expect(ran.code).toBe(4);
    expect(ran.stderr).not.toContain('succeeded');
  });

  test('an ended host whose output never becomes complete is given up alone: a gap, and 8', async () => {
    await open(textScript(lines, { everyMs: 700 }), { neverComplete: true });
    const started = await world.run(['run', ...onHost, '--detach']);
    const before = world.clock.now();
    const argv = [
      'output',
      started.stdout.trim(),
      '--follow',
      '--give-up-after',
      '2m',
      '--format',
      'ndjson',
    ];
    const ran = await world.run(argv);
    expect(ran.code).toBe(8);
    const events = eventsOf(ran);
    const texts = events.filter(({ type }) => type === 'output').map(({ text }) => text);
    expect(texts).toEqual(lines);
    expect(events.filter(({ type }) => type === 'gap')).toMatchObject([
      { host: { name: host }, reason: expect.stringContaining('2 minutes') },
    ]);
    expect(events.at(-1)).toMatchObject({
      outcome: 'succeeded',
      exit_code: 8,
      reason: expect.stringContaining(host),
    });
    expect(world.clock.now() - before).toBeLessThan(240_000);
  });

  test('a gap of `run --follow` is reported, and the result stays that of the job', async () => {
    await open(textScript(lines, { everyMs: 700 }), { neverComplete: true });
    const ran = await world.run(['run', ...onHost, '--follow', '--give-up-after', '1m']);
    expect(ran.code).toBe(0);
    expect(ran.stderr).toMatch(/output is lost: .*1 minute/);
  });

  test.each([[[]], [['--json']], [['--group']], [['--diff', host]]])(
    '`output %s` of a host whose record was broken off is 8, and shows why',
    async (flags) => {
      await open(textScript(['before\n', 'a\u0000b\n', 'after\n']));
      await world.run(['run', ...onHost]);
      const ran = await world.run(['output', '208', ...flags]);
      expect(ran.code).toBe(8);
      if (flags.length === 0) expect(ran.stderr).toMatch(/NUL byte/);
      expect((await world.run(['output', '208', ...flags, '--exit-status'])).code).toBe(3);
    },
  );

  test('`output` of a host whose smart proxy does not answer is 8', async () => {
    await open(textScript(lines, { everyMs: 700 }));
    await world.run(['run', ...onHost, '--detach']);
    await world.clock.sleep(10_000);
    expect((await world.run(['output', '208'])).code).toBe(0);
    world.server.faults.deadProxy = true;
    const ran = await world.run(['output', '208']);
    expect(ran.code).toBe(8);
    expect(ran.stderr).toContain('no response from its smart proxy');
  });

  test('`output` of an ended host that is not complete is 8', async () => {
    await open(textScript(['one\n']), { neverComplete: true });
    await world.run(['run', ...onHost]);
    const ran = await world.run(['output', '208']);
    expect([ran.code, ran.stdout], ran.stderr).toEqual([8, 'one\n']);
    expect(ran.stderr).toMatch(/output is incomplete/);
  });

  test('`output --raw` of an ended host that is not complete is 8, and reports it', async () => {
    await open(textScript(['one\n']), { neverComplete: true });
    await world.run(['run', ...onHost]);
    const ran = await world.run(['output', '208', '--raw']);
    expect(ran.code).toBe(8);
    expect(ran.stdout).toContain('one\n');
    expect(ran.stderr).toBe(
      `rexctl: ${host}: the output is incomplete: the host has finished, but the server calls it unfinished\n`,
    );
    const machine = await world.run(['output', '208', '--raw', '--json']);
    expect(machine).toMatchObject({ code: 8, stderr: '' });
    expect(machine.json.hosts).toMatchObject([{ name: host, complete: false }]);
    expect((await world.run(['output', '208', '--raw', '--exit-status'])).code).toBe(8);
  });

  test('`output --raw` of hosts that never ran lacks nothing', async () => {
    await open(textScript(['one\n']));
    await world.run(['run', ...onHost, '--at', 'in 2h', '--detach']);
    await world.run(['cancel', '208', '--yes']);
    expect(await world.run(['output', '208', '--raw'])).toMatchObject({ code: 0, stdout: '' });
  });
});

describe('a question that waits at the end of what a host printed', () => {
  const asking: HostScript = {
    steps: [
      { afterMs: 500, text: 'hello\n' },
      { afterMs: 500, text: 'Password: ' },
    ],
    end: { kind: 'exit', afterMs: 3_600_000, code: 0 },
  };

  test('is shown when one leaves', async () => {
    await open(asking);
    const ran = await world.run(['run', ...onHost, '--follow'], {
      onStart: (interrupts) =>
        void world.clock.sleep(30_000).then(() => interrupts.press('SIGINT')),
    });
    expect([ran.code, ran.stdout], ran.stderr).toEqual([130, 'hello\nPassword: ']);
  });

  test('is shown when the time is over', async () => {
    await open(asking);
    const ran = await world.run(['run', ...onHost, '--follow', '--timeout', '30s']);
    expect([ran.code, ran.stdout], ran.stderr).toEqual([7, 'hello\nPassword: ']);
  });

  test('is shown when contact is lost', async () => {
    await open(asking);
    const ran = await world.run(['run', ...onHost, '--follow', '--give-up-after', '1m'], {
      onStdout: () => {
        const effect = { kind: 'answer', status: 502 } as const;
        const rule = { method: 'GET', times: Number.POSITIVE_INFINITY, effect };
        void world.clock.sleep(20_000).then(() => world.server.faults.rules.push(rule));
      },
    });
    expect([ran.code, ran.stdout], ran.stderr).toEqual([8, 'hello\nPassword: ']);
  });

  test('is shown before the gap of a host that is given up alone', async () => {
    await open(
      { ...asking, end: { kind: 'exit', afterMs: 1000, code: 0 } },
      { neverComplete: true },
    );
    const ran = await world.run(['run', ...onHost, '--follow', '--give-up-after', '1m']);
    expect([ran.code, ran.stdout], ran.stderr).toEqual([0, 'hello\nPassword: ']);
  });

  test('is shown once across two follows with one resume file, and its answer after it', async () => {
    await open({
      steps: [...asking.steps, { afterMs: 120_000, text: 'yes\n' }],
      end: { kind: 'exit', afterMs: 1000, code: 0 },
    });
    await world.run(['run', ...onHost, '--detach']);
    let printed = '';
    const argv = ['output', '208', '--follow', '--resume', `${world.home}/state`];
    const options = {
      onStdout(text: string) {
        printed += text;
      },
      stdoutSize: () => Buffer.byteLength(printed),
    };
    const first = await world.run([...argv, '--timeout', '30s'], options);
    expect([first.code, first.stdout], first.stderr).toEqual([7, 'hello\nPassword: ']);
    const second = await world.run(argv, options);
    expect(second.code).toBe(0);
    expect(printed).toBe('hello\nPassword: yes\n');
  });
});
