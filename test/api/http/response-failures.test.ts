import { describe, expect, it } from 'vitest';
import { isMissingRoute } from '../../../src/api/failures.ts';
import { type FailedResponse, responseFailure } from '../../../src/api/http/response-failures.ts';
import type { FailureKind } from '../../../src/errors.ts';

function failure(status: number, body: unknown, changes: Partial<FailedResponse> = {}) {
  return responseFailure({
    status,
    headers: {},
    text: typeof body === 'string' ? body : JSON.stringify(body),
    method: 'GET',
    path: '/api/job_invocations/9',
    host: 'foreman.example.com',
    login: 'anna',
    mask: (said) => said,
    now: 0,
    ...changes,
  });
}

const page = '<!DOCTYPE html>\n<html><head><title>404</title></head><body>not here</body></html>';
const internal =
  "Internal Server Error: the server was unable to finish the request. This may be caused by unavailability of some required service, incorrect API call or a server-side bug. There may be more information in the server's logs.";

/**
 * Every shape of an error answer, in the order of docs/internals/protocol.md, "Error bodies":
 * status, body, kind, exit code, sentence.
 */
const table: readonly (readonly [string, number, unknown, FailureKind, number, string])[] = [
  [
    '400 bad JSON',
    400,
    {
      status: 400,
      error: "There was a problem in the JSON you submitted: 859: unexpected token at '{bad'",
    },
    'server_error',
    1,
    "foreman.example.com answered 400: there was a problem in the JSON you submitted: 859: unexpected token at '{bad'",
  ],
  [
    '400 bad search',
    400,
    {
      error: {
        message: "Field 'nosuch' not recognized for searching!",
        class: 'ScopedSearch::QueryNotSupported',
      },
    },
    'usage',
    2,
    "field 'nosuch' not recognized for searching",
  ],
  ['400 empty', 400, '', 'usage', 2, 'the request is too long for foreman.example.com (400)'],
  ['400 page', 400, page, 'server_error', 1, 'foreman.example.com answered 400 Bad Request'],
  [
    '403',
    403,
    {
      error: {
        message: 'Access denied',
        details: 'x',
        missing_permissions: ['cancel_job_invocations'],
      },
    },
    'not_allowed',
    4,
    'anna is missing permission cancel_job_invocations on foreman.example.com',
  ],
  [
    '403 without permissions',
    403,
    page,
    'not_allowed',
    4,
    'anna is not allowed to do this on foreman.example.com: access denied',
  ],
  [
    '404 a',
    404,
    { error: { message: "Resource job_invocation not found by id '9999'" } },
    'not_found',
    5,
    "resource job_invocation not found by id '9999', or not visible to you",
  ],
  [
    '404 b',
    404,
    { message: "Job invocation not found by id '9999'" },
    'not_found',
    5,
    "job invocation not found by id '9999', or not visible to you",
  ],
  [
    '404 c',
    404,
    { error: { message: "Host with id '5' was not found" } },
    'not_found',
    5,
    "host with id '5' was not found, or not visible to you",
  ],
  [
    '404 d',
    404,
    { error: { message: "Template with id '999' was not found" } },
    'not_found',
    5,
    "template with id '999' was not found, or not visible to you",
  ],
  [
    '404 e',
    404,
    { error: 'Could not rerun job 4 because its template could not be found' },
    'not_found',
    5,
    'could not rerun job 4 because its template could not be found, or not visible to you',
  ],
  [
    '404 f',
    404,
    { message: 'Organization with id 99 not found' },
    'not_found',
    5,
    'no organization `99`',
  ],
  [
    '404 g',
    404,
    page,
    'server_error',
    1,
    'GET /api/job_invocations/9 answered 404: is this a Foreman server?',
  ],
  [
    '404 g for a client that wants JSON',
    404,
    { status: 404, error: 'Not Found' },
    'server_error',
    1,
    'foreman.example.com has no /api/job_invocations/9: Remote Execution is too old or not installed',
  ],
  ['413', 413, page, 'usage', 2, 'the request is too long for foreman.example.com (413)'],
  ['414', 414, page, 'usage', 2, 'the request is too long for foreman.example.com (414)'],
  [
    '415',
    415,
    { error: { message: "Media type in 'Content-Type: text/plain' is unsupported." } },
    'server_error',
    1,
    "foreman.example.com answered 415: media type in 'Content-Type: text/plain' is unsupported",
  ],
  [
    '422 a',
    422,
    { message: 'The job could not be cancelled.' },
    'server_error',
    1,
    'the job could not be cancelled',
  ],
  [
    '422 b',
    422,
    {
      error: {
        message: "Failed to cancel tasks on hosts: Field 'zzz' not recognized for searching!",
      },
    },
    'usage',
    2,
    "failed to cancel tasks on hosts: Field 'zzz' not recognized for searching",
  ],
  [
    '422 c',
    422,
    { error: { message: "Couldn't find JobInvocation with 'id'=\"9999\"" } },
    'not_found',
    5,
    "couldn't find JobInvocation with 'id'=\"9999\", or not visible to you",
  ],
  [
    '422 c by name',
    422,
    { error: { message: 'can\'t find record with friendly id: "zz"' } },
    'not_found',
    5,
    'can\'t find record with friendly id: "zz", or not visible to you',
  ],
  [
    '422 d',
    422,
    {
      error: {
        id: 1,
        errors: { name: ["can't be blank"] },
        full_messages: ["Name can't be blank"],
      },
    },
    'usage',
    2,
    "name can't be blank",
  ],
  [
    '500 a',
    500,
    {
      error: {
        message: 'Validation failed: Targeting: Targeting type is not included in the list',
      },
    },
    'usage',
    2,
    'validation failed: Targeting: Targeting type is not included in the list',
  ],
  [
    '500 b',
    500,
    { error: { message: internal } },
    'server_error',
    1,
    'foreman.example.com answered 500 Internal Server Error',
  ],
  [
    '500 c',
    500,
    { error: { message: 'PG::UndefinedTable: ERROR: no such table' } },
    'server_error',
    1,
    'foreman.example.com answered 500: PG::UndefinedTable: ERROR: no such table',
  ],
  [
    '500 page',
    500,
    page,
    'server_error',
    1,
    'foreman.example.com answered 500 Internal Server Error',
  ],
  ['502', 502, page, 'server_error', 1, 'foreman.example.com answered 502 Bad Gateway'],
  [
    '503 maintenance',
    503,
    {
      message:
        'ERF64-6496 [Foreman::MaintenanceException]: There are migrations pending in the system.',
    },
    'server_error',
    1,
    'foreman.example.com answered 503: there are migrations pending in the system',
  ],
  ['503', 503, '', 'server_error', 1, 'foreman.example.com answered 503 Service Unavailable'],
  ['504', 504, page, 'server_error', 1, 'foreman.example.com answered 504 Gateway Timeout'],
  ['507', 507, page, 'server_error', 1, 'foreman.example.com answered 507'],
  ['418', 418, page, 'server_error', 1, 'foreman.example.com answered 418'],
  [
    '301 without a target',
    301,
    '',
    'bad_answer',
    1,
    'unexpected response from foreman.example.com: status 301',
  ],
  ['304', 304, '', 'bad_answer', 1, 'unexpected response from foreman.example.com: status 304'],
  [
    '404 of no Foreman',
    404,
    { message: 'Not Found' },
    'server_error',
    1,
    'GET /api/job_invocations/9 answered 404: is this a Foreman server?',
  ],
  [
    '404 of another program',
    404,
    { error: 'no handler for this path' },
    'server_error',
    1,
    'GET /api/job_invocations/9 answered 404 (no handler for this path): is this a Foreman server?',
  ],
];

describe('an error answer', () => {
  it.each(table)('%s', (_, status, body, kind, exitCode, message) => {
    expect(failure(status, body)).toMatchObject({ kind, exitCode, message, httpStatus: status });
  });

  it.each([500, 502, 503, 504, 429])('%i may pass: the same command may be run again', (status) => {
    expect(failure(status, '').retryable).toBe(true);
  });

  it.each([
    '<html><body>The plain HTTP request was sent to HTTPS port</body></html>',
    "<p>Reason: You're speaking plain HTTP to an SSL-enabled server port.<br /></p>",
    'Client sent an HTTP request to an HTTPS server.\n',
  ])('of a port for https names the address to use: %s', (text) => {
    expect(failure(400, text)).toMatchObject({
      exitCode: 1,
      message: 'foreman.example.com answered 400 Bad Request',
      hint: 'use https://foreman.example.com',
    });
  });

  it.each([
    [400, page, 'is this a Foreman server, or a proxy or login page in front of it?'],
    [405, '', 'is this a Foreman server, or a proxy or login page in front of it?'],
    [400, { error: 'There was a problem in the JSON' }, undefined],
    [403, { error: { message: 'Access denied' } }, 'see your roles: rexctl whoami'],
    [429, '', 'wait a minute, then run the command again'],
    [500, { error: { message: internal } }, 'see /var/log/foreman/production.log on the server'],
    [502, page, 'is Foreman running? on the server: systemctl status foreman'],
    [503, page, 'is Foreman running? on the server: systemctl status foreman'],
    [504, page, 'is Foreman running? on the server: systemctl status foreman'],
    [507, page, 'see /var/log/foreman/production.log on the server'],
  ])('%i with %j tells the next step', (status, body, hint) => {
    expect(failure(status, body).hint).toBe(hint);
  });

  it.each([429, 503])('%i that asks to wait says how long', (status) => {
    expect(failure(status, '', { headers: { 'retry-after': '600' } }).hint).toBe(
      'the server asks to wait 10 minutes; then run the command again',
    );
  });

  it('422 of a page has its status', () => {
    expect(failure(422, page)).toMatchObject({
      exitCode: 2,
      message: 'foreman.example.com answered 422 Unprocessable Content',
    });
  });

  it.each([
    ['https://new.example.com/foreman/api/job_invocations/9', 'https://new.example.com/foreman'],
    ['https://new.example.com/api/job_invocations/9?per_page=1', 'https://new.example.com'],
  ])('that redirects to %s names the server to log in to', (location, server) => {
    expect(failure(301, '', { headers: { location } }).hint).toBe(
      `if that is your server: rexctl login --server ${server}`,
    );
  });

  it.each([
    'https://sso.example.com/login',
    '/users/login',
    'http://new.example.com/api/job_invocations/9',
  ])('that redirects to %s may be a login page', (location) => {
    expect(failure(302, '', { headers: { location } })).toMatchObject({
      message: `foreman.example.com redirects to ${location}; credentials were not sent there`,
      hint: 'is there a proxy or a login page in front of the server?',
    });
  });

  it.each([400, 403, 404, 415, 422])('%i does not pass', (status) => {
    expect(failure(status, { message: 'no' }).retryable).toBe(false);
  });

  it('of a missing permission reports what an administrator should grant', () => {
    const missing = {
      error: {
        message: 'Access denied',
        missing_permissions: ['view_hosts', 'create_job_invocations'],
      },
    };
    expect(failure(403, missing).hint).toBe(
      'ask an administrator for a role that has them, e.g. Remote Execution User',
    );
    expect(failure(403, missing, { login: null }).message).toMatch(/^you are missing permissions/);
  });

  it('of a missing route is distinguished from one of a missing thing', () => {
    expect(isMissingRoute(failure(404, page))).toBe(true);
    expect(isMissingRoute(failure(404, { message: 'x not found' }))).toBe(false);
    expect(isMissingRoute(new Error('404'))).toBe(false);
  });

  it('that redirects does not repeat a password in its target', () => {
    const { message } = failure(302, '', {
      headers: { location: 'https://u:geheim@other.example.com/' },
    });
    expect(message).toContain('https://other.example.com/');
    expect(message).not.toContain('geheim');
  });
});
