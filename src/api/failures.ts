import { Failure, type FailureDetails } from '../errors.ts';
import { durationInWords } from '../text/counts.ts';

interface TemporaryDetails extends FailureDetails {
  /** The delay that `Retry-After` asks for, in milliseconds from now. */
  readonly retryAfterMs?: number | null;
  /** The request timed out. */
  readonly timedOut?: boolean;
}

/** Server or network failed, and a retry may work: 429, 502–504, resets, time-outs. */
export class TemporaryFailure extends Failure {
  readonly retryAfterMs: number | null;
  readonly timedOut: boolean;

  constructor(message: string, details: TemporaryDetails = {}) {
    super('server_error', message, { ...details, retryable: true });
    this.name = 'TemporaryFailure';
    this.retryAfterMs = details.retryAfterMs ?? null;
    this.timedOut = details.timedOut ?? false;
  }

  /** The same failure, with the number of attempts in its message. */
  inAttempts(attempts: number): TemporaryFailure {
    const { message, hint, httpStatus, cause, retryAfterMs, timedOut } = this;
    const details = { hint, httpStatus, cause, retryAfterMs, timedOut };
    return new TemporaryFailure(`${message} in ${attempts} attempts`, details);
  }
}

/**
 * A write was sent, but there was no usable response: time-out, reset, a proxy's error page, an
 * unexplained 500. The server may have processed it, so it is not sent again, and the caller looks
 * for the result. If it reaches the user, the result is unknown.
 */
export class LostResponse extends Failure {
  constructor(message: string, details: { cause?: unknown; httpStatus?: number | null } = {}) {
    super('unknown_result', message, {
      ...details,
      hint: 'the server may have done it; it was not sent again',
    });
    this.name = 'LostResponse';
  }
}

interface Outage {
  readonly host: string;
  /** How long there was no response. */
  readonly milliseconds: number;
  readonly cause: unknown;
}

/** The server did not respond for as long as the caller waits. */
export class LostContact extends Failure {
  constructor({ host, milliseconds, cause }: Outage) {
    const last = (cause instanceof Error ? cause.message : String(cause)).replace(
      `cannot reach ${host}: `,
      '',
    );
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

/** A response that is larger than the limit. A retry would not help. */
export class ResponseTooLong extends Failure {
  constructor(message: string, cause: unknown) {
    super('bad_answer', message, { hint: 'request less, e.g. fewer hosts', cause });
    this.name = 'ResponseTooLong';
  }
}

/**
 * A missing permission that the server reports as a database error (500): the user is not allowed
 * to create a part of the job. Nothing runs, but a row of the job may remain.
 */
export class RefusedRecord extends Failure {
  constructor(message: string, hint: string, details: { httpStatus: number; cause?: unknown }) {
    super('not_allowed', message, { hint, ...details });
    this.name = 'RefusedRecord';
  }

  /** The same failure with another line in its hint. */
  withHint(line: string): RefusedRecord {
    const hint = [this.hint, line].join('\n');
    return new RefusedRecord(this.message, hint, {
      httpStatus: this.httpStatus ?? 500,
      cause: this,
    });
  }
}

/** The user name or the credential is wrong; the server does not report which. */
export class WrongPassword extends Failure {
  constructor(message: string, hint: string) {
    super('not_logged_in', message, { hint, httpStatus: 401 });
    this.name = 'WrongPassword';
  }
}

interface Known {
  /** The end of the message: which there are. */
  readonly end?: string;
  readonly hint?: string;
}

/** No organization or location with this id or name is visible to the user. */
export class UnknownTaxonomy extends Failure {
  readonly taxonomy: 'organization' | 'location';
  readonly wanted: string;

  constructor(
    taxonomy: 'organization' | 'location',
    wanted: string,
    { end = '', hint }: Known = {},
  ) {
    super('not_found', `no ${taxonomy} \`${wanted}\`${end}`, { hint, httpStatus: 404 });
    this.name = 'UnknownTaxonomy';
    this.taxonomy = taxonomy;
    this.wanted = wanted;
  }
}

/** Whether an error is a 404 for the route, not for a record. */
export function isMissingRoute(error: unknown): boolean {
  return error instanceof Failure && error.httpStatus === 404 && error.kind === 'server_error';
}

/** The permissions in the role of users that Remote Execution installs. */
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

/** Permissions that jobs need, but that no role of Remote Execution includes. */
const noRole: ReadonlySet<string> = new Set([
  'view_template_invocations',
  'view_recurring_logics',
  'create_recurring_logics',
  'edit_recurring_logics',
  'edit_foreman_tasks',
  'view_plugins',
  'execute_jobs_on_infrastructure_hosts',
]);

/** What an administrator can grant. */
export function grantHint(login: string | null, permissions: readonly string[]): string {
  const these = permissions.length === 1 ? 'it' : 'them';
  const role = roleWith(permissions);
  if (role !== null) return `ask an administrator for a role that has ${these}, e.g. ${role}`;
  const add = `ask an administrator to add ${permissions.join(' and ')} to a role of ${login ?? 'yours'}`;
  return permissions.every((name) => noRole.has(name))
    ? `${add}\n(no Remote Execution role has ${these})`
    : add;
}

function roleWith(permissions: readonly string[]): string | null {
  if (permissions.every((name) => userRole.has(name))) return 'Remote Execution User';
  return permissions.every((name) => managerRole.has(name)) ? 'Remote Execution Manager' : null;
}
