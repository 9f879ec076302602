import { Failure } from '../../errors.ts';
import { grantHint, RefusedRecord } from '../failures.ts';
import { type ErrorBody, readErrorBody, uncapitalised } from './error-body.ts';
import type { SecretMask } from './secret-mask.ts';

/**
 * What a 401 to the credential itself means. It is final: 30 of them lock the address for 5 min.
 */
export function loginFailure(
  host: string,
  hasCredential: boolean,
  text: string,
  mask: SecretMask,
): Failure {
  const { message } = readErrorBody(text, mask);
  if (message !== null && /^too many tries/i.test(message)) {
    return new Failure(
      'not_logged_in',
      `${host} has locked this address after too many failed logins (401)`,
      {
        hint: 'wait 5 minutes without trying, then log in again: rexctl login',
        httpStatus: 401,
      },
    );
  }
  if (!hasCredential) {
    return new Failure('not_logged_in', `not logged in to ${host}`, {
      hint: 'log in: rexctl login',
      httpStatus: 401,
    });
  }
  const reply = message === null || /^unable to authenticate/i.test(message) ? '' : ` ${message}.`;
  return new Failure(
    'not_logged_in',
    `${host} refused this login (401).${reply} Not trying again: 30 failures lock this address for 5 minutes`,
    {
      hint: 'log in again: rexctl login   (REXCTL_USER and REXCTL_TOKEN come before what is stored)',
      httpStatus: 401,
    },
  );
}

interface Asker {
  readonly host: string;
  readonly login: string | null;
}

interface Denied extends Asker {
  readonly status: number;
}

/** What a 403 means. */
export function notAllowed({ status, host, login }: Denied, body: ErrorBody): Failure {
  const missing = body.missingPermissions.join(', ');
  const who = login === null ? 'you are' : `${login} is`;
  const what = missing === '' ? (body.message ?? 'access denied') : `missing permission ${missing}`;
  return new Failure(
    'not_allowed',
    `${who} not allowed to do this on ${host}: ${uncapitalised(what)}`,
    {
      hint: missing === '' ? undefined : grantHint(login, body.missingPermissions),
      httpStatus: status,
    },
  );
}

/** A missing permission that the server reports as a database error; `null` for another text. */
export function refusedRecord(text: string, { host, login }: Asker): RefusedRecord | null {
  if (!/^PG::NotNullViolation\b/.test(text)) return null;
  const who = login === null ? 'you are' : `${login} is`;
  if (text.includes('recurring_logics')) {
    return new RefusedRecord(
      `${who} not allowed to do this on ${host}: missing permission create_recurring_logics`,
      grantHint(login, ['create_recurring_logics', 'edit_recurring_logics']),
      { httpStatus: 500 },
    );
  }
  const whose = login === null ? 'your' : `${login}'s`;
  return new RefusedRecord(
    `${who} not allowed to start this job on ${host}: the filters on create_job_invocations do not cover it`,
    `an administrator can change the filters of ${whose} roles`,
    { httpStatus: 500 },
  );
}
