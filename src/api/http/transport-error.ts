/** Why no whole answer came. */
export type TransportTrouble = 'timeout' | 'network' | 'cut' | 'too_long';

interface Details {
  readonly cause?: unknown;
  /** The limit that passed, for `timeout`. */
  readonly milliseconds?: number;
  /** The limit that was passed, for `too_long`. */
  readonly bytes?: number;
}

/**
 * No whole answer came. `sent`: the request had begun to leave, so that the server may have acted
 * on it.
 */
export class TransportError extends Error {
  readonly trouble: TransportTrouble;
  readonly sent: boolean;
  /** As Node names it: ECONNREFUSED, ENOTFOUND, CERT_HAS_EXPIRED … */
  readonly code: string | null;
  readonly milliseconds: number | null;
  readonly bytes: number | null;

  constructor(trouble: TransportTrouble, sent: boolean, details: Details = {}) {
    const { cause } = details;
    super(cause instanceof Error ? cause.message : trouble, { cause });
    this.name = 'TransportError';
    this.trouble = trouble;
    this.sent = sent;
    this.code = codeOf(cause);
    this.milliseconds = details.milliseconds ?? null;
    this.bytes = details.bytes ?? null;
  }
}

/** Node wraps the errors of several addresses in one that has no code of its own. */
function codeOf(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  if ('code' in error && typeof error.code === 'string') return error.code;
  return error instanceof AggregateError ? codeOf(error.errors[0]) : null;
}
