import {
  type DemoFaults,
  type DemoServer,
  demoWorld,
  type FaultRule,
  type HostScript,
  type RexVersion,
  rexVersions,
  type ScriptStep,
} from '../../src/demo/http/server.ts';
import type { VirtualClock } from '../world/virtual-clock.ts';

/**
 * Everything that happens to one followed job, derived from a seed: what hosts write and what goes
 * wrong meanwhile.
 */
export interface FaultPlan {
  readonly seed: number;
  readonly rexVersion: RexVersion;
  readonly hosts: readonly HostPlan[];
  readonly faults: Partial<DemoFaults>;
  /** Faults of single requests, from the moment at which the job exists. */
  readonly rules: readonly FaultRule[];
  /** Milliseconds after the job exists: sessions end, the server restarts. */
  readonly events: readonly { readonly atMs: number; readonly kind: 'expire' | 'restart' }[];
  /** Text comes in whole lines, so that a late line can be identified. */
  readonly wholeLines: boolean;
}

export interface HostPlan {
  readonly name: string;
  readonly script: HostScript;
  /** By stream, everything it writes. */
  readonly written: Readonly<Record<string, string>>;
  readonly exitCode: number;
}

/** Numbers from 0 to 1, the same for the same seed. */
export type Dice = () => number;

/** mulberry32 */
export function diceOf(seed: number): Dice {
  let state = (seed * 2_654_435_761) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** `many`: so many hosts, and what strikes reads of one strikes those of many, too. */
export function faultPlanOf(seed: number, many?: number): FaultPlan {
  const dice = diceOf(seed);
  const chance = (probability: number) => dice() < probability;
  const rexVersion = pick(dice, rexVersions);
  const wholeLines = chance(0.5);
  const lateChunks = wholeLines && chance(0.5);
  // What has the time of its neighbor and no id, or came after it, has no order.
  const hasOrder = rexVersion !== '7.0' && !lateChunks;
  const faults: Partial<DemoFaults> = {
    splitChunks: !wholeLines,
    lateChunks,
    equalTimestamps: hasOrder && chance(0.3),
    slicedAnswers: chance(0.2),
    sinceIgnored: chance(0.15),
    doubledIds: chance(0.15),
    waveringComplete: chance(0.15),
    proxySkewMs: chance(0.4) ? Math.round((dice() - 0.5) * 120_000) : 0,
    transientProxyErrorEvery: chance(0.4) ? 2 + Math.floor(dice() * 4) : 0,
  };
  const count = many ?? 1 + Math.floor(dice() * 3);
  const hosts = Array.from({ length: count }, (_, at) =>
    hostPlan(`web${String(at + 1).padStart(2, '0')}.example.com`, dice, {
      wholeLines,
      huge: !lateChunks,
    }),
  );
  return {
    seed,
    rexVersion,
    hosts,
    faults,
    rules: many === undefined ? rulesOf(dice) : rulesOf(dice).flatMap(forManyToo),
    events: eventsOf(dice),
    wholeLines,
  };
}

const fillers = [
  '',
  ' größer',
  ' 🙂🙃',
  ' Exit status: 0',
  ' tab\there',
  ' \u001b[31mred\u001b[0m',
  ' e\u0301',
];

interface Style {
  readonly wholeLines: boolean;
  /** Some lines are so long that they come in several chunks. */
  readonly huge: boolean;
}

function hostPlan(name: string, dice: Dice, { wholeLines, huge }: Style): HostPlan {
  const padding = pick(dice, [0, 0, 900, huge ? 12_000 : 4000]);
  const lines = Array.from({ length: Math.floor(dice() * 14) }, (_, at) => {
    const rest = 'ö'.repeat(huge && dice() < 0.004 ? 150_000 : Math.floor(dice() * padding));
    return `${name} line ${at}${pick(dice, fillers)}${rest}${dice() < 0.1 ? '\r\n' : '\n'}`;
  });
  if (!wholeLines && lines.length > 0 && dice() < 0.3) lines.push(`${name} last without end`);
  const texts = wholeLines ? lines : piecesOf(lines.join(''), dice);
  const stderr = dice() < 0.2;
  const steps = texts.map(
    (text): ScriptStep => ({
      afterMs: pauseMs(dice),
      text,
      ...(stderr && wholeLines && dice() < 0.3 ? { stream: 'stderr' } : {}),
    }),
  );
  const exitCode = dice() < 0.3 ? 1 + Math.floor(dice() * 200) : 0;
  const clockOffsetMs = dice() < 0.15 ? Math.round((dice() - 0.5) * 60_000) : 0;
  const script: HostScript = {
    steps,
    end: { kind: 'exit', afterMs: pauseMs(dice), code: exitCode },
    clockOffsetMs,
  };
  return {
    name,
    script,
    written: { stdout: textOf(steps, 'stdout'), stderr: textOf(steps, 'stderr') },
    exitCode,
  };
}

function textOf(steps: readonly ScriptStep[], stream: string): string {
  return steps
    .filter((step) => (step.stream ?? 'stdout') === stream)
    .map((step) => step.text)
    .join('');
}

/** Anywhere but inside a surrogate pair, which no JSON could carry. */
function piecesOf(text: string, dice: Dice): string[] {
  const pieces: string[] = [];
  let rest = [...text];
  while (rest.length > 0) {
    const size = 1 + Math.floor(dice() * Math.max(40, text.length / 10));
    pieces.push(rest.slice(0, size).join(''));
    rest = rest.slice(size);
  }
  return pieces;
}

function pauseMs(dice: Dice): number {
  const kind = dice();
  if (kind < 0.5) return Math.floor(dice() * 300);
  return kind < 0.95 ? Math.floor(dice() * 4000) : Math.floor(dice() * 30_000);
}

/** What strikes reads with a given probability, as long as the job lasts. */
function rulesOf(dice: Dice): FaultRule[] {
  const effects: readonly FaultRule['effect'][] = [
    { kind: 'answer', status: 502 },
    { kind: 'answer', status: 503 },
    { kind: 'answer', status: 504 },
    { kind: 'answer', status: 429, retryAfter: String(1 + Math.floor(dice() * 9)) },
    { kind: 'never_processed' },
    { kind: 'answer_lost' },
    { kind: 'reset' },
    { kind: 'cut_body' },
    { kind: 'slow', ms: Math.floor(dice() * 5000) },
    { kind: 'slow', ms: 200_000 },
    { kind: 'answer_after', status: 504 },
  ];
  const kinds = Math.floor(dice() * 4);
  return Array.from({ length: kinds }, () => {
    const effect = pick(dice, effects);
    const stall = effect.kind === 'slow' && effect.ms > 10_000;
    return { method: 'GET', probability: stall ? 0.02 : dice() * 0.25, effect };
  });
}

function forManyToo(rule: FaultRule): FaultRule[] {
  return [rule, { ...rule, method: 'POST', path: /\/outputs$/ }];
}

function eventsOf(dice: Dice): FaultPlan['events'] {
  return (['expire', 'restart'] as const).flatMap((kind) =>
    dice() < 0.25 ? [{ atMs: Math.floor(dice() * 20_000), kind }] : [],
  );
}

function pick<T>(dice: Dice, from: readonly T[]): T {
  return from[Math.floor(dice() * from.length)] as T;
}

/** A world in which the hosts behave by the plan, whatever the job. */
export function worldOf({ hosts }: FaultPlan) {
  const demo = demoWorld();
  for (const { name, script } of hosts) demo.script(name, script);
  return demo;
}

/** Lets loose what goes wrong; to be called once the job exists. */
export function startFaults(
  { rules, events }: FaultPlan,
  server: DemoServer,
  clock: VirtualClock,
): void {
  server.faults.rules.push(...rules.map((rule) => ({ ...rule })));
  for (const { atMs, kind } of events) {
    void clock
      .sleep(atMs)
      .then(() => (kind === 'expire' ? server.expireSessions() : server.restart(60_000)));
  }
}
