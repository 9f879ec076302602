import { Failure, type FailureDetails } from '../errors.ts';
import { durationInWords } from '../text/counts.ts';

interface TemporaryDetails extends FailureDetails {
  /** What `Retry-After` asked for, in milliseconds from now. */
  readonly retryAfterMs?: number | null;
  /** No response came in the time that one request has. */
  readonly timedOut?: boolean;
}

/**
 * The server or the way to it is in trouble, and the same request may well work soon: 429, 502–504,
 * resets, time-outs.
 */
export class TemporaryFailure extends Failure {
  readonly retryAfterMs: number | null;
  readonly timedOut: boolean;

  constructor(message: string, details: TemporaryDetails = {}) {
    super('server_error', message, { ...details, retryable: true });
    this.name = 'TemporaryFailure';
    this.retryAfterMs = details.retryAfterMs ?? null;
    this.timedOut = details.timedOut ?? false;
  }

  /** The same failure, after that many attempts. */
  inAttempts(attempts: number): TemporaryFailure {
    const { message, hint, httpStatus, cause, retryAfterMs, timedOut } = this;
    const details = { hint, httpStatus, cause, retryAfterMs, timedOut };
    return new TemporaryFailure(`${message} in ${attempts} attempts`, details);
  }
}

/**
 * A write was sent and no usable response came: time-out, reset, a proxy's error page, an
 * unexplained 500. The server may have done it or not, so nothing is sent again and the caller
 * looks for the result. Shown to a user as it is, it is an unknown result.
 */
export class LostResponse extends Failure {
  constructor(message: string, details: { cause?: unknown; httpStatus?: number | null } = {}) {
    super('unknown_result', message, {
      ...details,
      hint: 'whether it was done is not known; it was not sent again',
    });
    this.name = 'LostResponse';
  }
}

interface Outage {
  readonly host: string;
  /** How long no response came. */
  readonly milliseconds: number;
  readonly cause: unknown;
}

/** The server gave no response for as long as the caller would wait: its state is unknown. */
export class LostContact extends Failure {
  constructor({ host, milliseconds, cause }: Outage) {
    const last = cause instanceof Error ? cause.message : String(cause);
    super(
      'unknown_result',
      `lost contact with ${host} for ${durationInWords(milliseconds)} (last: ${last})`,
      {
        hint: `try again when ${host} answers`,
        retryable: true,
        httpStatus: cause instanceof Failure ? cause.httpStatus : null,
        cause,
      },
    );
    this.name = 'LostContact';
  }
}

/**
 * A response without an end, or one that would not fit into memory. Asking for the same again is of
 * no use.
 */
export class ResponseTooLong extends Failure {
  constructor(message: string, cause: unknown) {
    super('bad_answer', message, { hint: 'ask for less at once, e.g. for fewer hosts', cause });
    this.name = 'ResponseTooLong';
  }
}

/**
 * The database refused a record because the user may not create what belongs to it. Nothing runs,
 * but the row of the job may have been left behind. Servers report this missing permission as a
 * 500; it is no lost response.
 */
export class RefusedRecord extends Failure {
  constructor(message: string, hint: string, details: { httpStatus: number; cause?: unknown }) {
    super('not_allowed', message, { hint, ...details });
    this.name = 'RefusedRecord';
  }

  /** The same failure with one more line of hint. */
  withHint(line: string): RefusedRecord {
    const hint = [this.hint, line].join('\n');
    return new RefusedRecord(this.message, hint, {
      httpStatus: this.httpStatus ?? 500,
      cause: this,
    });
  }
}

/** True for a 404 that means "no such route", not "no such thing". */
export function isMissingRoute(error: unknown): boolean {
  return error instanceof Failure && error.httpStatus === 404 && error.kind === 'server_error';
}

/** Which of the roles that come with Remote Execution has a permission. */
const userRole: ReadonlySet<string> = new Set([
  'view_job_invocations',
  'create_job_invocations',
  'create_template_invocations',
  'view_job_templates',
  'view_hosts',
  'view_smart_proxies',
  'view_remote_execution_features',
]);

const managerRole: ReadonlySet<string> = new Set([
  ...userRole,
  'cancel_job_invocations',
  'edit_job_templates',
]);

/** Permissions that the roles lack, although running jobs seems to include them. */
const noRole: ReadonlySet<string> = new Set([
  'view_template_invocations',
  'view_recurring_logics',
  'create_recurring_logics',
  'edit_recurring_logics',
  'edit_foreman_tasks',
  'view_plugins',
  'execute_jobs_on_infrastructure_hosts',
]);

/** What an administrator can grant, in one line. */
export function grantHint(login: string | null, permissions: readonly string[]): string {
  const who = login ?? 'the user';
  return `an administrator can give ${who} a role with: ${permissions.join(', ')}${roleText(permissions)}`;
}

function roleText(permissions: readonly string[]): string {
  const these = permissions.length === 1 ? 'it' : 'them';
  if (permissions.every((name) => userRole.has(name)))
    return ` (Remote Execution User has ${these})`;
  if (permissions.every((name) => managerRole.has(name)))
    return ` (Remote Execution Manager has ${these})`;
  return permissions.every((name) => noRole.has(name))
    ? ` (no Remote Execution role has ${these})`
    : '';
}
