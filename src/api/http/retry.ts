import type { Clock } from '../../clock.ts';
import { Failure } from '../../errors.ts';
import type { OutageTolerance } from '../connection.ts';
import { LostContact, ResponseTooLong, TemporaryFailure } from '../failures.ts';

/**
 * Returns the longest delay before the next attempt, in milliseconds. Throws the error to report if
 * there must be no other attempt.
 */
export type RetryPolicy = (error: unknown, failures: number) => number;

/** The surroundings of retries. */
interface RetryPace {
  readonly clock: Clock;
  /** A random number, 0 ≤ n < 1, for the jitter. */
  readonly random: () => number;
  readonly signal: AbortSignal | undefined;
}

/** Repeats `work` until it succeeds or `policy` throws. */
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

/** At most `tries` attempts, for commands that do not wait. */
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

/** Whether a smaller request may succeed after this failure. */
export function isTooMuch(error: unknown): error is Failure {
  if (error instanceof ResponseTooLong) return true;
  if (error instanceof TemporaryFailure && error.timedOut) return true;
  return error instanceof Failure && [500, 502, 504].includes(error.httpStatus ?? 0);
}

/** If the server asks for a longer delay, that is reported as an error. */
const longestRetryAfterMs = 300_000;

const firstDelayMs = 500;
const longestDelayMs = 15_000;

/**
 * The delay after the n-th failure in a row: as long as the server asks for, and at least the usual
 * delay, half of which is random so that many clients do not retry at once.
 */
export function retryDelayMs(error: unknown, failures: number, random: () => number): number {
  const delay = Math.min(longestDelayMs, firstDelayMs * 2 ** Math.min(10, failures - 1));
  const usual = Math.round(delay / 2 + (delay / 2) * random());
  return Math.max(usual, requestedDelayMs(error) ?? 0);
}

/** The delay that the server asked for, in milliseconds, or `null`. */
export function requestedDelayMs(error: unknown): number | null {
  return error instanceof TemporaryFailure ? error.retryAfterMs : null;
}

/**
 * The three formats of a date in HTTP (RFC 9110), all in GMT; the last one does not name it.
 */
const datesOfHttp: readonly RegExp[] = [
  /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/,
  /^[A-Z][a-z]{5,8}, \d{2}-[A-Z][a-z]{2}-\d{2} \d{2}:\d{2}:\d{2} GMT$/,
  /^[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d{2}:\d{2}:\d{2} \d{4}$/,
];

/**
 * The delay in `Retry-After`, in milliseconds from `now`: whole seconds or a date. `null` for any
 * other value, e.g. a fraction or a negative number.
 */
export function retryAfterMs(value: string | undefined, now: number): number | null {
  const text = value?.trim() ?? '';
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  if (!datesOfHttp.some((form) => form.test(text))) return null;
  const date = Date.parse(text.endsWith('GMT') ? text : `${text} GMT`);
  return Number.isNaN(date) ? null : Math.max(0, date - now);
}

/**
 * Knows since when a server has not responded. All requests share one monitor, so that the outage
 * tolerance does not begin again with each request.
 */
export class OutageMonitor {
  private since: number | null = null;
  private hasResponded = false;
  private reported = false;

  /** Runs one request and notes whether the server responded. */
  async observe<T>(askedAt: number, work: () => Promise<T>): Promise<T> {
    try {
      const response = await work();
      this.hasResponded = true;
      this.since = null;
      return response;
    } catch (error) {
      if (this.isOutage(error)) this.since ??= askedAt;
      else if (error instanceof Failure && error.httpStatus !== null) this.since = null;
      throw error;
    }
  }

  /** A policy that retries until the tolerance is used up. */
  policy(
    { giveUpAfterMs, onOutage }: OutageTolerance,
    host: string,
    now: () => number,
  ): RetryPolicy {
    return (error, failures) => {
      if (!this.isOutage(error)) throw error;
      const left = (this.since ?? now()) + giveUpAfterMs - now();
      if (left <= 0) throw new LostContact({ host, milliseconds: giveUpAfterMs, cause: error });
      if (failures >= reportedFrom && !this.reported) {
        this.reported = true;
        onOutage(error.message);
      }
      return left;
    };
  }

  /**
   * Whether an error may be an outage. An unknown host name is one only after a response: before,
   * it is probably mistyped. An internal error may mean that the database is down.
   */
  private isOutage(error: unknown): error is Failure {
    if (!(error instanceof Failure) || error.kind !== 'server_error' || !error.retryable)
      return false;
    return error instanceof TemporaryFailure || error.httpStatus !== null || this.hasResponded;
  }
}

/** The number of failures in a row after which an outage is reported. */
const reportedFrom = 4;
