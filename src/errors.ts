/** One row of the exit-code table: help, README and man page print these very rows. */
interface ExitCodeRow {
  readonly code: number;
  readonly meaning: string;
}

export const exitCodes: readonly ExitCodeRow[] = [
  {
    code: 0,
    meaning:
      'done; a job that was waited for succeeded on every host; a list matched nothing; nothing had failed for `rerun --failed`',
  },
  { code: 1, meaning: 'the request failed: server error or an answer that makes no sense' },
  { code: 2, meaning: 'wrong usage or bad input' },
  {
    code: 3,
    meaning: 'the job ended and at least one host did not succeed (failed, unreachable, never ran)',
  },
  { code: 4, meaning: 'not logged in, or not allowed' },
  { code: 5, meaning: 'no such job, host or template, or not visible to you' },
  { code: 6, meaning: 'the job was cancelled and no host failed otherwise' },
  { code: 7, meaning: 'the time limit of --timeout passed; a job that was started goes on' },
  {
    code: 8,
    meaning:
      'the result is unknown: contact lost, a lost answer to a start, output not whole, or (--exit-status) no end yet',
  },
  {
    code: 9,
    meaning:
      'refused by a guard: no host matched, wrong hosts, another attempt running, a confirmation declined',
  },
  {
    code: 129,
    meaning: 'the terminal hung up, e.g. a dropped ssh connection; the job keeps running',
  },
  {
    code: 130,
    meaning: 'interrupted with Ctrl-C; the job goes on and the message says how to come back',
  },
  { code: 141, meaning: 'standard output was closed while waiting or following; the job goes on' },
  { code: 143, meaning: 'terminated; the job goes on' },
];

/**
 * Kinds of failure and the exit code of each. The names are the `code` of JSON errors and never
 * change meaning within `rexctl/1`.
 */
export const failureKinds = {
  server_error: 1,
  bad_answer: 1,
  output_failed: 1,
  usage: 2,
  hosts_failed: 3,
  not_logged_in: 4,
  not_allowed: 4,
  not_found: 5,
  cancelled: 6,
  time_limit: 7,
  unknown_result: 8,
  refused: 9,
  hung_up: 129,
  interrupted: 130,
  output_closed: 141,
  terminated: 143,
} as const;

export type FailureKind = keyof typeof failureKinds;

export interface FailureDetails {
  /** What to type next; one or several lines. */
  readonly hint?: string;
  /** True when the same command may simply be run again. */
  readonly retryable?: boolean;
  readonly httpStatus?: number | null;
  readonly cause?: unknown;
}

/** The only error that users are meant to see: one sentence, a kind, and what to do next. */
export class Failure extends Error {
  readonly kind: FailureKind;
  readonly hint: string | undefined;
  readonly retryable: boolean;
  readonly httpStatus: number | null;

  constructor(kind: FailureKind, message: string, details: FailureDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'Failure';
    this.kind = kind;
    this.hint = details.hint;
    this.retryable = details.retryable ?? false;
    this.httpStatus = details.httpStatus ?? null;
  }

  get exitCode(): number {
    return failureKinds[this.kind];
  }
}

export function usageError(message: string, hint?: string): Failure {
  return new Failure('usage', message, { hint });
}

export function refusal(message: string, hint?: string): Failure {
  return new Failure('refused', message, { hint });
}
