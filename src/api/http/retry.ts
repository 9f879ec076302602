import type { Clock } from '../../clock.ts';
import { TemporaryFailure } from '../failures.ts';

/**
 * How long to wait at most before the next attempt, in milliseconds; throws the error to report
 * where there is to be none.
 */
export type RetryPolicy = (error: unknown, failures: number) => number;

/** The clock and the jitter of retries, and what ends them. */
export interface RetryPace {
  readonly clock: Clock;
  /** 0 ≤ n < 1. */
  readonly random: () => number;
  readonly signal: AbortSignal | undefined;
}

/** The one retry loop: does `work` until it succeeds or `policy` throws. */
export async function withRetries<T>(
  { clock, random, signal }: RetryPace,
  policy: RetryPolicy,
  work: () => Promise<T>,
): Promise<T> {
  for (let failures = 1; ; failures++) {
    try {
      return await work();
    } catch (error) {
      signal?.throwIfAborted();
      const most = policy(error, failures);
      await clock.sleep(Math.min(most, retryDelayMs(error, failures, random)), signal);
    }
  }
}

/** For commands that want a result now: at most `tries` attempts. */
export function limitedAttempts(tries: number): RetryPolicy {
  let timedOut = 0;
  return (error, failures) => {
    if (!(error instanceof TemporaryFailure)) throw error;
    if (error.timedOut) timedOut++;
    const isTooLong = (error.retryAfterMs ?? 0) > longestRetryAfterMs;
    if (failures < tries && !isTooLong) return longestRetryAfterMs;
    throw failures > 1 && timedOut === failures ? error.inAttempts(failures) : error;
  };
}

/** A server that asks to stay away for longer is reported instead of waited for. */
const longestRetryAfterMs = 300_000;

const firstDelayMs = 500;
const longestDelayMs = 15_000;

/**
 * How long to wait after the n-th failure in a row: as long as the server asks for, and never less
 * than usual. Half of the usual is random, so that many clients do not come back together.
 */
export function retryDelayMs(error: unknown, failures: number, random: () => number): number {
  const delay = Math.min(longestDelayMs, firstDelayMs * 2 ** Math.min(10, failures - 1));
  const usual = Math.round(delay / 2 + (delay / 2) * random());
  return Math.max(usual, requestedDelayMs(error) ?? 0);
}

/** The delay that the server asked for, in milliseconds; `null` when it did not. */
export function requestedDelayMs(error: unknown): number | null {
  return error instanceof TemporaryFailure ? error.retryAfterMs : null;
}
