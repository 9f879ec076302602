import type { Clock } from '../../clock.ts';
import { TemporaryFailure } from './temporary-failure.ts';

/**
 * For how long a failed request may be waited for, in milliseconds; throws what is told instead of
 * trying again.
 */
export type Patience = (error: unknown, failures: number) => number;

/** In which time somebody tries again. */
export interface RetryPace {
  readonly clock: Clock;
  /** 0 ≤ n < 1. */
  readonly random: () => number;
  readonly signal: AbortSignal | undefined;
}

/**
 * The one loop of everything that is tried again: does `work` until it is done, or `patience`
 * throws.
 */
export async function untilAnswered<T>(
  { clock, random, signal }: RetryPace,
  patience: Patience,
  work: () => Promise<T>,
): Promise<T> {
  for (let failures = 1; ; failures++) {
    try {
      return await work();
    } catch (error) {
      signal?.throwIfAborted();
      const most = patience(error, failures);
      await clock.sleep(Math.min(most, retryDelayMs(error, failures, random)), signal);
    }
  }
}

/** Of a command that wants an answer now: so many tries in all. */
export function severalTries(tries: number): Patience {
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
  return Math.max(usual, askedForMs(error) ?? 0);
}

/** The rest that the server asked for, in milliseconds; `null` when it did not. */
export function askedForMs(error: unknown): number | null {
  return error instanceof TemporaryFailure ? error.retryAfterMs : null;
}
