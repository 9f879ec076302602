import { Failure, type FailureDetails } from '../../errors.ts';

interface Details extends FailureDetails {
  /** What `Retry-After` asked for, in milliseconds from now. */
  readonly retryAfterMs?: number | null;
  /** No answer came in the time that one request has. */
  readonly timedOut?: boolean;
}

/**
 * The server or the way to it is in trouble, and the same request may well work soon: 429, 502–504,
 * resets, time-outs.
 */
export class TemporaryFailure extends Failure {
  readonly retryAfterMs: number | null;
  readonly timedOut: boolean;

  constructor(message: string, details: Details = {}) {
    super('server_error', message, { ...details, retryable: true });
    this.name = 'TemporaryFailure';
    this.retryAfterMs = details.retryAfterMs ?? null;
    this.timedOut = details.timedOut ?? false;
  }

  /** The same, after as many tries as were made. */
  inAttempts(attempts: number): TemporaryFailure {
    const { message, hint, httpStatus, cause, retryAfterMs, timedOut } = this;
    return new TemporaryFailure(`${message} in ${attempts} attempts`, {
      ...{ hint, httpStatus, cause, retryAfterMs, timedOut },
    });
  }
}
