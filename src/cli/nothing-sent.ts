import { LostContact, type TemporaryFailure } from '../api/failures.ts';
import { Failure, type FailureKind } from '../errors.ts';

/**
 * For the `catch` of everything before a start: if the server was lost, the time was over or the
 * user interrupted, the message adds that nothing was sent. A start has its own failures.
 */
export function throwUnsent(error: unknown): never {
  throw error instanceof Failure && isUnsent(error) ? nothingSent(error) : error;
}

/** A start that the server did not process: it was not reached, or asked for a later retry. */
export function notStarted({ kind, message, hint, httpStatus, cause }: TemporaryFailure): Failure {
  return new Failure(kind, `${message}. Nothing was started`, {
    hint,
    httpStatus,
    cause,
    retryable: true,
  });
}

const stops: readonly FailureKind[] = ['time_limit', 'interrupted', 'terminated', 'hung_up'];

/** The server was lost, the time was over or the user interrupted, before a start was sent. */
export function isUnsent(error: Failure): boolean {
  // A failure with a cause already says what was sent.
  const isStop = stops.includes(error.kind) && error.cause === undefined;
  return error instanceof LostContact || isStop;
}

const unsent = 'Nothing was sent';

function nothingSent(failure: Failure): Failure {
  const { kind, message, hint, httpStatus, cause } = failure;
  if (message.endsWith(unsent)) return failure;
  const retryable = failure.retryable || failure instanceof LostContact || kind === 'time_limit';
  return new Failure(kind, `${message}. ${unsent}`, { hint, httpStatus, cause, retryable });
}
