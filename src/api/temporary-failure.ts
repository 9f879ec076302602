import { Failure, type FailureDetails } from '../errors.ts';

interface Details extends FailureDetails {
  /** What `Retry-After` asked for, in milliseconds from now. */
  readonly retryAfterMs?: number | null;
}

/** The server or the way to it is in trouble, and the same request may well work soon: 429, 502–504, resets, time-outs. */
export class TemporaryFailure extends Failure {
  readonly retryAfterMs: number | null;

  constructor(message: string, details: Details = {}) {
    super('server_error', message, { ...details, retryable: true });
    this.name = 'TemporaryFailure';
    this.retryAfterMs = details.retryAfterMs ?? null;
  }
}
