import { Failure } from '../../errors.ts';
import { fieldHint } from '../../jobs/search/known-fields.ts';
import { withoutPasswords } from '../../text/user-information.ts';
import { LostResponse, TemporaryFailure } from '../failures.ts';
import { notAllowed, refusedRecord } from './access-failures.ts';
import { type ErrorBody, readErrorBody, uncapitalised } from './error-body.ts';
import { retryAfterMs } from './retry.ts';
import type { SecretMask } from './secret-mask.ts';

/** A response that is not 2xx, and its request. */
export interface FailedResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  /** The server as messages call it. */
  readonly host: string;
  readonly login: string | null;
  /** Hides the credential in texts of the server. */
  readonly mask: SecretMask;
  /** Milliseconds since the epoch, for `Retry-After` dates. */
  readonly now: number;
}

/** What a failed response means; a 401 is left to the session. */
export function responseFailure(response: FailedResponse): Failure {
  const body = readErrorBody(response.text, response.mask);
  const { status } = response;
  if (status >= 300 && status < 400) return redirectFailure(response);
  if (status === 403) return notAllowed(response, body);
  if (status === 404) return notFound(response, body);
  if (status === 429 || status >= 500) return serverError(response, body);
  if (status === 422) return unprocessable(body);
  return badRequest(response, body);
}

function redirectFailure({ status, headers, host, mask }: FailedResponse): Failure {
  const { location } = headers;
  if (status === 304 || location === undefined)
    return new Failure(
      'bad_answer',
      `${host} answered ${status} to a request that it may not answer so`,
      {
        hint: 'is there a cache or a portal between here and the server?',
        httpStatus: status,
      },
    );
  const target = targetOf(mask(location));
  return new Failure(
    'server_error',
    `${host} redirects to ${target}; credentials are not sent on to it`,
    {
      hint: 'if that is the right server, log in to it: rexctl login --server URL',
      httpStatus: status,
    },
  );
}

/** Without user, query and fragment: each may be secret. */
function targetOf(location: string): string {
  if (!URL.canParse(location)) return withoutPasswords(location.replace(/[?#].*$/s, ''));
  const { origin, pathname } = new URL(location);
  return `${origin}${pathname}`;
}

function notFound(
  { status, path, host, headers, method }: FailedResponse,
  body: ErrorBody,
): Failure {
  if (body.message === null) {
    return new Failure(
      'server_error',
      `${host} has no ${path}: it is too old, or no Foreman with Remote Execution`,
      {
        hint: 'check the server address, and its version with: rexctl whoami',
        httpStatus: status,
      },
    );
  }
  if (!isForeman(headers, body.message)) {
    const said = /^not found$/i.test(sentence(body.message)) ? '' : ` (${sentence(body.message)})`;
    return new Failure(
      'server_error',
      `${method} ${path} answered 404${said}: is this a Foreman server?`,
      {
        hint: `check the address of ${host}; another can be set with: rexctl login`,
        httpStatus: status,
      },
    );
  }
  return new Failure('not_found', `${sentence(body.message)}, or not visible to you`, {
    hint: /\btemplate\b/i.test(body.message) ? hiddenTemplate : undefined,
    httpStatus: status,
  });
}

/** Foreman marks its responses and names what it did not find; other servers do neither. */
function isForeman(headers: FailedResponse['headers'], message: string): boolean {
  const marks = ['apipie-checksum', 'foreman_version', 'foreman_api_version'];
  if (marks.some((name) => headers[name] !== undefined)) return true;
  return /\b(?:not found|could not be)\b/.test(message) && !saysNothing.test(message);
}

const saysNothing =
  /^(?:the )?(?:requested )?(?:page|route|path|url|resource|endpoint)?\s*(?:was )?not found\W*$/i;

/** A template is hidden by a missing right or by a missing organization and location. */
const hiddenTemplate =
  'if it exists, it is hidden without view_job_templates, or without an organization and location of yours';

/** Texts of a 500 that blame the request. */
const usageTexts = /^(?:Validation failed:|Unknown input|Cannot specify both|Only one of feature)/;

function serverError(response: FailedResponse, body: ErrorBody): Failure {
  const { status, method } = response;
  if (status === 500 && body.message !== null && usageTexts.test(body.message)) {
    return new Failure('usage', sentence(body.message), { httpStatus: status });
  }
  const refused =
    status === 500 && method === 'POST' ? refusedRecord(body.message ?? '', response) : null;
  if (refused !== null) return refused;
  const message = `${response.host} answered ${status}${reasonOf(status, body)}`;
  const undone = status === 429 || (status === 503 && body.message !== null);
  if (method !== 'GET' && !undone) return new LostResponse(message, { httpStatus: status });
  if (![429, 502, 503, 504].includes(status)) {
    return new Failure('server_error', message, { httpStatus: status, retryable: true });
  }
  const asked = retryAfterMs(response.headers['retry-after'], response.now);
  return new TemporaryFailure(message, { httpStatus: status, retryAfterMs: asked });
}

function unprocessable(body: ErrorBody): Failure {
  const message = sentence(body.message ?? 'the server could not process the request');
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

function badRequest({ status, host, path }: FailedResponse, body: ErrorBody): Failure {
  const details = { httpStatus: status };
  if (status === 414 || status === 413 || (status === 400 && body.message === null)) {
    return new Failure('usage', `the request is too long for ${host} (${status})`, {
      ...details,
      hint: 'shorten the search, or name fewer hosts at once',
    });
  }
  if (status === 400 && body.klass !== null)
    return new Failure('usage', sentence(body.message ?? 'bad request'), {
      ...details,
      hint: unknownField(path, body.message ?? ''),
    });
  return new Failure(
    'server_error',
    `${host} answered ${status}${reasonOf(status, body)}`,
    details,
  );
}

const searched: Readonly<Record<string, 'hosts' | 'jobs' | 'templates'>> = {
  '/api/hosts': 'hosts',
  '/api/job_invocations': 'jobs',
  '/api/job_templates': 'templates',
};

function unknownField(path: string, message: string): string | undefined {
  const field = /^Field '(.*)' not recognized for searching/.exec(message)?.[1];
  const of = searched[path];
  return field === undefined || of === undefined ? undefined : fieldHint(field, of);
}

const reasons: Readonly<Record<number, string>> = {
  405: 'Method Not Allowed',
  415: 'Unsupported Media Type',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
};

/** The paragraph that Foreman sends for an unknown cause adds nothing to the status. */
function reasonOf(status: number, { message }: ErrorBody): string {
  const usual = reasons[status] === undefined ? '' : ` ${reasons[status]}`;
  if (message === null || message.startsWith('Internal Server Error: the server was unable'))
    return usual;
  return `: ${sentence(message)}`;
}

/** A server's text within a sentence: no capital at the start unless it is a name, no full stop. */
function sentence(message: string): string {
  return uncapitalised(message).replace(/[.!]+$/, '');
}
