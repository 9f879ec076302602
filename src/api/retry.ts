import type { Clock } from '../clock.ts';
import { TemporaryFailure } from './temporary-failure.ts';

/** How often is tried, and what the delays are made of. */
export interface RetryPolicy {
  readonly clock: Clock;
  /** 0 ≤ n < 1. */
  readonly random: () => number;
  /** In all, the first included. */
  readonly tries: number;
}

const firstDelayMs = 500;
const longestDelayMs = 10_000;
/** A server that asks to stay away for longer is reported instead of waited for. */
const longestRetryAfterMs = 300_000;

/**
 * Tries again what failed for now. `Retry-After` is honoured exactly; else the delay doubles and half of it is
 * random, so that many clients do not come back together.
 */
export async function withRetries<T>(
  policy: RetryPolicy,
  signal: AbortSignal | undefined,
  work: () => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof TemporaryFailure) || attempt >= policy.tries) throw error;
      if ((error.retryAfterMs ?? 0) > longestRetryAfterMs) throw error;
      await policy.clock.sleep(error.retryAfterMs ?? delayAfter(attempt, policy.random), signal);
    }
  }
}

function delayAfter(attempt: number, random: () => number): number {
  const delay = Math.min(longestDelayMs, firstDelayMs * 2 ** (attempt - 1));
  return Math.round(delay / 2 + (delay / 2) * random());
}
