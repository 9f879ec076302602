import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { LostContact, TemporaryFailure } from '../../src/api/failures.ts';
import { Failure } from '../../src/errors.ts';
import { RetryBudget, ServerPause } from '../../src/follow/retry-budget.ts';
import { VirtualClock } from '../world/virtual-clock.ts';

const minute = 60_000;

let clock: VirtualClock;
let leaving: AbortController;
let told: (string | null)[];
beforeEach(() => {
  clock = new VirtualClock(0);
  leaving = new AbortController();
  told = [];
});
afterEach(() => clock.dispose());

function budget(giveUpAfterMs = minute, pause = new ServerPause()): RetryBudget {
  return new RetryBudget({
    ...{
      clock,
      signal: leaving.signal,
      random: () => 0.5,
      host: 'foreman.example.com',
      giveUpAfterMs,
      pause,
    },
    onChange: (since, reason) => told.push(since === null ? null : `${since}: ${reason}`),
  });
}

const trouble = (retryAfterMs?: number) =>
  new TemporaryFailure('502 Bad Gateway', retryAfterMs === undefined ? {} : { retryAfterMs });

/** Fails until the clock shows this time, then answers with the time. */
function down(untilMs: number, error: () => Error = trouble) {
  const tries: number[] = [];
  const work = async () => {
    tries.push(clock.now());
    if (clock.now() < untilMs) throw error();
    return clock.now();
  };
  return { tries, work };
}

describe('a read while the server is away', () => {
  test('is repeated ever more slowly until it is answered; stale and fresh are reported once', async () => {
    const { tries, work } = down(40_000);
    expect(await budget().read(work)).toBeGreaterThanOrEqual(40_000);
    const pauses = tries.slice(1).map((at, number) => at - (tries[number] ?? 0));
    expect(pauses).toEqual([...pauses].sort((a, b) => a - b));
    expect(tries.length).toBeLessThan(12);
    expect(told).toEqual(['0: 502 Bad Gateway', null]);
  });

  test('is given up when the budget since the last answer is used up, and not before', async () => {
    const one = budget();
    await clock.sleep(30_000);
    await one.read(async () => 'fine');
    const { tries, work } = down(Number.POSITIVE_INFINITY);
    await expect(one.read(work)).rejects.toBeInstanceOf(LostContact);
    expect(tries.at(-1)).toBe(30_000 + minute);
    expect(clock.now()).toBe(30_000 + minute);
    expect(told).toEqual(['30000: 502 Bad Gateway']);
  });

  test('has its whole budget again after each answer', async () => {
    const one = budget();
    await one.read(down(50_000).work);
    await one.read(down(100_000).work);
    expect(clock.now()).toBeGreaterThanOrEqual(100_000);
    expect(told.filter((one) => one === null)).toHaveLength(2);
  });

  test('waits as long as the server asks for, and no other read is made meanwhile', async () => {
    const pause = new ServerPause();
    const one = budget(minute, pause);
    const first = down(20_000, () => trouble(20_000));
    const other = down(0);
    await Promise.all([one.read(first.work), clock.sleep(1000).then(() => one.read(other.work))]);
    expect(first.tries).toEqual([0, 20_000]);
    expect(other.tries).toEqual([20_000]);
  });

  test('does not wait longer than its budget, whatever the server asks for', async () => {
    const { tries, work } = down(Number.POSITIVE_INFINITY, () => trouble(3_600_000));
    await expect(budget().read(work)).rejects.toBeInstanceOf(LostContact);
    expect(tries).toEqual([0, minute]);
  });

  test('ends with the reason for which one leaves', async () => {
    const reason = new Failure('interrupted', 'bye');
    void clock.sleep(5000).then(() => leaving.abort(reason));
    await expect(budget().read(down(minute).work)).rejects.toBe(reason);
  });

  test.each([
    ['a lost right', new Failure('not_allowed', 'no')],
    ['a vanished job', new Failure('not_found', 'gone')],
    ['a fault of our own', new TypeError('oops')],
  ])('is not repeated for %s', async (_, error) => {
    const { tries, work } = down(minute, () => error);
    await expect(budget().read(work)).rejects.toBe(error);
    expect(tries).toEqual([0]);
    expect(told).toEqual([]);
  });
});
