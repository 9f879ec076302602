import { Failure } from '../../errors.ts';
import { readErrorBody } from './error-body.ts';
import type { Mask } from './secret-mask.ts';

/**
 * What a 401 to the credential itself means. It is final: 30 of them lock the address for 5
 * minutes.
 */
export function loginFailure(
  host: string,
  hasCredential: boolean,
  text: string,
  mask: Mask,
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
  const said = message === null || /^unable to authenticate/i.test(message) ? '' : ` ${message}.`;
  return new Failure(
    'not_logged_in',
    `${host} refused this login (401).${said} Not trying again: 30 failures lock this address for 5 minutes`,
    {
      hint: 'log in again: rexctl login   (REXCTL_USER and REXCTL_TOKEN come before what is stored)',
      httpStatus: 401,
    },
  );
}
