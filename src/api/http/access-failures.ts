import { Failure } from '../../errors.ts';
import type { SecretSource } from '../connection.ts';
import { grantHint, RefusedRecord, WrongPassword } from '../failures.ts';
import { type ErrorBody, readErrorBody, uncapitalized } from './error-body.ts';
import type { SecretMask } from './secret-mask.ts';

/** A login that the server refused. */
export interface LoginAttempt {
  readonly host: string;
  /** `null` = no user or no credential. */
  readonly login: string | null;
  readonly source: SecretSource | undefined;
}

const lockingRule = '30 failed logins lock this address for 5 minutes';

/** The failure for a refused credential (401). No retry: 30 lock the user's address for 5 min. */
export function loginFailure(
  { host, login, source }: LoginAttempt,
  text: string,
  mask: SecretMask,
): Failure {
  const { message } = readErrorBody(text, mask);
  if (message !== null && /^too many tries/i.test(message))
    return notLoggedIn(
      `${host} has locked this address after too many failed logins (401)`,
      `wait 5 minutes without a login attempt\nthen ${source?.remedy ?? 'log in: rexctl login'}`,
    );
  if (login === null) return notLoggedIn(`not logged in to ${host}`, 'log in: rexctl login');
  if (message !== null && !/^unable to authenticate/i.test(message))
    return notLoggedIn(
      `${host} refused the login of ${login} (401): ${uncapitalized(message).replace(/[.!]+$/, '')}`,
      `not tried again: ${lockingRule}`,
    );
  const wrong = `wrong user or password for ${host} (401): user ${login}`;
  return source === undefined
    ? new WrongPassword(wrong, `try again: rexctl login\n${lockingRule}`)
    : new WrongPassword(
        `${wrong}, credential from ${source.label}`,
        `${source.remedy}\nnot tried again: ${lockingRule}`,
      );
}

function notLoggedIn(message: string, hint: string): Failure {
  return new Failure('not_logged_in', message, { hint, httpStatus: 401 });
}

interface Asker {
  readonly host: string;
  readonly login: string | null;
}

interface Denied extends Asker {
  readonly status: number;
}

/** The failure for a 403. */
export function notAllowed({ status, host, login }: Denied, body: ErrorBody): Failure {
  const missing = body.missingPermissions;
  const details = { httpStatus: status };
  if (missing.length > 0)
    return new Failure('not_allowed', missingText({ host, login }, missing), {
      ...details,
      hint: grantHint(login, missing),
    });
  const reason = uncapitalized(body.message ?? 'access denied');
  return new Failure(
    'not_allowed',
    `${whoIs(login)} not allowed to do this on ${host}: ${reason}`,
    { ...details, hint: 'see your roles: rexctl whoami' },
  );
}

function missingText({ host, login }: Asker, permissions: readonly string[]): string {
  const noun = permissions.length === 1 ? 'permission' : 'permissions';
  return `${whoIs(login)} missing ${noun} ${permissions.join(' and ')} on ${host}`;
}

function whoIs(login: string | null): string {
  return login === null ? 'you are' : `${login} is`;
}

/** A missing permission that the server reports as a database error; `null` for another text. */
export function refusedRecord(text: string, { host, login }: Asker): RefusedRecord | null {
  if (!/^PG::NotNullViolation\b/.test(text)) return null;
  if (text.includes('recurring_logics')) {
    return new RefusedRecord(
      missingText({ host, login }, ['create_recurring_logics']),
      grantHint(login, ['create_recurring_logics', 'edit_recurring_logics']),
      { httpStatus: 500 },
    );
  }
  const whose = login === null ? 'your' : `${login}'s`;
  return new RefusedRecord(
    `${whoIs(login)} not allowed to start this job on ${host}: filters on create_job_invocations exclude it`,
    `ask an administrator to change the filters of ${whose} roles`,
    { httpStatus: 500 },
  );
}
