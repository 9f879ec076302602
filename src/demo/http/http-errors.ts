/** A response of the server. */
export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: ReplyBody;
  /** Whether Foreman's headers are missing: the request did not reach a controller. */
  readonly bare?: boolean;
  /** Whether the response is the router's, which lacks the headers of the API, too. */
  readonly unrouted?: boolean;
}

type ReplyBody =
  | { readonly kind: 'json'; readonly value: unknown }
  | { readonly kind: 'html' | 'text'; readonly text: string };

/** Thrown by endpoints that respond with an error instead of a result. */
export class HttpError extends Error {
  readonly reply: Reply;

  constructor(reply: Reply) {
    super(`HTTP ${reply.status}`);
    this.reply = reply;
  }
}

export function json(
  value: unknown,
  status = 200,
  headers: Readonly<Record<string, string>> = {},
): Reply {
  return { status, headers, body: { kind: 'json', value } };
}

function failure(status: number, value: unknown, bare = false): HttpError {
  return new HttpError({ status, body: { kind: 'json', value }, bare });
}

/**
 * Most errors: `{"error":{"message":…}}`. The letters below are those of
 * docs/internals/protocol.md, "Error bodies".
 */
export function errorMessage(status: number, message: string): HttpError {
  return failure(status, { error: { message } });
}

/** 400 or 500 for a search or order that the server cannot read. */
export function badSearch(status: number, message: string, klass: string): HttpError {
  return failure(status, { error: status === 400 ? { message, class: klass } : { message } });
}

/** 401; the server sends no `WWW-Authenticate`. */
export function unauthorized(message: string): HttpError {
  return failure(401, { error: { message } }, true);
}

/** 401 for an expired session; the body is empty. */
export function sessionExpired(): HttpError {
  return new HttpError({ status: 401, body: { kind: 'text', text: '' }, bare: true });
}

export function forbidden(permission: string): HttpError {
  return failure(
    403,
    {
      error: {
        message: 'Access denied',
        details: `Missing one of the required permissions: ${permission}`,
        missing_permissions: [permission],
      },
    },
    true,
  );
}

/** 404 a */
export function resourceNotFound(resource: string, id: string): HttpError {
  return errorMessage(404, `Resource ${resource} not found by id '${id}'`);
}

/** 404 b */
export function nestedJobNotFound(id: string): HttpError {
  return failure(404, { message: `Job invocation not found by id '${id}'` });
}

/** 404 c */
export function hostNotFound(id: string): HttpError {
  return errorMessage(404, `Host with id '${id}' was not found`);
}

/** 404 d */
export function templateNotFound(id: string): HttpError {
  return errorMessage(404, `Template with id '${id}' was not found`);
}

/** 404 e: `error` is a text. */
export function rerunTemplateNotFound(jobId: number): HttpError {
  return failure(404, {
    error: `Could not rerun job ${jobId} because its template could not be found`,
  });
}

/** 404 f */
export function taxonomyNotFound(kind: 'Organization' | 'Location', id: string): HttpError {
  return failure(404, { message: `${kind} with id ${id} not found` }, true);
}

/** 404 g: the route does not exist. */
export function routeNotFound(): HttpError {
  const body = { kind: 'html', text: notFoundPage } as const;
  return new HttpError({ status: 404, body, bare: true, unrouted: true });
}

/** Changes the router's HTML page to JSON, if the client accepts that. */
export function asAccepted(reply: Reply, accept = ''): Reply {
  if (reply.unrouted !== true || !/^application\/json\b/i.test(accept.trim())) return reply;
  return { ...reply, body: { kind: 'json', value: { status: reply.status, error: 'Not Found' } } };
}

/** 415 */
export function unsupportedMediaType(contentType: string): HttpError {
  const text = `Media type in 'Content-Type: ${contentType}' is unsupported in API v2 for POST and PUT requests.`;
  return errorMessage(415, `${text} Please use 'Content-Type: application/json'.`);
}

/** 422 a: the message is at the top. */
export function notCancellable(message: string): HttpError {
  return failure(422, { message });
}

/** 400 for JSON that cannot be read: `error` is a text. */
export function badJson(start: string): HttpError {
  const text = `There was a problem in the JSON you submitted: 859: unexpected token at '${start}'`;
  return failure(400, { status: 400, error: text }, true);
}

/** 500 b: a `NoMethodError` in the server's Ruby code. */
export function internalError(): HttpError {
  return errorMessage(
    500,
    'Internal Server Error: the server was unable to finish the request. This may be caused by unavailability of ' +
      'some required service, incorrect API call or a server-side bug. There may be more information in the ' +
      "server's logs.",
  );
}

/** 500 c: the database refuses a row because a value is missing. */
export function missingValue(relation: string, column: string): HttpError {
  const text = `null value in column "${column}" of relation "${relation}" violates not-null constraint`;
  return errorMessage(500, `PG::NotNullViolation: ERROR:  ${text}\n`);
}

/** 500 a: the validation of a new job failed. */
export function validationFailed(message: string): HttpError {
  return errorMessage(500, `Validation failed: ${message}`);
}

/** The HTML page of a reverse proxy in front of Foreman. */
export function proxyPage(status: number, reason: string): string {
  return `<!DOCTYPE HTML PUBLIC "-//IETF//DTD HTML 2.0//EN">\n<html><head>\n<title>${status} ${reason}</title>\n</head><body>\n<h1>${reason}</h1>\n</body></html>\n`;
}

/** The value of `Foreman_current_organization` and `Foreman_current_location`. */
export function contextHeader(
  id: number | null,
  titles: readonly { id: number; title: string }[],
): string {
  const found = titles.find((one) => one.id === id);
  return found === undefined ? '; ANY' : `${found.id}; ${found.title}`;
}

const notFoundPage = [
  '<!DOCTYPE html>',
  '<html>',
  '<head>',
  "  <title>The page you were looking for doesn't exist (404)</title>",
  '</head>',
  '<body>',
  '  <div class="dialog">',
  "    <h1>The page you were looking for doesn't exist.</h1>",
  '    <p>You may have mistyped the address or the page may have moved.</p>',
  '  </div>',
  '</body>',
  '</html>',
  '',
].join('\n');
