import { expect, test } from 'vitest';
import { pauseOf } from '../../../src/commands/demo/pause.ts';
import { Failure } from '../../../src/errors.ts';
import { Terminal } from '../../world/terminal.ts';
import { VirtualClock } from '../../world/virtual-clock.ts';

/** A terminal that remembers the modes that it was set to. */
function place(env: Readonly<Record<string, string>> = {}) {
  const terminal = new Terminal({ columns: 80, rows: 24 });
  const modes: boolean[] = [];
  const stdin = Object.assign(terminal.stdin, {
    setRawMode: (isRaw: boolean) => modes.push(isRaw),
  });
  const interrupt = new AbortController();
  const clock = new VirtualClock();
  const io = terminal.io({ env });
  return {
    ...{ terminal, modes, stdin, interrupt, clock, io },
    pause: (isWanted = true) =>
      pauseOf({ io, clock, signal: interrupt.signal, runtime: { env } }, isWanted)(),
  };
}

async function settled(work: Promise<void>): Promise<unknown> {
  return work.then(
    () => 'continued',
    (error: unknown) => error,
  );
}

test('a pause ends by itself, and its line is gone', async () => {
  const { pause, clock, modes, terminal } = place();
  const start = clock.now();
  await pause();
  expect(clock.now() - start).toBe(6000);
  expect(modes).toEqual([true, false]);
  expect(terminal.stdout.written).toContain('Press any key to continue, or wait.');
  expect(await terminal.lines()).toEqual([]);
});

test('any key ends it at once, and nothing listens afterwards', async () => {
  const { pause, stdin, clock, modes } = place();
  const start = clock.now();
  const over = settled(pause());
  stdin.write('x');
  expect(await over).toBe('continued');
  expect(clock.now()).toBe(start);
  expect(modes).toEqual([true, false]);
  expect([stdin.listenerCount('data'), stdin.listenerCount('error')]).toEqual([0, 0]);
  expect(stdin.isPaused()).toBe(true);
});

test('Ctrl-C is a key while keys are read, and interrupts the tour', async () => {
  const { pause, stdin, modes } = place();
  const over = settled(pause());
  stdin.write('\u0003');
  expect(await over).toMatchObject({
    kind: 'interrupted',
    message: 'the tour was interrupted, and its server is closed',
  });
  expect(modes).toEqual([true, false]);
});

test.each([
  [new Failure('interrupted', 'interrupted'), 'the tour was interrupted, and its server is closed'],
  [new Failure('terminated', 'terminated'), 'terminated'],
  [new Failure('time_limit', 'too late'), 'too late'],
])('a signal ends it: %s', async (reason, message) => {
  const { pause, interrupt, modes } = place();
  const over = settled(pause());
  interrupt.abort(reason);
  expect(await over).toMatchObject({ kind: reason.kind, message });
  expect(modes).toEqual([true, false]);
});

test('a terminal that is gone hangs up', async () => {
  const { pause, stdin } = place();
  stdin.setRawMode = () => {
    throw new Error('setRawMode EIO');
  };
  const over = settled(pause());
  setImmediate(() => stdin.emit('error', new Error('read EIO')));
  expect(await over).toMatchObject({ kind: 'hung_up' });
});

test('a terminal that cannot move its cursor keeps the line', async () => {
  const { pause, terminal } = place({ TERM: 'dumb' });
  await pause();
  expect(terminal.stdout.written).toBe('\nPress any key to continue, or wait.\n');
});

test('nothing waits where it is not wanted, in CI, or without a terminal', async () => {
  const unwanted = place();
  await unwanted.pause(false);
  const ci = place({ CI: 'true' });
  await ci.pause();
  const piped = place();
  piped.stdin.isTTY = false;
  await piped.pause();
  for (const { clock, terminal, modes } of [unwanted, ci, piped])
    expect([clock.now(), terminal.stdout.written, modes]).toEqual([
      Date.parse('2026-11-23T14:00:00Z'),
      '',
      [],
    ]);
});
