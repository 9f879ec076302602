/** A row of the table of exit codes in the help, README and man page. */
interface ExitCodeRow {
  readonly code: number;
  readonly meaning: string;
}

export const exitCodes: readonly ExitCodeRow[] = [
  {
    code: 0,
    meaning: 'success: done, nothing to do, or the job succeeded on every host',
  },
  { code: 1, meaning: 'the request failed: server error or unexpected response' },
  { code: 2, meaning: 'wrong usage or invalid input' },
  {
    code: 3,
    meaning: 'the job finished, and a host failed by its script or for unknown reasons',
  },
  { code: 4, meaning: 'not logged in, or not allowed' },
  { code: 5, meaning: 'the job, host or template does not exist or is not visible to you' },
  { code: 6, meaning: 'the job was cancelled, and no host failed in another way' },
  { code: 7, meaning: 'the time limit of --timeout passed; a started job keeps running' },
  {
    code: 8,
    meaning: 'result unknown: connection lost, output incomplete, or job not finished',
  },
  {
    code: 9,
    meaning: 'refused: no or wrong hosts, another attempt is running, or not confirmed',
  },
  {
    code: 10,
    meaning: 'no host failed by its script, but some were unreachable or never ran',
  },
  {
    code: 129,
    meaning: 'the terminal hung up, e.g. a lost ssh connection; the job keeps running',
  },
  {
    code: 130,
    meaning: 'interrupted with Ctrl-C; the job keeps running (return with rexctl watch)',
  },
  {
    code: 141,
    meaning: 'standard output closed while waiting or following; the job keeps running',
  },
  { code: 143, meaning: 'terminated; the job keeps running' },
];

/**
 * The kinds of failure with their exit codes. The names are the `code` of JSON errors; their
 * meanings never change within `rexctl/1`.
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
  /** What to type next, on one or several lines. */
  readonly hint?: string;
  /** Whether the same command can be run again and may then succeed. */
  readonly retryable?: boolean;
  readonly httpStatus?: number | null;
  readonly cause?: unknown;
}

/** The only error for users: a sentence, a kind and the next step. */
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
  return new Failure('usage', withVisibleWords(message), { hint });
}

/** Shows an empty word, e.g. from a variable that is not set, as a shell writes it. */
function withVisibleWords(message: string): string {
  return message.replace(/(?<!\S)``(?=[\s:;,.]|$)/g, "`''`");
}

export function refusal(message: string, hint?: string): Failure {
  return new Failure('refused', message, { hint });
}
