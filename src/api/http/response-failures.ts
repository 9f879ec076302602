import { Failure } from '../../errors.ts';
import { fieldHint } from '../../jobs/search/known-fields.ts';
import { durationInWords } from '../../text/counts.ts';
import { withoutPasswords } from '../../text/user-information.ts';
import { LostResponse, TemporaryFailure, UnknownTaxonomy } from '../failures.ts';
import { notAllowed, refusedRecord } from './access-failures.ts';
import { clientCertificatePage } from './client-certificate.ts';
import { type ErrorBody, readErrorBody, uncapitalized } from './error-body.ts';
import { changes, notForeman } from './request.ts';
import { retryAfterMs } from './retry.ts';
import type { SecretMask } from './secret-mask.ts';

/** A response other than 2xx, and its request. */
export interface FailedResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly bulkRead?: boolean;
  readonly path: string;
  /** The name of the server in messages. */
  readonly host: string;
  readonly login: string | null;
  /** Whether the server got a client certificate, if it asked for one. */
  readonly hasClientCert?: boolean;
  /** Hides the credential in the server's texts. */
  readonly mask: SecretMask;
  /** Milliseconds since the epoch, for `Retry-After` dates. */
  readonly now: number;
}

/** The failure for a response other than 2xx. The session handles 401. */
export function responseFailure(response: FailedResponse): Failure {
  const body = readErrorBody(response.text, response.mask);
  const { status } = response;
  if (status >= 300 && status < 400) return redirectFailure(response);
  if (status === 403) return notAllowed(response, body);
  if (status === 404) return notFound(response, body);
  if (status === 429 || status >= 500) return serverError(response, body);
  if (status === 422) return unprocessable(response, body);
  return badRequest(response, body);
}

function redirectFailure({ status, headers, host, mask, path }: FailedResponse): Failure {
  const { location } = headers;
  if (status === 304 || location === undefined)
    return new Failure('bad_answer', `unexpected response from ${host}: status ${status}`, {
      hint: 'is there a cache or a login page in front of the server?',
      httpStatus: status,
    });
  const target = targetOf(mask(location));
  return new Failure(
    'server_error',
    `${host} redirects to ${target}; credentials were not sent there`,
    {
      hint: redirectHint(target, path),
      httpStatus: status,
    },
  );
}

/**
 * A server that has moved keeps the path of a request; a login page does not. A redirect to plain
 * http may be an attack, so no login there is proposed.
 */
function redirectHint(target: string, path: string): string {
  if (!target.startsWith('https:') || !target.endsWith(path))
    return 'is there a proxy or a login page in front of the server?';
  return `if that is your server: rexctl login --server ${target.slice(0, -path.length)}`;
}

/** The target of a redirect, without user, query and fragment, which may be secret. */
function targetOf(location: string): string {
  if (!URL.canParse(location)) return withoutPasswords(location.replace(/[?#].*$/s, ''));
  const { origin, pathname } = new URL(location);
  return `${origin}${pathname}`;
}

function notFound(response: FailedResponse, body: ErrorBody): Failure {
  const { status, path, host, headers, method, text } = response;
  const { message } = body;
  if (isMissingInForeman(headers, text))
    return new Failure(
      'server_error',
      `${host} has no ${path}: Remote Execution is too old or not installed`,
      { hint: 'see its version: rexctl whoami', httpStatus: status },
    );
  if (message === null || !isForeman(headers, message)) {
    const reason =
      message === null || saysNothing.test(sentence(message)) ? '' : ` (${sentence(message)})`;
    return new Failure(
      'server_error',
      `${method} ${path} answered 404${reason}: is this a Foreman server?`,
      {
        hint: `check the address ${host}; to use another: --server URL, or rexctl login`,
        httpStatus: status,
      },
    );
  }
  const [, kind, wanted] =
    /^(Organization|Location) with id ([\s\S]*) not found$/.exec(message) ?? [];
  if (kind !== undefined && wanted !== undefined)
    return new UnknownTaxonomy(kind === 'Location' ? 'location' : 'organization', wanted);
  return new Failure('not_found', `${sentence(message)}, or not visible to you`, {
    hint: /\btemplate\b/i.test(message) ? hiddenTemplate : undefined,
    httpStatus: status,
  });
}

const marks = ['apipie-checksum', 'foreman_version', 'foreman_api_version'];

/** Whether a 404 is Foreman's own for an unknown route: marked, or in the form of Rails. */
function isMissingInForeman(headers: FailedResponse['headers'], text: string): boolean {
  if (/^\s*\{\s*"status":\s*404,\s*"error":\s*"Not Found"\s*\}\s*$/.test(text)) return true;
  return marks.some((name) => headers[name] !== undefined) && !text.trimStart().startsWith('{');
}

/** Whether a 404 comes from Foreman, which marks its responses and names what it did not find. */
function isForeman(headers: FailedResponse['headers'], message: string): boolean {
  if (marks.some((name) => headers[name] !== undefined)) return true;
  return /\b(?:not found|could not be)\b/.test(message) && !saysNothing.test(message);
}

const saysNothing =
  /^(?:the )?(?:requested )?(?:page|route|path|url|resource|endpoint)?\s*(?:was )?not found\W*$/i;

/** The hint for a template that the user cannot see. */
const hiddenTemplate =
  'templates need permission view_job_templates, and an organization and location of yours';

/** Texts of a 500 that report an invalid request. */
const usageTexts = /^(?:Validation failed:|Unknown input|Cannot specify both|Only one of feature)/;

function serverError(response: FailedResponse, body: ErrorBody): Failure {
  const { status } = response;
  const mayHaveChanged = changes(response);
  if (status === 500 && body.message !== null && usageTexts.test(body.message)) {
    return new Failure('usage', sentence(body.message), { httpStatus: status });
  }
  const refused =
    status === 500 && response.method === 'POST' && mayHaveChanged
      ? refusedRecord(body.message ?? '', response)
      : null;
  if (refused !== null) return refused;
  const message = `${response.host} answered ${status}${reasonOf(status, body)}`;
  const undone = status === 429 || (status === 503 && body.message !== null);
  if (mayHaveChanged && !undone) return new LostResponse(message, { httpStatus: status });
  if (![429, 502, 503, 504].includes(status)) {
    const hint = 'see /var/log/foreman/production.log on the server';
    return new Failure('server_error', message, { hint, httpStatus: status, retryable: true });
  }
  const asked = retryAfterMs(response.headers['retry-after'], response.now);
  const hint = waitHint(status, asked);
  return new TemporaryFailure(message, { hint, httpStatus: status, retryAfterMs: asked });
}

/** For a response that the server, or a proxy in front of it, may not repeat. */
function waitHint(status: number, askedMs: number | null): string {
  if (askedMs !== null && askedMs > 0)
    return `the server asks to wait ${durationInWords(askedMs)}; then run the command again`;
  return status === 429
    ? 'wait a minute, then run the command again'
    : 'is Foreman running? on the server: systemctl status foreman';
}

function unprocessable({ host, status }: FailedResponse, body: ErrorBody): Failure {
  const message = sentence(body.message ?? `${host} answered ${status}${reasonOf(status, body)}`);
  const details = { httpStatus: 422 };
  if (/^(?:couldn't find|can't find)/.test(message)) {
    return new Failure('not_found', `${message}, or not visible to you`, details);
  }
  return new Failure(
    /could not be cancelled/.test(message) ? 'server_error' : 'usage',
    message,
    details,
  );
}

function badRequest(response: FailedResponse, body: ErrorBody): Failure {
  const { status, host, path, text, hasClientCert = false } = response;
  const details = { httpStatus: status };
  const page = clientCertificatePage(text, { host, hasClientCert, ...details });
  if (page !== null) return page;
  if (status === 414 || status === 413 || (status === 400 && text.trim() === '')) {
    return new Failure('usage', `the request is too long for ${host} (${status})`, {
      ...details,
      hint: 'shorten the search, or name fewer hosts',
    });
  }
  if (status === 400 && body.klass !== null)
    return new Failure('usage', sentence(body.message ?? 'bad request'), {
      ...details,
      hint: unknownField(path, body.message ?? ''),
    });
  return new Failure('server_error', `${host} answered ${status}${reasonOf(status, body)}`, {
    ...details,
    hint: badRequestHint(host, text, body),
  });
}

function badRequestHint(host: string, text: string, body: ErrorBody): string | undefined {
  if (wantsHttps.test(text)) return `use https://${host}`;
  return body.message === null ? notForeman : undefined;
}

/** The texts of nginx, Apache and Go for plain http on a port for https. */
const wantsHttps = /\bplain HTTP\b|\bHTTP request to an HTTPS server\b/;

const searched: Readonly<Record<string, Parameters<typeof fieldHint>[1]>> = {
  '/api/hosts': 'hosts',
  '/api/job_invocations': 'jobs',
  '/api/job_templates': 'templates',
  '/api/bookmarks': 'bookmarks',
  '/api/organizations': 'organizations',
  '/api/locations': 'locations',
};

function unknownField(path: string, message: string): string | undefined {
  const field = /^Field '(.*)' not recognized for searching/.exec(message)?.[1];
  const of = searched[path.replace(/^(?:\/api\/job_invocations\/\d+)(?=\/hosts$)/, '/api')];
  return field === undefined || of === undefined ? undefined : fieldHint(field, of);
}

const reasons: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  405: 'Method Not Allowed',
  415: 'Unsupported Media Type',
  422: 'Unprocessable Content',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
};

/** The reason in a message; Foreman's paragraph for unknown causes is not shown. */
function reasonOf(status: number, { message }: ErrorBody): string {
  const usual = reasons[status] === undefined ? '' : ` ${reasons[status]}`;
  if (message === null || message.startsWith('Internal Server Error: the server was unable'))
    return usual;
  return `: ${sentence(message)}`;
}

/** The server's text as part of a sentence: with a lower-case first letter, without full stop. */
function sentence(message: string): string {
  return uncapitalized(message).replace(/[.!]+$/, '');
}
