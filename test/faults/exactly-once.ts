import { copyFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { openWorld, type Ran, type World } from '../world/run.ts';
import {
  diceOf,
  type FaultPlan,
  faultPlanOf,
  type HostPlan,
  startFaults,
  worldOf,
} from './fault-plan.ts';

let world: World | undefined;

/** How often output was read: what is newer, all of it, and that of many hosts. */
interface Walked {
  newer: number;
  full: number;
  together: number;
}

/** Runs a job on the hosts of this plan and gives the NDJSON of all that was printed. */
type Follow = (plan: FaultPlan) => Promise<Pick<Ran, 'code' | 'stdout' | 'stderr'>>;

/**
 * Declares a test for each of these seeds: a job followed under faults is printed exactly as
 * it was.
 */
export function exactlyOnce(
  firstSeed: number,
  count: number,
  followIt: Follow = follow,
  planOf = (seed: number): FaultPlan => faultPlanOf(seed),
): void {
  afterEach(async () => {
    await world?.close();
    world = undefined;
  });
  const seeds = Array.from({ length: count }, (_, at) => firstSeed + at);
  const walked = { newer: 0, full: 0, together: 0 };
  test.each(seeds)(
    'seed %i: every line once, in order, and the true result (traps 34, 35, 36, 37, 42)',
    async (seed) => {
      const plan = planOf(seed);
      const ran = await followIt(plan);
      const described = JSON.stringify(
        {
          ...plan,
          hosts: plan.hosts.map(({ name, script }) => ({ name, steps: script.steps.length })),
        },
        null,
        1,
      ).slice(0, 3000);
      const events = eventsOf(ran);
      for (const host of plan.hosts) checkHost(host, events, plan, described);
      const failed = plan.hosts.filter(({ exitCode }) => exitCode !== 0);
      expect(events.at(-1), described).toMatchObject({
        type: 'summary',
        outcome: failed.length > 0 ? 'failed' : 'succeeded',
        exit_code: failed.length > 0 ? 3 : 0,
        failed_hosts: failed.map(({ name, exitCode }) => ({ name, exit_code: exitCode })),
      });
      expect(ran.code).toBe(failed.length > 0 ? 3 : 0);
      countReads(walked);
    },
  );

  test('the walks leave what is read in full every time: many reads ask only for what is newer', () => {
    expect(walked.newer).toBeGreaterThan(count);
    expect(walked.full).toBeGreaterThan(count);
  });
  if (followIt !== followLate) return;
  test('the walks read many hosts together', () => {
    expect(walked.together).toBeGreaterThan(count);
  });
}

function countReads(walked: Walked): void {
  for (const { path, query } of world?.server.requests ?? []) {
    if (/\/outputs$/.test(path)) walked.together++;
    if (!/\/hosts\/\d+$/.test(path)) continue;
    if (query.since === undefined) walked.full++;
    else walked.newer++;
  }
}

async function openFaultyWorld(plan: FaultPlan): Promise<World> {
  const { rexVersion, faults, seed } = plan;
  world = await openWorld({ world: worldOf(plan), rexVersion, faults, seed });
  return world;
}

async function follow(plan: FaultPlan): Promise<Ran> {
  const { hosts } = plan;
  const { server, clock, run } = await openFaultyWorld(plan);
  let loose = false;
  const targets = hosts.flatMap(({ name }) => ['--host', name]);
  return await run(['run', '--command', 'work', ...targets, '--follow', '--format', 'ndjson'], {
    onStdout: () => {
      if (loose) return;
      loose = true;
      startFaults(plan, server, clock);
    },
  });
}

/**
 * The same, but the process dies again and again in the middle of a write to the file that standard
 * output is, and another continues with `--resume`.
 */
export function followDying(plan: FaultPlan): ReturnType<Follow> {
  return dyingFollow(plan, 0);
}

/** The same, but the follow begins when some hosts have ended, or all. */
export function followLate(plan: FaultPlan): ReturnType<Follow> {
  return dyingFollow(plan, 120_000 * diceOf(plan.seed + 1)());
}

async function dyingFollow(
  plan: FaultPlan,
  beginAfterMs: number,
): Promise<Pick<Ran, 'code' | 'stdout' | 'stderr'>> {
  const { server, clock, home, run } = await openFaultyWorld(plan);
  const targets = plan.hosts.flatMap(({ name }) => ['--host', name]);
  const started = await run(['run', '--command', 'work', ...targets, '--detach']);
  await clock.sleep(beginAfterMs);
  startFaults(plan, server, clock);
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
  const throwDice = diceOf(plan.seed);
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
  plan: FaultPlan,
  described: string,
): void {
  const own = events.filter((event) => event.type === 'output' && event.host.name === host.name);
  for (const stream of ['stdout', 'stderr']) {
    const written = host.written[stream] ?? '';
    const printed = own.filter((event) => event.stream === stream);
    const inOrder = printed.filter(({ late }) => !late).map(({ text }) => text);
    const all = printed.map(({ text }) => text);
    if (plan.faults.lateChunks !== true) {
      expect(
        printed.some(({ late }) => late),
        described,
      ).toBe(false);
      expect(all.join(''), described).toBe(written);
      continue;
    }
    const lines = written.match(/[^\n]*\n/g) ?? [];
    expect([...all].sort(), described).toEqual([...lines].sort());
    expect(inOrder, described).toEqual(lines.filter((line) => inOrder.includes(line)));
  }
}
