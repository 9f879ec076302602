import { copyFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { openWorld, type Ran, type World } from '../world/run.ts';
import { diceOf, type HostPlan, unleash, type Weather, weatherOf, worldOf } from './weather.ts';

let world: World | undefined;

/** Runs a job on the hosts of this weather and gives the NDJSON of all that was told. */
type Follow = (weather: Weather) => Promise<Pick<Ran, 'code' | 'stdout' | 'stderr'>>;

/**
 * Declares a test for each of these seeds: a job followed through bad weather is told exactly as it
 * was.
 */
export function exactlyOnce(firstSeed: number, count: number, followIt: Follow = follow): void {
  afterEach(async () => {
    await world?.close();
    world = undefined;
  });
  const seeds = Array.from({ length: count }, (_, at) => firstSeed + at);
  const walked = { newer: 0, anew: 0 };
  test.each(seeds)(
    'seed %i: every line once, in order, and the true result (traps 34, 35, 36, 37, 42)',
    async (seed) => {
      const weather = weatherOf(seed);
      const ran = await followIt(weather);
      const told = JSON.stringify(
        {
          ...weather,
          hosts: weather.hosts.map(({ name, script }) => ({ name, steps: script.steps.length })),
        },
        null,
        1,
      ).slice(0, 3000);
      const events = eventsOf(ran);
      for (const host of weather.hosts) checkHost(host, events, weather, told);
      const failed = weather.hosts.filter(({ exitCode }) => exitCode !== 0);
      expect(events.at(-1), told).toMatchObject({
        type: 'summary',
        outcome: failed.length > 0 ? 'failed' : 'succeeded',
        exit_code: failed.length > 0 ? 3 : 0,
        failed_hosts: failed.map(({ name, exitCode }) => ({ name, exit_code: exitCode })),
      });
      expect(ran.code).toBe(failed.length > 0 ? 3 : 0);
      countReads(walked);
    },
  );

  test('the walks leave what is read anew every time: many reads ask only for what is newer', () => {
    expect(walked.newer).toBeGreaterThan(count);
    expect(walked.anew).toBeGreaterThan(count);
  });
}

function countReads(walked: { newer: number; anew: number }): void {
  for (const { path, query } of world?.server.requests ?? []) {
    if (!/\/hosts\/\d+$/.test(path)) continue;
    if (query.since === undefined) walked.anew++;
    else walked.newer++;
  }
}

async function openWeather(weather: Weather): Promise<World> {
  const { rexVersion, faults, seed } = weather;
  world = await openWorld({ world: worldOf(weather), rexVersion, faults, seed });
  return world;
}

async function follow(weather: Weather): Promise<Ran> {
  const { hosts } = weather;
  const { server, clock, run } = await openWeather(weather);
  let loose = false;
  const targets = hosts.flatMap(({ name }) => ['--host', name]);
  return await run(['run', '--command', 'work', ...targets, '--follow', '--format', 'ndjson'], {
    onStdout: () => {
      if (loose) return;
      loose = true;
      unleash(weather, server, clock);
    },
  });
}

/**
 * The same, but the process dies again and again in the middle of a write to the file that standard
 * output is, and another goes on with `--resume`.
 */
export async function followDying(
  weather: Weather,
): Promise<Pick<Ran, 'code' | 'stdout' | 'stderr'>> {
  const { server, clock, home, run } = await openWeather(weather);
  const targets = weather.hosts.flatMap(({ name }) => ['--host', name]);
  const started = await run(['run', '--command', 'work', ...targets, '--detach']);
  unleash(weather, server, clock);
  const state = join(home, 'state');
  const argv = [
    'output',
    started.stdout.trim(),
    '--follow',
    '--format',
    'ndjson',
    '--resume',
    state,
  ];
  const throwDice = diceOf(weather.seed);
  let printed = '';
  for (let deaths = Math.floor(throwDice() * 6), runs = 0; runs < 40; deaths--, runs++) {
    let left = deaths > 0 ? 1 + Math.floor(throwDice() * 12) : Number.POSITIVE_INFINITY;
    const isDead = () => left <= 0;
    const ran = await run(argv, {
      stdoutFile: () => printed,
      onStdout(text, interrupts) {
        if (isDead()) return;
        left--;
        const characters = [...text];
        const kept = isDead()
          ? Math.floor(throwDice() * (characters.length + 1))
          : characters.length;
        printed += characters.slice(0, kept).join('');
        if (!isDead()) return;
        copyFileSync(state, `${state}.death`);
        interrupts.press('EPIPE');
      },
    });
    if (isDead()) renameSync(`${state}.death`, state);
    else if (!ran.stderr.includes('"retryable":true'))
      return { code: ran.code, stdout: printed, stderr: ran.stderr };
  }
  throw new Error('it never came to its end');
}

// biome-ignore lint/suspicious/noExplicitAny: events of any shape
function eventsOf(ran: Pick<Ran, 'stdout' | 'stderr'>): any[] {
  expect(ran.stdout, ran.stderr).toMatch(/\n$/);
  return ran.stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

interface OutputEvent {
  readonly type: string;
  readonly host: { readonly name: string };
  readonly stream: string;
  readonly text: string;
  readonly late: boolean;
}

function checkHost(
  host: HostPlan,
  events: readonly OutputEvent[],
  weather: Weather,
  told: string,
): void {
  const own = events.filter((event) => event.type === 'output' && event.host.name === host.name);
  for (const stream of ['stdout', 'stderr']) {
    const written = host.written[stream] ?? '';
    const printed = own.filter((event) => event.stream === stream);
    const inOrder = printed.filter(({ late }) => !late).map(({ text }) => text);
    const all = printed.map(({ text }) => text);
    if (weather.faults.lateChunks !== true) {
      expect(
        printed.some(({ late }) => late),
        told,
      ).toBe(false);
      expect(all.join(''), told).toBe(written);
      continue;
    }
    const lines = written.match(/[^\n]*\n/g) ?? [];
    expect([...all].sort(), told).toEqual([...lines].sort());
    expect(inOrder, told).toEqual(lines.filter((line) => inOrder.includes(line)));
  }
}
