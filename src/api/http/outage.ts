import { Failure } from '../../errors.ts';
import type { OutageTolerance } from '../connection.ts';
import { LostContact, TemporaryFailure } from '../failures.ts';
import type { RetryPolicy } from './retry.ts';

/**
 * Since when a server does not respond. All requests share one monitor, so that a tolerance that is
 * used up does not begin anew with the next request.
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
