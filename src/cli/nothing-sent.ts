import { LostContact, type TemporaryFailure } from '../api/failures.ts';
import { Failure } from '../errors.ts';

/**
 * For `catch` of all that comes before something is started: an outage or the end of the time is
 * reported with the words that nothing was sent. A start itself fails with other failures.
 */
export function throwUnsent(error: unknown): never {
  throw error instanceof Failure && isUnsent(error) ? nothingSent(error) : error;
}

/**
 * A start that the server did not process: it was not reached, or asked for a later retry.
 */
export function notStarted({ kind, message, hint, httpStatus, cause }: TemporaryFailure): Failure {
  return new Failure(kind, `${message}. Nothing was started`, {
    hint,
    httpStatus,
    cause,
    retryable: true,
  });
}

/** The server was lost, or the time was over, before a start was sent. */
export function isUnsent(error: Failure): boolean {
  return error instanceof LostContact || error.kind === 'time_limit';
}

function nothingSent({ kind, message, hint, httpStatus, cause }: Failure): Failure {
  return new Failure(kind, `${message}. Nothing was sent`, {
    hint,
    httpStatus,
    cause,
    retryable: true,
  });
}
