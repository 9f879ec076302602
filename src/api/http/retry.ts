import type { Clock } from '../../clock.ts';
import { Failure } from '../../errors.ts';
import type { OutageTolerance } from '../connection.ts';
import { LostContact, ResponseTooLong, TemporaryFailure } from '../failures.ts';

/**
 * How long to wait at most before the next attempt, in milliseconds; throws the error to report
 * where there is to be none.
 */
export type RetryPolicy = (error: unknown, failures: number) => number;

/** The clock and the jitter of retries, and what ends them. */
interface RetryPace {
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

/** Whether a request for less may succeed where the same one would fail again. */
export function isTooMuch(error: unknown): error is Failure {
  if (error instanceof ResponseTooLong) return true;
  if (error instanceof TemporaryFailure && error.timedOut) return true;
  return error instanceof Failure && [500, 502, 504].includes(error.httpStatus ?? 0);
}

/** A longer delay that a server asks for is reported instead of waited for. */
const longestRetryAfterMs = 300_000;

const firstDelayMs = 500;
const longestDelayMs = 15_000;

/**
 * How long to wait after the n-th failure in a row: as long as the server asks for, and never less
 * than usual. Half of the usual is random, so that many clients do not retry together.
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

/**
 * The three forms of a date in HTTP (RFC 9110): all are in GMT, which the last one does not name.
 */
const datesOfHttp: readonly RegExp[] = [
  /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/,
  /^[A-Z][a-z]{5,8}, \d{2}-[A-Z][a-z]{2}-\d{2} \d{2}:\d{2}:\d{2} GMT$/,
  /^[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d{2}:\d{2}:\d{2} \d{4}$/,
];

/**
 * What `Retry-After` asks for, in milliseconds from `now`: whole seconds or a date. Whatever else
 * stands there, e.g. a fraction or a negative number, asks for nothing: `null`.
 */
export function retryAfterMs(value: string | undefined, now: number): number | null {
  const text = value?.trim() ?? '';
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  if (!datesOfHttp.some((form) => form.test(text))) return null;
  const date = Date.parse(text.endsWith('GMT') ? text : `${text} GMT`);
  return Number.isNaN(date) ? null : Math.max(0, date - now);
}

/**
 * Since when a server does not respond. All requests share one monitor, so that a tolerance that is
 * used up does not begin again with the next request.
 */
export class OutageMonitor {
  private since: number | null = null;
  private hasResponded = false;
  private reported = false;

  /** Runs one request, whose end shows whether the server responds. */
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

  /** Retries until the server responds, for as long as the tolerance allows. */
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
   * An unknown host name is a mistake before the first response and an outage after it; an internal
   * error may be that of a server whose database is away.
   */
  private isOutage(error: unknown): error is Failure {
    if (!(error instanceof Failure) || error.kind !== 'server_error' || !error.retryable)
      return false;
    return error instanceof TemporaryFailure || error.httpStatus !== null || this.hasResponded;
  }
}

/** Failures in a row that make an outage worth reporting. */
const reportedFrom = 4;
