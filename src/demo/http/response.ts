import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { Reply } from './http-errors.ts';
import { isRecord } from './ruby.ts';

interface AnswerContext {
  readonly method: string;
  readonly ifNoneMatch: string | undefined;
  /** The headers for this request: Foreman's, cookies, ids. */
  readonly headers: Readonly<Record<string, string>>;
  /** Whether the connection is cut in the middle of the body. */
  readonly cut: boolean;
  /** The size of the body's slices in bytes; 0 = one piece. */
  readonly sliceBytes: number;
}

/** Writes a reply with its headers and an `ETag`; returns the HTTP status that was sent. */
export function writeResponse(
  response: ServerResponse,
  reply: Reply,
  context: AnswerContext,
): number {
  const text = bodyText(reply);
  const body = Buffer.from(text, 'utf8');
  const good = reply.status < 400;
  const etag = good && reply.body.kind === 'json' ? weakEtag(text) : null;
  response.setHeader('Cache-Control', good ? 'max-age=0, private, must-revalidate' : 'no-cache');
  for (const [name, value] of Object.entries({ ...context.headers, ...reply.headers }))
    response.setHeader(name, value);
  if (etag !== null) response.setHeader('ETag', etag);
  if (etag !== null && context.method === 'GET' && context.ifNoneMatch === etag) {
    response.writeHead(304).end();
    return 304;
  }
  response.setHeader('Content-Type', contentTypes[reply.body.kind]);
  response.setHeader('Content-Length', body.length);
  response.writeHead(reply.status);
  writeBody(response, body, context);
  return reply.status;
}

function writeBody(
  response: ServerResponse,
  body: Buffer,
  { cut, sliceBytes, method }: AnswerContext,
): void {
  if (cut && body.length > 1) {
    response.write(body.subarray(0, Math.floor(body.length / 2)), () => response.destroy());
  } else if (sliceBytes > 0) {
    writeSlices(response, body, sliceBytes);
  } else {
    response.end(method === 'HEAD' ? undefined : body);
  }
}

/** Writes each slice in a separate turn of the event loop, so that they arrive one by one. */
function writeSlices(response: ServerResponse, body: Buffer, bytes: number): void {
  response.socket?.setNoDelay(true);
  response.write(body.subarray(0, bytes));
  if (body.length <= bytes) response.end();
  else setImmediate(() => writeSlices(response, body.subarray(bytes), bytes));
}

const contentTypes = {
  json: 'application/json; charset=utf-8',
  html: 'text/html; charset=utf-8',
  text: 'text/plain; charset=utf-8',
};

function bodyText({ status, body }: Reply): string {
  if (body.kind !== 'json') return body.text;
  const { value } = body;
  return status >= 400 && isRecord(value) && isRecord(value.error)
    ? printed(value)
    : JSON.stringify(value);
}

/** The JSON of a controller's error: the server's template writes a line for each key. */
function printed(value: Readonly<Record<string, unknown>>): string {
  const lines = Object.entries(value).map(
    ([key, one]) => `  ${JSON.stringify(key)}: ${JSON.stringify(one)}`,
  );
  return `{\n${lines.join(',\n')}\n}\n`;
}

function weakEtag(text: string): string {
  return `W/"${createHash('md5').update(text, 'utf8').digest('hex')}"`;
}
